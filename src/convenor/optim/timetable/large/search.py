"""Better timetables, goal by goal: sessions moved one at a time, and rooms dealt anew.

A goal is worked on by annealing: a session goes to a place by chance, the cheaper ones the likelier, and
never where it would cost more by an earlier goal. With a temperature that falls, this ends in a plan from
which no such move helps (heat bath; S. and D. Geman, 1984).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from .position import Place, Position
from .scores import Groups, Moves, Places, Score
from .world import Array

WARM, COLD = 0.6, 0.08  # temperatures, in units of the goal
LOOK = 64  # moves between two looks at the time
DEAL = 24  # moves between two deals of rooms
FAR = 1e9


@dataclass
class Search:
    """``share`` says how much of a goal's time is over, from 0 to 1 and beyond; ``better`` hears of plans."""

    position: Position
    chance: np.random.Generator
    better: Callable[[], None]
    sweeps: int  # moves for each session, from warm to cold

    def improve(self, score: Score, share: Callable[[], float], *, least: int) -> None:
        """Make ``score`` less, until it is ``least`` or its time is over."""
        position = self.position
        earlier = position.counted[: position.counted.index(score)]
        rooms_matter = has_rooms(score)
        best, saved, done = score.value, position.snapshot(), 0.0
        sessions = len(position.world.keys)
        if (position.board.column < 0).all():
            return
        if rooms_matter:
            self.deal_all(score)
        for step in range(self.sweeps * sessions):
            if step % LOOK == 0:
                done = max(share(), step / (self.sweeps * sessions))
                if done >= 1 or best <= least:
                    break
            if rooms_matter and step % DEAL == 0:
                self.deal(self._column(), score, earlier)
            heat = WARM * (COLD / WARM) ** done
            self._one(int(self._whom(score, step)), score, earlier, heat)
            if score.value < best:
                best, saved = score.value, position.snapshot()
                self.better()
        position.restore(saved)

    def _whom(self, score: Score, step: int) -> int:
        """Every second time somebody who pays."""
        sessions = len(self.position.world.keys)
        if step % 2 and score.pairs is not None:
            columns = self.position.board.column
            paying = np.flatnonzero(score.pairs.met[columns, np.arange(sessions)] * (columns >= 0))
            if len(paying):
                return int(paying[self.chance.integers(len(paying))])
        return int(self.chance.integers(sessions))

    def _one(self, session: int, score: Score, earlier: list[Score], heat: float) -> None:
        position = self.position
        if not position.is_placed(session):
            return
        old = position.lift(session)
        allowed = position.no_worse(session, old, earlier)
        position.put(session, self._draw(score.cells(session), allowed, heat))

    def _draw(self, cells: Array, allowed: Array, heat: float) -> Place:
        """A column by chance, the cheaper the likelier; of its cheapest rooms one by chance."""
        prices: Array = np.where(allowed, cells, FAR)
        noise = self.chance.gumbel(size=prices.shape[0])[:, None]
        of_room = self.chance.random(prices.shape[1])[None, :] * 0.01
        column, room = divmod(int(np.argmin(prices - heat * noise + of_room)), prices.shape[1])
        return column, room

    def _column(self) -> int:
        used = self.position.board.column
        used = used[used >= 0]
        return int(used[self.chance.integers(len(used))])

    def deal_all(self, score: Score) -> None:
        earlier = self.position.counted[: self.position.counted.index(score)]
        for column in np.unique(self.position.board.column[self.position.board.column >= 0]):
            self.deal(int(column), score, earlier)

    def deal(self, column: int, score: Score, earlier: list[Score]) -> None:
        """The rooms of those who start in ``column`` dealt anew, the cheapest way; not with others beside."""
        position, world = self.position, self.position.world
        board = position.board
        those = [int(each) for each in board.sits[column] if each >= 0]
        beside = {int(each) for each in board.sits[world.beside[column]].ravel() if each >= 0}
        if not those or len(beside) > len(those) or any(each in world.one_room for each in those):
            return
        before = position.values()
        old = {each: position.lift(each) for each in those}
        goals = [each for each in (*earlier, score) if has_rooms(each)]
        prices = np.full((len(those), world.none), np.inf)
        free = board.taken[column, : world.none] == 0
        for row, each in enumerate(those):
            price = np.zeros(world.none)
            for goal in goals:  # an earlier goal outweighs all of a later one
                cells = np.broadcast_to(goal.cells(each), world.shut.shape)[column, : world.none]
                price = price * 1e3 + cells
            prices[row] = np.where(free & board.rooms(each)[: world.none], price, np.inf)
        _rows, rooms = linear_sum_assignment(prices)
        new = {each: (column, int(room)) for each, room in zip(those, rooms, strict=True)}
        for each, place in new.items():
            position.put(each, place)
        if position.values() > before:
            for each in those:
                position.lift(each)
            for each, place in old.items():
                position.put(each, place)


def has_rooms(score: Score) -> bool:
    """Whether it may matter to the goal in which room a session is."""
    return any(isinstance(part, Groups | Moves | Places) for part in score.parts)
