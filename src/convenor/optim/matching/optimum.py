"""The best of all assignments under one objective, proven over all pairs.

A few pairs of each proposal go into a flow; its multipliers are tried on all pairs; those that would gain
join, until none does. That is column generation, and the last bound is the proof.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import BARRED, ROWS, Dual, Model, Objective, best_gains, bound_of
from .network import Network, dual_of, flows_of, network_of
from .problem import Whole

CANDIDATES = 40  # pairs of each proposal to begin with
JOINING = 20  # pairs of each proposal that join in one round


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """``shares`` of ``pairs`` (p · m + r) in parts of a review, worth ``value``, as ``dual`` proves."""

    pairs: Whole
    shares: Whole
    value: int
    dual: Dual


def candidates_of(model: Model, most: int = CANDIDATES) -> Whole:
    """The best free pairs of each proposal, as p · m + r in ascending order."""
    n, m = model.shape
    most = min(most, m)
    found = [np.zeros(0, np.int64)]
    for first in range(0, n, ROWS):
        rows = model.units[first : first + ROWS]
        best = np.argpartition(rows, m - most, axis=1)[:, m - most :] if most else rows
        found.append((best + m * np.arange(first, first + len(rows))[:, None]).reshape(-1))
    pairs = np.sort(np.concatenate(found))
    free: Whole = pairs[model.units.reshape(-1)[pairs] != BARRED]
    return free


def optimum(model: Model, objective: Objective, pairs: Whole, *, shortages: bool = False) -> Optimum:
    """The best assignment; ``pairs`` are to hold one, unless ``shortages`` cost 1 each instead.

    Raises ``NotNested``.
    """
    while True:
        allowed = pairs[model.units.reshape(-1)[pairs] >= objective.floor]
        network = network_of(model, objective, allowed, shortages=shortages)
        flows = flows_of(network)
        assert flows is not None, "the pairs hold no assignment"  # noqa: S101  # cover() is asked before
        value = _value(model, objective, network, flows)
        dual = dual_of(model, network, flows)
        found = Optimum(allowed, flows[: len(allowed)], value, dual)
        if shortages and value == 0:
            return found
        bound, gaining = bound_of(model, objective, dual)
        if bound == value:
            return found
        new = np.setdiff1d(gaining, allowed, assume_unique=True)
        pairs = np.union1d(pairs, best_gains(model, objective, dual, new, JOINING))


def _value(model: Model, objective: Objective, network: Network, flows: Whole) -> int:
    return int(model.whole * objective.of_locked(model).sum() - network.costs @ flows)
