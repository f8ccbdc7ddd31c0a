"""A problem as a linear programme, and the bound that any multipliers prove.

With x[p, r] whether r judges p, the assignments are the whole-numbered points of

    Σr x[p, r] = wanted[p],   least[r] ≤ Σp x[p, r] ≤ most[r],   0 ≤ x[p, r] ≤ 1,   x = 1 on locks, 0 on bars,
    Σ(r has label) x[p, r] ≤ cap[p] + excess[p, label],   for each family of labels

and the worth of one is Σ value · x - Σ price · excess. For any u[p], v[r] and t[p, label] with 0 ≤ t
(≤ price, where an excess has one) and c = value - u - v - Σ t, no assignment is worth more than

    Σ wanted u + Σ (most v⁺ - least v⁻) + Σ cap t + Σ(free pairs) c⁺ + Σ(locks) c        (weak duality).

Where the worth of an assignment equals its bound, it is the best of all: every pair is in the sum, whether
the solver looked at it or not. All numbers are whole, so nothing is rounded. In a lottery x counts in parts
of a review, ``whole`` of which are one, and a pair takes ``part`` of them at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from .problem import UNIT, Problem, Whole

BARRED = np.iinfo(np.int32).min
NEVER = np.int64(-(1 << 60))
SECONDS = 30.0  # for one mixed-integer programme, where rules cross
ROWS = 256  # of the table of all pairs at a time, so that memory stays small


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Labels of which a panel has at most so many, or pays ``price`` millionths for each one beyond.

    ``labels`` are [m] or, where they depend on the proposal, [n, m]; -1 is no label. ``caps`` are [n].
    """

    name: str
    labels: NDArray[np.signedinteger]
    caps: Whole
    price: int | None = None

    @property
    def size(self) -> int:
        return int(self.labels.max(initial=-1)) + 1

    def of(self, p: Whole, r: Whole) -> Whole:
        """The label of each pair."""
        return (self.labels[r] if self.labels.ndim == 1 else self.labels[p, r]).astype(np.int64)

    def spread(self, multipliers: Whole, first: int, last: int) -> Whole:
        """The multiplier [last - first, m] of each pair of some rows; the last column is that of no label."""
        rows = multipliers[first:last]
        if self.labels.ndim == 1:
            return rows[:, self.labels]
        return np.take_along_axis(rows, self.labels[first:last].astype(np.int64), axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A problem in whole numbers; ``units`` [n, m] are millionths, ``BARRED`` where a pair is not free."""

    units: NDArray[np.int32]
    wanted: Whole
    least: Whole
    most: Whole
    locked: Whole
    locked_units: Whole
    families: tuple[Family, ...]
    part: int = 1
    whole: int = 1
    seconds: float = SECONDS

    @property
    def shape(self) -> tuple[int, int]:
        n, m = self.units.shape
        return n, m

    @property
    def places(self) -> int:
        """Reviews wanted, in parts of a review."""
        return int(self.wanted.sum()) * self.whole


def model_of(problem: Problem) -> Model:
    n, m = problem.shape
    units = np.empty((n, m), np.int32)
    for first in range(0, n, ROWS):
        units[first : first + ROWS] = problem.units(first, first + ROWS)
    units[problem.barred != 0] = BARRED
    p, r = problem.locked.T
    locked_units = units[p, r].astype(np.int64)
    units[p, r] = BARRED
    return Model(
        units,
        problem.wanted,
        problem.least,
        problem.most,
        problem.locked,
        locked_units,
        tuple(_families(problem)),
    )


def _families(problem: Problem) -> Iterator[Family]:
    """From the widest labels to the narrowest."""
    n, _ = problem.shape
    if problem.readers is not None:
        yield Family("readers", -problem.readers.astype(np.int8), np.maximum(problem.wanted - 1, 0))
    for balance in problem.balances:
        yield Family(balance.name, balance.labels, np.ones(n, np.int64), round(balance.price * UNIT))
    if problem.institutions is not None:
        yield Family("institutions", problem.institutions, np.ones(n, np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Objective:
    """What a pair is worth: ``factors[p] · units``, and ``bonus`` more if it is ``kept``.

    ``kept`` are pairs [k, 2]; all others below ``floor`` are left out. What a panel costs that is not
    balanced counts ``prices`` times.
    """

    factors: Whole
    floor: int = BARRED + 1
    kept: Whole = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    bonus: int = 0
    prices: int = 0

    def rows(self, model: Model, first: int, last: int) -> Whole:
        """The values of some rows, ``NEVER`` where a pair is not free."""
        units = model.units[first:last]
        values = units * self.factors[first:last, None]
        values[units < self.floor] = NEVER
        p, r = self.kept[(first <= self.kept[:, 0]) & (self.kept[:, 0] < last)].T
        kept = units[p - first, r]
        worth = kept * self.factors[p] + self.bonus
        values[p - first, r] = np.where(kept == BARRED, NEVER, worth)
        return values

    def of(self, model: Model, pairs: Whole) -> Whole:
        """The values of free pairs, given as p · m + r."""
        _, m = model.shape
        values = model.units.reshape(-1)[pairs] * self.factors[pairs // m]
        return values + self.bonus * self.is_kept(model, pairs) if self.bonus else values

    def of_locked(self, model: Model) -> Whole:
        p, r = model.locked.T
        kept = self.is_kept(model, p * model.shape[1] + r)
        return model.locked_units * self.factors[model.locked[:, 0]] + self.bonus * kept

    def is_kept(self, model: Model, pairs: Whole) -> NDArray[np.bool_]:
        return np.isin(pairs, self.kept @ [model.shape[1], 1])

    def times(self, unit: int) -> Objective:
        """The same in finer units."""
        return replace(self, factors=self.factors * unit, bonus=self.bonus * unit, prices=self.prices * unit)

    def allowed(self, model: Model, pairs: Whole) -> Whole:
        """Those of free ``pairs`` that may be in."""
        here = model.units.reshape(-1)[pairs] >= self.floor
        if len(self.kept):
            here |= self.is_kept(model, pairs)
        return pairs[here]


@dataclass(frozen=True, slots=True, eq=False)
class Dual:
    """Multipliers: u [n], v [m], and t [n, labels + 1] of each family, whose last column is 0."""

    proposals: Whole
    reviewers: Whole
    families: tuple[Whole, ...]

    def divided(self, unit: int) -> Dual:
        """The same in coarser units, rounded."""
        families = tuple(np.rint(t / unit).astype(np.int64) for t in self.families)
        u, v = (np.rint(each / unit).astype(np.int64) for each in (self.proposals, self.reviewers))
        return Dual(u, v, families)


def bound_of(model: Model, objective: Objective, dual: Dual) -> tuple[int, Whole]:
    """What ``dual`` proves, and all free pairs p · m + r that have c > 0: see above.

    One pass over all n · m pairs; the pairs are in ascending order.
    """
    bound = _bound_without_pairs(model, objective, dual)
    found = []
    for first in range(0, model.shape[0], ROWS):
        gains = _gains(model, objective, dual, first)
        places = np.flatnonzero(gains > 0)
        bound += model.part * int(gains.reshape(-1)[places].sum())
        found.append(places + first * model.shape[1])
    return bound, np.concatenate(found) if found else np.zeros(0, np.int64)


def _bound_without_pairs(model: Model, objective: Objective, dual: Dual) -> int:
    u, v = dual.proposals, dual.reviewers
    bound = int(model.wanted @ u + model.most @ np.maximum(v, 0) - model.least @ np.maximum(-v, 0))
    p, r = model.locked.T
    locked = objective.of_locked(model) - u[p] - v[r]
    for family, t in zip(model.families, dual.families, strict=True):
        bound += int(family.caps @ t.sum(axis=1))
        locked -= t[p, family.of(p, r)]
    return model.whole * (bound + int(locked.sum()))


def _gains(model: Model, objective: Objective, dual: Dual, first: int) -> Whole:
    """c of some rows."""
    last = first + ROWS
    gains = objective.rows(model, first, last)
    gains -= dual.proposals[first:last, None]
    gains -= dual.reviewers
    for family, t in zip(model.families, dual.families, strict=True):
        gains -= family.spread(t, first, last)
    return gains


def best_gains(model: Model, objective: Objective, dual: Dual, pairs: Whole, most: int) -> Whole:
    """Of ``pairs``, those ``most`` of each proposal that gain most."""
    n, m = model.shape
    p, r = np.divmod(pairs, m)
    gains = objective.of(model, pairs) - dual.proposals[p] - dual.reviewers[r]
    order = np.lexsort((-gains, p))
    starts = np.searchsorted(p[order], np.arange(n))
    return pairs[order[np.arange(len(order)) - starts[p[order]] < most]]


def in_parts(model: Model, part: int, whole: int) -> Model:
    """The same, where no pair has more than ``part`` of ``whole``."""
    return replace(model, part=part, whole=whole)


def price_of(model: Model, panels: Sequence[Sequence[int]]) -> int:
    """What panels cost that are not balanced, in millionths."""
    pairs = np.array([(p, r) for p, panel in enumerate(panels) for r in panel], np.int64).reshape(-1, 2)
    price = 0
    for family in model.families:
        if family.price is not None:
            labels = family.of(*pairs.T)
            codes = (pairs[:, 0] * max(family.size, 1) + labels)[labels >= 0]
            seen, counts = np.unique(codes, return_counts=True)
            price += family.price * int(
                np.maximum(counts - family.caps[seen // max(family.size, 1)], 0).sum()
            )
    return price
