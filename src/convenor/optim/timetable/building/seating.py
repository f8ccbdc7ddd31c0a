"""Who of a class is in which session, and where the sessions are, so that nobody is in two places at once.

One model says all that must hold: each contribution in one session, sizes, kinds, pairs apart, people at
one place at a time, topics spread over the days. With ``groups`` given as patterns it fills just those;
without, it finds any grouping at all, or proves that there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

from convenor.optim.timetable.stopping import stopping

from .alike import Classes, Pattern
from .clock import Clock
from .problem import Place, Problem, Session

Variable = cp_model.IntVar


class Unseatable(Exception):
    """It is proven that these patterns have no places."""


class Seating:
    """Finds sessions: their contributions, kinds and places."""

    def __init__(self, problem: Problem, classes: Classes, clock: Clock) -> None:
        self.problem, self.classes, self.clock = problem, classes, clock
        self.places = problem.places or _anywhere(problem)

    def find(self, patterns: Sequence[Pattern] | None, seconds: float) -> tuple[Session, ...] | None:
        """The sessions, or None where the time was not enough; ``Unseatable`` where there are none."""
        model = _Model(self.problem, self.places)
        if patterns is not None:
            model.fill(patterns, self.classes)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1  # more of them, made to take turns, are slower here
        solver.parameters.random_seed = self.clock.seed
        solver.parameters.max_time_in_seconds = max(0.1, min(seconds, self.clock.left()))
        with stopping(solver, self.clock.stop):
            status = solver.solve(model.model)
        if status == cp_model.INFEASIBLE:
            raise Unseatable
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return tuple(
            self._session(at, model, solver) for at in range(len(self.places)) if model.held(at, solver)
        )

    def _session(self, at: int, model: _Model, solver: cp_model.CpSolver) -> Session:
        kind = next(key for key, is_so in model.kinds[at].items() if solver.value(is_so))
        keys = tuple(self.problem.contributions[one].key for one in model.held(at, solver))
        return Session(kind, keys, self.places[at].key if self.problem.places else None)


def _anywhere(problem: Problem) -> tuple[Place, ...]:
    """As many places as sessions can be used, each at a time of its own."""
    count = len(problem.contributions)
    return tuple(
        Place(f"{kind.key} {at}", f"{kind.key} {at}", f"{kind.key} {at}", kind.most)
        for kind in problem.kinds
        for at in range(min(kind.count, count))
    )


class _Model:
    """``inside``: which contribution is in which place; ``kinds``: of which kind the session there is."""

    def __init__(self, problem: Problem, places: Sequence[Place]) -> None:
        self.problem, self.places, self.model = problem, places, cp_model.CpModel()
        count = range(len(problem.contributions))
        self.inside = [[self.model.new_bool_var("") for _place in places] for _ in count]
        self.kinds = [
            {kind.key: self.model.new_bool_var("") for kind in problem.kinds if kind.least <= place.size}
            for place in places
        ]
        for each in self.inside:
            self.model.add_exactly_one(each)
        for one, other in sorted(problem.forbidden):
            for first, second in zip(self.inside[one], self.inside[other], strict=True):
                self.model.add_at_most_one(first, second)
        self._sizes()
        if problem.places:
            self._people()
            self._days()

    def held(self, place: int, solver: cp_model.CpSolver) -> list[int]:
        return [at for at, each in enumerate(self.inside) if solver.value(each[place])]

    def _sizes(self) -> None:
        kinds = {kind.key: kind for kind in self.problem.kinds}
        for at, place in enumerate(self.places):
            chosen = self.kinds[at]
            self.model.add_at_most_one(chosen.values())
            size = sum(
                one.size * each[at] for one, each in zip(self.problem.contributions, self.inside, strict=True)
            )
            self.model.add(
                size <= sum(min(kinds[key].most, place.size) * is_so for key, is_so in chosen.items())
            )
            self.model.add(size >= sum(kinds[key].least * is_so for key, is_so in chosen.items()))
        for key, kind in kinds.items():
            self.model.add(sum(chosen[key] for chosen in self.kinds if key in chosen) <= kind.count)

    def _people(self) -> None:
        """Who has parts in more than one contribution is in one place of a block at most."""
        parts: dict[str, list[int]] = defaultdict(list)
        for at, each in enumerate(self.problem.contributions):
            for person in dict.fromkeys(each.people):
                parts[person].append(at)
        blocks: dict[str, list[int]] = defaultdict(list)
        for at, place in enumerate(self.places):
            blocks[place.block].append(at)
        for those in parts.values():
            for places in blocks.values():
                if len(those) > 1 and len(places) > 1:
                    self.model.add_at_most_one(self._is_there(those, place) for place in places)

    def _is_there(self, those: Iterable[int], place: int) -> Variable:
        is_there = self.model.new_bool_var("")
        for at in those:
            self.model.add_implication(self.inside[at][place], is_there)
        return is_there

    def _days(self) -> None:
        days = {place.day for place in self.places}
        for spread in self.problem.spreads:
            those = [at for at, each in enumerate(self.problem.contributions) if spread.topic in each.topics]
            for day in sorted(days):
                there = [at for at, place in enumerate(self.places) if place.day == day]
                self.model.add(
                    sum(self.inside[at][place] for at in those for place in there) <= spread.most_a_day
                )

    def fill(self, patterns: Sequence[Pattern], classes: Classes) -> None:
        """Each pattern has one place, and each place holds of each class what its pattern says."""
        held = [self._possible(sum(int(classes.size[at]) for at in pattern)) for pattern in patterns]
        for places in held:
            self.model.add_exactly_one(places.values())
        for place in range(len(self.places)):
            here = [
                (places[place], each) for places, each in zip(held, patterns, strict=True) if place in places
            ]
            self.model.add_at_most_one(is_here for is_here, _each in here)
            for at, members in enumerate(classes.members):
                there = sum(self.inside[one][place] for one in members)
                self.model.add(there == sum(each.count(at) * is_here for is_here, each in here))

    def _possible(self, size: int) -> dict[int, Variable]:
        """Whether a pattern of that size is in each of the places that can hold it."""
        return {at: self.model.new_bool_var("") for at, place in enumerate(self.places) if place.size >= size}
