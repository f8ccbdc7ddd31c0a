"""The minutes at which a session can start, whatever the rules."""

from __future__ import annotations

from .problem import Block, Problem, Session


class Starts:
    """Of a problem; the grid of each length is made once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._grids: dict[int, tuple[list[Block], frozenset[int]]] = {}

    def of(self, session: Session) -> list[int]:
        """The grid of each block that has the time, and what is locked or published beside it."""
        blocks, on_grid = self._grid(session.minutes)
        beside = self._beside_the_grid(session) - on_grid
        in_a_block = {
            minute
            for minute in beside
            for block in blocks
            if block.starts <= minute <= block.ends - session.minutes
        }
        return sorted(on_grid | in_a_block)

    def _grid(self, minutes: int) -> tuple[list[Block], frozenset[int]]:
        if minutes not in self._grids:
            blocks = [each for each in self._problem.blocks if each.minutes >= minutes]
            on_grid = frozenset(
                minute
                for block in blocks
                for minute in range(block.starts, block.ends - minutes + 1, self._problem.step)
            )
            self._grids[minutes] = blocks, on_grid
        return self._grids[minutes]

    def _beside_the_grid(self, session: Session) -> set[int]:
        locks = self._problem.locks_of.get(session.key, ())
        extra = {int(lock.value) for lock in locks if isinstance(lock.value, int)}
        if published := self._problem.published_of.get(session.key):
            extra.add(published.place.start)
        return extra
