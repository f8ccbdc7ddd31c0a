"""The best timetable by goals in order, each with what was proven of it.

For one goal after the other CP-SAT looks for the least value, with all that the goals before it have
reached as a rule; what it proves no timetable can be below is the bound. A bound that is not reached is
told, never called optimal. The value is counted again in the plan itself, by the goals and not by the
model.
"""

from __future__ import annotations

import time
from functools import cached_property
from math import ceil
from threading import Lock
from typing import Any

from ortools.sat.python import cp_model

from .apart import Apart
from .counting import count, count_all, tell_of_families
from .goals import costs, values
from .large.method import begin_with, is_large, solve_large
from .limits import Limits, Stop
from .outcome import Reached, Solved, Step, Tell, solver
from .posting import Posted
from .prices import Cost, sessions_of
from .problem import Goal, Place, Plan, Problem
from .refusals import Refused
from .rules import broken_rules
from .stopping import stopping

__all__ = ["Limits", "Reached", "Solved", "Step", "Stop", "Tell", "solve"]

TINY = 1e-6
OF_APART = 0.1  # the share of the time for the bounds of a goal by families
OF_TRY = 2 / 3  # of the time of a goal, to be just at that bound
EFFORT = 10.0  # the same by the measure of CP-SAT, so that the same seed gives the same answer


def solve(
    problem: Problem,
    *,
    limits: Limits = Limits(),  # noqa: B008  # frozen
    start: Plan | None = None,
    moves: int | None = None,
    tell: Tell = lambda _step: None,
    stop: Stop = lambda: False,
) -> Solved:
    """The best timetable found. ``start`` is a plan to begin from, which may break rules. With ``moves``,
    no more published sessions than that are placed elsewhere.

    ``tell`` hears of each better plan, and of each better bound; when ``stop`` says so, the best so far is
    the answer. Raises ``Refused``: ``no-time`` where there is no timetable within the limits, ``impossible``
    where there is none at all. What is too large for one model of all is searched in parts (``large``).
    """
    if is_large(problem):
        return solve_large(problem, limits=limits, start=start, moves=moves, tell=tell, stop=stop)
    return _Search(problem, limits, tell, stop).run(start, moves)


