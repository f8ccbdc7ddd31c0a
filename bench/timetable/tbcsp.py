"""Files of the track-based conference scheduling problem (TBCSP) as plain values; indices count from 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.timetable.integers import Line, lines


@dataclass(frozen=True, slots=True)
class Article:
    track: int
    author: int
    is_best: bool


@dataclass(frozen=True, slots=True)
class Track:
    """``attendance`` is that of each of its sessions; any candidate may serve in any of them."""

    attendance: int
    chairs: frozenset[int]
    organisers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Instance:
    """``slots`` articles fit a session; ``forbidden`` are the blocks in which each person can do nothing."""

    name: str
    blocks: int
    slots: int
    articles: tuple[Article, ...]
    forbidden: tuple[frozenset[int], ...]
    tracks: tuple[Track, ...]
    capacities: tuple[int, ...]

    def of_track(self, track: int) -> list[int]:
        return [at for at, article in enumerate(self.articles) if article.track == track]

    def sessions_of(self, track: int) -> int:
        """How many sessions a track has, all of which are to be placed."""
        return -(-len(self.of_track(track)) // self.slots)


def read(path: Path) -> Instance:
    """The instance of a file; a ValueError says in a sentence where a file is not as it is to be."""
    file = _File(path.name, lines(path))
    first = file.next("the line of sizes")
    if len(first.fields) != 7:
        raise first.refusal(f"the sizes must be seven numbers, not {len(first.fields)}")
    articles, people, blocks, rooms, tracks, slots, _per_day = (
        first.at_least(size, 1 if at < 6 else 0, "a size") for at, size in enumerate(first.fields)
    )
    given = [_article(line, tracks, people) for line in file.part("article", articles, 3, 3)]
    forbidden = [_forbidden(line, blocks) for line in file.part("person", people, 0, blocks)]
    attendances = [_size(line, "the attendance") for line in file.part("track", tracks, 1, 1)]
    capacities = [_size(line, "the capacity") for line in file.part("room", rooms, 1, 1)]
    chairs = [_people(line, people) for line in file.part("the chairs of track", tracks, 1, people)]
    organisers = [_people(line, people) for line in file.part("the organisers of track", tracks, 1, people)]
    file.ends()
    return Instance(
        name=path.stem,
        blocks=blocks,
        slots=slots,
        articles=tuple(given),
        forbidden=tuple(forbidden),
        tracks=tuple(map(Track, attendances, chairs, organisers)),
        capacities=tuple(capacities),
    )


def _article(line: Line, tracks: int, people: int) -> Article:
    _article, track, author, is_best = line.fields
    return Article(
        line.within(track, tracks, "the track"),
        line.within(author, people, "the author"),
        bool(line.within(is_best, 2, "the mark of a best paper")),
    )


def _forbidden(line: Line, blocks: int) -> frozenset[int]:
    return frozenset(line.within(block, blocks, "a forbidden block") for block in line.fields[1:])


def _size(line: Line, what: str) -> int:
    return line.at_least(line.fields[1], 0, what)


def _people(line: Line, people: int) -> frozenset[int]:
    """A list may name somebody twice."""
    return frozenset(line.within(person, people, "a candidate") for person in line.fields[1:])


class _File:
    """The lines of a file, one part after the other."""

    def __init__(self, name: str, rest: Iterator[Line]) -> None:
        self.name, self.rest = name, rest

    def next(self, what: str) -> Line:
        line = next(self.rest, None)
        if line is None:
            raise ValueError(f"{self.name}: the file ends before {what}.")
        return line

    def part(self, what: str, number: int, least: int, most: int) -> Iterator[Line]:
        """So many lines, each with its number and then from ``least`` to ``most`` fields."""
        for at in range(number):
            line = self.next(f"{what} {at}")
            if line.fields[0] != at:
                raise line.refusal(f"this must be {what} {at}, not {line.fields[0]}")
            if not least <= len(line.fields) - 1 <= most:
                fields = f"{least}" if least == most else f"{least} to {most}"
                raise line.refusal(f"{what} {at} must have {fields} fields, not {len(line.fields) - 1}")
            yield line

    def ends(self) -> None:
        line = next(self.rest, None)
        if line is not None:
            raise line.refusal("the file must end here")
