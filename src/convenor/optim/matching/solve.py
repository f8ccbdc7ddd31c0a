"""Assign reviewers to proposals by goals in order, with a proof for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from typing import Any

import numpy as np

from .model import BARRED, Dual, Model, Objective, model_of
from .optimum import Optimum, candidates_of, optimum
from .problem import UNIT, Problem, Whole
from .refusals import Refused

FORMAT = "convenor matching 1"


class Goal(StrEnum):
    """What is made as good as possible, the first one first."""

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


def solve(problem: Problem, goals: Sequence[Goal] = (Goal.TOTAL,)) -> Solved:
    """The best assignment by ``goals``.

    Raises ``Refused`` (``short``) where not all reviews can be assigned; ``shortages`` tells more.
    """
    model = model_of(problem)
    pairs = cover(model)
    stages: list[dict[str, Any]] = []
    found = optimum(model, Objective.total(model.shape[0]), pairs)
    stages.append(stage_of(Goal.TOTAL, model, found, BARRED))
    return Solved(panels_of(model, found), certificate(problem, panels_of(model, found), stages))


def cover(model: Model, floor: int = BARRED + 1) -> Whole:
    """Pairs that hold an assignment without pairs below ``floor``. Raises ``Refused``."""
    found = optimum(
        model, Objective.nothing(model.shape[0], floor=floor), candidates_of(model), shortages=True
    )
    if found.value:
        raise Refused("short", missing=-found.value, because="")
    return found.pairs


def panels_of(model: Model, found: Optimum) -> tuple[tuple[int, ...], ...]:
    n, m = model.shape
    panels: list[list[int]] = [[] for _ in range(n)]
    chosen = found.pairs[found.shares > 0]
    for p, r in [*zip(*np.divmod(chosen, m), strict=True), *model.locked.tolist()]:
        panels[int(p)].append(int(r))
    return tuple(tuple(sorted(panel)) for panel in panels)


def stage_of(goal: str, model: Model, found: Optimum, floor: int) -> dict[str, Any]:
    return {
        "goal": goal,
        "value": found.value,
        "bound": found.value,
        "floor": None if floor <= BARRED + 1 else floor,
        "dual": dual_as_json(model, found.dual),
    }


def dual_as_json(model: Model, dual: Dual) -> dict[str, Any]:
    """Multipliers; those of families as (proposal, label, multiplier) where they are not 0."""
    families = {}
    for family, t in zip(model.families, dual.families, strict=True):
        p, label = np.nonzero(t)
        families[family.name] = np.stack([p, label, t[p, label]], axis=1).tolist()
    return {
        "proposals": dual.proposals.tolist(),
        "reviewers": dual.reviewers.tolist(),
        "families": families,
    }


def certificate(
    problem: Problem, panels: Sequence[Sequence[int]], stages: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "inputs": digest(problem),
        "solver": f"ortools {version('ortools')}",
        "panels": [list(panel) for panel in panels],
        "stages": stages,
    }


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
            "wanted": problem.wanted.tolist(),
        },
        sort_keys=True,
        separators=(",", ":"),
    )
