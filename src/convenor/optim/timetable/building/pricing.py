"""Which patterns are worth more than their prices: a branch and bound on a quadratic knapsack, in layers.

Classes are put in the order of what they promise, and a pattern is made class by class in that order. All
partial patterns of one length are kept in arrays and bounded at once. With ``r`` classes to come, a set S
of r adds

    sum over c in S of (b_c - p_c)  +  sum over pairs c, d in S of w_cd,

where b_c is what c is worth with those that are there and p_c its price. Each price is told half to its
class and half, in r - 1 equal parts, to the pairs of that class; each pair is told half to either end:

    sum over c in S of (b_c - p_c / 2 + 1/2 sum over d in S of (w_cd - p_d / (r - 1))).

So the r greatest of b_c - p_c / 2 + 1/2 (the r - 1 greatest of w_cd - p_d / (r - 1)) are a bound, and only
b_c changes from one partial pattern to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .alike import Classes, Flags, Numbers, Pattern, Reals, Sort

TINY = 1e-7
NEVER = -1e15
CELLS = 2_000_000  # of one array: how many partial patterns are held at once
WIDER = 4  # times a beam: how many are bounded closely to find those that are kept
STEPS = 40  # parts of the order of classes for which bounds are prepared
Check = Callable[[], None]  # raises something where the time is over


class TooMany(Exception):
    """More patterns than were asked for are worth that much."""


@dataclass(frozen=True)
class Ask:
    """Patterns of ``sort`` that are worth more than their prices and ``above``.

    ``beam`` keeps so many partial patterns of each length, and proves nothing; ``is_best_only`` raises
    ``above`` half way to the best that was found; more patterns than ``most`` are ``TooMany``.
    """

    sort: Sort
    prices: Reals
    above: float
    beam: int | None = None
    is_best_only: bool = False
    most: int = 10**9


@dataclass
class Found:
    patterns: list[Pattern] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)  # value less the prices of the classes
    above: float = 0.0

    @property
    def most(self) -> float:
        """What none is worth more than, beyond its prices, if all were looked for or the best."""
        return max(self.gains, default=self.above)

    def best(self, count: int) -> list[Pattern]:
        order = np.argsort(-np.array(self.gains), kind="stable")
        return [self.patterns[at] for at in order[:count]]


def priced(classes: Classes, ask: Ask, check: Check = lambda: None) -> Found:
    """All patterns that are worth more, or with a beam or ``is_best_only`` some of them and the best."""
    found = Found(above=ask.above)
    for length in lengths(classes, ask.sort):
        _Layers(classes, ask, length, found, check).search()
    return found


def lengths(classes: Classes, sort: Sort) -> range:
    """How many contributions a session can have."""
    sizes = np.sort(np.repeat(classes.size, classes.many))
    fewest = int(np.searchsorted(np.cumsum(sizes[::-1]), sort.least)) + 1
    most = int(np.searchsorted(np.cumsum(sizes), sort.most, side="right"))
    return range(fewest, most + 1)


@dataclass
class _Layer:
    """Partial patterns of one length: classes, value, what each class would add, size, how often the last."""

    parts: Numbers
    value: Reals
    adds: Reals
    size: Numbers
    last: Numbers
    often: Numbers

    def taken(self, which: Numbers) -> _Layer:
        return _Layer(
            self.parts[which],
            self.value[which],
            self.adds[which],
            self.size[which],
            self.last[which],
            self.often[which],
        )


class _Layers:
    """The search for patterns of one length; classes are numbered in its own order."""

    def __init__(self, classes: Classes, ask: Ask, length: int, found: Found, check: Check) -> None:
        self.ask, self.length, self.found, self.check = ask, length, found, check
        self.order = np.argsort(-_promise(classes, ask.prices, length), kind="stable")
        self.benefit = classes.benefit[np.ix_(self.order, self.order)]
        self.many, self.sizes = classes.many[self.order], classes.size[self.order]
        self.prices = ask.prices[self.order]
        self.at = np.arange(len(self.order))
        self.rows = max(1, CELLS // len(self.order))
        self.step = max(1, len(self.order) // STEPS)
        self.prepared: dict[int, Reals] = {}

    def search(self) -> None:
        one, none = np.zeros(1), np.zeros(1, dtype=np.int64)
        parts = np.zeros((1, 0), dtype=np.int64)
        self._extend(_Layer(parts, one, np.zeros((1, len(self.order))), none, none, none))

    def _extend(self, layer: _Layer) -> None:
        """Every partial pattern by one class, as far as the bounds allow."""
        self.check()
        left = self.length - layer.parts.shape[1]
        if left == 1:
            self._finish(layer)
            return
        hopes = self._hopes(layer, left)
        others = self._greatest(hopes, layer, left - 1)
        near = (layer.value + others)[:, None] + hopes
        rows, columns = self._nearest(near)
        for start in range(0, len(rows), self.rows):
            span = slice(start, start + self.rows)
            following = self._grown(layer, rows[span], columns[span], left - 1)
            if len(following.value):
                self._extend(following)

    def _nearest(self, near: Reals) -> tuple[Numbers, Numbers]:
        """Which of them can be worth enough; with a beam only some of the best, before they are looked at."""
        rows, columns = np.nonzero(near > self.found.above + TINY)
        width = WIDER * self.ask.beam if self.ask.beam else len(rows)
        if len(rows) > width:
            kept = np.sort(np.argpartition(-near[rows, columns], width)[:width])
            rows, columns = rows[kept], columns[kept]
        return rows, columns

    def _finish(self, layer: _Layer) -> None:
        """The last class of each: whatever it is worth is exact."""
        gain = layer.value[:, None] + layer.adds - self.prices
        size = layer.size[:, None] + self.sizes
        fits = (size >= self.ask.sort.least) & (size <= self.ask.sort.most)
        gain = np.where(self._free(layer) & fits, gain, NEVER)
        rows, columns = np.nonzero(gain > self.found.above + TINY)
        patterns = np.sort(self.order[np.hstack([layer.parts[rows], columns[:, None]])], axis=1)
        self.found.patterns += map(tuple, patterns.tolist())
        self.found.gains += gain[rows, columns].tolist()
        if len(self.found.gains) > self.ask.most:
            raise TooMany
        if self.ask.is_best_only and len(rows):
            self.found.above = max(self.found.above, (self.ask.above + float(gain.max())) / 2)

    def _free(self, layer: _Layer) -> Flags:
        """Which classes can follow: none before the last, nor the last where it is used up."""
        last = layer.last[:, None]
        used_up = (layer.often >= self.many[layer.last])[:, None]
        free: Flags = (self.at > last) | ((self.at == last) & ~used_up)
        return free

    def _hopes(self, layer: _Layer, left: int) -> Reals:
        """The bound told to each class that can follow."""
        room = self.ask.sort.most - layer.size - (left - 1) * int(self.sizes.min())
        hopes = layer.adds + self._ready(left)[layer.last // self.step]
        return np.where(self._free(layer) & (self.sizes <= room[:, None]), hopes, NEVER)

    def _grown(self, layer: _Layer, rows: Numbers, columns: Numbers, left: int) -> _Layer:
        """The partial patterns with one class more that can still be worth enough."""
        again = (columns == layer.last[rows]) & (layer.parts.shape[1] > 0)
        grown = _Layer(
            parts=np.hstack([layer.parts[rows], columns[:, None]]),
            value=layer.value[rows] + layer.adds[rows, columns] - self.prices[columns],
            adds=layer.adds[rows] + self.benefit[columns],
            size=layer.size[rows] + self.sizes[columns],
            last=columns,
            often=np.where(again, layer.often[rows], 0) + 1,
        )
        hopes = self._hopes(grown, left)
        rough = np.nonzero(grown.value + left * hopes.max(axis=1) > self.found.above + TINY)[0]
        grown, hopes = grown.taken(rough), hopes[rough]
        bounds = grown.value + self._greatest(hopes, grown, left)
        kept = np.nonzero(bounds > self.found.above + TINY)[0]
        kept = kept[np.argsort(-bounds[kept], kind="stable")]
        return grown.taken(kept[: self.ask.beam])

    def _greatest(self, hopes: Reals, layer: _Layer, left: int) -> Reals:
        """The sum of the greatest hopes, a class as often as there are contributions of it left."""
        if left == 1:
            return np.asarray(hopes.max(axis=1))
        width = min(left, hopes.shape[1])
        which = np.argpartition(-hopes, width - 1, axis=1)[:, :width]
        tops = np.take_along_axis(hopes, which, axis=1)
        order = np.argsort(-tops, axis=1)
        tops, which = np.take_along_axis(tops, order, axis=1), np.take_along_axis(which, order, axis=1)
        free = self.many[which] - np.where(which == layer.last[:, None], layer.often[:, None], 0)
        before = np.cumsum(free, axis=1) - free
        taken = np.clip(left - before, 0, free)
        enough = taken.sum(axis=1) == left
        return np.where(enough, (tops * taken).sum(axis=1), NEVER)

    def _ready(self, left: int) -> Reals:
        """What does not change: for each part of the order from where on, and each class."""
        if left not in self.prepared:
            starts = range(0, len(self.order), self.step)
            self.prepared[left] = np.array([self._from(start, left) for start in starts])
        return self.prepared[left]

    def _from(self, start: int, left: int) -> Reals:
        if left == 1:
            return -self.prices
        there = np.repeat(self.at[start:], np.minimum(self.many[start:], left - 1))
        if len(there) < left - 1:
            return np.full(len(self.order), NEVER)
        pairs = self.benefit[:, there] - self.prices[there] / (left - 1)
        tops = np.partition(pairs, len(there) - left + 1, axis=1)[:, len(there) - left + 1 :]
        return np.asarray(0.5 * tops.sum(axis=1) - 0.5 * self.prices)


def _promise(classes: Classes, prices: Reals, length: int) -> Reals:
    """What the best pattern with each class is worth at most, told to that class alone."""
    if length == 1:
        return -prices
    pairs = np.repeat(classes.benefit - prices / (length - 1), np.minimum(classes.many, length - 1), axis=1)
    width = min(length - 1, pairs.shape[1])
    tops = np.partition(pairs, pairs.shape[1] - width, axis=1)[:, pairs.shape[1] - width :]
    return np.asarray(0.5 * tops.sum(axis=1) - 0.5 * prices)
