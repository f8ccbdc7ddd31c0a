"""What is given: contributions, kinds of sessions to group them into, and what each pair is worth together.

Sizes are whole numbers in one unit of the caller's own: 1 each where sessions hold so many contributions,
or minutes. *Places* are where the sessions can be in the programme; without any, the contributions are
only grouped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from convenor.optim.timetable.given import once
from convenor.optim.timetable.refusals import Refused

MOST_CONTRIBUTIONS = 500
MOST_PLACES = 500
MOST_KINDS = 50
MOST_SIZE = 100_000  # of a contribution, a session or a place
MOST_BENEFIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Contribution:
    """``people`` are all who must be there; ``topics`` count where a topic is to be spread over the days."""

    key: str
    size: int = 1
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """Up to ``count`` sessions whose contributions have a size of ``least`` to ``most`` in all."""

    key: str
    most: int
    count: int
    least: int = 1


@dataclass(frozen=True, slots=True)
class Benefit:
    """What it is worth that two contributions are in one session; below 0 where it is a pity."""

    one: str
    other: str
    value: int


@dataclass(frozen=True, slots=True)
class Place:
    """Room for one session; those of one ``block`` run at the same time."""

    key: str
    day: str
    block: str
    size: int


@dataclass(frozen=True, slots=True)
class Spread:
    """At most so many contributions of a topic are on any one day."""

    topic: str
    most_a_day: int


@dataclass(frozen=True, slots=True)
class Session:
    """One session of an answer: contributions by their keys, and its place where there are any."""

    kind: str
    contributions: tuple[str, ...]
    place: str | None = None


@dataclass(frozen=True)
class Problem:
    """A checked problem, if made by ``Problem.of``; ``apart`` are pairs that are in no session together."""

    contributions: tuple[Contribution, ...]
    kinds: tuple[Kind, ...]
    benefits: tuple[Benefit, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    spreads: tuple[Spread, ...] = ()

    @classmethod
    def of(cls, **facts: object) -> Problem:
        """The problem with these fields. Raises ``Refused`` for what makes no sense."""
        problem = cls(**facts)  # type: ignore[arg-type]  # each by its name, as above
        _check(problem)
        return problem

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each contribution, in the order given."""
        return {each.key: at for at, each in enumerate(self.contributions)}

    @cached_property
    def worth(self) -> dict[tuple[int, int], int]:
        """The benefit of each pair of contributions that has one, by their numbers, the lesser first."""
        return {self._pair(each.one, each.other): each.value for each in self.benefits}

    @cached_property
    def forbidden(self) -> frozenset[tuple[int, int]]:
        return frozenset(self._pair(one, other) for one, other in self.apart)

    def _pair(self, one: str, other: str) -> tuple[int, int]:
        first, last = sorted((self.number_of[one], self.number_of[other]))
        return first, last

    def value(self, groups: Iterable[Sequence[int]]) -> int:
        """What groups of contributions, by their numbers, are worth."""
        held = {at: group for group, those in enumerate(groups) for at in those}
        return sum(
            value for (one, other), value in self.worth.items() if held.get(one, -1) == held.get(other, -2)
        )


def _check(problem: Problem) -> None:
    for what, most in (
        ("contributions", MOST_CONTRIBUTIONS),
        ("places", MOST_PLACES),
        ("kinds", MOST_KINDS),
    ):
        if (count := len(getattr(problem, what))) > most:
            raise Refused("too-many-grouped", count=count, what=what, most=most)
    for what in ("contributions", "kinds"):
        if not getattr(problem, what):
            raise Refused("none", what=what[:-1])
    for where in ("contributions", "kinds", "places"):
        once(where, [each.key for each in getattr(problem, where)])
    once("spreads", [each.topic for each in problem.spreads])
    _check_numbers(problem)
    _check_pairs("benefits", problem, [(each.one, each.other) for each in problem.benefits])
    _check_pairs("apart", problem, problem.apart)
    _check_days(problem)
    _check_fits(problem)


def _check_numbers(problem: Problem) -> None:
    for where, key, value, least, most in (
        *(("size", each.key, each.size, 1, MOST_SIZE) for each in problem.contributions),
        *(("most", each.key, each.most, 1, MOST_SIZE) for each in problem.kinds),
        *(("least", each.key, each.least, 0, MOST_SIZE) for each in problem.kinds),
        *(("count", each.key, each.count, 0, MOST_SIZE) for each in problem.kinds),
        *(
            ("value", f"{each.one} and {each.other}", each.value, -MOST_BENEFIT, MOST_BENEFIT)
            for each in problem.benefits
        ),
        *(("size", each.key, each.size, 0, MOST_SIZE) for each in problem.places),
        *(("most_a_day", each.topic, each.most_a_day, 0, MOST_SIZE) for each in problem.spreads),
    ):
        if type(value) is not int or not least <= value <= most:
            raise Refused("number", where=where, key=key, least=least, most=most)
    for kind in problem.kinds:
        if kind.least > kind.most:
            raise Refused("least-most", key=kind.key, least=kind.least, most=kind.most)


def _check_pairs(where: str, problem: Problem, pairs: Iterable[tuple[str, str]]) -> None:
    for one, other in (pairs := list(pairs)):
        for key in (one, other):
            if key not in problem.number_of:
                raise Refused("unknown", where=where, key=key)
        if one == other:
            raise Refused("twice", where=where, key=one)
    once(where, [" and ".join(sorted(pair)) for pair in pairs])


def _check_days(problem: Problem) -> None:
    day_of: dict[str, str] = {}
    for place in problem.places:
        if day_of.setdefault(place.block, place.day) != place.day:
            raise Refused("two-days", key=place.block)


def _check_fits(problem: Problem) -> None:
    longest = max((kind.most for kind in problem.kinds if kind.count), default=0)
    for each in problem.contributions:
        if each.size > longest:
            raise Refused("held-by-none", key=each.key, size=each.size, most=longest)
    size = sum(each.size for each in problem.contributions)
    most = sum(kind.most * kind.count for kind in problem.kinds)
    if size > most:
        raise Refused("too-few", size=size, most=most)
