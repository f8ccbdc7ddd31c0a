"""Themes: what belongs together, what does not, and how it is called."""

import json
import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from convenor.optim.affinity import themes as module
from convenor.optim.affinity.people import Proposal
from convenor.optim.affinity.themes import Theme, themes_of

pytestmark = pytest.mark.once

TEXTS = json.loads((Path(__file__).parent / "multilingual.json").read_text(encoding="utf-8"))
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
RADIO = Proposal("radio", "Radio lessons", "Pupils listen to daily lessons while their schools are closed.")


def offered(*languages):
    """Three texts of each of the eight topics, named after it."""
    return [
        Proposal(f"{topic} {language} {place}", text, language=language)
        for topic, texts in TEXTS.items()
        for language in languages
        for place, text in enumerate(texts[language])
    ]


def of_one_topic(themes):
    """Of all pairs of proposals in one theme, the share that are of one topic."""
    pairs = [pair for theme in themes for pair in combinations(theme.proposals, 2)]
    return sum(one.key.split()[0] == other.key.split()[0] for one, other in pairs) / len(pairs)


@pytest.mark.parametrize(
    ("language", "least"), [("en", 0.8), ("fr", 0.99), ("es", 0.99), ("ar", 0.7), ("ru", 0.6), ("zh", 0.8)]
)
def test_themes_are_the_topics_that_texts_were_written_about(language, least):
    themes = themes_of(offered(language), size=3)

    assert len(themes) == 8
    assert of_one_topic(themes) >= least


def test_labels_are_words_of_the_topic_as_they_are_spelled():
    labels = {theme.proposals[0].key.split()[0]: theme.label for theme in themes_of(offered("en"), size=3)}

    assert labels == {
        "radio": ("radio", "broadcast", "by"),
        "literacy": ("reading", "Adults", "evening"),
        "offline": ("without", "server", "internet"),
        "girls": ("clubs", "girls", "engineering"),
        "teachers": ("teachers", "Coaching", "Mentors"),
        "disability": ("deaf", "language", "Sign"),
        "intelligence": ("Education", "algorithms", "Privacy"),
        "refugees": ("camps", "children", "Tablets"),
    }


def test_chinese_labels_are_whole_words():
    told = {term for theme in themes_of(offered("zh"), size=3) for term in theme.label}

    assert told >= {"服务器", "人工智能", "读屏软件", "学习者", "广播", "难民"}


def test_a_word_that_stands_in_other_themes_too_is_no_label(monkeypatch):
    def told():
        return {term for theme in themes_of(offered("fr"), size=3) for term in theme.label}

    usual = told()
    monkeypatch.setattr(module, "ELSEWHERE", 1.0)

    assert any("des " in term or "la " in term for term in told())
    assert not any("des " in term or "la " in term for term in usual)


def test_the_order_of_proposals_has_no_part_and_languages_stay_apart():
    proposals = offered(*LANGUAGES)
    shuffled = random.Random(1).sample(proposals, len(proposals))

    themes = themes_of(proposals, size=3)

    assert themes_of(shuffled, size=3) == themes
    assert {len({each.language for each in theme.proposals}) for theme in themes} == {1}
    assert [theme for theme in themes if theme.proposals[0].language == "ar"] == themes_of(
        offered("ar"), size=3
    )


def test_texts_without_a_common_topic_are_in_no_theme(monkeypatch):
    drawn = random.Random(1)
    words = [f"word{number}" for number in range(1_000)]
    often = [1 / (number + 1) for number in range(1_000)]  # as words are in any language
    proposals = [Proposal(str(number), " ".join(drawn.choices(words, often, k=150))) for number in range(60)]

    in_themes = sum(len(theme.proposals) for theme in themes_of(proposals))
    monkeypatch.setattr(module, "LIKER", 0)

    assert in_themes <= 6
    assert sum(len(theme.proposals) for theme in themes_of(proposals)) >= 40


@pytest.mark.parametrize(
    "proposals", [[], [RADIO], [Proposal("empty", ""), Proposal("signs", "?!"), Proposal("nul", "\0\ud800")]]
)
def test_what_is_like_no_other_is_in_no_theme(proposals):
    assert themes_of(proposals) == []


def test_proposals_that_are_all_the_same_are_one_theme():
    same = tuple(Proposal(str(number), "Radio lessons") for number in range(5))

    (theme,) = themes_of(same)

    assert theme == Theme(("lessons", "Radio"), same)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_two_texts_that_share_no_more_than_the_words_of_their_language_are_in_no_theme(language, monkeypatch):
    two = [offered(language)[0], offered(language)[-1]]

    assert themes_of(two) == []
    monkeypatch.setattr(module, "_weight", lambda terms: 1.0)
    assert len(themes_of(two)) == 1


def test_a_number_is_no_label():
    texts = offered("en")
    numbered = [replace(each, abstract="47 lessons 47 lessons 47 lessons") for each in texts[:3]]

    labels = {term for theme in themes_of([*numbered, *texts[3:]], size=3) for term in theme.label}

    assert "47 lessons" in labels
    assert "47" not in labels


def test_too_many_or_too_small_is_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)

    with pytest.raises(ValueError, match="more than 1 proposals in one language"):
        themes_of([RADIO, Proposal("other", "")])
    with pytest.raises(ValueError, match="at least one proposal"):
        themes_of([RADIO], size=0)
