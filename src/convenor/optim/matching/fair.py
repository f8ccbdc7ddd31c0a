"""Fairness to the worst-off proposal: the least sum as great as a search finds, and a bound that is proven.

The sums of proposals that are below a target are weighted more, and the flow is solved again:
multiplicative weights (S. Arora, E. Hazan and S. Kale, Theory of Computing 8, 2012). The greatest least sum
is hard to find – it is the problem of N. Bansal and M. Sviridenko, “The Santa Claus problem”, 2006 – so
there may be a gap, and it is told: the least sum is never above a weighted mean of all sums, and the
greatest of those is a flow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import BARRED, Objective
from .network import NotNested, dual_of, flows_of, network_of
from .optimum import Optimum, optimum
from .problem import Whole
from .search import Search

UNIT = 1_000  # the weight of every sum in the total
ROUNDS = 12  # flows for one target
TARGETS = 3  # the bound itself, then half-way to it
HEAVIEST = 1_000_000  # a weight


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """An assignment, its sums scaled, and the weights of sums that led to it."""

    found: Optimum
    sums: Whole
    weights: Whole

    @property
    def least(self) -> int:
        return int(self.sums.min())


def search_fair(search: Search) -> Optimum:
    """The fairest assignment that is found, and the greatest total with it: two stages, two bounds."""
    best = _tried(search, search.nothing)
    bound, proof, weights = _bounded(search, _alone(search))
    target = bound
    for _ in range(TARGETS):
        best = max(best, _towards(search, best, target), key=lambda tried: tried.least)
        if best.least >= target:
            break
        target = (best.least + target) // 2
    if best.least < bound and best.weights.any():
        bound, proof, weights = min(
            (bound, proof, weights), _bounded(search, best.weights), key=lambda bounded: bounded[0]
        )
    priced, bonus = search.keeping(lambda bonus: _objective(search, best.weights, bonus))
    if (last := _seen(search, priced, best.weights)).least >= best.least:
        best = last
    more = {} if search.kept is None else {"bonus": bonus}
    search.reach("fair", best.least, bound, proof, weights=weights.tolist())
    added = best.least * int(best.weights.sum()) + bonus * (search.kept or 0)
    most = (priced.bound - added) // UNIT
    search.reach(
        "total", search.total(best.found), most, priced, weights=best.weights.tolist(), unit=UNIT, **more
    )
    return best.found


def _towards(search: Search, best: Tried, target: int) -> Tried:
    """Weigh those more that are below ``target``, until none is or it was tried often."""
    tried, heaviest = best, _heaviest(search)
    for _ in range(ROUNDS):
        short = np.maximum(target - tried.sums, 0)
        if not short.any():
            break
        more = tried.weights * 1.3 + UNIT / 4 * (1 + 10 * short / max(abs(target), 1))
        weights = np.where(short > 0, np.minimum(more, heaviest), tried.weights).astype(np.int64)
        tried = _tried(search, weights)
        best = max(best, tried, key=lambda one: one.least)
    return best


def _heaviest(search: Search) -> int:
    """A weight with which costs are still small enough for the solver, which multiplies them by the nodes."""
    free = search.model.units[search.model.units != BARRED]
    greatest = max(int(np.abs(free).max(initial=1)), 1) * int(search.scales.max())
    return min(HEAVIEST, (1 << 60) // (greatest * 4 * (sum(search.model.shape) + len(search.pairs) + 2)))


def _objective(search: Search, weights: Whole, bonus: int) -> Objective:
    """The total, with more weight for some sums."""
    return search.objective(UNIT + weights * search.scales, bonus=bonus, prices=UNIT)


def _tried(search: Search, weights: Whole) -> Tried:
    """The best assignment of the pairs at hand alone."""
    found = _flow(search, _objective(search, weights, 0))
    if search.kept is not None:
        worth = np.abs(_objective(search, weights, 0).of(search.model, search.pairs))
        found = _flow(search, _objective(search, weights, 4 * int(worth.max(initial=1))))
    return _seen(search, found, weights)


def _flow(search: Search, objective: Objective) -> Optimum:
    pairs = objective.allowed(search.model, search.pairs)
    try:
        network = network_of(search.model, objective, pairs)
    except NotNested:
        return optimum(search.model, objective, pairs)
    flows = flows_of(network)
    assert flows is not None, "the pairs hold no assignment"  # noqa: S101  # Search.of has seen to it
    return Optimum(pairs, flows[: len(pairs)], 0, 0, dual_of(search.model, network, flows))


def _seen(search: Search, found: Optimum, weights: Whole) -> Tried:
    """With sums that are as low as can be where a started pair was given up: that is no answer."""
    here = search.scales > 0
    sums = np.where(here, search.sums(found) * search.scales, np.iinfo(np.int64).max)
    if search.kept is not None and search.number_kept(found) != search.kept:
        sums = np.full_like(sums, np.iinfo(np.int64).min // 4)
    return Tried(found, sums, weights)


def _alone(search: Search) -> Whole:
    """A weight for the proposal alone that has the least sum even if it may choose first."""
    n, m = search.model.shape
    locks = np.bincount(search.problem.locked[:, 0], minlength=n)
    sums = np.zeros(n, np.int64)
    np.add.at(sums, search.problem.locked[:, 0], search.model.locked_units)
    for p in np.flatnonzero(search.problem.wanted > locks):
        seats = int(search.problem.wanted[p] - locks[p])
        sums[p] += np.partition(search.model.units[p], m - seats)[m - seats :].astype(np.int64).sum()
    scaled = np.where(search.scales > 0, sums * search.scales, np.iinfo(np.int64).max)
    weights: Whole = (np.arange(n) == int(np.argmin(scaled))).astype(np.int64)
    return weights


def _bounded(search: Search, weights: Whole) -> tuple[int, Optimum, Whole]:
    """No least sum is above the greatest mean of sums with these weights."""
    proof = optimum(search.model, search.objective(weights * search.scales), search.pairs)
    return proof.bound // int(weights.sum()), proof, weights
