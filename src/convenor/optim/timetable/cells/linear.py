"""Whole variables from 0, linear rows and prices; HiGHS and CP-SAT for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, inf, isfinite
from typing import Any

import highspy
import numpy as np
from ortools.sat.python import cp_model

from convenor.optim.timetable.limits import Limits, Stop

TINY = 1e-6
WITHIN = 1e-4  # of a whole number, a bound in floating point counts as that number
MOMENT = 0.1  # seconds

FREE: Mapping[int, int] = {}

Term = tuple[int, int]  # a factor and a variable


@dataclass(slots=True)
class Linear:
    """Variables are numbers in the order in which they were made."""

    uppers: list[int] = field(default_factory=list)
    rows: list[tuple[list[Term], int | None, int | None]] = field(default_factory=list)
    costs: dict[int, int] = field(default_factory=dict)

    def whole(self, upper: int = 1, cost: int = 0) -> int:
        """A variable from 0 to ``upper``, each unit of which costs ``cost``."""
        self.uppers.append(upper)
        if cost:
            self.costs[len(self.uppers) - 1] = cost
        return len(self.uppers) - 1

    def charge(self, variable: int, cost: int) -> None:
        if cost:
            self.costs[variable] = self.costs.get(variable, 0) + cost

    def at_most(self, terms: Iterable[Term], most: int) -> None:
        self.rows.append((list(terms), None, most))

    def at_least(self, terms: Iterable[Term], least: int) -> None:
        self.rows.append((list(terms), least, None))

    def equal(self, terms: Iterable[Term], value: int = 0) -> None:
        self.rows.append((list(terms), value, value))

    def one_of(self, variables: Sequence[int]) -> None:
        """At most one of these, each of which is 0 or 1."""
        if len(variables) > 1:
            self.at_most([(1, each) for each in variables], 1)

    def without_costs(self) -> Linear:
        """The same rows; any solution is as good as another."""
        return Linear(self.uppers, self.rows)

    def value(self, values: Sequence[int]) -> int:
        return sum(cost * values[variable] for variable, cost in self.costs.items())

    def is_kept(self, values: Sequence[int]) -> bool:
        """Whether ``values`` are within all bounds and rows, in whole numbers."""
        return all(0 <= value <= upper for value, upper in zip(values, self.uppers, strict=True)) and all(
            (-inf if low is None else low)
            <= sum(factor * values[at] for factor, at in terms)
            <= (inf if high is None else high)
            for terms, low, high in self.rows
        )


@dataclass(frozen=True, slots=True)
class Found:
    """``values`` are ``None`` where nothing was found; ``is_impossible`` where there is nothing to find.

    No solution is below ``bound``.
    """

    values: list[int] | None
    bound: int
    is_impossible: bool = False


class _Quiet(highspy.Highs):
    """HiGHS prints a banner, into what others read, as soon as its own calls are set up; ours need none."""

    def enableCallbacks(self) -> None:  # noqa: N802  # the name is theirs
        pass


def never() -> bool:
    return False


def by_highs(
    linear: Linear, limits: Limits, start: Sequence[int] | None = None, *, stop: Stop = never
) -> Found:
    """The cheapest solution that HiGHS finds, in one thread; ``start`` is a solution to begin from."""
    return Again(linear).by_highs(limits, start, stop=stop)


class Again:
    """The same rows, solved again and again with some variables fixed."""

    def __init__(self, linear: Linear) -> None:
        self.linear, self.lp = linear, _as_lp(linear)

    def by_highs(
        self,
        limits: Limits,
        start: Sequence[int] | None = None,
        *,
        fixed: Mapping[int, int] = FREE,
        stop: Stop = never,
    ) -> Found:
        """The bound is one of the solutions that have these values of the ``fixed``."""
        highs = _Quiet()  # type: ignore[no-untyped-call]  # HiGHS has no types for it
        for name, value in {
            "output_flag": False,
            "time_limit": max(MOMENT, limits.seconds),
            "threads": 1,
            "random_seed": limits.seed,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 1 - WITHIN,  # prices are whole numbers
        }.items():
            highs.setOptionValue(name, value)
        highs.passModel(self.lp)
        if fixed:
            columns, values = np.array(list(fixed)), np.array(list(fixed.values()), dtype=float)
            highs.changeColsBounds(len(fixed), columns, values, values)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = [float(each) for each in start]
            highs.setSolution(solution)
        if stop is not never:
            highs.setCallback(_interrupting(stop), None)
            highs.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)
        highs.run()
        return self._found(highs)

    def _found(self, highs: _Quiet) -> Found:
        if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return Found(None, 0, is_impossible=True)
        told = highs.getInfo()
        bound = max(0, ceil(told.mip_dual_bound - WITHIN)) if isfinite(told.mip_dual_bound) else 0
        values = [round(each) for each in highs.getSolution().col_value]
        # What is right in floating point may break a row in whole numbers; then it is no solution.
        is_kept = len(values) == len(self.linear.uppers) and self.linear.is_kept(values)
        return Found(values if is_kept else None, bound)


def _interrupting(stop: Stop) -> Callable[..., None]:
    def callback(_kind: object, _message: str, _out: object, told: Any, _user: object) -> None:
        told.user_interrupt = stop()

    return callback


def _as_lp(linear: Linear) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(linear.uppers), len(linear.rows)
    lp.col_cost_ = np.array([linear.costs.get(at, 0) for at in range(lp.num_col_)], dtype=float)
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.array(linear.uppers, dtype=float)
    lows = [-highspy.kHighsInf if low is None else low for _terms, low, _high in linear.rows]
    highs = [highspy.kHighsInf if high is None else high for _terms, _low, high in linear.rows]
    lp.row_lower_, lp.row_upper_ = np.array(lows, dtype=float), np.array(highs, dtype=float)
    lengths = [len(terms) for terms, _low, _high in linear.rows]
    flat = [term for terms, _low, _high in linear.rows for term in terms]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *lengths])
    lp.a_matrix_.index_ = np.array([at for _factor, at in flat])
    lp.a_matrix_.value_ = np.array([factor for factor, _at in flat], dtype=float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    return lp


def by_cp_sat(
    linear: Linear,
    limits: Limits,
    start: Sequence[int] | None = None,
    *,
    least: int = 0,
    fixed: Mapping[int, int] = FREE,
) -> Found:
    """The cheapest solution that CP-SAT finds with these values of the ``fixed``; none is below ``least``."""
    model = cp_model.CpModel()
    variables = [
        model.new_constant(fixed[at]) if at in fixed else model.new_int_var(0, upper, "")
        for at, upper in enumerate(linear.uppers)
    ]
    for terms, low, high in linear.rows:
        total = _sum(variables, [(at, factor) for factor, at in terms])
        lowest = cp_model.INT32_MIN if low is None else low
        model.add_linear_constraint(total, lowest, cp_model.INT32_MAX if high is None else high)
    if linear.costs:
        total = _sum(variables, linear.costs.items())
        model.add(total >= least)
        model.minimize(total)
    for variable, value in zip(variables, start or (), strict=False):
        model.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(MOMENT, limits.seconds)
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = limits.seed
    solver.parameters.interleave_search = True  # so that the same seed gives the same answer
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Found(None, 0, is_impossible=True)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(None, least)
    bound = max(least, ceil(solver.best_objective_bound - TINY))
    return Found([solver.value(each) for each in variables], bound)


def _sum(variables: Sequence[cp_model.IntVar], terms: Iterable[tuple[int, int]]) -> cp_model.LinearExpr:
    listed = list(terms)
    of, factors = [variables[at] for at, _factor in listed], [factor for _at, factor in listed]
    return cp_model.LinearExpr.weighted_sum(of, factors)
