"""The demonstration's texts were written for it: enough, well-formed, and no copies of each other."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from convenor.editions.models import WHOLE_SESSIONS, Format
from convenor.kernel.translated import LANGUAGES
from convenor.proposals.models import ContributorRole

DATA = Path("src/convenor/demo/data")
EDITION = json.loads((DATA / "edition.json").read_text(encoding="utf-8"))
FORMATS = {each["slug"]: each.get("formats", Format.values) for each in EDITION["tracks"]}
PROPOSALS = {
    code: json.loads((DATA / f"proposals.{code}.json").read_text(encoding="utf-8")) for code in LANGUAGES
}
REVIEWERS = {
    code: json.loads((DATA / f"reviewers.{code}.json").read_text(encoding="utf-8")) for code in LANGUAGES
}


def sequences(abstract: str, language: str) -> set[tuple[str, ...]]:
    """The 5-word sequences of a text; in Chinese, of characters."""
    words = list(abstract) if language == "zh" else abstract.lower().split()
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def shared(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / min(len(one), len(other))


def test_there_are_twenty_proposals_in_each_language_and_forty_reviewers():
    assert {code: len(each) for code, each in PROPOSALS.items()} == dict.fromkeys(LANGUAGES, 20)
    assert sum(len(each) for each in REVIEWERS.values()) == 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_abstracts_share_more_than_a_fifth_of_their_five_word_sequences(language):
    texts = {each["key"]: sequences(each["abstract"], language) for each in PROPOSALS[language]}

    alike = [(one, other) for one, other in combinations(texts, 2) if shared(texts[one], texts[other]) > 0.2]

    assert alike == []


def test_a_copied_abstract_would_be_found():
    text = PROPOSALS["en"][0]["abstract"]

    assert shared(sequences(text, "en"), sequences(text + " And one more sentence.", "en")) > 0.2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_proposal_fits_the_edition(language):
    tracks, subthemes = set(EDITION["call"]["tracks"]), {each["slug"] for each in EDITION["subthemes"]}

    misfits = [
        each["key"]
        for each in PROPOSALS[language]
        if each["track"] not in tracks
        or each["subtheme"] not in subthemes
        or each["format"] not in FORMATS.get(each["track"], ())
        or bool(each["contributions"]) != (each["format"] in WHOLE_SESSIONS)
        or {person["role"] for person in each["contributors"]} - set(ContributorRole.values)
        or not all(person["email"].endswith(".example") for person in each["contributors"])
    ]

    assert misfits == []


def test_some_reviewers_propose_as_well_so_that_conflicts_are_seen():
    for language in LANGUAGES:
        proposing = Counter(
            person["email"] for each in PROPOSALS[language] for person in each["contributors"]
        )
        assert [each["email"] for each in REVIEWERS[language] if proposing[each["email"]]] != []


def test_every_text_of_the_edition_is_in_six_languages():
    def lacking(value: object, where: str) -> list[str]:
        if isinstance(value, list):
            return [lack for index, each in enumerate(value) for lack in lacking(each, f"{where}[{index}]")]
        if not isinstance(value, dict):
            return []
        if "en" in value:
            return [] if set(value) == set(LANGUAGES) else [where]
        return [lack for key, each in value.items() for lack in lacking(each, f"{where}.{key}")]

    assert lacking(EDITION, "edition") == []
