"""Timetables of thousands of sessions: some plan at once, then the goals in order, each with a bound.

What is too large for one model is searched by moves of single sessions, each evaluated by what it changes.
The bounds are found by counting, apart from the search: the least rooms cost, what a track or theme needs
more than the times it has, and cliques of sessions that the same people want.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import numpy as np

from convenor.optim.timetable.apart import Apart
from convenor.optim.timetable.demands import Demand
from convenor.optim.timetable.goals import values
from convenor.optim.timetable.limits import Limits, Stop
from convenor.optim.timetable.outcome import Reached, Solved, Step, Tell, solver
from convenor.optim.timetable.problem import Goal, Place, Plan, Problem
from convenor.optim.timetable.refusals import Refused
from convenor.optim.timetable.rules import broken_rules

from . import cliques, counting
from .begin import place_all, take_up
from .position import Position
from .scores import Score
from .search import Search
from .tabu import Tabu
from .world import World

MOST_LITERALS = 200_000  # of which one model is still searched well
SWEEPS, FEW_SWEEPS = 400, 30  # moves for each session: where this is all, and where it is the beginning
OF_BEGINNING = 0.2  # the share of the time for a beginning
OF_BOUND = 0.2  # the share of a goal's time for the cliques


def is_large(problem: Problem) -> bool:
    """Whether the sessions' blocks and rooms, and what is told of pairs, are too many for one model."""
    blocks, pairs = len(problem.blocks), len(problem.interest)
    return len(problem.sessions) * (blocks + len(problem.rooms)) + pairs * blocks > MOST_LITERALS


def is_possible(
    problem: Problem,
    limits: Limits,
    rules: Iterable[Demand] | None = None,
    *,
    only: Collection[str] | None = None,
) -> bool:
    """Whether places for all sessions, or for ``only`` these, are found within the seconds and the tries.

    If not, there may be some all the same.
    """
    those = tuple(each for each in problem.sessions if only is None or each.key in only)
    world = World.of(replace(problem, sessions=those), rules)
    world.problem = replace(world.problem, goals=())
    until = time.monotonic() + limits.seconds
    chance = np.random.default_rng(limits.seed)
    return not place_all(Position(world), chance, lambda: time.monotonic() > until)


def solve_large(
    problem: Problem,
    *,
    limits: Limits,
    start: Plan | None = None,
    moves: int | None = None,
    tell: Tell = lambda _step: None,
    stop: Stop = lambda: False,
) -> Solved:
    """As ``solve``, for problems of any size. With ``moves`` what was published stays, but for so many."""
    return _Large(problem, limits, tell, stop).run(start, moves)


def begin_with(
    problem: Problem, limits: Limits, stop: Stop, apart: Apart
) -> tuple[dict[str, Place], dict[Goal, int]]:
    """A plan to begin from, soon, and bounds by counting, for whoever searches one model of all.

    The search for a goal ends, too, where it meets its bound by ``apart``, which keeps what was reached.
    Nothing where no plan for all who must have a place is found.
    """
    soon = replace(limits, seconds=limits.seconds * OF_BEGINNING)
    search = _Large(problem, soon, lambda _step: None, stop, sweeps=FEW_SWEEPS, apart=apart)
    try:
        search.find(None, None)
    except Refused:
        return {}, {}
    return search.plan, {each.goal: each.bound for each in search.reached}


