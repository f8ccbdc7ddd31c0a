"""Plain text is as wide as it looks, breaks where its script breaks, and keeps directions apart."""

import pytest

from convenor.kernel.columns import isolated, line_of, width, wrapped


@pytest.mark.parametrize(
    ("text", "columns"), [("word", 4), ("学习", 4), ("عَرَبِيّ", 4), ("\u2068ab\u2069", 2), ("", 0)]
)
def test_width_is_what_a_terminal_shows(text, columns):
    assert width(text) == columns


def test_words_are_kept_whole_and_lines_full():
    assert wrapped("one two  three four", 9) == ["one two", "three", "four"]
    assert wrapped("one\n\ntwo three", 40, indent="  ") == ["  one", "  two three"]


def test_a_single_word_may_be_too_long():
    assert wrapped("see https://conference.example.org/x now", 10) == [
        "see",
        "https://conference.example.org/x",
        "now",
    ]


def test_chinese_breaks_between_characters_but_not_before_a_stop_or_after_an_opening_sign():
    assert wrapped("手机能教书。", 8) == ["手机能教", "书。"]
    assert wrapped("手机能教。书", 8) == ["手机能", "教。书"]
    assert wrapped("手机能（教）书", 8) == ["手机能", "（教）书"]
    assert wrapped("SMS和手机", 5) == ["SMS和", "手机"]


def test_a_dot_between_facts_ends_a_line_and_a_space_that_does_not_break_ends_none():
    assert wrapped("one · two · three", 9) == ["one ·", "two ·", "three"]
    assert wrapped("deux mots\u00a0: trois", 9) == ["deux", "mots\u00a0:", "trois"]


def test_a_line_from_right_to_left_says_so_twice():
    assert line_of("كلمة.", "rtl") == "\u200f\u2067كلمة.\u2069"
    assert line_of("word", "ltr") == "word"


def test_what_runs_against_the_line_is_kept_apart():
    assert isolated("Amina", "ltr") == "Amina"
    assert isolated("سارة", "ltr") == "\u2068سارة\u2069"
    assert isolated("سارة", "rtl") == "سارة"
    assert isolated("09:30–10:30", "rtl") == "\u206809:30–10:30\u2069"
    assert isolated("Élan vital", "ltr") == "Élan vital"


def test_what_is_kept_apart_stays_so_on_the_next_line():
    assert wrapped("\u2068one two\u2069 x", 4) == ["\u2068one\u2069", "\u2068two\u2069", "x"]
    assert wrapped("\u2068手机能教\u2069", 4) == ["\u2068手机\u2069", "\u2068能教\u2069"]
