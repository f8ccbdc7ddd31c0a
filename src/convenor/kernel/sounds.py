"""How a name sounds, whatever its letters: منيرة is found as Munira, Mounira and Muneera.

Short vowels are not written in Arabic, and everybody writes them otherwise in Latin letters; so no vowel
counts but that there is one at the beginning, and letters that people exchange in transliteration are one.
Chinese names are found as they are spoken, in Pinyin, by each part of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from anyascii import anyascii

MARK = "~"  # stands in no word: a sound is compared as a whole and with sounds alone
LEAST, LEAST_OF_LATIN = 2, 3  # signs; two consonants say little among names that everybody can type
MOST_SYLLABLES = 8  # of a Chinese name

_ARABIC = re.compile("[\u0620-\u06ff]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LETTERS = str.maketrans(
    {
        "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
        "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f",
        "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "پ": "p", "چ": "ch",
        "ژ": "zh", "ڤ": "v", "گ": "g",
    }
)  # fmt: skip
_DOUBLE = re.compile(r"([a-z])\1+")
_VOWELS = re.compile("[aeiouwy]+")
_EXCHANGED = (
    ("tch", "ch"), ("sch", "sh"), ("ch", "sh"), ("c", "k"), ("q", "k"), ("x", "ks"), ("ph", "f"), ("v", "f"),
    ("p", "b"), ("zh", "j"), ("g", "j"), ("kh", "h"), ("dh", "d"), ("z", "d"), ("th", "s"), ("sh", "c"),
)  # fmt: skip
_ARTICLE, _SERVANT = "ال", "عبدال"  # "servant of the …", which is written as one name or as two
_STEM = 3  # letters that have to be left without the article


def latin_of(word: str) -> str:
    """A folded ``word`` in Latin letters, as far as its own letters say it."""
    if _ARABIC.match(word):
        return "".join(filter(str.isascii, word.replace("لله", "له").translate(_LETTERS)))
    return "".join(letter for letter in anyascii(word).lower() if letter.isalnum())


def sounds_asked(word: str) -> list[str]:
    """The sounds of a folded ``word`` that somebody looks for; none of what is too short or no name."""
    if _HAN.match(word):
        return []
    known = _sound(word, LEAST)
    return [MARK + sound + MARK for sound in dict.fromkeys(known)]


def sounds_of_name(words: list[str]) -> Iterator[str]:
    """By what each of the folded ``words`` of a name is found besides itself."""
    for word in _joined(words):
        if _HAN.match(word):
            yield from _spoken(word)
        elif _ARABIC.match(word):
            yield from (MARK + sound + MARK for part in _parts(word) for sound in _sound(part, LEAST))
        elif word.isascii():
            yield from (MARK + sound + MARK for sound in _sound(word, LEAST_OF_LATIN))
        else:
            yield from filter(None, [latin_of(word)])
            yield from (MARK + sound + MARK for sound in _sound(word, LEAST))


def _joined(words: list[str]) -> Iterator[str]:
    """With the two halves of ``عبد الرحمن`` as one more word."""
    yield from words
    for first, second in pairwise(words):
        if first + second[: len(_ARTICLE)] == _SERVANT:
            yield first + second


def _parts(word: str) -> Iterator[str]:
    """An Arabic name, and what it is divided into in Latin letters: Abdul Rahman, Ar-Rashid."""
    yield word
    if word.startswith(_SERVANT) and len(word) >= len(_SERVANT) + _STEM - 1:
        name = word[len(_SERVANT) :]
        yield from ("عبد", _SERVANT, name, _ARTICLE + name, f"عبد{name[0]}", f"عبد{name}")
    elif word.startswith(_ARTICLE) and len(word) >= len(_ARTICLE) + _STEM:
        name = word[len(_ARTICLE) :]
        yield from (_ARTICLE, name, f"ا{name[0]}", f"ا{name}")


def _spoken(name: str) -> Iterator[str]:
    syllables = [latin_of(sign) for sign in name[:MOST_SYLLABLES]]
    return ("".join(syllables[start:]) for start in range(len(syllables)))


def _sound(word: str, least: int) -> list[str]:
    """How ``word`` sounds, and how it does where the ``h`` at its end, as of منيرة, is not spoken."""
    latin = latin_of(word)
    if not latin.isalpha():
        return []
    if not _ARABIC.match(word):
        # In Arabic, what is written twice is spoken twice.
        latin = _DOUBLE.sub(r"\1", latin).replace("dj", "j")
    ends = [latin, latin[:-1]] if word.endswith("ه") else [latin]
    return [sound for sound in (_heard(end, least) for end in ends) if sound]


def _heard(latin: str, least: int) -> str:
    start = re.sub("^i(?=[aeou])", "y", re.sub("^(?:ou|u)(?=[aei])", "w", latin))
    first = "a" if start[:1] in set("aeiou") else start[:1]
    heard = first + _VOWELS.sub("", start[1:])
    if len(heard) < least:
        return ""
    for written, sound in _EXCHANGED:
        heard = heard.replace(written, sound)
    return heard
