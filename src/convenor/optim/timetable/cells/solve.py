"""The cheapest plan of cells, with what no plan can be below.

Where every track has one room, the times come first: a model that knows of the rooms only sums gives a bound.
Then, in rounds, each track gets a room that suits its times, and the times are looked for again with these
rooms, until the bound is reached. Where many rooms are alike, a model that tells only their kinds apart comes
before the rounds. Where tracks may have several cells in a block, see ``side``. Where that is not enough, the
whole model is left: HiGHS first, for its bounds, then CP-SAT, for its plans. That nothing is possible is said
where both agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from convenor.optim.timetable.limits import Limits
from convenor.optim.timetable.refusals import Refused

from .items import Lane
from .linear import by_cp_sat, by_highs
from .model import Model
from .packing import packed
from .problem import Cell, Problem, Room
from .search import Search
from .several import are_many
from .side import side_by_side
from .solutions import blocks_of

STANDARD = Limits()
ROUNDS, CHEAPER = 20, 3  # in every third round clashes cost the most again


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
    return _Solve(problem, limits).run()


class _Solve(Search):
    def run(self) -> Solved:
        if all(track.most_rooms == 1 for track in self.problem.tracks):
            self._times_then_rooms()
        is_large = are_many(self.problem)
        if is_large:
            side_by_side(self)
        if self.plan is None or not (is_large or self.is_closed()):
            self._whole()
        if self.plan is None:
            raise Refused("no-time", seconds=round(self.limits.seconds))
        # No bound that was found in floating point stands against a plan.
        bound = min(self.bound, self.value)
        solver = f"highspy {version('highspy')}, ortools {version('ortools')}"
        return Solved(self.plan, self.value, bound, self.limits, self.passed(), solver)

    def _times_then_rooms(self) -> None:
        """First with sums of rooms; then in rounds, or, where many rooms are alike, with kinds of them."""
        model = self._of_kinds()
        found = self.learn(model, by_highs(model.linear, self.part(0.3)))
        if found.values is None:
            return
        anywhere = {track.key: self.problem.rooms_for(track) for track in self.problem.tracks}
        self._with_rooms(model, found.values, anywhere)
        times = blocks_of(model, found.values)
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
            if self.is_closed():
                return
            clash = None if self.plan is None else max(1, (self.value - self.bound) >> at % CHEAPER)
            rooms = packed(self.problem, times, anywhere, self.part(0.1, at), clash=clash)
            if rooms is None:
                return
            model = Model(self.problem)
            model.place(rooms)
            if self.plan is not None:
                costs = [(cost, each) for each, cost in model.linear.costs.items()]
                model.linear.at_most(costs, self.value)
            values = by_highs(model.linear, self.part(0.3, at)).values
            if values is not None:
                self.keep(model, values)
                times = blocks_of(model, values)

    def _by_kinds(self) -> None:
        """The times and kinds of rooms, then rooms of these kinds: if need be, with other times."""
        if self.is_closed():
            return
        model = self._of_kinds()
        model.place()
        values = self.learn(model, by_highs(model.linear, self.part(0.5))).values
        if values is None or self.is_closed():
            return
        of_kind = {track.key: self._rooms_of_kind(model, values, track.key) for track in self.problem.tracks}
        self._with_rooms(model, values, of_kind)
        if not self.is_closed():
            self._with_times({track: {room.key for room in those} for track, those in of_kind.items()}, {})

    def _with_rooms(
        self, timed: Model, values: Sequence[int], rooms_of: Mapping[str, Sequence[Room]]
    ) -> None:
        """Rooms for the times of a solution, and the plan, where there are some for all."""
        rooms = packed(self.problem, blocks_of(timed, values), rooms_of, self.part(0.1))
        if rooms is not None:
            self._with_times(rooms, {key: values[used] for key, used in timed.used.items()})

    def _with_times(self, rooms: Mapping[str, set[str]], used: Mapping[tuple[Lane, str], int]) -> None:
        """The best plan with these rooms, where it is fixed which cells there are in ``used``."""
        model = Model(self.problem)
        model.place(rooms)
        for key, is_used in used.items():
            model.linear.equal([(1, model.used[key])], is_used)
        self.keep(model, by_highs(model.linear, self.part(0.6)).values)

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
        model = self._of_kinds() if is_free and not self.problem.per_room else Model(self.problem)
        model.place()
        found = self.learn(model, by_highs(model.linear, self.part(0.6)))
        self.keep(model, found.values)
        if not self.is_closed():
            found = self.learn(model, by_cp_sat(model.linear, self.part(1), found.values, least=self.bound))
            self.keep(model, found.values)
