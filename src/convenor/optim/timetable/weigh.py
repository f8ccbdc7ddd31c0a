"""What the place of one session costs, goal by goal, while all others stay where they are.

Of a plan only the costs that speak of the session are counted, so that hundreds of places are weighed in the
time that judging the whole plan once or twice would take. The same costs as everywhere: ``goals.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

from .goals import costs
from .prices import ByRoom, ByStart, Cost, Gaps, Missing, Moved, Price, RoomsOf, Together, Worst
from .problem import Goal, Place, Plan, Problem

_BY_ROOM, _BY_BOTH = (ByRoom, RoomsOf), (Moved, Missing)  # others look at the start alone


class Scales:
    """The costs that speak of ``session``, for any place that it may have in ``plan``."""

    def __init__(self, problem: Problem, plan: Plan, session: str) -> None:
        self._problem, self._session = problem, session
        self._plan = dict(plan)
        self._costs = {
            goal: [cost for cost in costs(problem, goal) if _speaks_of(cost.price, session)]
            for goal in problem.goals
        }
        self._known: dict[tuple[Goal, str, object], int] = {}

    def values(self, place: Place | None) -> dict[Goal, int]:
        """What those costs sum up to in each goal, with the session at ``place``, or without one."""
        self._put(place)
        start, room = (place.start, place.room) if place else (None, None)
        parts = (("start", start), ("room", room), ("both", (start, room)))
        return {goal: sum(self._sum(goal, part, at) for part, at in parts) for goal in self._costs}

    def paid(self, place: Place | None) -> dict[Goal, list[tuple[Cost, int]]]:
        """Each of those costs that is not 0, the dearest of each goal first."""
        self._put(place)
        found = {
            goal: [(cost, cost.of(self._problem, self._plan)) for cost in costs_]
            for goal, costs_ in self._costs.items()
        }
        return {
            goal: sorted((each for each in those if each[1]), key=lambda each: -each[1])
            for goal, those in found.items()
        }

    def _put(self, place: Place | None) -> None:
        if place is None:
            self._plan.pop(self._session, None)
        else:
            self._plan[self._session] = place

    def _sum(self, goal: Goal, part: str, at: object) -> int:
        """The sum of the costs that look at one part of the place; kept, for many places share it."""
        if (goal, part, at) not in self._known:
            mine = (cost for cost in self._costs[goal] if _part(cost.price) == part)
            self._known[goal, part, at] = sum(cost.of(self._problem, self._plan) for cost in mine)
        return self._known[goal, part, at]


def _part(price: Price) -> str:
    if isinstance(price, _BY_BOTH):
        return "both"
    return "room" if isinstance(price, _BY_ROOM) else "start"


def _speaks_of(price: Price, session: str) -> bool:
    return session in set(_sessions_of(price))


def _sessions_of(price: Price) -> Iterator[str]:
    match price:
        case Missing() | ByRoom() | ByStart() | Moved():
            yield price.session
        case Together():
            yield from (price.one, price.other)
        case RoomsOf() | Gaps():
            yield from price.sessions
        case Worst():
            yield from (each.session for those in price.sums.values() for each in those)
