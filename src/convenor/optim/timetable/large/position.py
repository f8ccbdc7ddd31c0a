"""A board and the scores of all goals, moved together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .board import Board
from .scores import Score
from .world import Array, World

Place = tuple[int, int]  # a column and a room


class Position:
    """Where all are, and what each goal comes to."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.board = Board(self.world)
        self.scores = [Score(world, goal) for goal in world.problem.goals]
        self.counted = [each for each in self.scores if each.parts]  # those that a place can change
        self.watched = self.scores

    def watch(self, last: Score) -> None:
        """From now on count only the goals up to ``last``; those that were left out are counted again."""
        watched = self.scores[: self.scores.index(last) + 1]
        for score in watched:
            if score not in self.watched:
                score.follow(self.board)
        self.watched = watched

    def put(self, session: int, place: Place) -> None:
        self.board.put(session, *place)
        for score in self.watched:
            score.put(session, *place)

    def lift(self, session: int) -> Place:
        place = self.board.lift(session)
        for score in self.watched:
            score.lift(session)
        return place

    def move(self, session: int, place: Place) -> None:
        self.lift(session)
        self.put(session, place)

    def is_placed(self, session: int) -> bool:
        return bool(self.board.column[session] >= 0)

    def where(self, session: int) -> Place:
        return int(self.board.column[session]), int(self.board.room[session])

    def values(self) -> list[int]:
        """Of the goals that are watched."""
        return [each.value for each in self.watched]

    def no_worse(self, session: int, old: Place, goals: Sequence[Score]) -> Array:
        """Columns x rooms where a lifted session may be at no price more than at ``old``, goal by goal."""
        found = self.board.places(session)
        for score in goals:
            cells = score.cells(session)
            found &= cells <= np.broadcast_to(cells, found.shape)[old]
        return found

    def best(self, session: int) -> Place | None:
        """The best free place of a lifted session by the goals in their order; of equals the earliest."""
        found = self.board.places(session)
        if not found.any():
            return None
        for score in self.counted:
            cells = np.broadcast_to(score.cells(session), found.shape)
            found &= cells == cells[found].min()
        column, room = np.argwhere(found)[0]
        return int(column), int(room)

    def snapshot(self) -> tuple[Array, Array]:
        return self.board.column.copy(), self.board.room.copy()

    def restore(self, snapshot: tuple[Array, Array]) -> None:
        columns, rooms = snapshot
        changed = np.flatnonzero((columns != self.board.column) | (rooms != self.board.room))
        for session in changed:
            if self.is_placed(int(session)):
                self.lift(int(session))
        for session in changed:
            if columns[session] >= 0:
                self.put(int(session), (int(columns[session]), int(rooms[session])))
