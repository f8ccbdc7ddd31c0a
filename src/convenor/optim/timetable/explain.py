"""Why there is no timetable: the fewest named demands that cannot stand together, and which to drop.

Groups of sessions that share something scarce – a person, a crew, a need, a track – are tried first, the
smallest first, for a small contradiction is found there in no time; then the whole. A solver names demands
that suffice (its assumptions); each is then left out in turn, and stays only if the rest can be kept
without it. What remains is proven once more with other settings of the solver. Of what is too large for one
model, counting names sessions first that have no places together, and proves what more sessions than places
make impossible; a solver is asked of small parts alone.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from .demands import Demand, InRooms, Placed, sessions_of
from .large.method import is_large, is_possible
from .large.reasons import cannot_be, suspects
from .large.world import World
from .posting import Posted
from .problem import Goal, Problem
from .refusals import Refused
from .rules import demands
from .sentences import Named, family, named
from .solve import Limits

GIVEN = {"block", "any-room", "no-room"}  # no more than what a timetable is
MOMENT, WAY_OUT = 2.0, 5.0  # seconds for a question about a part of a large problem, and about all of it
STANDING = {*GIVEN, "room", "person"}  # what nobody can drop: a way out is another


@dataclass(frozen=True, slots=True)
class Explained:
    """``clash`` cannot stand together, and without any one of it the rest can.

    ``ways_out``: without one of these, for all sessions that it speaks of, the whole has a timetable. It is
    empty where there is another contradiction besides, or the time did not suffice to see.
    """

    clash: tuple[Named, ...]
    ways_out: tuple[Named, ...] = ()


def explain(problem: Problem, *, limits: Limits = Limits()) -> Explained | None:  # noqa: B008  # frozen
    """Why not all sessions can be placed; ``None`` if they can. Raises ``Refused`` (``no-time``)."""
    search = _Search(_all_placed(problem), limits)
    clash = search.clash()
    if clash is None:
        return None
    together = tuple(named(clash))
    return Explained(together, tuple(search.ways_out(together)))


def _all_placed(problem: Problem) -> Problem:
    return replace(problem, goals=tuple(goal for goal in problem.goals if goal is not Goal.UNPLACED))


@dataclass
class _Search:
    problem: Problem
    limits: Limits
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.is_large = is_large(self.problem)
        self.demands = list(demands(self.problem))
        self.of_session: dict[str, list[Demand]] = {}
        for demand in self.demands:
            for key in sessions_of(demand.asks, self.problem):
                self.of_session.setdefault(key, []).append(demand)

    def clash(self) -> tuple[Demand, ...] | None:
        if self.is_large:
            return self._counted() or self._shared()
        for keys in self._groups():
            about = self._demands_of(keys)
            if self._is_possible(about, keys) is False:
                return self._smallest(about)
        everything = set(self.problem.session_of)
        about = self._demands_of(everything)
        match self._is_possible(about, everything):
            case True:
                return None
            case None:
                raise Refused("no-time", seconds=round(self.limits.seconds))
        return self._smallest(about)

    def _counted(self) -> tuple[Demand, ...] | None:
        """Of a large problem: sessions that have no places together, by counting."""
        for keys in suspects(World.of(self.problem, self.demands)):
            about = self._demands_of(keys)
            if cannot_be(self.problem, keys, about):
                return self._smallest(about)
        return None

    def _shared(self) -> tuple[Demand, ...] | None:
        """Of a large problem: those that share something, if places for all are not found soon."""
        left = self.limits.seconds - (time.monotonic() - self.began)
        if is_possible(self.problem, replace(self.limits, seconds=left / 3)):
            return None
        for keys in self._groups():
            about = self._demands_of(keys)
            if self._is_possible(about, keys) is False:
                return self._smallest(about)
        raise Refused("no-time", seconds=round(self.limits.seconds))

    def _groups(self) -> Iterator[set[str]]:
        """Each session alone, then those that share something, the smaller groups first."""
        if not self.is_large:  # of a large one it was seen already
            yield from ({key} for key in self.problem.session_of)
        shared = {
            frozenset(sessions_of(each.asks, self.problem)) for each in self.demands if each.rule != "room"
        }
        of_rooms: dict[tuple[str, ...], set[str]] = {}
        for each in self.demands:
            if isinstance(each.asks, InRooms) and self.problem.session_of[each.asks.session].needs_room:
                rooms = tuple(room for room in each.asks.rooms if room is not None)
                of_rooms.setdefault(rooms, set()).add(each.asks.session)
        shared |= {frozenset(keys) for keys in of_rooms.values()}
        whole = len(self.problem.sessions)
        yield from (
            set(keys)
            for keys in sorted(shared, key=lambda keys: (len(keys), sorted(keys)))
            if 1 < len(keys) < whole
        )

    def _demands_of(self, keys: set[str]) -> list[Demand]:
        """Those that speak of ``keys``, each once."""
        found = {id(each): each for key in sorted(keys) for each in self.of_session[key]}
        return [
            each for each in found.values() if not isinstance(each.asks, Placed) or each.asks.session in keys
        ]

    def _is_possible(self, about: Sequence[Demand], keys: set[str], *, seed: int = 0) -> bool | None:
        posted = Posted(self.problem, only=keys)
        for each in about:
            posted.post(each)
        solver = self._solver(seed=seed)
        status = solver.solve(posted.model)
        if status == cp_model.UNKNOWN:
            return None
        return bool(status != cp_model.INFEASIBLE)

    def _solver(self, *, seed: int = 0) -> cp_model.CpSolver:
        left = self.limits.seconds - (time.monotonic() - self.began)
        if left <= 0:
            raise Refused("no-time", seconds=round(self.limits.seconds))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = min(left, MOMENT) if self.is_large else left
        solver.parameters.num_workers = 1 if seed else self.limits.workers
        solver.parameters.random_seed = self.limits.seed + seed
        return solver

    def _smallest(self, about: Sequence[Demand]) -> tuple[Demand, ...]:
        given = [each for each in about if each.rule in GIVEN]
        core = [each for each in about if each.rule not in GIVEN]
        narrow = self._without_families if self.is_large else self._sufficient
        core = narrow(core, given)
        for each in list(core):
            others = [other for other in core if other is not each]
            if self._clashes(others, given):
                core = others
        if not self._clashes(core, given, seed=1):
            raise AssertionError("Two settings of the solver disagree on whether there is a timetable.")
        return tuple(sorted(core, key=self.demands.index))

    def _without_families(self, core: list[Demand], given: list[Demand]) -> list[Demand]:
        """Without as many families as can be missed, those with the fewest demands first."""
        sizes = Counter(family(each) for each in core if not isinstance(each.asks, Placed))
        for kind in sorted(sizes, key=lambda kind: sizes[kind]):
            others = [each for each in core if family(each) != kind]
            if self._clashes(others, given):
                core = others
        return core

    def _sufficient(self, core: list[Demand], given: list[Demand]) -> list[Demand]:
        """Some of ``core`` that clash already, as the solver's assumptions tell; all if it tells none."""
        posted = Posted(self.problem, only=_placed(core))
        there = posted.sessions_there
        for each in given:
            if set(sessions_of(each.asks, self.problem)) & there:
                posted.post(each)
        literals = {}
        for each in core:
            literal = posted.model.new_bool_var(each.rule)
            literals[literal.index] = each
            posted.post(each, on=literal)
            posted.model.add_assumption(literal)
        solver = self._solver()
        solver.parameters.num_workers = 1
        if solver.solve(posted.model) != cp_model.INFEASIBLE:
            return core
        # With presolve a core may name what is no assumption (google/or-tools #5141), or nothing.
        found = [
            literals[index]
            for index in solver.sufficient_assumptions_for_infeasibility()
            if index in literals
        ]
        return found if found and self._clashes(found, given) else core

    def _clashes(self, core: Sequence[Demand], given: Sequence[Demand], *, seed: int = 0) -> bool:
        """Whether ``core`` are proven to be impossible. Who need not be placed is in nobody's way."""
        keys = _placed(core)
        about = [*core, *(each for each in given if set(sessions_of(each.asks, self.problem)) & keys)]
        if self.is_large and keys:
            if cannot_be(self.problem, keys, about):
                return True
            if is_possible(self.problem, replace(self.limits, seconds=MOMENT), about, only=keys):
                return False
        return bool(keys) and self._is_possible(about, keys, seed=seed) is False

    def ways_out(self, clash: Sequence[Named]) -> Iterator[Named]:
        for each in clash:
            if each.rule in STANDING:
                continue
            dropped = self._like(each)
            rest = [other for other in self.demands if id(other) not in dropped]
            try:
                if self._is_enough(rest):
                    yield each
            except Refused:
                return

    def _is_enough(self, rest: Sequence[Demand]) -> bool:
        """Whether all sessions have places, with ``rest`` alone."""
        if self.is_large:
            left = min(WAY_OUT, self.limits.seconds - (time.monotonic() - self.began))
            is_refuted = next(suspects(World.of(self.problem, rest)), None) is not None
            return not is_refuted and is_possible(self.problem, replace(self.limits, seconds=left), rest)
        return bool(self._is_possible(rest, set(self.problem.session_of)))

    def _like(self, each: Named) -> set[int]:
        """The demands to drop with ``each``: its own sessions', or, of what they share, everybody's."""
        if each.rule == "placed":
            return {id(one) for one in each.demands[:1]}
        kind = family(each.demands[0])
        return {id(other) for other in self.demands if family(other) == kind}


def _placed(core: Sequence[Demand]) -> set[str]:
    return {each.asks.session for each in core if isinstance(each.asks, Placed)}
