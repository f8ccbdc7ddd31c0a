"""The minutes at which a session can start, whatever the rules."""

from __future__ import annotations

from .problem import Problem, Session


def starts(problem: Problem, session: Session) -> list[int]:
    """The grid of each block that has the time, and what is locked or published beside it."""
    blocks = [each for each in problem.blocks if each.minutes >= session.minutes]
    on_grid = {
        minute
        for block in blocks
        for minute in range(block.starts, block.ends - session.minutes + 1, problem.step)
    }
    beside = _beside_the_grid(problem, session) - on_grid
    in_a_block = {
        minute
        for minute in beside
        for block in blocks
        if block.starts <= minute <= block.ends - session.minutes
    }
    return sorted(on_grid | in_a_block)


def _beside_the_grid(problem: Problem, session: Session) -> set[int]:
    extra = {int(lock.value) for lock in problem.locks_of.get(session.key, ()) if isinstance(lock.value, int)}
    if published := problem.published_of.get(session.key):
        extra.add(published.place.start)
    return extra