class _Large:
    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        tell: Tell,
        stop: Stop,
        *,
        sweeps: int = SWEEPS,
        apart: Apart | None = None,
    ) -> None:
        self.sweeps, self.apart, self.is_met = sweeps, apart, True
        self.problem, self.limits, self.tell, self.stop = problem, limits, tell, stop
        self.began = time.monotonic()
        self.chance = np.random.default_rng(limits.seed)
        self.position = Position(World.of(problem))
        self.plan: dict[str, Place] = {}
        self.reached: list[Reached] = []

    def run(self, start: Plan | None, moves: int | None) -> Solved:
        self.find(start, moves)
        if broken := broken_rules(self.problem, self.plan):
            raise AssertionError(f"The search let through what the rules do not: {broken[0]}")
        true = values(self.problem, self.plan)
        reached = tuple(
            Reached(each.goal, true[each.goal], min(each.bound, true[each.goal]), each.seconds)
            for each in self.reached
        )
        return Solved(self.plan, reached, self.limits, self.passed(), solver())

    def find(self, start: Plan | None, moves: int | None) -> None:
        if moves is not None:
            start = self._published(start)
        self._first(start, moves)
        for goal, score in zip(self.problem.goals, list(self.position.scores), strict=True):
            self._reach(goal, score, is_fixed=moves is not None)

    def _published(self, start: Plan | None) -> Plan:
        return {**(start or {}), **{each.session: each.place for each in self.problem.published}}

    def _first(self, start: Plan | None, moves: int | None) -> None:
        position = self.position
        if start is not None:
            take_up(position.board, start)
            for score in position.scores:
                score.follow(position.board)
        if moves is None:
            place_all(position, self.chance, lambda: self.stop() or self._left() <= 0)
        else:
            self._place_some(moves)
        self.plan = position.board.plan()
        missing = [at for at in range(len(position.world.keys)) if not position.is_placed(at)]
        if any(position.world.must_be_placed[at] for at in missing):
            if counting.unplaced(position.world):
                raise Refused("impossible")
            raise Refused("no-time", seconds=round(self.limits.seconds))
        self._heard(None, None, None)

    def _place_some(self, moves: int) -> None:
        """Those without a place that is free somewhere, the published ones no more than ``moves``."""
        position, published = self.position, self.problem.published_of
        for at, key in enumerate(position.world.keys):
            if position.is_placed(at) or (key in published and moves <= 0):
                continue
            if (place := position.best(at)) is not None:
                position.put(at, place)
                moves -= key in published

    def _reach(self, goal: Goal, score: Score, *, is_fixed: bool) -> None:
        position = self.position
        position.watch(score)
        least = self._bound(goal, score)
        enough = self._enough(goal, score, least)
        if score.value > enough and score.parts and not is_fixed and not self.stop():
            begun, seconds = self.passed(), self._left() / 2
            self._heard(goal, score.value, least)
            self._improve(score, enough, lambda: self._share(begun, seconds))
        self.plan = position.board.plan()
        if self.apart is not None:
            self.apart.keep(goal, values(self.problem, self.plan)[goal])
        self.is_met = self.is_met and score.value <= enough
        self.reached.append(Reached(goal, score.value, min(least, score.value), self.passed()))

    def _enough(self, goal: Goal, score: Score, least: int) -> int:
        """The bound by families where it is more than ``least``.

        Behind a goal that may be less still it is not asked for: it would soon hold no more.
        """
        if self.apart is None or not self.is_met or score.value <= least:
            return least
        over = self.passed() + OF_BOUND * self.limits.seconds
        return max(least, self.apart.bound(goal, self.plan, lambda: self.stop() or self.passed() > over))

    def _improve(self, score: Score, least: int, share: Callable[[], float]) -> None:
        def better() -> None:
            self._heard(score.goal, score.value, least)

        if self.position.counted[0] is score and score.pairs is not None and len(score.parts) == 1:
            Tabu(self.position, score, self.chance, self.sweeps).run(share, better, least=least)
        else:
            Search(self.position, self.chance, better, self.sweeps).improve(score, share, least=least)

    def _share(self, begun: float, seconds: float) -> float:
        return 1.0 if self.stop() or seconds <= 0 else (self.passed() - begun) / seconds

    def _bound(self, goal: Goal, score: Score) -> int:
        goals, position = self.problem.goals, self.position
        if not score.value:
            return 0
        if goal is Goal.UNPLACED:
            return counting.unplaced(position.world)
        missing = sum(not position.is_placed(at) for at in range(len(position.world.keys)))
        if not score.parts or not counting.is_all_placed(goals, goals.index(goal), missing):
            return 0
        found = counting.bound(position, score)
        if goal is Goal.CLASHES and score.pairs is not None and score.value > found:
            until = self.passed() + OF_BOUND * self._left() / 2
            over = lambda: self.stop() or self.passed() > until  # noqa: E731  # as short as it is
            found += cliques.clashes(position.world, score.pairs, self.chance, over)
        return found

    def _heard(self, goal: Goal | None, value: int | None, bound: int | None) -> None:
        self.tell(Step(goal, value, bound, self.position.board.plan(), self.passed()))

    def _left(self) -> float:
        return self.limits.seconds - self.passed()

    def passed(self) -> float:
        return time.monotonic() - self.began
