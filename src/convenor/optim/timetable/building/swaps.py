"""A grouping made better by moves and swaps of contributions, with a tabu on taking them back.

Where the groups have places, no step is made that puts somebody into two places of one block, or too many
of a topic on one day; so there are places for each grouping that is found.

All swaps and moves are valued at once in arrays. The best one that is not tabu is made, even where it costs
something; a contribution may not go back for some rounds. After many rounds without anything better, the
search goes on from the best grouping with some contributions swapped by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .alike import FORBIDDEN, Flags, Numbers, Reals

NEVER = -1e15
TENURE = (6, 18)  # rounds of a tabu, by chance
PATIENCE = 400  # rounds without anything better
SHAKEN = 8  # swaps by chance
ONE = 1e-6  # benefits are whole numbers; less than this is rounding

Groups = list[list[int]]


@dataclass(frozen=True)
class Where:
    """``meets``: which two contributions share somebody. ``block`` and ``day`` of each group by numbers;
    ``about``: which limited topics each contribution has, and ``most`` how many of each may be on a day.
    """

    meets: Flags
    block: Numbers
    day: Numbers
    about: Flags
    most: Numbers


@dataclass(frozen=True)
class Given:
    """Benefits and sizes of contributions; the least and most size of each group, which may not change."""

    benefit: Reals
    size: Numbers
    least: Numbers
    most: Numbers
    where: Where | None = None


class Swaps:
    """``run`` tells of each grouping that is better than all before it."""

    def __init__(self, given: Given, groups: Sequence[Sequence[int]], seed: int) -> None:
        self.given, self.drawn = given, np.random.default_rng(seed)
        self.count, self.at = len(given.size), np.arange(len(given.size))
        self.group = np.zeros(self.count, dtype=np.int64)
        for number, those in enumerate(groups):
            self.group[list(those)] = number
        self.tabu = np.zeros((self.count, len(given.most)), dtype=np.int64)
        self._take(self.group)

    def run(self, rounds: int, tell: Callable[[Groups], None], is_over: Callable[[], bool]) -> None:
        best, kept, since = self._value(), self.group.copy(), 0
        now = best
        for number in range(1, rounds + 1):
            if is_over():
                return
            now += self._step(number, best - now)
            since += 1
            if now > best + ONE:
                best, kept, since = now, self.group.copy(), 0
                tell(self._groups())
            elif since > PATIENCE:
                self._take(kept)
                self._shake()
                now, since = self._value(), 0

    def _take(self, group: Numbers) -> None:
        self.group = group.copy()
        inside = np.zeros((self.count, len(self.given.most)))
        inside[self.at, self.group] = 1.0
        self.worth = self.given.benefit @ inside  # of each contribution with each group
        self.sizes = np.bincount(self.group, self.given.size, minlength=len(self.given.most))

    def _value(self) -> float:
        return float(self.worth[self.at, self.group].sum() / 2)

    def _groups(self) -> Groups:
        return [np.nonzero(self.group == number)[0].tolist() for number in range(len(self.given.most))]

    def _step(self, number: int, needed: float) -> float:
        """Make the best swap or move; it may be tabu if it gains more than is ``needed`` for a new best."""
        own = self.worth[self.at, self.group]
        swaps, moves = self._swaps(own), self._moves(own)
        is_tabu = self.tabu > number
        either = is_tabu[:, self.group]
        swaps = np.where((either | either.T) & (swaps <= needed + ONE), NEVER, swaps)
        moves = np.where(is_tabu & (moves <= needed + ONE), NEVER, moves)
        best = int(swaps.argmax())
        one, other = divmod(best, self.count)
        move = int(moves.argmax())
        if max(moves.flat[move], swaps.flat[best]) < FORBIDDEN / 2:
            return 0.0
        if moves.flat[move] > swaps.flat[best]:
            mover, to = divmod(move, moves.shape[1])
            return self._move([(mover, to)], number, float(moves.flat[move]))
        pair = [(one, int(self.group[other])), (other, int(self.group[one]))]
        return self._move(pair, number, float(swaps.flat[best]))

    def _swaps(self, own: Reals) -> Reals:
        """What it gains to swap each two."""
        there = self.worth[:, self.group]
        gains = there + there.T - own[:, None] - own[None, :] - 2 * self.given.benefit
        less = self.given.size[:, None] - self.given.size[None, :]  # of the group of the first
        after = self.sizes[self.group][:, None] - less
        fits = (after >= self.given.least[self.group][:, None]) & (
            after <= self.given.most[self.group][:, None]
        )
        if self.given.where is not None:
            fits &= self._may_be(self.given.where)[:, self.group] & ~self._crowds(self.given.where)
            fits &= ~(self.given.where.meets & self._same_block(self.given.where))
        fits &= fits.T & (self.group[:, None] != self.group[None, :])
        return np.where(fits, gains, NEVER)

    def _moves(self, own: Reals) -> Reals:
        """What it gains to move each into each group."""
        left = self.sizes[self.group] - self.given.size >= self.given.least[self.group]
        after = self.sizes[None, :] + self.given.size[:, None]
        fits = left[:, None] & (after >= self.given.least) & (after <= self.given.most)
        if self.given.where is not None:
            fits &= self._may_be(self.given.where)
            full = self._full(self.given.where)[:, self.given.where.day]
            fits &= ~(self.given.where.about.astype(float) @ full > 0)
        fits[self.at, self.group] = False
        return np.where(fits, self.worth - own[:, None], NEVER)

    def _may_be(self, where: Where) -> Flags:
        """Whether nobody of a contribution is in another group of the block of each group."""
        inside = np.zeros((self.count, len(where.block)))
        inside[self.at, self.group] = 1.0
        met = where.meets.astype(float) @ inside
        together = (where.block[:, None] == where.block[None, :]).astype(float)
        return np.asarray(met @ together - met < 1)

    def _same_block(self, where: Where) -> Flags:
        block = where.block[self.group]
        return np.asarray(block[:, None] == block[None, :])

    def _full(self, where: Where) -> Reals:
        """1 for each limited topic and day where one more of the topic is too many."""
        counts = np.zeros((len(where.most), int(where.day.max()) + 1))
        np.add.at(counts.T, where.day[self.group], where.about.astype(float))
        return (counts >= where.most[:, None]).astype(float)

    def _crowds(self, where: Where) -> Flags:
        """Whether the first of two, in the place of the second, is one too many of a topic on a day.

        On its own day it already counts, so a swap within a day is never too many.
        """
        day = where.day[self.group]
        full = self._full(where)[:, day]
        crowds = where.about.astype(float) @ (full * ~where.about.T)
        return np.asarray((crowds > 0) & (day[:, None] != day[None, :]))

    def _move(self, moves: Sequence[tuple[int, int]], number: int, gain: float) -> float:
        for one, to in moves:
            was = self.group[one]
            self.tabu[one, was] = number + int(self.drawn.integers(*TENURE))
            self.worth[:, was] -= self.given.benefit[one]
            self.worth[:, to] += self.given.benefit[one]
            self.sizes[was] -= self.given.size[one]
            self.sizes[to] += self.given.size[one]
            self.group[one] = to
        return gain

    def _shake(self) -> None:
        for _ in range(SHAKEN):
            allowed = np.argwhere(self._swaps(self.worth[self.at, self.group]) > FORBIDDEN / 2)
            if len(allowed):
                one, other = allowed[self.drawn.integers(len(allowed))].tolist()
                self._move([(one, int(self.group[other])), (other, int(self.group[one]))], 0, 0.0)
