"""What two texts have in common, word for word: their runs of four words, and where these are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple

from convenor.optim.affinity.words import MOST_CHARACTERS, UNSEPARATED, folded

RUN = 4
_WRITTEN = re.compile(rf"[{UNSEPARATED}]|[^\s{UNSEPARATED}]+")

Run = tuple[str, ...]


class Piece(NamedTuple):
    """A part of a text as it is written, and whether the other text has it, too."""

    text: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Text:
    """``key`` is the caller's. Texts ``of`` the same, such as versions of one proposal, are not compared."""

    key: str
    of: str
    title: str
    abstract: str = ""


@lru_cache(maxsize=100_000)
def _folded(written: str) -> tuple[str, ...]:
    return tuple(folded(written).split())


class Read:
    """A text's words in order, and where each is written."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.written = f"{text.title}\n{text.abstract}"[: 2 * MOST_CHARACTERS]
        self.words: list[str] = []
        self._spans: list[tuple[int, int]] = []
        for found in _WRITTEN.finditer(self.written):
            words = _folded(found[0])
            self.words += words
            self._spans += [found.span()] * len(words)

    @cached_property
    def runs(self) -> list[Run]:
        """One from each word on; of a shorter text all of it."""
        last = max(len(self.words) - RUN, 0) if self.words else -1
        return [tuple(self.words[start : start + RUN]) for start in range(last + 1)]

    def covered_by(self, other: Read) -> list[bool]:
        """Of each word, whether it stands in a run that ``other`` has."""
        there = set(other.runs)
        covered = [False] * len(self.words)
        for start, run in enumerate(self.runs):
            if run in there:
                covered[start : start + len(run)] = [True] * len(run)
        return covered

    def longest(self, covered: Sequence[bool]) -> str:
        """The longest stretch of ``covered`` words, as it is written."""
        stretches = [
            [*places]
            for is_covered, places in groupby(range(len(covered)), covered.__getitem__)
            if is_covered
        ]
        places = max(stretches, key=len, default=[])
        return self.written[self._spans[places[0]][0] : self._spans[places[-1]][1]] if places else ""

    def beside(self, other: Read) -> list[Piece]:
        """All that is written, in pieces."""
        covered = self.covered_by(other)
        return [piece for piece in self._pieces(covered) if piece.text]

    def _pieces(self, covered: Sequence[bool]) -> Iterator[Piece]:
        end = 0
        for is_covered, group in groupby(range(len(covered)), covered.__getitem__):
            places = [*group]
            if is_covered:
                first, last = self._spans[places[0]][0], self._spans[places[-1]][1]
                yield Piece(self.written[end:first], is_shared=False)
                yield Piece(self.written[max(first, end) : last], is_shared=True)
                end = max(last, end)
        yield Piece(self.written[end:], is_shared=False)


def share_of(covered: Sequence[bool]) -> float:
    """How many of all, in [0, 1]."""
    return sum(covered) / len(covered) if covered else 0.0
