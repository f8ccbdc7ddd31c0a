"""What can make a timetable worse, as values: a solver counts them, ``of`` counts them in a plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from .problem import Interest, Place, Plan, Problem


@dataclass(frozen=True, slots=True)
class Missing:
    """The session has no place."""

    session: str

    def of(self, _problem: Problem, plan: Plan) -> int:
        return int(self.session not in plan)


@dataclass(frozen=True, slots=True)
class Together:
    """``price``, if both run at the same time."""

    one: str
    other: str
    price: int

    def of(self, problem: Problem, plan: Plan) -> int:
        if self.one not in plan or self.other not in plan:
            return 0
        one, other, minutes = plan[self.one].start, plan[self.other].start, problem.session_of
        overlap = one < other + minutes[self.other].minutes and other < one + minutes[self.one].minutes
        return self.price if overlap else 0


@dataclass(frozen=True, slots=True)
class ByRoom:
    """The price of the room in which the session is; none for a room without an entry."""

    session: str
    prices: Mapping[str, int]

    def of(self, _problem: Problem, plan: Plan) -> int:
        room = plan[self.session].room if self.session in plan else None
        return self.prices.get(room, 0) if room is not None else 0


@dataclass(frozen=True, slots=True)
class ByStart:
    """The price of the minute at which the session starts."""

    session: str
    price: Callable[[int], int]

    def of(self, _problem: Problem, plan: Plan) -> int:
        return self.price(plan[self.session].start) if self.session in plan else 0


@dataclass(frozen=True, slots=True)
class Moved:
    """The session is not where it was published: in another room, at another hour, on another day, or
    nowhere.
    """

    session: str
    place: Place
    room: int
    hour: int
    day: int
    gone: int

    def of(self, problem: Problem, plan: Plan) -> int:
        if self.session not in plan:
            return self.gone
        here = plan[self.session]
        if here.start == self.place.start:
            return self.room if here.room != self.place.room else 0
        now, then = problem.block_at(here.start), problem.block_at(self.place.start)
        return self.hour if now and then and now.day == then.day else self.day


@dataclass(frozen=True, slots=True)
class RoomsOf:
    """Each room beyond the first in which one of ``sessions`` is."""

    sessions: tuple[str, ...]
    price: int

    def of(self, _problem: Problem, plan: Plan) -> int:
        rooms = {plan[key].room for key in self.sessions if key in plan} - {None}
        return self.price * max(0, len(rooms) - 1)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Each block without any of ``sessions`` between two blocks of one day that have some."""

    sessions: tuple[str, ...]
    price: int

    def of(self, problem: Problem, plan: Plan) -> int:
        used = {
            block.key for key in self.sessions if key in plan and (block := problem.block_at(plan[key].start))
        }
        gaps = 0
        for blocks in problem.days.values():
            there = [n for n, block in enumerate(blocks) if block.key in used]
            gaps += there[-1] - there[0] + 1 - len(there) if there else 0
        return self.price * gaps


@dataclass(frozen=True, slots=True)
class Worst:
    """The greatest of some sums."""

    sums: Mapping[str, tuple[ByStart, ...]]

    def of(self, problem: Problem, plan: Plan) -> int:
        return max((sum(one.of(problem, plan) for one in each) for each in self.sums.values()), default=0)


Price = Missing | Together | ByRoom | ByStart | Moved | RoomsOf | Gaps | Worst


def sessions_of(price: Price) -> set[str]:
    """The sessions whose places decide the price."""
    match price:
        case Missing(key) | ByRoom(key) | ByStart(key) | Moved(key):
            return {key}
        case Together(one, other):
            return {one, other}
        case RoomsOf(sessions) | Gaps(sessions):
            return set(sessions)
        case Worst(sums):
            return {one.session for each in sums.values() for one in each}


@dataclass(frozen=True, slots=True)
class Cost:
    """A part of a goal: ``why`` and ``about`` are for its sentence."""

    why: str
    price: Price
    about: Mapping[str, str | int] = field(default_factory=dict, compare=False)

    def of(self, problem: Problem, plan: Plan) -> int:
        return self.price.of(problem, plan)

    def costs(self) -> Iterator[Cost]:
        yield self


@dataclass(frozen=True, slots=True)
class Family:
    """Costs of two: any two of ``sessions`` at the same time. Counted together, for they may be many."""

    why: str
    name: str
    sessions: tuple[str, ...]
    price: int

    def costs(self) -> Iterator[Cost]:
        for one, other in combinations(self.sessions, 2):
            about = {"session": one, "other": other, "family": self.name}
            yield Cost(self.why, Together(one, other, self.price), about)

    def of(self, problem: Problem, plan: Plan) -> int:
        there = [(plan[key].start, problem.session_of[key].minutes) for key in self.sessions if key in plan]
        starts, ends = sorted(each[0] for each in there), sorted(map(sum, there))
        return self.price * sum(begun - bisect_right(ends, start) for begun, start in enumerate(starts))


@dataclass(frozen=True, slots=True)
class Clashes:
    """Costs of two: sessions that the same people want, at the same time."""

    interest: tuple[Interest, ...]

    def costs(self) -> Iterator[Cost]:
        for each in self.interest:
            about: dict[str, str | int] = {"session": each.one, "other": each.other, "people": each.people}
            yield Cost("clash", Together(each.one, each.other, each.people), about)

    def of(self, problem: Problem, plan: Plan) -> int:
        minutes = problem.session_of
        starts = {key: place.start for key, place in plan.items()}
        ends = {key: start + minutes[key].minutes for key, start in starts.items()}
        return sum(
            each.people
            for each in self.interest
            if each.one in starts
            and each.other in starts
            and starts[each.one] < ends[each.other]
            and starts[each.other] < ends[each.one]
        )


Costs = Cost | Family | Clashes
