"""Texts as terms, in any script."""

import pytest

from convenor.optim.affinity.words import SEEN_ONCE, spelled, spellings_of, terms_of, words_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’École à Saint-Œuvre", ["ecole", "saint", "oeuvre"]),
        ("الإِدَارَةُ والتعلّـم", ["اداره", "تعلم"]),
        ("Ёлка й", ["елка"]),
        ("Новый", ["новый"]),
        ("移动学习", ["移动", "动学", "学习"]),
        ("书 AI教", ["书", "ai", "教"]),
        ("การเรียน", ["กา", "าร", "รเ", "เร", "รี", "ีย", "ยน"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("٢٠٢٧ ２０２７", ["2027", "2027"]),
        ("ra\u200bdio ra\u00addio", ["radio", "radio"]),
    ],
)  # fmt: skip
def test_words_are_folded_and_cut(text, words):
    assert [*words_of(text)] == words


def test_neighbours_are_paired_but_not_across_parts():
    assert terms_of("d", "Radio for", "all").counts == {"radio": 1, "for": 1, "all": 1, "radio for": 1}


@pytest.mark.parametrize(("times", "counted"), [(2, 2), (SEEN_ONCE, SEEN_ONCE), (SEEN_ONCE + 1, 1), (500, 1)])
def test_a_word_by_itself_counts_at_most_as_often_as_a_run_is_long(times, counted):
    assert terms_of("d", "radio " * times).counts["radio"] == counted


def test_a_run_of_words_that_was_there_is_not_read_again():
    run = "one two three four five six seven eight nine ten eleven twelve"

    assert terms_of("d", f"{run} and {run} too").counts == terms_of("d", f"{run} and too").counts


def test_a_term_is_shown_as_it_was_written():
    spellings = spellings_of("Les Écoles de l’Été", "移动学习")

    assert [spelled(term, spellings) for term in ("ecoles", "ecoles de", "移动", "移动 动学")] == [
        "Écoles", "Écoles de", "移动", "移动学",
    ]  # fmt: skip
