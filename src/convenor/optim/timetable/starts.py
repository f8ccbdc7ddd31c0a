"""The minutes at which a session can start, whatever the rules: the grid of each block with time for it."""

from __future__ import annotations

from .problem import Block, Problem, Session


def starts_in(problem: Problem, session: Session, block: Block) -> set[int]:
    """The grid, and what is locked or published beside it."""
    last = block.ends - session.minutes
    return {
        *range(block.starts, last + 1, problem.step),
        *(each for each in _beside_the_grid(problem, session) if block.starts <= each <= last),
    }


def starts(problem: Problem, session: Session) -> list[int]:
    blocks = [each for each in problem.blocks if each.minutes >= session.minutes]
    return sorted({minute for block in blocks for minute in starts_in(problem, session, block)})


def _beside_the_grid(problem: Problem, session: Session) -> set[int]:
    extra = {int(lock.value) for lock in problem.locks_of.get(session.key, ()) if isinstance(lock.value, int)}
    if published := problem.published_of.get(session.key):
        extra.add(published.place.start)
    return extra
