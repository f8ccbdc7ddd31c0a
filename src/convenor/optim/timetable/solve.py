"""The best timetable by goals in order, each with what was proven of it.

For one goal after the other CP-SAT looks for the least value, with all that the goals before it have
reached as a rule; what it proves no timetable can be below is the bound. A bound that is not reached is
told, never called optimal. The value is counted again in the plan itself, by the goals and not by the
model.
"""

from __future__ import annotations

import time
from math import ceil
from threading import Lock
from typing import Any

from ortools.sat.python import cp_model

from .counting import count_all
from .goals import costs, values
from .large.method import begin_with, is_large, solve_large
from .limits import Limits, Stop
from .outcome import Reached, Solved, Step, Tell, solver
from .posting import Posted
from .problem import Goal, Place, Plan, Problem
from .refusals import Refused
from .rules import broken_rules
from .stopping import stopping

__all__ = ["Limits", "Reached", "Solved", "Step", "Stop", "Tell", "solve"]

TINY = 1e-6


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
        self.posted = Posted.of(problem)
        self.plan: dict[str, Place] = {}
        self.reached: list[Reached] = []
        self.known: dict[Goal, int] = {}  # bounds by counting

    def run(self, start: Plan | None, moves: int | None) -> Solved:
        if moves is not None:
            self.posted.move_at_most(moves)
        if start is None and moves is None:
            start, self.known = begin_with(self.problem, self.limits, self.stop)
        if start:
            self.posted.hint(start)
        if not start or not self._takes_up():
            self._first()
        for goal in self.problem.goals:
            self._reach(goal, self._left() / 2)
        if broken := broken_rules(self.problem, self.plan):
            raise AssertionError(f"The model let through what the rules do not: {broken[0]}")
        return Solved(self.plan, tuple(self.reached), self.limits, self.passed(), solver())

    def _takes_up(self) -> bool:
        """Whether the plan to begin from keeps to the rules; then it is the first."""
        solver, status = self._run(None, self._left() / 2, is_fixed=True)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._keep(solver)
            return True
        return False

    def _sum(self, goal: Goal) -> Any:
        return count_all(self.posted, costs(self.problem, goal))

    def _first(self) -> None:
        """Some timetable, so that there is always an answer."""
        solver, status = self._run(None, self._left())
        if status == cp_model.INFEASIBLE:
            raise Refused("impossible")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise Refused("no-time", seconds=round(self.limits.seconds))
        self._keep(solver)

    def _reach(self, goal: Goal, seconds: float) -> None:
        """Make what ``goal`` counts as little as can be; then it stays so. Only now it is in the model."""
        total = self._sum(goal)
        if isinstance(total, int):  # nothing can cost anything
            self.reached.append(Reached(goal, total, total, self.passed()))
            return
        value, bound = self.value(goal), self.known.get(goal, 0)
        if value > bound and not self.stop():
            self.tell(Step(goal, value, bound, self.plan, self.passed()))
            self.posted.model.minimize(total)
            solver, status = self._run(goal, seconds)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and solver.objective_value <= value:
                self._keep(solver)
            value = self.value(goal)
            if status != cp_model.UNKNOWN:
                bound = max(bound, ceil(solver.best_objective_bound - TINY))
            self.posted.model.clear_objective()  # type: ignore[no-untyped-call]  # OR-Tools has no types for it
        self.posted.model.add(total <= value)
        self.reached.append(Reached(goal, value, min(bound, value), self.passed()))

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
