"""Fewer clashes where no goal comes before them: the best move of some who pay, and no way back for a while.

Tabu search for colouring (A. Hertz and D. de Werra, Computing 39, 1987), with weights, rooms and rules.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .position import Place, Position
from .scores import Pairs, Score
from .world import Array

LOOKED_AT = 60  # of those who pay, in each step
LOOK = 64  # steps between two looks at the time
FAR = 1 << 30


class Tabu:
    """``sweeps``: steps for each session, without anything better."""

    def __init__(self, position: Position, score: Score, chance: np.random.Generator, sweeps: int) -> None:
        self.sweeps = sweeps
        if score.pairs is None or len(score.parts) > 1:
            raise ValueError("Only prices for two at the same time are searched in this way.")
        self.position, self.chance, self.score = position, chance, score
        self.pairs: Pairs = score.pairs
        world = position.world
        self.may_be_in = world.may_be_in.astype(np.float32)
        self.until = np.zeros(world.may_start.shape[::-1], np.int64)  # columns x sessions
        options = np.maximum(1, world.may_be_in.sum(axis=1))
        self.wanted = (world.may_be_in / options[:, None]).sum(axis=0)

    def run(self, share: Callable[[], float], better: Callable[[], None], *, least: int) -> None:
        """Until the value is ``least``, or its time is over, or nothing better was found for long."""
        position, sessions = self.position, len(self.position.world.keys)
        best, saved, found_at, step = self.score.value, position.snapshot(), 0, 0
        while best > least and step - found_at < self.sweeps * sessions:
            if step % LOOK == 0 and share() >= 1:
                break
            step += 1
            if not self._step(step):
                continue
            if self.score.value < best:
                best, saved, found_at = self.score.value, position.snapshot(), step
                better()
        position.restore(saved)

    def _step(self, step: int) -> bool:
        columns = self.position.board.column
        placed = np.flatnonzero(columns >= 0)
        pays = self.pairs.met[columns[placed], placed]
        paying = placed[pays > 0]
        if not len(paying):
            return False
        some = paying if len(paying) <= LOOKED_AT else self.chance.choice(paying, LOOKED_AT, replace=False)
        change = self._changes(some, step)
        column, at = divmod(int(np.argmin(change + self.chance.random(change.shape) * 0.5)), len(some))
        session = int(some[at])
        if change[column, at] >= FAR:
            return False
        return self._move(session, column, step + int(self.chance.integers(10)) + len(paying) // 6, step)

    def _changes(self, some: Array, step: int) -> Array:
        """Columns x sessions: what a move there would add, or far too much where it is not possible."""
        board, world = self.position.board, self.position.world
        here = board.column[some]
        change = self.pairs.met[:, some] - self.pairs.met[here, some]
        can = world.may_start[some].T & (board.foes_at[:, some] == 0)
        can &= ((board.taken == 0).astype(np.float32) @ self.may_be_in[some].T) > 0
        can &= self.until[:, some] <= step
        can[here, np.arange(len(some))] = False
        return np.where(can, change, FAR)

    def _move(self, session: int, column: int, until: int, step: int) -> bool:
        position = self.position
        old = position.lift(session)
        rooms = np.flatnonzero(position.board.places(session)[column])
        if not len(rooms):  # by an order, a crew or a group that it belongs to
            position.put(session, old)
            self.until[column, session] = step + len(self.position.world.keys)
            return False
        new: Place = (column, int(rooms[np.argmin(self.wanted[rooms])]))
        position.put(session, new)
        self.until[old[0], session] = until
        return True
