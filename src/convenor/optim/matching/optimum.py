"""The best of all assignments under one objective, proven over all pairs.

A few pairs of each proposal go into a flow; its multipliers are tried on all pairs; those that would gain
join, until none does. That is column generation, and the last bound is the proof.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .mixed import mixed
from .model import BARRED, ROWS, Dual, Model, Objective, best_gains, bound_of
from .network import Network, NotNested, dual_of, flows_of, network_of
from .problem import Whole

CANDIDATES = 40  # pairs of each proposal to begin with
JOINING = 20  # pairs of each proposal that join in one round


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """``pairs`` (p · m + r) with their ``shares`` in parts of a review, and what ``dual`` proves of all.

    ``value`` and ``bound`` are worth in millionths.
    """

    pairs: Whole
    shares: Whole
    value: int
    bound: int
    dual: Dual

    def panels(self, model: Model) -> tuple[tuple[int, ...], ...]:
        """The reviewers of each proposal, where ``shares`` are all or nothing."""
        n, m = model.shape
        found: list[list[int]] = [[] for _ in range(n)]
        for p, r in [*zip(*np.divmod(self.pairs[self.shares > 0], m), strict=True), *model.locked.tolist()]:
            found[int(p)].append(int(r))
        return tuple(tuple(sorted(panel)) for panel in found)


def candidates_of(model: Model, most: int = 0) -> Whole:
    """The best free pairs of each proposal, as p · m + r in ascending order."""
    n, m = model.shape
    most = min(most or CANDIDATES, m)
    found = [np.zeros(0, np.int64)]
    for first in range(0, n, ROWS):
        rows = model.units[first : first + ROWS]
        best = np.argpartition(rows, m - most, axis=1)[:, m - most :] if most else rows
        found.append((best + m * np.arange(first, first + len(rows))[:, None]).reshape(-1))
    pairs = np.sort(np.concatenate(found))
    free: Whole = pairs[model.units.reshape(-1)[pairs] != BARRED]
    return free


def optimum(
    model: Model, objective: Objective, pairs: Whole, *, shortage: int = 0, enough: int | None = None
) -> Optimum:
    """The best assignment; ``pairs`` are to hold one, unless a missing review costs ``shortage`` instead.

    With ``enough`` it ends as soon as so much is reached, or proven to be out of reach. Where
    rules cross, the value may be below the bound.
    """
    while True:
        allowed = objective.allowed(model, pairs)
        try:
            network = network_of(model, objective, allowed, shortage=shortage)
        except NotNested:
            found = mixed(model, objective, pairs, shortage)
            return Optimum(found.pairs, found.shares, found.value, max(found.bound, found.value), found.dual)
        flows = flows_of(network)
        assert flows is not None, "the pairs hold no assignment"  # noqa: S101  # cover() is asked before
        value, dual = _value(model, objective, network, flows), dual_of(model, network, flows)
        shares = flows[: len(allowed)]
        if enough is not None and value >= enough:
            return Optimum(allowed, shares, value, value, dual)
        bound, gaining = bound_of(model, objective, dual)
        if bound == value or (enough is not None and bound < enough):
            return Optimum(allowed, shares, value, bound, dual)
        new = np.setdiff1d(gaining, allowed, assume_unique=True)
        pairs = np.union1d(pairs, best_gains(model, objective, dual, new, JOINING))


def _value(model: Model, objective: Objective, network: Network, flows: Whole) -> int:
    return int(model.whole * objective.of_locked(model).sum() - network.costs @ flows)
