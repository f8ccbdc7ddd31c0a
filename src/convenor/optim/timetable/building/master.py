"""The patterns known so far, and the best mix of them if sessions could be in parts: a linear program."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np

from .alike import FORBIDDEN, Classes, Pattern, Reals

INFINITE = highspy.kHighsInf
Column = tuple[int, Pattern]  # the number of the sort of session, and its pattern


@dataclass(frozen=True, slots=True)
class Prices:
    """What each class and each sort of session costs where the mix is best, and what the mix is worth."""

    classes: Reals
    sorts: Reals
    worth: float


class Master:
    """Rows: as many of each class as there are, and of each sort of session no more than there are."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.columns: list[Column] = []
        self.known: set[Column] = set()
        self.model = model_of(classes)
        dear = 2 * float(np.abs(np.where(classes.benefit > FORBIDDEN, classes.benefit, 0)).max(initial=0)) + 1
        longest = max(sort.most for sort in classes.sorts)
        for row in range(len(classes.many) + len(classes.sorts)):  # so that there is always a mix
            for sign in (1.0, -1.0):
                self.model.addCol(
                    -dear * longest, 0, INFINITE, 1, np.array([row], np.int32), np.array([sign])
                )

    def add(self, sort: int, patterns: Iterable[Pattern]) -> int:
        """How many of them are new."""
        fresh = [one for one in dict.fromkeys(patterns) if (sort, one) not in self.known]
        for pattern in fresh:
            add_column(self.model, self.classes, (sort, pattern), INFINITE)
            self.columns.append((sort, pattern))
            self.known.add((sort, pattern))
        return len(fresh)

    def prices(self) -> Prices:
        self.model.run()
        dual = np.array(self.model.getSolution().row_dual)
        worth = self.model.getInfo().objective_function_value
        count = len(self.classes.many)
        return Prices(dual[:count], dual[count:], worth)


def model_of(classes: Classes) -> highspy.Highs:
    """The rows without any columns."""
    model = _quiet()
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)
    nothing = np.array([], np.int32), np.array([])
    for many in classes.many:
        model.addRow(float(many), float(many), 0, *nothing)
    for sort in classes.sorts:
        model.addRow(float(sort.count) if sort.is_forced else -INFINITE, float(sort.count), 0, *nothing)
    return model


def _quiet() -> highspy.Highs:
    """HiGHS says on standard output who made it as soon as it is made, before it can be told not to."""
    kept = os.dup(1)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            model: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]  # HiGHS has few types
    finally:
        os.dup2(kept, 1)
        os.close(kept)
    model.setOptionValue("output_flag", "false")
    model.setOptionValue("threads", 1)  # a process can have but one number of them
    return model


def add_column(model: highspy.Highs, classes: Classes, column: Column, most: float) -> None:
    sort, pattern = column
    found, often = classes.counts(pattern)
    rows = np.append(found, len(classes.many) + sort).astype(np.int32)
    model.addCol(classes.worth(pattern), 0, most, len(rows), rows, np.append(often, 1).astype(float))
