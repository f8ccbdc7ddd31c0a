"""Themes, proposals that are there twice, and texts of earlier editions."""

import json
from pathlib import Path

import pytest

from convenor.optim.affinity.likeness import Likeness, duplicates_of, resubmissions_of
from convenor.optim.affinity.people import Proposal, Work
from convenor.optim.affinity.themes import LABEL_TERMS, themes_of

pytestmark = pytest.mark.once

TEXTS = json.loads((Path(__file__).parent / "multilingual.json").read_text(encoding="utf-8"))
RADIO = Proposal("radio", "Radio lessons", "Pupils listen to daily lessons while their schools are closed.")
GARDEN = Proposal("garden", "Gardens", "Families grow vegetables beside the school and measure the rain.")


def offered(language):
    """Three texts of each of the eight topics, named after it."""
    return [
        Proposal(f"{topic} {place}", text)
        for topic, languages in TEXTS.items()
        for place, text in enumerate(languages[language])
    ]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_every_proposal_is_in_one_theme_that_has_a_label_from_its_texts(language):
    proposals = offered(language)

    themes = themes_of(proposals, themes=8, seed=1)

    assert sorted(each.key for theme in themes for each in theme.proposals) == sorted(
        p.key for p in proposals
    )
    for theme in themes:
        assert 1 <= len(theme.label) <= LABEL_TERMS
        assert 0 <= theme.closeness <= 1


def test_texts_about_the_same_are_in_one_theme():
    about = {
        "radio": "radio lessons broadcast",
        "phone": "stories reading phone",
        "wifi": "server wifi library",
    }
    proposals = [
        Proposal(f"{name} {n}", f"{words} {word}")
        for name, words in about.items()
        for n, word in enumerate(("today", "abroad", "outside", "together"))
    ]

    themes = themes_of(proposals, themes=3, seed=1)

    assert [len({each.key.split()[0] for each in theme.proposals}) for theme in themes] == [1, 1, 1]
    assert [len(theme.proposals) for theme in themes] == [4, 4, 4]


def test_the_same_seed_gives_the_same_themes():
    assert themes_of(offered("fr"), themes=5, seed=3) == themes_of(offered("fr"), themes=5, seed=3)


def test_a_label_is_spelled_as_people_wrote_it():
    school = [
        Proposal(str(n), f"Télévision École {word}") for n, word in enumerate(("Dakar", "Lima", "Oslo"))
    ]

    themes = themes_of([*school, RADIO, GARDEN], themes=2, seed=1)

    told = {term for theme in themes if school[0] in theme.proposals for term in theme.label}
    assert told & {"Télévision", "École", "Télévision École"}


@pytest.mark.parametrize("proposals", [[], [Proposal("empty", "")], [Proposal("empty", "?!")]])
def test_without_words_there_are_no_themes(proposals):
    assert themes_of(proposals, themes=3, seed=1) == []


def test_proposals_that_are_all_the_same_are_one_theme():
    (theme,) = themes_of([Proposal(str(n), RADIO.title) for n in range(5)], themes=3, seed=1)

    assert len(theme.proposals) == 5
    assert theme.closeness == pytest.approx(1)


def test_no_themes_at_all_are_refused():
    with pytest.raises(ValueError, match="at least one theme"):
        themes_of([RADIO], themes=0, seed=1)


def test_a_proposal_that_is_there_twice_is_found():
    again = Proposal("again", "RADIO lessons!", RADIO.abstract)
    nearly = Proposal("nearly", "Radio lessons", RADIO.abstract.replace("daily", "weekly"))

    found = duplicates_of([RADIO, GARDEN, nearly, again])

    assert found[0] == Likeness(RADIO, again, pytest.approx(1), is_same=True)
    assert {(each.proposal.key, each.other.key, each.is_same) for each in found[1:]} == {
        ("radio", "nearly", False),
        ("nearly", "again", False),
    }


def test_the_same_text_in_chinese_and_arabic_is_found():
    texts = [TEXTS["radio"][language][0] for language in ("zh", "ar")]
    proposals = [Proposal(f"{place} {n}", text) for place, text in enumerate(texts) for n in range(2)]

    assert [(each.proposal.key, each.other.key) for each in duplicates_of(proposals)] == [
        ("0 0", "0 1"),
        ("1 0", "1 1"),
    ]


def test_empty_proposals_are_like_nothing():
    assert duplicates_of([Proposal("a", ""), Proposal("b", ""), RADIO]) == []


def test_what_was_offered_to_an_earlier_edition_is_found_with_its_text():
    before = Work("Radio lessons", RADIO.abstract, year=2019)

    found = resubmissions_of([GARDEN, RADIO], [Work("Something else"), before])

    assert found == [Likeness(RADIO, before, pytest.approx(1), is_same=True)]
    assert (
        resubmissions_of([GARDEN], [before])
        == resubmissions_of([], [before])
        == resubmissions_of([RADIO], [])
        == []
    )
