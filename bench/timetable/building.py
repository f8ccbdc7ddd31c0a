"""Files of session building as plain values: papers to group into sessions; indices count from 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.timetable.integers import Line, lines


@dataclass(frozen=True, slots=True)
class Kind:
    """Up to ``number`` clusters of ``least`` to ``most`` papers."""

    most: int
    number: int
    least: int


@dataclass(frozen=True, slots=True)
class Session:
    """Room for ``size`` papers; sessions of one day and time slot run in parallel."""

    day: int
    slot: int
    size: int


@dataclass(frozen=True, slots=True)
class Instance:
    """``benefit`` of two papers in one cluster; topics and authors of each paper."""

    name: str
    benefit: tuple[tuple[int, ...], ...]
    kinds: tuple[Kind, ...]
    days: int
    sessions: tuple[Session, ...]
    topics: tuple[frozenset[int], ...]
    authors: tuple[frozenset[int], ...]

    @property
    def papers(self) -> int:
        return len(self.benefit)


def read(path: Path) -> Instance:
    """The instance of a file; a ValueError says in a sentence where a file is not as it is to be."""
    file = _File(path)
    papers = file.next("the number of papers", least=1)
    benefit = _benefit(file, papers)
    kinds = tuple(_kind(file) for _ in range(file.next("the number of types", least=1)))
    days = file.next("the number of days", least=1)
    instance = Instance(
        name=path.stem,
        benefit=benefit,
        kinds=kinds,
        days=days,
        sessions=tuple(session for day in range(days) for session in _sessions(file, day)),
        topics=_lists(file, papers, "topic"),
        authors=_lists(file, papers, "author"),
    )
    file.ends()
    return instance


class _File:
    """The numbers of a file, one after the other, whatever lines they stand in."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.rest = ((line, number) for line in lines(path) for number in line.fields)
        self.line = Line(path.name, 1, ())

    def next(self, what: str, *, least: int | None = None, end: int | None = None) -> int:
        """The next number; at least ``least``, and below ``end`` if it counts from 0."""
        line, number = next(self.rest, (None, 0))
        if line is None:
            raise ValueError(f"{self.name}: the file ends before {what}.")
        self.line = line
        if end is not None:
            return line.within(number, end, what)
        return number if least is None else line.at_least(number, least, what)

    def ends(self) -> None:
        for line, number in self.rest:
            raise line.refusal(f"the file must end before {number}")


def _benefit(file: _File, papers: int) -> tuple[tuple[int, ...], ...]:
    rows: list[tuple[int, ...]] = []
    for row in range(papers):
        rows.append(tuple(file.next(f"the benefits of paper {row}") for _ in range(papers)))
        if rows[row][row] != 0:
            raise file.line.refusal(f"the benefit of paper {row} with itself must be 0")
        for column in range(row):
            if rows[row][column] != rows[column][row]:
                raise file.line.refusal(f"papers {column} and {row} must have one benefit in both directions")
    return tuple(rows)


def _kind(file: _File) -> Kind:
    """The largest size comes first, whatever the sketch of the layout says."""
    most = file.next("the largest size of a type", least=1)
    number = file.next("the number of clusters of a type", least=0)
    least = file.next("the smallest size of a type", least=0)
    if least > most:
        raise file.line.refusal(
            f"a type must have its largest size ({most}) first, then its smallest ({least})"
        )
    return Kind(most, number, least)


def _sessions(file: _File, day: int) -> Iterator[Session]:
    slots = file.next(f"the number of time slots of day {day + 1}", least=0)
    for _ in range(file.next(f"the number of sessions of day {day + 1}", least=0)):
        slot = file.next("the time slot of a session", least=1)
        if slot > slots:
            raise file.line.refusal(f"day {day + 1} has {slots} time slots, and a session is in slot {slot}")
        yield Session(day, slot - 1, file.next("the size of a session", least=0))


def _lists(file: _File, papers: int, what: str) -> tuple[frozenset[int], ...]:
    told = file.next(f"the number of papers before the {what}s", least=0)
    if told != papers:
        raise file.line.refusal(f"the number of papers must be {papers} as before, not {told}")
    most = file.next(f"the number of {what}s", least=0)
    return tuple(
        frozenset(
            file.next(f"{what} of paper {paper}", end=most)
            for _ in range(file.next(f"the number of {what}s of paper {paper}", least=0))
        )
        for paper in range(papers)
    )
