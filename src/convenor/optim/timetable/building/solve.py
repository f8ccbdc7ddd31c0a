"""The best grouping found, and a bound that no grouping exceeds.

First any grouping that keeps to all rules, with places. Then swaps make it better; column generation proves
a bound; and whole patterns close the gap. Where places are wanted, each better grouping counts only once
there are places for it. The value is counted again in the sessions themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

import numpy as np

from .alike import Classes, Pattern, Reals, matrix
from .finishing import CLOSE, Mix, Mixing, within
from .generation import Generation, Proof
from .master import Column, Master
from .problem import Problem, Session
from .refusals import Refused
from .seating import Seating, Unseatable
from .stopping import Clock, Stop, TimeIsOver
from .swaps import Given, Groups, Swaps

TINY = 1e-6
ROUNDS = 60  # of swaps and moves, for each contribution
SEATED = 5  # groupings for which places are looked for after the swaps
PROVING = 0.75  # share of the time after which no more is proven before whole sessions are mixed
POOL = 30.0  # seconds for the patterns that the proof came by
SEATING = 10.0  # seconds to find places for one grouping
WIDTHS = (3_000, 30_000, 200_000)  # patterns that are mixed at once


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` in all; the answer is the same for the same seed if they do not end the search."""

    seconds: float = 60.0
    workers: int = 2
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """Something better: ``value`` was found, or ``bound`` was proven."""

    value: int
    bound: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Solved:
    sessions: tuple[Session, ...]
    value: int
    bound: int
    limits: Limits
    seconds: float
    solver: str

    @property
    def is_optimal(self) -> bool:
        return self.value == self.bound


Tell = Callable[[Step], None]


def solve(
    problem: Problem,
    *,
    limits: Limits = Limits(),  # frozen
    tell: Tell = lambda _step: None,
    stop: Stop = lambda: False,
) -> Solved:
    """The best grouping found. ``tell`` hears of each better value or bound; when ``stop`` says so, the best
    so far is the answer.

    Raises ``Refused``: ``no-time`` where nothing was found within the limits, ``impossible`` where there is
    no grouping at all.
    """
    return _Search(problem, limits, tell, stop).run()


