"""The dense channel: what the network computes, which texts it reads, and what comes of it in a score."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench import dense
from convenor.optim.affinity import meaning as channel
from convenor.optim.affinity.encoder import Encoder, read_safetensors
from convenor.optim.affinity.explaining import explain
from convenor.optim.affinity.meaning import VOCABULARY, Altered, Meaning, installed
from convenor.optim.affinity.people import Proposal, Reviewer, Work
from convenor.optim.affinity.scoring import FAR, NEAR, TEXT, affinity_of, text_points
from convenor.optim.affinity.wordpiece import Pieces, Tokenizer

from . import network

pytestmark = pytest.mark.once

with_weights = pytest.mark.skipif(
    not dense.is_there(), reason="the weights are not there: python -m bench.dense fetches them"
)

RADIO = Proposal(
    "radio", "Radio for school pupils", "Lessons on the radio for the pupils of the school", "en"
)
FRENCH = Proposal("fr", "Radio for school", "Lessons on the radio", "fr")
ADA = Reviewer(
    "ada", (Work("Teaching on the radio"), Work("Learning on the phone"), Work("Обучение в школе"))
)
BO = Reviewer("bo", (Work("Обучение по радио"),))
CY = Reviewer("cy")


@pytest.fixture
def small(tmp_path):
    return network.channel(tmp_path)


def test_the_network_computes_what_the_formulas_say():
    tables = network.weights()

    for pieces in ([2, 3], [2, 8, 13, 6, 10, 12, 3], [2, *range(4, 20), 3]):
        assert Encoder(tables).vector(pieces) == pytest.approx(network.plainly(tables, pieces), abs=2e-5)


def test_weights_are_read_as_they_were_written():
    tables = network.weights()

    read = read_safetensors(network.safetensors(tables))

    assert read.keys() == tables.keys()
    assert all(np.array_equal(read[name], table) for name, table in tables.items())


@pytest.mark.parametrize(
    ("text", "pieces", "words", "whole"),
    [
        ("Radio", ["radio"], 1, 1),
        ("The RÁDIO\u200b, on", ["the", "radio", ",", "on"], 3, 3),
        ("teachers", ["teach", "##er", "##s"], 1, 0),
        ("phoné.", ["phone", "."], 1, 1),
        ("手机 x", ["[UNK]", "[UNK]", "[UNK]"], 0, 0),
        ("learnt", ["[UNK]"], 1, 0),
        ("radio" * 21, ["[UNK]"], 1, 0),
        ("\0\n\ufffd", [], 0, 0),
    ],
)
def test_words_are_cut_into_the_longest_pieces(text, pieces, words, whole):
    numbers = [network.PIECES.index(piece) for piece in pieces]

    assert Tokenizer("\n".join(network.PIECES)).pieces(text) == Pieces(numbers, words, whole)


def test_half_of_the_text_comes_from_meaning_where_both_are_english(small):
    with_it, without = (affinity_of([RADIO, FRENCH], [ADA, BO, CY], meaning=one) for one in (small, None))

    assert with_it.nearness is not None
    assert np.isnan(with_it.nearness).tolist() == [[False, True, True], [True, True, True]]
    changed = with_it.scores != without.scores
    assert changed.tolist() == [[True, False, False], [False, False, False]]
    near = float(with_it.nearness[0, 0])
    points = float(np.clip((near - FAR) / (NEAR - FAR), 0, 1))
    found = explain(with_it, 0, 0)
    assert found.nearness == near
    assert found.meaning == pytest.approx(TEXT * points / 2)
    assert found.text == pytest.approx(TEXT / 2 * (float(text_points(found.similarity)) + points))
    assert found.score == pytest.approx(found.text + found.topics + found.language + found.wish, abs=1e-15)
    other = explain(with_it, 0, 1)
    assert (other.nearness, other.meaning) == (None, 0.0)


def test_the_nearness_is_the_mean_of_the_closest_english_works(small):
    works = [
        Work(f"{word} on the radio") for word in ("Lessons", "Teaching", "The", "School", "Phones", "Learn")
    ]
    reviewer = Reviewer("r", tuple(works))
    kept = {}

    found = small.nearness([RADIO], [reviewer])[0, 0]

    asked = small.vector(RADIO.title, RADIO.abstract, kept)
    cosines = sorted(float(asked @ small.vector(work.title, "", kept)) for work in works)
    assert found == pytest.approx(sum(cosines[1:]) / 5, abs=1e-6)


def test_no_proposal_has_a_part_in_the_vectors_of_another(small):
    others = [Proposal(str(number), "radio " * number, "phone school", "en") for number in range(1, 9)]

    alone, beside = (small.nearness(proposals, [ADA]) for proposals in ([RADIO], [*others, RADIO]))

    assert beside[-1:].tobytes() == alone.tobytes()


def test_what_was_read_once_is_found_again_without_the_network(small, tmp_path):
    kept = {}
    first = small.nearness([RADIO, FRENCH], [ADA, BO], kept)

    again = Meaning(tmp_path / "gone").nearness([RADIO, FRENCH], [ADA, BO], kept)

    assert again.tobytes() == first.tobytes()


def test_a_file_that_was_altered_is_refused(small, tmp_path):
    (tmp_path / VOCABULARY).write_text("[UNK]\n[CLS]\n[SEP]\n")

    with pytest.raises(Altered, match="is not the file that was tested: its SHA-256 differs"):
        small.nearness([RADIO], [ADA])


@pytest.mark.parametrize("text", ["", "radio " * 100_000, "\u200b", "a" * 2_000_000, "🙂 123 ."])
def test_a_text_of_any_kind_has_a_vector_or_none(small, text):
    vector = small.vector("", text, {})

    assert vector is None or float(vector @ vector) == pytest.approx(1, abs=1e-5)


def test_without_the_package_there_is_no_channel(monkeypatch):
    monkeypatch.setattr(channel, "PACKAGE", "no_such_package")

    assert installed() is None


@with_weights
def test_the_weights_give_the_cosines_that_are_published_for_them():
    """Those of the example on the model's page, computed there with PyTorch."""
    found, kept = dense.found(), {}
    texts = (
        "That is a happy person",
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day",
    )
    vectors = [found._encoder.vector(_around(found, text)) for text in texts]

    assert kept == {}
    assert [float(vectors[0] @ vector) for vector in vectors[1:]] == pytest.approx(
        [0.6945773, 0.9429150, 0.2568760], abs=1e-6
    )


def _around(found, text):
    tokenizer = found._tokenizer
    return [tokenizer.first, *tokenizer.pieces(text).numbers, tokenizer.last]


@with_weights
def test_english_is_told_from_the_other_languages():
    topics = json.loads(Path(__file__).with_name("multilingual.json").read_text(encoding="utf-8"))
    found, read = dense.found(), {}
    for language, text in _texts(topics):
        pieces = found._tokenizer.pieces(text)
        is_english = pieces.words > 0 and pieces.whole >= channel.ENGLISH * pieces.words
        read.setdefault(language, []).append(is_english)

    assert {language: sum(told) for language, told in read.items()} == {
        "en": 24, "fr": 0, "es": 0, "ar": 0, "ru": 0, "zh": 0
    }  # fmt: skip


def _texts(told, language=""):
    if isinstance(told, str):
        yield language, told
    for key, inner in (
        told.items() if isinstance(told, dict) else enumerate(told if isinstance(told, list) else ())
    ):
        is_language = key in ("en", "fr", "es", "ar", "ru", "zh")
        yield from _texts(inner, key if is_language else language)
