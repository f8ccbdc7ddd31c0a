"""The cheapest plan of cells, with what no plan can be below.

Where every track has one room, the times come first: a model that knows of the rooms only sums gives a bound.
Then, in rounds, each track gets a room that suits its times, and the times are looked for again with these
rooms, until the bound is reached. Where many rooms are alike, a model that tells only their kinds apart comes
before the rounds. Where that is not enough, or tracks may have several rooms, the whole model is left: HiGHS
first, for its bounds, then CP-SAT, for its plans. That nothing is possible is said where both agree.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from convenor.optim.timetable.limits import Limits
from convenor.optim.timetable.refusals import Refused

from .items import Lane, needs_slots
from .linear import Found, by_cp_sat, by_highs
from .model import Model
from .packing import Alike, alike, packed
from .problem import Cell, Presence, Problem, Room
from .slots import coloured, in_a_row
from .worth import value

STANDARD = Limits()
ROUNDS, CHEAPER = 20, 3  # in every third round clashes cost the most again
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
        self.alike = alike(problem)
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
        """First with sums of rooms; then in rounds, or, where many rooms are alike, with kinds of them."""
        model = self._of_kinds()
        found = self._learn(model, by_highs(model.linear, self._part(0.3)))
        if found.values is None:
            return
        anywhere = {track.key: self.problem.rooms_for(track) for track in self.problem.tracks}
        self._with_rooms(model, found.values, anywhere)
        times = _blocks_of(model, found.values)
        if 2 * len(self.alike) <= len(self.problem.rooms):
            self._by_kinds()
            self._by_rounds(times)
        else:
            self._by_rounds(times)
            self._by_kinds()

    def _by_rounds(self, times: Mapping[str, Sequence[str]]) -> None:
        """Rooms for these times, times for these rooms, and so on; clashes cost more or less in turn."""
        anywhere = {track.key: self.problem.rooms_for(track) for track in self.problem.tracks}
        for at in range(ROUNDS):
            if self._is_closed():
                return
            clash = None if self.plan is None else max(1, (self.value - self.bound) >> at % CHEAPER)
            rooms = packed(self.problem, times, anywhere, self._part(0.1, at), clash=clash)
            if rooms is None:
                return
            model = Model(self.problem)
            model.place(rooms)
            if self.plan is not None:
                costs = [(cost, each) for each, cost in model.linear.costs.items()]
                model.linear.at_most(costs, self.value)
            values = by_highs(model.linear, self._part(0.3, at)).values
            if values is not None:
                self._keep(model, values)
                times = _blocks_of(model, values)

    def _by_kinds(self) -> None:
        """The times and kinds of rooms, then rooms of these kinds: if need be, with other times."""
        if self._is_closed():
            return
        model = self._of_kinds()
        model.place()
        values = self._learn(model, by_highs(model.linear, self._part(0.5))).values
        if values is None or self._is_closed():
            return
        of_kind = {track.key: self._rooms_of_kind(model, values, track.key) for track in self.problem.tracks}
        self._with_rooms(model, values, of_kind)
        if not self._is_closed():
            self._with_times({track: {room.key for room in those} for track, those in of_kind.items()}, {})

    def _with_rooms(
        self, timed: Model, values: Sequence[int], rooms_of: Mapping[str, Sequence[Room]]
    ) -> None:
        """Rooms for the times of a solution, and the plan, where there are some for all."""
        rooms = packed(self.problem, _blocks_of(timed, values), rooms_of, self._part(0.1))
        if rooms is not None:
            self._with_times(rooms, {key: values[used] for key, used in timed.used.items()})

    def _with_times(self, rooms: Mapping[str, set[str]], used: Mapping[tuple[Lane, str], int]) -> None:
        """The best plan with these rooms, where it is fixed which cells there are in ``used``."""
        model = Model(self.problem)
        model.place(rooms)
        for key, is_used in used.items():
            model.linear.equal([(1, model.used[key])], is_used)
        self._keep(model, by_highs(model.linear, self._part(0.6)).values)

    def _rooms_of_kind(self, model: Model, values: Sequence[int], track: str) -> list[Room]:
        """The rooms of the kinds that a track has in a solution, or all where it has none."""
        kinds = [kind for (key, kind), at in model.in_room.items() if key == track and values[at]]
        rooms = [room for kind in kinds for room in self.alike[kind]]
        return rooms or self.problem.rooms_for(self.problem.track_of[track])

    def _of_kinds(self) -> Model:
        """A model in which rooms that are alike are one; tracks that have one room may still be in several
        of a kind.
        """
        firsts = replace(self.problem, rooms=tuple(rooms[0] for rooms in self.alike.values()))
        return Model(firsts, {key: len(rooms) for key, rooms in self.alike.items()})

    def _whole(self) -> None:
        is_free = all(track.most_rooms is None for track in self.problem.tracks)
        model = self._of_kinds() if is_free else Model(self.problem)
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
        plan = planned(model, values, self.alike)
        worth = value(self.problem, plan)
        if self.plan is None or worth < self.value:
            self.plan, self.value = plan, worth

    def _is_closed(self) -> bool:
        return self.plan is not None and self.value <= self.bound

    def _part(self, share: float, more: int = 0) -> Limits:
        """Limits for a share of the time that is left; ``more`` makes another seed of the given one."""
        left = max(LEFT, self.limits.seconds - self._passed())
        return Limits(left * share, self.limits.workers, self.limits.seed + more)

    def _passed(self) -> float:
        return time.monotonic() - self.began


def _blocks_of(model: Model, values: Sequence[int]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {track.key: [] for track in model.problem.tracks}
    for (lane, block), used in model.used.items():
        if values[used]:
            found[lane[0]].append(block)
    return found


def planned(model: Model, values: Sequence[int], kinds: Alike) -> tuple[Cell, ...]:
    """The plan that a solution of a model with places tells. Where a room stands for all that are alike,
    the cells of a block have one of them each.
    """
    rooms: dict[tuple[Lane, str], str] = {}
    given: Counter[tuple[str, str]] = Counter()
    for (lane, block, room), at in model.places.items():
        if values[at]:
            rooms[lane, block] = kinds[room][given[block, room]].key if model.alike else room
            given[block, room] += 1
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
