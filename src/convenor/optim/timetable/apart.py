"""Bounds by families of sessions, such as tracks: what each costs alone, as if there were no others.

A timetable without some of its sessions keeps to every rule and costs no more, and each cost counts for the
one family that has all its sessions. So no timetable costs less than the families alone in sum. By goals in
their order it is more: of a goal before, a family has no more than what the others leave of its value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import ceil

from ortools.sat.python import cp_model

from .counting import count_all
from .goals import costs
from .limits import Stop
from .posting import Posted
from .prices import Cost, sessions_of
from .problem import Goal, Plan, Problem
from .stopping import stopping

EFFORT = 0.5  # for each, CP-SAT's own measure of work: the same problem always has the same bounds
MOST_SESSIONS = 60  # of a family whose model is still made and searched at once
TINY = 1e-6


class Apart:
    """Bounds for the goals in their order: for each one ``bound``, and then ``keep`` what it reached."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.goals = problem.goals
        self.divisions = [_Division(problem, families, seed) for families in _divisions(problem)]
        self.kept: dict[Goal, int] = {}

    def bound(self, goal: Goal, plan: Plan, stop: Stop) -> int:
        """What no timetable is below, of those that cost no more than was kept; ``plan`` is one of them."""
        return max(each.bound(goal, plan, self.kept, stop) for each in self.divisions)

    def shares(self, goal: Goal) -> dict[frozenset[str], int]:
        """The least of each family, of those families that gave the bound; none if it was not asked for."""
        known = [each for each in self.divisions if goal in each.least]
        best = max(known, key=lambda each: sum(each.least[goal]), default=None)
        return dict(zip(best.families, best.least[goal], strict=True)) if best else {}

    def keep(self, goal: Goal, value: int) -> None:
        """From now on only timetables count that cost no more than ``value`` by ``goal``."""
        if self.kept.get(goal) != value:
            for later in self.goals[self.goals.index(goal) + 1 :]:
                self._forget(later)
        self.kept[goal] = value

    def _forget(self, goal: Goal) -> None:
        self.kept.pop(goal, None)
        for each in self.divisions:
            each.least.pop(goal, None)


def _divisions(problem: Problem) -> Iterator[list[tuple[str, ...]]]:
    yield [problem.of_track(track.key) for track in problem.tracks]
    themes = dict.fromkeys(each.subtheme for each in problem.sessions if each.subtheme)
    yield [tuple(each.key for each in problem.sessions if each.subtheme == theme) for theme in themes]


class _Division:
    """Families of which no two share a session, and the least that each costs by each goal."""

    def __init__(self, problem: Problem, families: Sequence[Collection[str]], seed: int) -> None:
        self.problem, self.seed = problem, seed
        self.families = [frozenset(each) for each in families if 1 < len(each) <= MOST_SESSIONS]
        self.least: dict[Goal, list[int]] = {}

    def bound(self, goal: Goal, plan: Plan, kept: Mapping[Goal, int], stop: Stop) -> int:
        if goal in self.least:
            return sum(self.least[goal])
        found = [
            self._least(number, goal, plan, self._most(number, kept), stop)
            for number in range(len(self.families))
        ]
        if not stop():  # else another call may have more time
            self.least[goal] = found
        return sum(found)

    def _most(self, number: int, kept: Mapping[Goal, int]) -> dict[Goal, int]:
        """What a family may have of each goal that was kept."""
        none = [0] * len(self.families)
        least = {goal: self.least.get(goal, none) for goal in kept}
        return {goal: value - sum(least[goal]) + least[goal][number] for goal, value in kept.items()}

    def _least(self, number: int, goal: Goal, plan: Plan, most: Mapping[Goal, int], stop: Stop) -> int:
        family = self.families[number]
        mine = of_family(costs(self.problem, goal), family)
        if not sum(cost.of(self.problem, plan) for cost in mine) or stop():
            return 0
        posted = Posted.of(self.problem, only=family)
        for before, value in most.items():
            posted.model.add(count_all(posted, of_family(costs(self.problem, before), family)) <= value)
        posted.model.minimize(count_all(posted, mine))
        posted.hint({key: place for key, place in plan.items() if key in family})
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = EFFORT
        with stopping(solver, stop):
            status = solver.solve(posted.model)
        is_known = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return max(0, ceil(solver.best_objective_bound - TINY)) if is_known else 0


def of_family(all_costs: Sequence[Cost], family: frozenset[str]) -> list[Cost]:
    """The costs that no session of another family has a part in."""
    return [cost for cost in all_costs if family.issuperset(sessions_of(cost.price))]
