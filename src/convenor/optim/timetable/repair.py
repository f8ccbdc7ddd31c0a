"""A published programme that lost a speaker, a room or a day: what to do about it, with few moves or with
more.

For each number of moves that may be made, the best timetable by the other goals. Sessions that cannot stay
and may not move are left without a place, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .demands import OneAtATime, OneInRoom, sessions_of
from .large.mending import mend
from .large.method import is_large
from .problem import Goal, Place, Plan, Problem
from .rules import broken_rules
from .solve import Limits, Reached, Stop, solve

MOVES = (0, 1, 2, 5)


@dataclass(frozen=True, slots=True)
class Option:
    """A way to go on: ``moved`` sessions are elsewhere, ``left_out`` have no place."""

    most: int | None
    plan: dict[str, Place]
    moved: tuple[str, ...]
    left_out: tuple[str, ...]
    reached: tuple[Reached, ...]


def options(
    problem: Problem,
    *,
    moves: Sequence[int | None] = MOVES,
    limits: Limits = Limits(),  # noqa: B008  # frozen
    tell: Callable[[Option], None] = lambda _option: None,
    stop: Stop = lambda: False,
) -> list[Option]:
    """For each number of ``moves`` (``None``: as few as all sessions need) the best timetable with no more.

    ``limits`` are for each. Those that would repeat the one before are left out. ``tell`` hears of each;
    when ``stop`` says so, those so far are the answer.
    """
    found: list[Option] = []
    for most in moves:
        if found and stop():
            break
        # What may be done with fewer moves may be done with more: each begins where the one before ended.
        start = found[-1].plan if found else None
        option = repair(problem, most, limits=limits, start=start, stop=stop)
        if not found or (option.moved, option.left_out) != (found[-1].moved, found[-1].left_out):
            found.append(option)
            tell(option)
    return found


def repair(
    problem: Problem,
    most: int | None = None,
    *,
    limits: Limits = Limits(),  # noqa: B008  # frozen
    start: Plan | None = None,
    stop: Stop = lambda: False,
) -> Option:
    """All sessions placed with the least moves; or, with ``most`` of them, the most placed, and well.

    Of what is too large for one model only those who cannot stay are moved, and who has to make way for them.
    """
    plan = {each.session: each.place for each in problem.published}
    others = [goal for goal in problem.goals if goal not in (Goal.UNPLACED, Goal.MOVED)]
    order = (Goal.UNPLACED, Goal.MOVED, *others) if most is None else (Goal.UNPLACED, *others, Goal.MOVED)
    ordered = replace(problem, goals=order)  # in which no session must have a place
    if is_large(problem):
        solved = mend(ordered, most, limits=limits, stop=stop)
    else:
        solved = solve(ordered, limits=limits, start=start or kept(ordered, plan), moves=most, stop=stop)
    return Option(
        most,
        solved.plan,
        tuple(key for key, place in plan.items() if key in solved.plan and solved.plan[key] != place),
        tuple(each.key for each in problem.sessions if each.key not in solved.plan),
        solved.reached,
    )


def kept(problem: Problem, plan: Plan) -> dict[str, Place]:
    """``plan`` without the sessions that cannot stay, whichever rule says so."""
    left = dict(plan)
    while broken := broken_rules(problem, left):
        asks = broken[0].asks
        pairs = asks.broken(problem, left) if isinstance(asks, OneAtATime | OneInRoom) else iter(())
        gone = next(pairs, tuple(key for key in sessions_of(asks, problem) if key in left))
        del left[gone[-1]]
    return left
