"""Prose that nobody wrote, in six languages: as distinct and as hard to compress as what people write.

Words follow each other as in the demonstration's proposals, but for some that stand anywhere and some that
are new. How many, was chosen so that 360,000 characters compress no better than as much real text by many
authors: the sentences of installed programs (``brotli -q 9``), of which ``REAL`` has the bits a character.
English and Arabic programs have too few: English is taken to be as French, Arabic to Russian as in our own
catalogues.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from convenor import demo

REAL = {"en": 2.35, "fr": 2.35, "es": 2.37, "ar": 2.94, "ru": 2.84, "zh": 5.53}
ANYWHERE = {"en": 0.6, "fr": 0.57, "es": 0.65, "ar": 0.6, "ru": 0.76, "zh": 0.4}
NEW = 0.02  # of the words
LEFT_OUT = {"key", "track", "subtheme", "format", "translation", "contributors", "address"}
_PIECES = re.compile(r"[\u3000-\uffef]{1,2}")
LONG_ENOUGH = 4  # letters of a word of which another is made


class Prose:
    """What one language's authors write; the same for the same seed."""

    def __init__(self, language: str, seed: int) -> None:
        self._language, self._random = language, random.Random(f"{language} {seed}")
        self._joint = "" if language == "zh" else " "
        texts = [*_texts(language)]
        self._words = [word for text in texts for word in self._cut(text)]
        self._after: dict[str, list[str]] = defaultdict(list)
        for text in texts:
            words = self._cut(text)
            for word, following in pairwise(words):
                self._after[word].append(following)

    def _cut(self, text: str) -> list[str]:
        return _PIECES.findall(text) if self._language == "zh" else text.split()

    def text(self, length: int) -> str:
        """``length`` characters."""
        words = [self._random.choice(self._words)]
        size = len(words[0])
        while size < length:
            words.append(self._next(words[-1]))
            size += len(words[-1]) + len(self._joint)
        return self._joint.join(words)[:length]

    def _next(self, word: str) -> str:
        if self._language != "zh" and self._random.random() < NEW:
            return self._new()
        following = self._after.get(word)
        if not following or self._random.random() < ANYWHERE[self._language]:
            return self._random.choice(self._words)
        return self._random.choice(following)

    def _new(self) -> str:
        one, other = self._random.choice(self._words), self._random.choice(self._words)
        return one[: max(LONG_ENOUGH, len(one) // 2)] + other[len(other) // 2 :]


def _texts(language: str) -> Iterator[str]:
    for file in ("proposals", "reviewers"):
        path = Path(demo.__file__).parent / "data" / f"{file}.{language}.json"
        yield from _strings(json.loads(path.read_text(encoding="utf-8")))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _strings(each if name not in LEFT_OUT else None)
