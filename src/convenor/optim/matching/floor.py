"""The greatest floor under all pairs: bottleneck assignment by bisection on flows.

J. Edmonds and D. R. Fulkerson, “Bottleneck extrema”, J. Combinatorial Theory 8, 1970. Each step is a flow: is
there an assignment without pairs below the floor? The multipliers of the last “no” prove it the highest.
"""

from __future__ import annotations

import numpy as np

from .optimum import Optimum, optimum
from .search import Search


def search_floor(search: Search) -> None:
    """The greatest score that no new pair is below; locked and started pairs do not count.

    Where all pairs are locked or stay there is nothing to do.
    """
    low = _worst(search, _tried(search, search.floor))
    if low is None:
        return
    high = bound = _most(search)
    proof = _tried(search, bound + 1)
    while low < high:
        tried = (low + high + 1) // 2
        found = _tried(search, tried)
        if found.value >= (search.kept or 0):
            search.pairs = np.union1d(search.pairs, found.pairs)
            low = max(tried, _worst(search, found) or tried)
        else:
            high = tried - 1
            if found.bound < (search.kept or 0):
                proof, bound = found, high
    search.floor = low
    search.reach("floor", low, bound, proof, bonus=int(search.kept is not None))


def _tried(search: Search, floor: int) -> Optimum:
    """The most started pairs that stay with pairs from ``floor`` on, each missing review costing more."""
    kept = search.kept or 0
    objective = search.objective(search.nothing, floor=floor, bonus=int(search.kept is not None))
    return optimum(search.model, objective, search.pairs, shortage=kept + 1, enough=kept)


def _worst(search: Search, found: Optimum) -> int | None:
    _, m = search.model.shape
    chosen = found.pairs[found.shares > 0]
    if search.kept is not None:
        chosen = np.setdiff1d(chosen, search.problem.started @ [m, 1])
    return int(search.model.units.reshape(-1)[chosen].min()) if len(chosen) else None


def _most(search: Search) -> int:
    """No floor is above the last of the best pairs that a proposal needs."""
    n, m = search.model.shape
    locks = np.bincount(search.problem.locked[:, 0], minlength=n)
    seats = np.maximum(search.problem.wanted - locks, 0)
    if search.kept is not None:
        seats = np.maximum(seats - np.bincount(search.problem.started[:, 0], minlength=n), 0)
    most = [
        int(np.partition(search.model.units[p], m - seats[p])[m - seats[p]]) for p in np.flatnonzero(seats)
    ]
    return min(most, default=int(search.model.units.max()))
