"""Where a search stands: what the goals before have reached, which later ones have to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from .model import BARRED, SECONDS, Dual, Model, Objective, model_of, price_of
from .optimum import Optimum, candidates_of, optimum
from .problem import Problem, Whole
from .refusals import Refused
from .shortages import shortages, told


@dataclass(slots=True, eq=False)
class Search:
    """``pairs`` hold an assignment that keeps to all that is reached; ``stages`` are its proofs.

    ``kept`` counts started pairs, ``fair`` is the least of ``sums · scales``; None where that is no goal.
    """

    problem: Problem
    model: Model
    pairs: Whole
    stages: list[dict[str, Any]]
    floor: int = BARRED + 1
    kept: int | None = None
    fair: int | None = None
    weights: Whole | None = None
    found: Optimum | None = None

    @classmethod
    def of(cls, problem: Problem, probability: Fraction = Fraction(1), seconds: float = SECONDS) -> Search:
        """Raises ``Refused`` (``short``) where not all reviews can be assigned."""
        part, whole = probability.as_integer_ratio()
        model = replace(model_of(problem), part=part, whole=whole, seconds=seconds)
        _, m = model.shape
        started = problem.started @ [m, 1]
        started = started[model.units.reshape(-1)[started] != BARRED]
        pairs = np.union1d(candidates_of(model), started)
        nothing = Objective(np.zeros(model.shape[0], np.int64))
        found = optimum(model, nothing, pairs, shortage=1, enough=0)
        if found.value < 0:
            short = shortages(problem)
            if not short:
                raise Refused("thin", part=model.part, whole=model.whole)
            raise Refused("short", missing=-found.value // model.whole, because=told(short), shortages=short)
        return cls(problem, model, found.pairs, [])

    def objective(
        self, factors: Whole, *, floor: int | None = None, bonus: int = 0, prices: int = 0
    ) -> Objective:
        return Objective(factors, self.floor if floor is None else floor, self.problem.started, bonus, prices)

    def keeping(self, objective: Callable[[int], Objective]) -> tuple[Optimum, int]:
        """The best assignment that keeps as many started pairs, and the bonus for each that makes it so."""
        if self.kept is None:
            return optimum(self.model, objective(0), self.pairs), 0
        bonus = int(np.abs(objective(0).of(self.model, self.pairs)).max(initial=1))
        found = optimum(self.model, objective(bonus), self.pairs)
        while self.number_kept(found) < self.kept:
            bonus *= 4
            found = optimum(self.model, objective(bonus), self.pairs)
        return found, bonus

    def reach(self, goal: str, value: int, bound: int, proof: Optimum, **more: Any) -> None:
        """Add the stage of a goal to the certificate."""
        dual = dual_as_json(self.model, proof.dual)
        self.stages.append({"goal": str(goal), "value": value, "bound": bound, "dual": dual, **more})

    @property
    def nothing(self) -> Whole:
        return np.zeros(self.model.shape[0], np.int64)

    @property
    def scales(self) -> Whole:
        """What makes sums of fewer reviews comparable with those of more; 0 where none are wanted."""
        wanted = self.problem.wanted
        most = lcm(*np.unique(wanted[wanted > 0]).tolist())
        scales: Whole = np.where(wanted > 0, most // np.maximum(wanted, 1), 0)
        return scales

    def sums(self, found: Optimum) -> Whole:
        """The sum of the scores of each proposal, locks included."""
        n, m = self.model.shape
        sums = np.zeros(n, np.int64)
        chosen = found.pairs[found.shares > 0]
        np.add.at(sums, chosen // m, self.model.units.reshape(-1)[chosen].astype(np.int64))
        np.add.at(sums, self.problem.locked[:, 0], self.model.locked_units)
        return sums

    def total(self, found: Optimum) -> int:
        """The sum of all scores, less what panels cost that are not balanced."""
        return int(self.sums(found).sum()) - price_of(self.model, found.panels(self.model))

    def number_kept(self, found: Optimum) -> int:
        _, m = self.model.shape
        chosen = np.concatenate([found.pairs[found.shares > 0], self.problem.locked @ [m, 1]])
        return int(np.isin(self.problem.started @ [m, 1], chosen).sum())


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
