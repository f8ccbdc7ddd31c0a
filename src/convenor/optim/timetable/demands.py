"""What a rule can ask, as values: a solver posts them, ``holds`` judges a plan by them.

Sessions without a place keep to every demand but ``Placed``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .problem import Place, Plan, Problem, Span


@dataclass(frozen=True, slots=True)
class Placed:
    """The session has a place."""

    session: str

    def holds(self, _problem: Problem, plan: Plan) -> bool:
        return self.session in plan


@dataclass(frozen=True, slots=True)
class Within:
    """The session starts and ends within one of ``spans``."""

    session: str
    spans: tuple[Span, ...]

    def holds(self, problem: Problem, plan: Plan) -> bool:
        if self.session not in plan:
            return True
        start = plan[self.session].start
        end = start + problem.session_of[self.session].minutes
        return any(starts <= start and end <= ends for starts, ends in self.spans)


@dataclass(frozen=True, slots=True)
class StartsAt:
    session: str
    start: int

    def holds(self, _problem: Problem, plan: Plan) -> bool:
        return self.session not in plan or plan[self.session].start == self.start


@dataclass(frozen=True, slots=True)
class InRooms:
    """The session is in one of ``rooms``, or in none if it needs none."""

    session: str
    rooms: tuple[str | None, ...]

    def holds(self, _problem: Problem, plan: Plan) -> bool:
        return self.session not in plan or plan[self.session].room in self.rooms


@dataclass(frozen=True, slots=True)
class OneAtATime:
    """No two of ``sessions`` overlap; who ``walks`` from one to the other has the time for it."""

    sessions: tuple[str, ...]
    walks: bool = False

    def holds(self, problem: Problem, plan: Plan) -> bool:
        return not any(self.broken(problem, plan))

    def broken(self, problem: Problem, plan: Plan) -> Iterator[tuple[str, str]]:
        there = sorted((plan[key].start, key) for key in self.sessions if key in plan)
        for n, (start, one) in enumerate(there):
            end = start + problem.session_of[one].minutes
            for then, other in there[n + 1 :]:
                walk = problem.walk(plan[one].room, plan[other].room) if self.walks else 0
                if then < end + walk:
                    yield one, other


@dataclass(frozen=True, slots=True)
class OneInRoom:
    """No two sessions in ``room`` overlap, nor is one there while it is shut."""

    room: str

    def holds(self, problem: Problem, plan: Plan) -> bool:
        return not any(self.broken(problem, plan))

    def broken(self, problem: Problem, plan: Plan) -> Iterator[tuple[str, ...]]:
        here = tuple(key for key, place in plan.items() if place.room == self.room)
        yield from OneAtATime(here).broken(problem, plan)
        for key in here:
            start = plan[key].start
            end = start + problem.session_of[key].minutes
            if any(start < ends and starts < end for starts, ends in problem.room_of[self.room].shut):
                yield (key,)


@dataclass(frozen=True, slots=True)
class AtMost:
    """Of ``sessions`` no more than ``most`` run at once."""

    sessions: tuple[str, ...]
    most: int

    def holds(self, problem: Problem, plan: Plan) -> bool:
        spans = [_span(problem, plan[key], key) for key in self.sessions if key in plan]
        return all(sum(s <= start < e for s, e in spans) <= self.most for start, _end in spans)


@dataclass(frozen=True, slots=True)
class Before:
    first: str
    then: str

    def holds(self, problem: Problem, plan: Plan) -> bool:
        if self.first not in plan or self.then not in plan:
            return True
        return plan[self.first].start + problem.session_of[self.first].minutes <= plan[self.then].start


@dataclass(frozen=True, slots=True)
class OnOneDay:
    sessions: tuple[str, ...]

    def holds(self, problem: Problem, plan: Plan) -> bool:
        blocks = [problem.block_at(plan[key].start) for key in self.sessions if key in plan]
        return len({block.day if block else None for block in blocks}) <= 1


@dataclass(frozen=True, slots=True)
class InOneRoom:
    sessions: tuple[str, ...]

    def holds(self, _problem: Problem, plan: Plan) -> bool:
        return len({plan[key].room for key in self.sessions if key in plan} - {None}) <= 1


@dataclass(frozen=True, slots=True)
class Alone:
    """While one of ``sessions`` runs, none of ``others`` does."""

    sessions: tuple[str, ...]
    others: tuple[str, ...]

    def holds(self, problem: Problem, plan: Plan) -> bool:
        here = [_span(problem, plan[key], key) for key in self.sessions if key in plan]
        there = [_span(problem, plan[key], key) for key in self.others if key in plan]
        return not any(_overlap(one, other) for one in here for other in there)


Ask = (
    Placed
    | Within
    | StartsAt
    | InRooms
    | OneAtATime
    | OneInRoom
    | AtMost
    | Before
    | OnOneDay
    | InOneRoom
    | Alone
)


@dataclass(frozen=True, slots=True)
class Demand:
    """What ``rule`` asks: ``about`` names whom and what its sentence needs."""

    rule: str
    asks: Ask
    about: Mapping[str, str | int] = field(default_factory=dict, compare=False)

    def holds(self, problem: Problem, plan: Plan) -> bool:
        return self.asks.holds(problem, plan)


def sessions_of(ask: Ask, problem: Problem) -> Sequence[str]:
    """The sessions that ``ask`` speaks of."""
    match ask:
        case Placed() | Within() | StartsAt() | InRooms():
            return (ask.session,)
        case OneInRoom():
            return tuple(each.key for each in problem.sessions if each.needs_room)
        case Before():
            return (ask.first, ask.then)
        case Alone():
            return (*ask.sessions, *ask.others)
        case _:
            return ask.sessions


def _span(problem: Problem, place: Place, key: str) -> Span:
    return place.start, place.start + problem.session_of[key].minutes


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
