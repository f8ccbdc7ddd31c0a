"""The cheapest plan of cells, with what no plan can be below.

Where every track has one room, the times come first: a model that knows of the rooms only sums gives a bound;
then each track gets a room that suits its times, and the times are looked for again with these rooms. If that
costs more than the bound, or where tracks may have several rooms, the whole model is left: HiGHS first, for
its bounds, then CP-SAT, for its plans. That nothing is possible is said where both agree.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from convenor.optim.timetable.refusals import Refused

from .items import Lane, needs_slots
from .linear import Found, Limits, by_cp_sat, by_highs
from .model import Model
from .packing import packed
from .problem import Cell, Presence, Problem
from .slots import coloured, in_a_row
from .worth import value

STANDARD = Limits()
ROUNDS = 2  # of rooms, then times again
LEFT = 0.05  # of a second: nothing more is begun


@dataclass(frozen=True, slots=True)
class Solved:
    """``value`` is counted in the plan; no plan is below ``bound``."""

    plan: tuple[Cell, ...]
    value: int
    bound: int
    limits: Limits
    seconds: float
    solver: str

    @property
    def is_optimal(self) -> bool:
        return self.value == self.bound


def solve(problem: Problem, *, limits: Limits = STANDARD) -> Solved:
    """The best plan found. Raises ``Refused``: ``no-time`` where none was found within the limits,
    ``no-plan`` where there is none at all.
    """
    return _Search(problem, limits).run()


class _Search:
    def __init__(self, problem: Problem, limits: Limits) -> None:
        self.problem, self.limits = problem, limits
        self.began = time.monotonic()
        self.plan: tuple[Cell, ...] | None = None
        self.value, self.bound = 0, 0

    def run(self) -> Solved:
        if all(track.most_rooms == 1 for track in self.problem.tracks):
            self._times_then_rooms()
        if not self._is_closed():
            self._whole()
        if self.plan is None:
            raise Refused("no-time", seconds=round(self.limits.seconds))
        # No bound that was found in floating point stands against a plan.
        bound = min(self.bound, self.value)
        solver = f"highspy {version('highspy')}, ortools {version('ortools')}"
        return Solved(self.plan, self.value, bound, self.limits, self._passed(), solver)

    def _times_then_rooms(self) -> None:
        model = Model(self.problem)
        found = self._learn(model, by_highs(model.linear, self._part(0.35)))
        clash = max(model.linear.costs.values(), default=1)
        for at in range(ROUNDS):
            if found.values is None or self._is_closed():
                return
            # First no clash at all, then as many as the times may well undo.
            blocks = _blocks_of(model, found.values)
            rooms = packed(self.problem, blocks, clash if at == 0 else 1, self._part(0.1))
            if rooms is None:
                return
            model = Model(self.problem)
            model.place(rooms)
            found = by_highs(model.linear, self._part(0.25))
            self._keep(model, found.values)

    def _whole(self) -> None:
        model = Model(self.problem)
        model.place()
        found = self._learn(model, by_highs(model.linear, self._part(0.6)))
        self._keep(model, found.values)
        if not self._is_closed():
            found = self._learn(model, by_cp_sat(model.linear, self._part(1), found.values, self.bound))
            self._keep(model, found.values)

    def _learn(self, model: Model, found: Found) -> Found:
        """Take over the bound of a model in which every plan is a solution."""
        if found.is_impossible:
            again = by_cp_sat(model.linear, self._part(1))
            if again.is_impossible:
                raise Refused("no-plan")
            found = again
        self.bound = max(self.bound, found.bound)
        return found

    def _keep(self, model: Model, values: Sequence[int] | None) -> None:
        if values is None:
            return
        plan = planned(model, values)
        worth = value(self.problem, plan)
        if self.plan is None or worth < self.value:
            self.plan, self.value = plan, worth

    def _is_closed(self) -> bool:
        return self.plan is not None and self.value <= self.bound

    def _part(self, share: float) -> Limits:
        """Limits for a share of the time that is left."""
        left = max(LEFT, self.limits.seconds - self._passed())
        return Limits(left * share, self.limits.workers, self.limits.seed)

    def _passed(self) -> float:
        return time.monotonic() - self.began


def _blocks_of(model: Model, values: Sequence[int]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {track.key: [] for track in model.problem.tracks}
    for (lane, block), used in model.used.items():
        if values[used]:
            found[lane[0]].append(block)
    return found


def planned(model: Model, values: Sequence[int]) -> tuple[Cell, ...]:
    """The plan that a solution of a model with places tells."""
    rooms = {(lane, block): room for (lane, block, room), at in model.places.items() if values[at]}
    contents = _contents(model, values)
    starts = _starts(model, values, contents)
    return tuple(
        Cell(
            lane[0],
            block,
            rooms[lane, block],
            _posts(model, values, lane, block),
            {key: starts[key] for key in sorted(contents[lane, block], key=starts.__getitem__)},
        )
        for (lane, block), used in model.used.items()
        if values[used]
    )


def _contents(model: Model, values: Sequence[int]) -> dict[tuple[Lane, str], list[str]]:
    found: dict[tuple[Lane, str], list[str]] = defaultdict(list)
    given = [0] * len(model.items)
    for (number, lane, block), at in model.holds.items():
        members, size = model.items[number].members, model.items[number].size
        first, given[number] = given[number], given[number] + values[at] * size
        found[lane, block] += members[first : given[number]]
    return found


def _starts(
    model: Model, values: Sequence[int], contents: dict[tuple[Lane, str], list[str]]
) -> dict[str, int]:
    problem = model.problem
    if needs_slots(problem):
        return {key: first for (key, _lane, _block, first), at in model.starts.items() if values[at]}
    if problem.presence is Presence.BLOCK:
        return {key: first for keys in contents.values() for key, first in in_a_row(problem, keys).items()}
    found: dict[str, int] = {}
    for block in problem.blocks:
        cells = {lane: keys for (lane, here), keys in contents.items() if here == block.key}
        found |= coloured(problem, cells, block.slots)
    return found


def _posts(model: Model, values: Sequence[int], lane: Lane, block: str) -> dict[str, str]:
    def serves(person: str) -> bool:
        at = model.serves.get((person, lane, block))
        return at is not None and bool(values[at])

    return {
        post.key: next(person for person in post.candidates if serves(person))
        for post in model.problem.track_of[lane[0]].posts
    }
