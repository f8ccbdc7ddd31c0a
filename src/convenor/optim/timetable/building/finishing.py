"""Whole sessions from patterns: every pattern that a better grouping could hold, and the best mix of them.

At the prices of a proof each pattern falls short of its price by so much. A grouping that holds it is worth
no more than the bound less that. So only patterns that fall short by less than the gap matter; where they
are too many, those that fall short by less than a part of it, and the others are told in the bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from .alike import Classes
from .clock import Clock
from .generation import Proof
from .master import Column, add_column, model_of
from .pricing import Ask, TooMany, priced

CLOSE = 1e-6
LEAST_WIDTH = 1e-3
ENDED = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
)
Mix = tuple[Column, ...]  # a column as often as it is used


@dataclass(frozen=True, slots=True)
class Mixed:
    """The best mix that was found, if any is better than what was known, and a bound for all mixes."""

    mix: Mix | None
    bound: float


def within(classes: Classes, proof: Proof, gap: float, most: int, clock: Clock) -> tuple[list[Column], float]:
    """All columns that fall short by at most ``gap``, or by as much of it as leaves ``most``; and how far."""
    width = gap
    while width > LEAST_WIDTH:
        try:
            return _within(classes, proof, width, most, clock), width
        except TooMany:
            width *= 0.6
    return [], 0.0


def _within(classes: Classes, proof: Proof, width: float, most: int, clock: Clock) -> list[Column]:
    found: list[Column] = []
    for at, sort in enumerate(classes.sorts):
        above = float(proof.prices.sorts[at]) - width - CLOSE
        ask = Ask(sort, proof.prices.classes, above, most=most - len(found))
        found += [(at, pattern) for pattern in priced(classes, ask, clock.check).patterns]
    return sorted(found)


class Mixing:
    """The best mix of columns in whole numbers, by HiGHS. Some mixes may be ruled out."""

    def __init__(self, classes: Classes, clock: Clock) -> None:
        self.classes, self.clock = classes, clock
        self.ruled_out: list[Mix] = []

    def rule_out(self, mix: Mix) -> bool:
        """Whether this mix, and no other, can be left out of all that follow.

        It can where each column is used as often as any mix can use it: a mix that does so with all of them
        is this one.
        """
        if any(mix.count(column) < self._most(column) for column in set(mix)):
            return False
        self.ruled_out.append(mix)
        return True

    def best(self, columns: Sequence[Column], above: int, seconds: float, *, start: Mix = ()) -> Mixed:
        """A mix that is worth more than ``above``, and a bound for all mixes of these columns."""
        columns = sorted({*columns, *start})
        model = model_of(self.classes)
        for column in columns:
            add_column(model, self.classes, column, self._most(column))
        number = {column: at for at, column in enumerate(columns)}
        model.changeColsIntegrality(
            len(columns),
            np.arange(len(columns), dtype=np.int32),
            np.full(len(columns), highspy.HighsVarType.kInteger.value, np.uint8),
        )
        self._leave_out(model, number)
        self._begin(model, number, start)
        self._limit(model, seconds)
        model.run()
        return self._read(model, columns, above)

    def _read(self, model: highspy.Highs, columns: Sequence[Column], above: int) -> Mixed:
        """Nothing is concluded from a search that ended in any other way than these."""
        status, found = model.getModelStatus(), model.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Mixed(None, above)
        if status not in ENDED:
            return Mixed(None, float("inf"))
        is_better = found.objective_function_value > above + 1 - CLOSE
        if not is_better or found.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Mixed(None, max(found.mip_dual_bound, above))
        values = np.rint(np.array(model.getSolution().col_value)).astype(int)
        mix = tuple(column for column, often in zip(columns, values, strict=True) for _ in range(often))
        return Mixed(mix, found.mip_dual_bound)

    def _most(self, column: Column) -> float:
        found, often = self.classes.counts(column[1])
        return float(min(int((self.classes.many[found] // often).min()), self.classes.sorts[column[0]].count))

    def _leave_out(self, model: highspy.Highs, number: dict[Column, int]) -> None:
        for mix in self.ruled_out:
            used = [number[column] for column in sorted(set(mix)) if column in number]
            if len(used) == len(set(mix)):
                model.addRow(
                    -highspy.kHighsInf, len(mix) - 1, len(used), np.array(used, np.int32), np.ones(len(used))
                )

    def _begin(self, model: highspy.Highs, number: dict[Column, int], start: Mix) -> None:
        if start:
            solution = highspy.HighsSolution()
            values = np.zeros(len(number))
            for column in start:
                values[number[column]] += 1
            solution.col_value = values.tolist()
            model.setSolution(solution)

    def _limit(self, model: highspy.Highs, seconds: float) -> None:
        model.setOptionValue("random_seed", self.clock.seed)
        model.setOptionValue("presolve", "off")  # it would probe each column, for longer than all the rest
        model.setOptionValue("mip_abs_gap", 1 - 1e-4)  # values are whole numbers
        model.setOptionValue("mip_rel_gap", 0.0)
        model.setOptionValue("time_limit", max(0.1, min(seconds, self.clock.left())))
        model.cbMipInterrupt += lambda event: event.interrupt(self.clock.stop())
