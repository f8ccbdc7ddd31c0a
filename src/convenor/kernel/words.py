"""The words by which a text is found, in any of six languages, however it is spelled.

Case, width, accents and Arabic vowel signs do not matter; forms of alef, ya, waw, ha and ta marbuta that
people exchange are one; so are the digits of all scripts. Chinese is cut into pairs of characters, so that
every part of a word is found without a dictionary. Cyrillic words are found in Latin letters, too, and
names of every script by how they sound (``kernel/sounds.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anyascii import anyascii

from convenor.kernel.sounds import sounds_asked, sounds_of_name
from convenor.kernel.text import clean

LONGEST = 32  # characters of a word that count
MOST_TERMS = 8  # of a question
MOST_CHARACTERS = 20_000  # of a text

_CJK = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+)")
_BREVE = "\u0306"  # й is a letter, not an и with an accent
_SAME = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
        "ى": "ي", "ی": "ي", "ة": "ه", "ھ": "ه", "ہ": "ه", "ٱ": "ا", "ک": "ك", "ء": "", "ـ": "",
    }
)  # fmt: skip
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_STEM = 3  # letters that have to be left without the article
_CYRILLIC = re.compile("[\u0430-\u052f]")


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked for: a word that begins like one of ``forms``, or equals it where it ``is_whole``."""

    forms: tuple[str, ...]
    is_whole: bool = False

    def matches(self, words: Iterable[str]) -> bool:
        if self.is_whole:
            return any(word in self.forms for word in words)
        return any(word.startswith(self.forms) for word in words)


def words_of(text: str) -> set[str]:
    """Every form of every word of ``text``."""
    return {form for run in _runs(text) for form in _indexed(run)}


def sounds_of(names: str) -> set[str]:
    """By what people are found besides the words of their ``names``: in Latin letters, however spelled."""
    return {sound[:LONGEST] for sound in sounds_of_name([*_runs(names)])}


def is_latin(text: str) -> bool:
    """Whether every word of ``text`` is written in Latin letters, with or without accents."""
    return all(run.isascii() for run in _runs(text))


def terms_of(question: str) -> tuple[Term, ...]:
    """What somebody looks for who types ``question``: all of these have to be there."""
    terms = dict.fromkeys(term for run in _runs(question) for term in _asked(run))
    return tuple(terms)[:MOST_TERMS]


def _runs(text: str) -> Iterator[str]:
    """The words of ``text``, folded; Chinese and Japanese in runs as long as they are written."""
    folded = _folded(clean(text[:MOST_CHARACTERS]))
    spaced = "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in folded)
    for written in spaced.split():
        yield from (part for part in _CJK.split(written) if _is_word(part))


def _is_word(part: str) -> bool:
    # A single letter is what an apostrophe left, or says nothing; a digit and a Chinese character are words.
    return len(part) > 1 or part.isdecimal() or bool(_CJK.fullmatch(part))


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept: list[str] = []
    base = ""
    for sign in text:
        if unicodedata.category(sign) != "Mn":
            base = sign
            kept.append(_digit(sign))
        elif not _is_left_out(sign, base):
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept).translate(_SAME))


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _is_left_out(mark: str, base: str) -> bool:
    """Accents and vowel signs that people leave out; in other scripts a mark is part of the letter."""
    if "\u0400" <= base <= "\u052f":
        return mark != _BREVE
    return base < "\u0400" or "\u0590" <= base <= "\u06ff" or "\u1e00" <= base <= "\u1fff"


def _indexed(run: str) -> Iterator[str]:
    if _CJK.fullmatch(run):
        yield from (run[start : start + 2] for start in range(len(run)))  # the last one is single
    else:
        yield from _forms(run)


def _asked(run: str) -> Iterator[Term]:
    if not _CJK.fullmatch(run):
        yield Term((*_forms(run), *sounds_asked(run)))
    elif len(run) == 1:
        yield Term((run,))
    else:
        yield from (Term((run[start : start + 2],), is_whole=True) for start in range(len(run) - 1))


def _forms(word: str) -> Iterator[str]:
    """The word, without the Arabic article, and in Latin letters."""
    yield word[:LONGEST]
    for article in _ARTICLES:
        if word.startswith(article) and len(word) >= len(article) + _STEM:
            yield word[len(article) :][:LONGEST]
            break
    if _CYRILLIC.match(word):
        yield "".join(letter for letter in anyascii(word) if letter.isalnum())[:LONGEST] or word
