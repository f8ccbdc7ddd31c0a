"""A large published programme that lost something: who can stay stays, and the others go where they can.

Those who cannot stay are placed one after the other, the one with the fewest free places first, each where it
costs least by the goals in their order. One without any free place takes that of another session for which
there is a place elsewhere, the cheapest exchange; only where there is none, more have to make way.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from convenor.optim.timetable.goals import values
from convenor.optim.timetable.limits import Limits, Stop
from convenor.optim.timetable.outcome import Reached, Solved, solver
from convenor.optim.timetable.problem import Goal, Problem
from convenor.optim.timetable.rules import broken_rules

from . import counting
from .begin import place_all, take_up
from .board import Board
from .position import Place, Position
from .world import World

EXCHANGES = 2000  # tried at most for a session without a free place
AGAIN = 2  # how often those who moved are looked at once more


def mend(problem: Problem, most: int | None, *, limits: Limits, stop: Stop = lambda: False) -> Solved:
    """The published programme with the least moves found; or with ``most`` of those who cannot stay moved.

    Of the goals moves come first, then the others as far as they concern those who move.
    """
    began = time.monotonic()
    mending = _Mending(problem)

    def is_over() -> bool:
        return stop() or time.monotonic() - began > limits.seconds

    if most is None:
        mending.place_all(limits.seed, is_over)
    else:
        mending.place_some(most)
    mending.settle(is_over)
    plan = mending.position.board.plan()
    if broken := broken_rules(problem, plan):
        raise AssertionError(f"The repair let through what the rules do not: {broken[0]}")
    true, seconds = values(problem, plan), time.monotonic() - began
    reached = tuple(
        Reached(goal, true[goal], min(true[goal], mending.bound(goal, true[goal])), seconds)
        for goal in problem.goals
    )
    return Solved(plan, reached, limits, seconds, solver())


class _Mending:
    def __init__(self, problem: Problem) -> None:
        world, self.plan = World.of(problem), {each.session: each.place for each in problem.published}
        board = Board(world)
        take_up(board, self.plan)
        self.broken = [at for at in range(len(world.keys)) if board.column[at] < 0]
        theirs = {world.keys[at] for at in self.broken}
        about = tuple(each for each in problem.interest if each.one in theirs or each.other in theirs)
        first = (Goal.UNPLACED, Goal.MOVED)
        goals = (*first, *(goal for goal in problem.goals if goal not in first))
        world.problem = replace(problem, interest=about, goals=goals)
        self.position = Position(world)
        for at in np.flatnonzero(board.column >= 0):
            self.position.put(int(at), (int(board.column[at]), int(board.room[at])))

    def place_all(self, seed: int, is_over: Stop) -> None:
        position, stuck = self.position, []
        waiting = list(self.broken)
        while waiting and not is_over():
            at = min(waiting, key=lambda each: (int(position.board.places(each).sum()), each))
            waiting.remove(at)
            if (place := position.best(at)) is not None:
                position.put(at, place)
            elif not self._exchange(at):
                stuck.append(at)
        if stuck:
            place_all(position, np.random.default_rng(seed), is_over)

    def place_some(self, most: int) -> None:
        """Those whom most people marked, as far as there is a free place; new ones are no move."""
        published, keys = self.position.world.problem.published_of, self.position.world.keys
        marks = {at: published[keys[at]].marks if keys[at] in published else 0 for at in self.broken}
        for at in sorted(self.broken, key=lambda each: (-marks[each], each)):
            is_move = keys[at] in published
            if (not is_move or most > 0) and (place := self.position.best(at)) is not None:
                self.position.put(at, place)
                most -= is_move

    def settle(self, is_over: Stop) -> None:
        """Those who moved once more, now that all have a place."""
        position = self.position
        for at in AGAIN * [each for each in self.broken if position.is_placed(each)]:
            if is_over():
                return
            position.lift(at)
            place = position.best(at)
            assert place is not None  # noqa: S101  # it can go back
            position.put(at, place)

    def _exchange(self, session: int) -> bool:
        """Put it in the place of another one, for which there is a place elsewhere."""
        position = self.position
        best: tuple[list[int], int, Place, Place] | None = None
        for other, place in self._exchanges(session):
            old = position.lift(other)
            if position.board.places(session)[place]:
                position.put(session, place)
                if (elsewhere := position.best(other)) is not None:
                    position.put(other, elsewhere)
                    if best is None or position.values() < best[0]:
                        best = (position.values(), other, place, elsewhere)
                    position.lift(other)
                position.lift(session)
            position.put(other, old)
        if best is None:
            return False
        _values, other, place, elsewhere = best
        position.lift(other)
        position.put(session, place)
        position.put(other, elsewhere)
        return True

    def _exchanges(self, session: int) -> Iterator[tuple[int, Place]]:
        board, world = self.position.board, self.position.world
        rooms = np.flatnonzero(board.rooms(session))
        tried = 0
        for column in np.flatnonzero(board.times(session, with_foes=True)):
            for room in rooms:
                place = int(column), int(room)
                if world.shut[place] or tried >= EXCHANGES:
                    continue
                those = board.in_the_way(session, *place)
                if len(those) == 1:
                    tried += 1
                    yield those.pop(), place

    def bound(self, goal: Goal, value: int) -> int:
        """Of moves, and of sessions without a place; of the other goals none is looked for."""
        if not value or goal not in (Goal.UNPLACED, Goal.MOVED):
            return 0
        if goal is Goal.UNPLACED:
            return counting.unplaced(self.position.world)
        score = next(each for each in self.position.scores if each.goal is goal)
        return counting.bound(self.position, score)
