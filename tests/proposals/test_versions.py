"""Every version can be compared with every other one, word by word."""

from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.proposals.versions import Change, Piece, Place, compare, difference

LANGUAGES = st.sampled_from(["en", "fr", "ar", "zh"])
WORDS = st.lists(st.sampled_from(["tide", "moon", "海", "的", "\n\n", " ", "مد"]), max_size=8).map(" ".join)
TEXTS = st.dictionaries(
    LANGUAGES,
    st.fixed_dictionaries({"text": WORDS.filter(bool), "status": st.sampled_from(["original", "human"])}),
)
CONTRIBUTIONS = st.fixed_dictionaries(
    {
        "id": st.integers(1, 4),
        "title": TEXTS,
        "abstract": TEXTS,
        "minutes": st.none() | st.integers(1, 90),
        "presenter": st.sampled_from(["", "ada", "bo"]),
    }
)
CONTRIBUTORS = st.fixed_dictionaries(
    {"person": st.sampled_from(["ada", "bo", "cy"]), "role": st.sampled_from(["speaker", "chair"])}
)
ANSWERS = st.fixed_dictionaries(
    {
        "question": st.sampled_from(["why", "how"]),
        "text": WORDS,
        "file": st.just(""),
        "file_name": st.just(""),
    }
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "title": TEXTS,
        "abstract": TEXTS,
        "language": LANGUAGES,
        "track": st.sampled_from(["symposium", "labs"]),
        "subtheme": st.sampled_from(["", "water"]),
        "format": st.sampled_from(["talk", "panel"]),
        "minutes": st.integers(1, 90),
        "organization": st.sampled_from(["", "Sea School"]),
        "contributions": st.lists(CONTRIBUTIONS, max_size=3, unique_by=lambda each: each["id"]),
        "contributors": st.lists(CONTRIBUTORS, max_size=3, unique_by=lambda each: each["person"]),
        "answers": st.lists(ANSWERS, max_size=2, unique_by=lambda each: each["question"]),
    }
)


def said(change, *kinds):
    return "".join(piece.text for piece in change.pieces if piece.kind in kinds)


@given(DOCUMENTS, DOCUMENTS)
def test_a_comparison_read_backwards_is_the_comparison_of_the_two_exchanged(old, new):
    there, back = compare(old, new), compare(new, old)

    assert {change.place: (said(change, "same", "del"), said(change, "same", "ins")) for change in there} == {
        change.place: (said(change, "same", "ins"), said(change, "same", "del")) for change in back
    }


@given(DOCUMENTS)
def test_nothing_differs_from_itself(document):
    assert compare(document, document) == []


@given(st.text(), st.text())
def test_both_texts_can_be_read_in_their_difference(old, new):
    pieces = list(difference(old, new))

    assert "".join(piece.text for piece in pieces if piece.kind != "ins") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "del") == new


def test_words_differ_not_letters():
    assert list(difference("The quick fox", "The quiet fox")) == [
        Piece("same", "The "),
        Piece("del", "quick"),
        Piece("ins", "quiet"),
        Piece("same", " fox"),
    ]


def test_chinese_differs_by_characters():
    assert list(difference("移动学习", "移动教学")) == [
        Piece("same", "移动"),
        Piece("ins", "教"),
        Piece("same", "学"),
        Piece("del", "习"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 1400, "b a " * 700),
        ("a b " * 700, "b a " * 700),
        ("的了" * 1400, "了的" * 1400),
        ("x" * 9**6, "y" * 9**6),
    ],
)
def test_a_text_made_to_be_hard_is_compared_at_once(old, new):
    start = perf_counter()

    list(difference(old, new))

    assert perf_counter() - start < 2


def test_a_changed_part_of_a_session_is_told_by_its_place():
    old: dict[str, Any] = {
        "title": {"en": {"text": "Tides", "status": "original"}},
        "abstract": {},
        "language": "en",
        "track": "labs",
        "subtheme": "",
        "format": "panel",
        "minutes": 60,
        "organization": "",
        "contributions": [{"id": 7, "title": {}, "abstract": {}, "minutes": 10, "presenter": "ada"}],
        "contributors": [],
        "answers": [{"question": "plan", "text": "", "file": "answers/000001", "file_name": "plan.pdf"}],
    }
    new = {
        **old,
        "minutes": 90,
        "contributions": [{**old["contributions"][0], "minutes": 20}],
        "answers": [{**old["answers"][0], "file": "answers/000002"}],
    }

    assert compare(old, new) == [
        Change(Place("minutes"), (Piece("del", "60"), Piece("ins", "90"))),
        Change(Place("contribution minutes", "7"), (Piece("del", "10"), Piece("ins", "20"))),
        Change(
            Place("answer", "plan"),
            (Piece("same", "plan.pdf "), Piece("del", "(000001)"), Piece("ins", "(000002)")),
        ),
    ]
