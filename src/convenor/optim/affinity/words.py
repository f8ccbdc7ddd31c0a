"""Texts of any script as the terms that they are compared by: words, and pairs of neighbours.

Case, width, accents and Arabic vowel signs do not matter; forms of alef, ya, ha and ta marbuta that people
exchange are one; so are the digits of all scripts. Scripts that do not separate words (Chinese, Japanese,
Thai, Lao, Khmer, Burmese) are cut into overlapping pairs of characters, which take the place of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

MOST_CHARACTERS = 100_000  # of a title or an abstract that are read
LONGEST = 40  # characters of a word that count
SEEN_ONCE = (
    12  # a run of so many words that was there already is not read again; honest texts have shorter ones
)
_FEW_HIDDEN = 3  # invisible characters that a text may have by accident

_MARKS = re.compile("[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+")
_BREVES = re.compile("(?<![\u0418\u0438])\u0306")  # й is a letter, not an и with an accent
UNSEPARATED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_RUNS = re.compile(f"([{UNSEPARATED}]+)")
# Zero-width space, word joiner, invisible operators, tags: nobody types these. Joiners, direction marks, soft
# hyphens and the byte order mark are left out as well, but come by themselves with honest text.
_HIDDEN = re.compile("[\u200b\u2060-\u2064\u180e\U000e0000-\U000e007f]")
_ARTICLES = re.compile("(?:[وبكف]?ال|لل)(?=...)")
_SAME = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "ى": "ي", "ی": "ي", "ة": "ه", "ھ": "ه", "ہ": "ه", "ٱ": "ا", "ک": "ك", "ء": "", "ـ": "",
}  # fmt: skip


class Remark(Enum):
    """What was noticed about a text while it was read."""

    EMPTY = "empty"  # it has no word
    CUT = "cut"  # it is longer than what is read
    HIDDEN = "hidden"  # it has characters that nobody sees
    REPEATED = "repeated"  # parts of it were there already, and are read once


@dataclass(frozen=True, slots=True)
class Terms:
    """How often each term is in a text; a pair of neighbours has a space between them.

    ``digest`` names the text: equal texts have equal ones.
    """

    digest: str
    counts: dict[str, int]
    remarks: frozenset[Remark] = frozenset()


class _Signs(dict[int, str | None]):
    """What each character becomes: letters stay, digits are those of ASCII, everything else separates."""

    def __missing__(self, point: int) -> str | None:
        self[point] = made = _read(chr(point))
        return made


def _read(sign: str) -> str | None:
    if sign in _SAME:
        return _SAME[sign]
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Cf":
        return None
    return sign if category[0] in "LNM" else " "


_SIGNS = _Signs()


def terms_of(digest: str, *parts: str) -> Terms:
    """The terms of a text with these ``parts`` (a title, an abstract), across which nothing is paired."""
    counts: Counter[str] = Counter()
    remarks = {remark for part in parts for remark in _seen(part)}
    for part in parts:
        read = list(words_of(part))
        words = _once(read)
        if len(words) < len(read):
            remarks.add(Remark.REPEATED)
        counts.update(words)
        counts.update(map(" ".join, pairwise(words)))
    if not counts:
        remarks.add(Remark.EMPTY)
    return Terms(digest, dict(counts), frozenset(remarks))


def words_of(text: str) -> Iterator[str]:
    """The words of ``text`` in order, folded; of Chinese and its like each pair of characters."""
    for written in folded(text[:MOST_CHARACTERS]).split():
        for run in _RUNS.split(written):
            yield from _cut(run)


def folded(text: str) -> str:
    """``text`` as it is compared: the letters and digits of words, and spaces between."""
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    text = unicodedata.normalize("NFC", _BREVES.sub("", _MARKS.sub("", text)))
    return text.translate(_SIGNS)


def spellings_of(*parts: str) -> dict[str, str]:
    """By word, how it is spelled where it first stands in a text with these ``parts``."""
    spelled: dict[str, str] = {}
    for part in parts:
        for written in re.split(r"[\s\W]+", part[:MOST_CHARACTERS]):
            words = [*words_of(written)]
            if len(words) == 1:
                spelled.setdefault(words[0], written)
    return spelled


def spelled(term: str, spellings: dict[str, str]) -> str:
    """``term`` for people: as it was written; neighbouring pairs of characters that overlap are joined."""
    first, _, second = term.partition(" ")
    if second and _RUNS.fullmatch(first) and first[-1] == second[0]:
        return first + second[1:]
    return " ".join(spellings.get(word, word) for word in term.split())


def words_in(term: str) -> set[str]:
    """The words that ``term`` is made of; of Chinese and its like, the characters."""
    return {part for word in term.split() for part in (word if _RUNS.fullmatch(word) else (word,))}


def _cut(run: str) -> Iterator[str]:
    if _RUNS.fullmatch(run):
        yield from map("".join, pairwise(run)) if len(run) > 1 else run
    # A single letter is what an apostrophe left, or says nothing.
    elif len(run) > 1 or run.isdecimal():
        yield _ARTICLES.sub("", run, count=1)[:LONGEST] if _ARTICLES.match(run) else run[:LONGEST]


def _once(words: Sequence[str]) -> list[str]:
    """``words`` without the runs of ``SEEN_ONCE`` that were there already."""
    seen: set[tuple[str, ...]] = set()
    again: set[int] = set()
    for start in range(len(words) - SEEN_ONCE + 1):
        run = tuple(words[start : start + SEEN_ONCE])
        if run in seen:
            again.update(range(start, start + SEEN_ONCE))
        seen.add(run)
    return [word for place, word in enumerate(words) if place not in again]


def _seen(part: str) -> Iterator[Remark]:
    if len(part) > MOST_CHARACTERS:
        yield Remark.CUT
    if len(_HIDDEN.findall(part[:MOST_CHARACTERS])) > _FEW_HIDDEN:
        yield Remark.HIDDEN
