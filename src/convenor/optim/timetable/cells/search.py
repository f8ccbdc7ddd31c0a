"""What a search has found so far, and what time it has left."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Lock

from convenor.optim.timetable.limits import Limits
from convenor.optim.timetable.refusals import Refused

from .linear import Found, by_cp_sat
from .model import Model
from .packing import alike
from .problem import Cell, Problem
from .solutions import planned
from .worth import value

LEFT = 0.05  # of a second: nothing more is begun


class Search:
    def __init__(self, problem: Problem, limits: Limits) -> None:
        self.problem, self.limits = problem, limits
        self.began = time.monotonic()
        self.alike = alike(problem)
        self.plan: tuple[Cell, ...] | None = None
        self.value, self.bound = 0, 0
        self.lock = Lock()

    def learn(self, model: Model, found: Found) -> Found:
        """Take over the bound of a model in which every plan is a solution."""
        if found.is_impossible:
            again = by_cp_sat(model.linear, self.part(1))
            if again.is_impossible:
                raise Refused("no-plan")
            found = again
        self.bound = max(self.bound, found.bound)
        return found

    def keep(self, model: Model, values: Sequence[int] | None) -> None:
        if values is None:
            return
        plan = planned(model, values, self.alike)
        worth = value(self.problem, plan)
        with self.lock:
            if self.plan is None or worth < self.value:
                self.plan, self.value = plan, worth

    def is_closed(self) -> bool:
        return self.plan is not None and self.value <= self.bound

    def part(self, share: float, more: int = 0) -> Limits:
        """Limits for a share of the time that is left; ``more`` makes another seed of the given one."""
        left = max(LEFT, self.limits.seconds - self.passed())
        return Limits(left * share, self.limits.workers, self.limits.seed + more)

    def passed(self) -> float:
        return time.monotonic() - self.began
