"""Texts that are there twice: how much, which passage, and what is not taken for a copy."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convenor.optim.affinity import passages
from convenor.optim.affinity.likeness import CLOSEST, LEAST, Resemblance, resemblances
from convenor.optim.affinity.passages import RUN, Piece, Read, Text

pytestmark = pytest.mark.once

TEXTS = json.loads((Path(__file__).parent / "multilingual.json").read_text(encoding="utf-8"))
LESSONS = "Pupils listen to daily lessons by radio while their schools are closed, and answer by message."


def text(key, abstract, *, of=None):
    return Text(key, of or key, "", abstract)


def found(*texts, earlier=()):
    return [(each.one, each.other) for each in resemblances(texts, earlier)]


def test_a_copy_is_found_however_it_is_dressed():
    dressed = LESSONS.upper().replace(" ", "\u200b \n").replace(",", " – ")

    (same,) = resemblances([text("a", LESSONS), text("b", dressed)])

    assert same == Resemblance("a", "b", 1.0, 1.0, LESSONS[:-1] + ".")


def test_the_passage_and_the_shares_tell_what_is_in_both():
    whole = f"In our valley, {LESSONS} Teachers visit families twice a term and note what each has read."

    (part,) = resemblances([text("a", whole), text("b", f"Nothing else: {LESSONS}")])

    assert part == Resemblance("a", "b", 16 / 31, 16 / 18, LESSONS)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_a_text_is_found_again_in_every_language_and_nothing_else(language):
    own = [text(topic, f"{' '.join(texts[language])}") for topic, texts in TEXTS.items()]
    again = text("again", " ".join(TEXTS["radio"][language][:2]))

    assert found(*own) == []
    assert found(*own, again) == [("again", "radio")]
    assert found(*own, earlier=[again]) == [("radio", "again")]


def test_versions_of_one_proposal_are_not_compared_but_those_of_two_are():
    versions = [text("a 1", LESSONS, of="a"), text("a 2", f"{LESSONS} More.", of="a"), text("b 1", LESSONS)]

    assert found(*versions) == [("a 1", "b 1"), ("a 2", "b 1")]
    assert found(*versions[:2]) == []


def test_a_text_in_which_a_third_of_the_words_changed_is_found():
    drawn = random.Random(1)
    words = [f"word{number}" for number in range(5_000)]

    def changed(written, share):
        return " ".join(drawn.choice(words) if drawn.random() < share else word for word in written.split())

    originals = [text(f"{place:03}", " ".join(drawn.choices(words, k=200))) for place in range(100)]
    a_third = [text(f"x{each.key}", changed(each.abstract, 0.3)) for each in originals]
    most = [text(f"x{each.key}", changed(each.abstract, 0.7)) for each in originals]

    assert len(found(*originals, earlier=a_third)) >= 90
    assert found(*originals, earlier=most) == []


@pytest.mark.parametrize("short", ["", "?!", "\0\ud800", "Radio", "Radio lessons now"])
def test_short_texts_are_like_those_that_are_the_same(short):
    expected = [("a", "b")] if short.startswith("Radio") else []

    assert (
        found(text("a", short), text("b", short), text("c", LESSONS), text("d", "Radio lessons")) == expected
    )


def test_of_many_copies_each_text_has_the_closest():
    copies = [text(f"{place:03}", f"{LESSONS} {place}") for place in range(60)]

    pairs = found(*copies)

    assert {key for pair in pairs for key in pair} == {each.key for each in copies}
    assert len(pairs) <= CLOSEST * len(copies)


def test_the_order_of_texts_has_no_part():
    texts = [text(topic, " ".join(texts["en"])) for topic, texts in TEXTS.items()]
    copied = [*texts, text("copy", texts[0].abstract)]

    assert resemblances(copied) == resemblances(copied[::-1])


def test_without_runs_nothing_would_tell_order_from_words(monkeypatch):
    jumbled = " ".join(sorted(LESSONS.split()))
    monkeypatch.setattr(passages, "RUN", 1)

    assert found(text("a", LESSONS), text("b", jumbled)) == [("a", "b")]

    monkeypatch.undo()
    assert found(text("a", LESSONS), text("b", jumbled)) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.sampled_from("abc دن 学习.\u200b\0"), max_size=60), max_size=6))
def test_shares_are_what_a_comparison_of_all_pairs_gives(abstracts):
    texts = [text(str(place), abstract) for place, abstract in enumerate(abstracts)]

    told = {(each.one, each.other): (each.of_one, each.of_other) for each in resemblances(texts)}

    assert told == {
        (one.key, other.key): shares
        for place, one in enumerate(texts)
        for other in texts[place + 1 :]
        if max(shares := (share(one, other), share(other, one))) >= LEAST
    }


def share(one, other):
    """By hand: of the words of ``one``, those in a run that ``other`` has."""
    mine, theirs = Read(one).words, Read(other).words
    runs = {tuple(theirs[start : start + RUN]) for start in range(max(len(theirs) - RUN, 0) + 1)}
    held = {
        place
        for start in range(max(len(mine) - RUN, 0) + 1)
        if mine and tuple(mine[start : start + RUN]) in runs
        for place in range(start, min(start + RUN, len(mine)))
    }
    return len(held) / len(mine) if mine else 0.0


def test_two_texts_beside_each_other_are_whole_and_say_what_they_share():
    one = Text("1", "1", "Radio: a talk", "We tell of radio lessons for rural schools. It is new.")
    other = Text("2", "2", "Lessons", "Now: Radio lessons, for rural schools again!")

    pieces = Read(one).beside(Read(other))

    assert pieces == [
        Piece("Radio: a talk\nWe tell of ", is_shared=False),
        Piece("radio lessons for rural schools.", is_shared=True),
        Piece(" It is new.", is_shared=False),
    ]


@pytest.mark.parametrize("text", ["", "\n", "我们用广播上课。", "مدارس الريف"])
def test_nothing_is_lost_of_a_text_beside_itself(text):
    read = Read(Text("1", "1", "", text))

    assert "".join(piece.text for piece in read.beside(read)) == f"\n{text}"
