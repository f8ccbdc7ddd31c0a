"""Some timetable: one session after the other, those in the way of one without a place moved again.

This is iterative forward search (T. Müller, Constraint-based timetabling, 2005): a session that finds no
place takes the one whose holders were sent away least often.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from convenor.optim.timetable.problem import Plan

from .board import Board, numbers
from .position import Place, Position
from .world import Array

TRIES = 40  # places looked at where none is free
ROUNDS = 60  # for each session, before what is left stays without a place


def take_up(board: Board, plan: Plan) -> None:
    """Put whom ``plan`` names there, as far as the rules let them."""
    for session, place in numbers(board.world, plan).items():
        if board.may_be_at(session, place):
            board.put(session, *place)


def place_all(position: Position, chance: np.random.Generator, is_over: Callable[[], bool]) -> list[int]:
    """Place everybody who has none; those for whom none was found are returned."""
    return _Beginning(position, chance).run(is_over)


class _Beginning:
    def __init__(self, position: Position, chance: np.random.Generator) -> None:
        self.position, self.chance = position, chance
        world = position.world
        self.is_open = [world.may_start.sum(axis=1), world.may_be_in.sum(axis=1)]
        self.sent_away = np.zeros(len(world.keys), np.int64)
        options = np.maximum(1, world.may_be_in.sum(axis=1))
        self.wanted = (world.may_be_in / options[:, None]).sum(axis=0)  # how scarce each room is
        self.weight = self._weights()

    def _weights(self) -> Array:
        """The more a session meets, and the fewer its times, the earlier it is placed."""
        found = np.zeros(len(self.position.world.keys))
        for score in self.position.counted:
            if score.pairs is not None and not found.any():
                found += np.asarray(score.pairs.weights.sum(axis=1)).ravel()
        return found / np.sqrt(np.maximum(1, self.is_open[0]))

    def run(self, is_over: Callable[[], bool]) -> list[int]:
        position = self.position
        hopeless = (self.is_open[0] == 0) | (self.is_open[1] == 0)
        waiting = [at for at in range(len(hopeless)) if not position.is_placed(at) and not hopeless[at]]
        waiting.sort(key=lambda at: (-self.weight[at], at))
        queue = deque(waiting)
        for _ in range(ROUNDS * len(hopeless)):
            if not queue or is_over():
                break
            session = queue.popleft()
            place = self._free(session)
            if place is None:
                place, those = self._taken(session)
                for each in those:
                    self.sent_away[each] += 1
                    position.lift(each)
                queue.extend(those)
            if place is None:  # what others leave it is nothing: they are placed after it
                queue.appendleft(session)
            else:
                position.put(session, place)
        return [at for at in range(len(hopeless)) if not position.is_placed(at)]

    def _free(self, session: int) -> Place | None:
        """The best free place by the goals up to what people want; then the room that others want least."""
        found = self.position.board.places(session)
        if not found.any():
            return None
        for score in self.position.counted:
            cells = np.broadcast_to(score.cells(session), found.shape)
            found &= cells == cells[found].min()
            if score.pairs is not None:
                break
        columns, rooms = np.nonzero(found)
        best = np.argmin(self.wanted[rooms] + self.chance.random(len(rooms)) * 1e-3)
        return int(columns[best]), int(rooms[best])

    def _taken(self, session: int) -> tuple[Place | None, Sequence[int]]:
        """A place, and who has to go from there: those who had to least often."""
        board, world = self.position.board, self.position.world
        times = np.flatnonzero(board.times(session, with_foes=True))
        rooms = np.flatnonzero(board.rooms(session))
        best: tuple[int, Place, list[int]] | None = None
        if len(times) and len(rooms):
            for _ in range(TRIES):
                place = int(self.chance.choice(times)), int(self.chance.choice(rooms))
                if world.shut[place]:
                    continue
                those = sorted(board.in_the_way(session, *place))
                price = sum(1 + int(self.sent_away[each]) for each in those)
                if best is None or price < best[0]:
                    best = (price, place, those)
        if best is None:
            return None, self._bound_to(session)
        return best[1], best[2]

    def _bound_to(self, session: int) -> list[int]:
        """All with whom it shares a crew, an order, a day or a room."""
        world = self.position.world
        groups = [*world.one_day.get(session, ()), *world.one_room.get(session, ())]
        groups += [world.crews[each][0] for each in world.crews_of.get(session, ())]
        found = {int(each) for group in groups for each in group}
        found |= {*world.before.get(session, ()), *world.after.get(session, ())}
        return sorted(each for each in found - {session} if self.position.is_placed(each))