class _Search:
    def __init__(self, problem: Problem, limits: Limits, tell: Tell, stop: Stop) -> None:
        self.problem, self.limits, self.tell, self.stop = problem, limits, tell, stop
        self.began = time.monotonic()
        self.apart = Apart(problem, limits.seed)
        self.plan: dict[str, Place] = {}
        self.reached: list[Reached] = []
        self.known: dict[Goal, int] = {}  # bounds by counting
        self.posted_goals = 0  # how many of those reached are in the model

    def run(self, start: Plan | None, moves: int | None) -> Solved:
        if start is None and moves is None:
            start, self.known = begin_with(self.problem, self.limits, self.stop, self.apart)
            if self._is_best(start):
                self.plan = start
                self.tell(Step(None, None, None, self.plan, self.passed()))
        if not self.plan:
            self._begin(start, moves)
        for goal in self.problem.goals:
            self._reach(goal, self._left() / 2)
        if broken := broken_rules(self.problem, self.plan):
            raise AssertionError(f"The model let through what the rules do not: {broken[0]}")
        return Solved(self.plan, tuple(self.reached), self.limits, self.passed(), solver())

    @cached_property
    def posted(self) -> Posted:
        return Posted.of(self.problem)

    def _begin(self, start: Plan | None, moves: int | None) -> None:
        if moves is not None:
            self.posted.move_at_most(moves)
        if start:
            self.posted.hint(start)
        if not start or not self._takes_up():
            self._first()

    def _is_best(self, plan: Plan) -> bool:
        """Whether the bounds meet at every goal, so that no model of all is needed."""
        if not plan or broken_rules(self.problem, plan):
            return False
        for goal, value in values(self.problem, plan).items():
            if value > self._least(goal, value, plan):
                return False
            self.apart.keep(goal, value)
        return True

    def _least(self, goal: Goal, value: int, plan: Plan) -> int:
        """What the goal's value cannot be below, as far as it is known without the model of all."""
        counted = self.known.get(goal, 0)
        if value <= counted:
            return counted
        until = self.passed() + OF_APART * self.limits.seconds
        return max(counted, self.apart.bound(goal, plan, lambda: self.stop() or self.passed() > until))

    def _takes_up(self) -> bool:
        """Whether the plan to begin from keeps to the rules; then it is the first."""
        solver, status = self._run(None, self._left() / 2, is_fixed=True)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._keep(solver)
            return True
        return False

    def _first(self) -> None:
        """Some timetable, so that there is always an answer."""
        solver, status = self._run(None, self._left())
        if status == cp_model.INFEASIBLE:
            raise Refused("impossible")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise Refused("no-time", seconds=round(self.limits.seconds))
        self._keep(solver)

    def _reach(self, goal: Goal, seconds: float) -> None:
        """Make what ``goal`` counts as little as can be; then it stays so."""
        bound = self._least(goal, self.value(goal), self.plan)
        if self.value(goal) > bound and not self.stop():
            bound = self._improve(goal, bound, seconds)
        value = self.value(goal)
        self.apart.keep(goal, value)
        self.reached.append(Reached(goal, value, min(bound, value), self.passed()))

    def _improve(self, goal: Goal, bound: int, seconds: float) -> int:
        """Search the model of all, in which the goals before are only now; what no timetable is below."""
        model, all_costs = self.posted.model, costs(self.problem, goal)
        for each in self.reached[self.posted_goals :]:
            model.add(count_all(self.posted, costs(self.problem, each.goal)) <= each.value)
        tell_of_families(self.posted, all_costs)
        parts = [(cost, count(self.posted, cost.price)) for cost in all_costs]
        total = sum(part for _cost, part in parts)
        model.add(total >= bound)
        self.tell(Step(goal, self.value(goal), bound, self.plan, self.passed()))
        until = self.passed() + seconds
        if 0 < bound == sum(self.apart.shares(goal).values()):
            bound += self._is_never_there(goal, parts, OF_TRY * seconds)
        if self.value(goal) > bound:
            self.known[goal] = bound  # those who hear of the search begin there
            model.minimize(total)
            solver, status = self._run(goal, until - self.passed())
            model.clear_objective()  # type: ignore[no-untyped-call]  # OR-Tools has no types for it
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and solver.objective_value <= self.value(goal):
                self._keep(solver)
            if status != cp_model.UNKNOWN:
                bound = max(bound, ceil(solver.best_objective_bound - TINY))
        model.add(total <= self.value(goal))
        self.posted_goals = len(self.reached) + 1
        return bound

    def _is_never_there(self, goal: Goal, parts: list[tuple[Cost, Any]], seconds: float) -> bool:
        """Whether it is found out that no timetable is at the bound by families. One that is there is kept.

        Each family costs its least there and nothing else costs anything, which leaves so little that a
        search for just this is often over soon.
        """
        there = self.posted.model.clone()
        bound = 0
        for family, least in self.apart.shares(goal).items():
            mine = sum(part for cost, part in parts if family.issuperset(sessions_of(cost.price)))
            there.add(mine <= least)
            bound += least
        there.add(sum(part for _cost, part in parts) <= bound)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.limits.seed
        solver.parameters.max_deterministic_time = EFFORT
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
        with stopping(solver, self.stop):
            status = solver.solve(there)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._keep(solver)
            self.tell(Step(goal, bound, bound, self.plan, self.passed()))
        return bool(status == cp_model.INFEASIBLE)

    def value(self, goal: Goal) -> int:
        return values(self.problem, self.plan)[goal]

    def _keep(self, solver: cp_model.CpSolver) -> None:
        self.plan = self.posted.plan(solver.value)
        self.posted.hint_all(solver.response_proto.solution)

    def _run(
        self, goal: Goal | None, seconds: float, *, is_fixed: bool = False
    ) -> tuple[cp_model.CpSolver, Any]:
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
        solver.parameters.num_workers = self.limits.workers
        solver.parameters.random_seed = self.limits.seed
        solver.parameters.interleave_search = True  # so that the same seed gives the same answer
        solver.parameters.stop_after_first_solution = goal is None
        solver.parameters.fix_variables_to_their_hinted_value = is_fixed
        heard = _Heard(self, goal)
        if goal is not None:
            solver.best_bound_callback = heard.on_bound
        with stopping(solver, self.stop):
            return solver, solver.solve(self.posted.model, heard)

    def _left(self) -> float:
        return self.limits.seconds - self.passed()

    def passed(self) -> float:
        return time.monotonic() - self.began


class _Heard(cp_model.CpSolverSolutionCallback):
    """Tells of each better plan, and of each better bound."""

    def __init__(self, search: _Search, goal: Goal | None) -> None:
        super().__init__()
        self.search, self.goal, self.plan = search, goal, search.plan
        self.reached = search.value(goal) if goal else None
        self.bound = search.known.get(goal, 0) if goal else None
        self.turn = Lock()  # bounds are heard of in other threads than plans

    def on_solution_callback(self) -> None:
        plan = self.search.posted.plan(self.value)
        with self.turn:
            found = round(self.objective_value) if self.goal else None
            is_better = found is None or self.reached is None or found < self.reached
            if is_better:  # the first that is found may be worse than the plan it begins from
                self.plan, self.reached = plan, found
            if self._raise(self.best_objective_bound) or is_better:
                self._tell()

    def on_bound(self, bound: float) -> None:
        with self.turn:
            if self._raise(bound):
                self._tell()

    def _raise(self, bound: float) -> bool:
        """Whether more is proven than before."""
        before = self.bound
        if before is not None:
            self.bound = max(before, ceil(bound - TINY))
        return self.bound != before

    def _tell(self) -> None:
        self.search.tell(Step(self.goal, self.reached, self.bound, self.plan, self.search.passed()))
