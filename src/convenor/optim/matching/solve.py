"""Assign reviewers to proposals by goals in order, with a proof for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from typing import Any

import numpy as np

from .fair import search_fair
from .floor import search_floor
from .model import SECONDS
from .optimum import Optimum, optimum
from .problem import UNIT, Problem
from .search import Search

FORMAT = "convenor matching 1"


class Goal(StrEnum):
    """What is made as good as possible, the first one first."""

    KEPT = "kept"  # how many started pairs stay
    FLOOR = "floor"  # the score of the worst pair
    FAIR = "fair"  # the sum of the proposal whose panel's sum is the least
    TOTAL = "total"  # the sum of all


@dataclass(frozen=True, slots=True)
class Solved:
    """``panels`` are the reviewers of each proposal; ``certificate`` is plain JSON, for ``check``."""

    panels: tuple[tuple[int, ...], ...]
    certificate: dict[str, Any]

    def stage(self, goal: Goal) -> dict[str, Any]:
        """Value and bound (in millionths) of a goal that was asked for, with its proof."""
        return next(stage for stage in self.certificate["stages"] if stage["goal"] == goal)


def solve(problem: Problem, goals: Collection[Goal] = (), *, seconds: float = SECONDS) -> Solved:
    """The best assignment by ``goals``; the total is always the last, and started pairs come first.

    Where rules cross, each mixed-integer programme takes ``seconds`` at most. Raises ``Refused``: ``short``
    where not all reviews can be assigned, and why; ``no-time`` where no assignment was found in time.
    """
    search = Search.of(problem, seconds=seconds)
    if len(problem.started):
        search_kept(search)
    if Goal.FLOOR in goals:
        search_floor(search)
    is_fair = Goal.FAIR in goals and bool(search.scales.any())
    found = search_fair(search) if is_fair else search_total(search)
    panels = found.panels(search.model)
    return Solved(panels, certificate(problem, panels, search.stages))


def search_kept(search: Search) -> None:
    """As many started pairs as possible stay: how many is exact."""
    found = optimum(search.model, search.objective(search.nothing, bonus=1), search.pairs)
    search.reach(Goal.KEPT, found.value, found.bound, found)
    search.kept = found.value


def search_total(search: Search) -> Optimum:
    """The greatest total of those that keep all that was reached before."""
    ones = np.ones_like(search.nothing)
    found, bonus = search.keeping(lambda bonus: search.objective(ones, bonus=bonus, prices=1))
    kept = bonus * (search.kept or 0)
    search.reach(Goal.TOTAL, found.value - kept, found.bound - kept, found, bonus=bonus)
    return found


def certificate(
    problem: Problem, panels: Sequence[Sequence[int]], stages: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "inputs": digest(problem),
        "solver": ", ".join(f"{name} {version(name)}" for name in _solvers(problem)),
        "panels": [list(panel) for panel in panels],
        "stages": stages,
    }


def _solvers(problem: Problem) -> list[str]:
    """The packages that have a part in it: SciPy's HiGHS may, where rules cross."""
    rules = len(problem.balances) + (problem.readers is not None) + (problem.institutions is not None)
    return ["ortools", "scipy"] if rules > 1 else ["ortools"]


def digest(problem: Problem) -> str:
    """SHA-256 of what is given: a line of JSON, then millionths, bars and readers, row by row."""
    sums = hashlib.sha256(_header(problem).encode() + b"\n")
    n, _ = problem.shape
    for first in range(0, n, 1024):
        sums.update(problem.units(first, first + 1024).astype("<i4").tobytes())
    sums.update(np.ascontiguousarray(problem.barred != 0).tobytes())
    if problem.readers is not None:
        sums.update(np.ascontiguousarray(problem.readers).tobytes())
    return sums.hexdigest()


def _header(problem: Problem) -> str:
    return json.dumps(
        {
            "balances": [
                [one.name, one.labels.tolist(), round(one.price * UNIT)] for one in problem.balances
            ],
            "institutions": None if problem.institutions is None else problem.institutions.tolist(),
            "least": problem.least.tolist(),
            "locked": sorted(problem.locked.tolist()),
            "most": problem.most.tolist(),
            "shape": list(problem.shape),
            "started": sorted(problem.started.tolist()),
            "wanted": problem.wanted.tolist(),
        },
        sort_keys=True,
        separators=(",", ":"),
    )