class _Search:
    def __init__(self, problem: Problem, limits: Limits, tell: Tell, stop: Stop) -> None:
        self.problem, self.limits, self.tell = problem, limits, tell
        self.clock = Clock(limits.seconds, limits.workers, limits.seed, stop)
        self.classes = Classes.of(problem)
        self.class_of = self.classes.class_of()
        self.benefit = matrix(problem)
        self.seating = Seating(problem, self.classes, self.clock)
        self.mixing = Mixing(self.classes, self.clock)
        self.sessions: tuple[Session, ...] = ()
        self.value = self.bound = 0

    def run(self) -> Solved:
        self._first()
        try:
            master = Master(self.classes)
            self._swap(master)
            self._close(master, self._generate(master))
        except TimeIsOver:
            pass
        return Solved(self.sessions, self.value, self.bound, self.limits, self.clock.passed(), _solvers())

    def _first(self) -> None:
        """Some grouping, so that there is always an answer."""
        try:
            found = self.seating.find(None, self.clock.left())
        except Unseatable:
            raise Refused("impossible") from None
        if found is None:
            raise Refused("no-time", seconds=round(self.limits.seconds))
        self.sessions, self.value = found, self.problem.value(self._groups(found))
        self.bound = max(self.value, _simple_bound(self.benefit, self._most_together()))
        self._told()

    def _groups(self, sessions: tuple[Session, ...]) -> Groups:
        return [[self.problem.number_of[key] for key in each.contributions] for each in sessions]

    def _most_together(self) -> int:
        sizes = np.cumsum(sorted(each.size for each in self.problem.contributions))
        longest = max(sort.most for sort in self.classes.sorts)
        return int(np.searchsorted(sizes, longest, side="right"))

    def _told(self) -> None:
        self.tell(Step(self.value, self.bound, self.clock.passed()))

    def _lower(self, bound: float) -> None:
        """A bound was proven; values are whole numbers."""
        if (whole := max(self.value, floor(bound + TINY))) < self.bound:
            self.bound = whole
            self._told()

    def _seat(self, patterns: list[Pattern]) -> bool | None:
        """Whether there are places for these; None where that is not known. Then they are the best so far."""
        try:
            found = self.seating.find(patterns, SEATING)
        except Unseatable:
            return False
        if found is None:
            return None
        if (value := self.problem.value(self._groups(found))) > self.value:
            self.sessions, self.value = found, value
            self._told()
        return True

    def _swap(self, master: Master) -> None:
        """Swaps from the first grouping; all sessions of each better one are patterns to begin with."""
        better: list[list[Pattern]] = [self._patterns(self._groups(self.sessions))]
        swaps = Swaps(self._given(), self._groups(self.sessions), self.limits.seed)
        rounds = ROUNDS * len(self.class_of)
        swaps.run(rounds, lambda groups: better.append(self._patterns(groups)), self.clock.is_over)
        for patterns in better:
            for pattern in patterns:
                master.add(self._sort_of(pattern), [pattern])
        for patterns in better[: -SEATED - 1 : -1]:
            if self._seat(patterns):
                return

    def _given(self) -> Given:
        kinds = {kind.key: kind for kind in self.problem.kinds}
        room = {place.key: place.size for place in self.problem.places}
        most = [
            min(kinds[each.kind].most, room.get(each.place or "", kinds[each.kind].most))
            for each in self.sessions
        ]
        return Given(
            benefit=self.benefit,
            size=np.array([each.size for each in self.problem.contributions]),
            least=np.array([max(1, kinds[each.kind].least) for each in self.sessions]),
            most=np.array(most),
        )

    def _patterns(self, groups: Groups) -> list[Pattern]:
        return [self.classes.pattern(group, self.class_of) for group in groups]

    def _sort_of(self, pattern: Pattern) -> int:
        size = sum(int(self.classes.size[at]) for at in pattern)
        return next(at for at, sort in enumerate(self.classes.sorts) if sort.least <= size <= sort.most)

    def _generate(self, master: Master) -> Proof | None:
        """A proof from column generation, as good as the time allows; then the best of its patterns."""
        generation = Generation(self.classes, master, self._check_proving, self._lower)
        try:
            generation.run()
        except TimeIsOver:
            if self.clock.stop():
                raise
        if not self._is_closed():
            self._try(master.columns, POOL)
        return generation.proof

    def _check_proving(self) -> None:
        self.clock.check()
        if self.clock.passed() > PROVING * self.limits.seconds:
            raise TimeIsOver

    def _is_closed(self) -> bool:
        return self.value >= self.bound

    def _try(self, columns: list[Column], seconds: float) -> None:
        mixed = self.mixing.best(columns, self.value, seconds, start=self._mix())
        if mixed.mix is not None:
            self._seat([pattern for _sort, pattern in mixed.mix])

    def _mix(self) -> Mix:
        return tuple((self._sort_of(each), each) for each in self._patterns(self._groups(self.sessions)))

    def _close(self, master: Master, proof: Proof | None) -> None:
        """More and more of the patterns that matter, until the gap is closed or nothing more can be done."""
        if proof is None:
            return
        for most in WIDTHS:
            while not self._is_closed():
                gap = proof.bound - self.value - 1
                columns, width = within(self.classes, proof, gap, most, self.clock)
                if not self._settle(columns, width, proof):
                    break

    def _settle(self, columns: list[Column], width: float, proof: Proof) -> bool:
        """Whether it is worth it to look again at as many columns: there was a better grouping, or the best
        mix has no places and can be left out.
        """
        self.clock.check()
        mixed = self.mixing.best(columns, self.value, self.clock.left(), start=self._mix())
        is_all = width >= proof.bound - self.value - 1 - CLOSE
        self._lower(max(mixed.bound, 0 if is_all else proof.bound - width))
        if mixed.mix is None:
            return False
        has_places = self._seat([pattern for _sort, pattern in mixed.mix])
        return bool(has_places) or (has_places is False and self.mixing.rule_out(mixed.mix))


def _simple_bound(benefit: Reals, together: int) -> int:
    """Each contribution with those it likes best, each benefit told half to either."""
    best = np.sort(np.maximum(benefit, 0), axis=1)[:, ::-1][:, : max(0, together - 1)]
    return floor(float(best.sum()) / 2 + TINY)


def _solvers() -> str:
    from importlib.metadata import version  # noqa: PLC0415  # reads a file

    return f"highspy {version('highspy')}, ortools {version('ortools')}"
