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

from convenor.optim.timetable.limits import Limits, Stop
from convenor.optim.timetable.refusals import Refused

from .alike import Classes, Numbers, Pattern, Reals, matrix
from .clock import Clock, TimeIsOver
from .finishing import CLOSE, Mix, Mixing, within
from .generation import Generation, Proof
from .master import Column, Master
from .problem import MOST_SIZE, Problem, Session
from .seating import Seating, Unseatable
from .swaps import Given, Groups, Swaps, Where

TINY = 1e-6
ROUNDS = 60  # of swaps and moves, for each contribution
SEATED = 5  # groupings for which places are looked for after the swaps
RULED_OUT = 4  # groupings without places that are left out before the search for better ones ends
POLISHED = 40  # times that swaps begin again
PROVING = 0.75  # share of the time after which no more is proven before whole sessions are mixed
POOL = 20.0  # seconds for the patterns that the proof came by
SEATING = 10.0  # seconds to find places for one grouping
WIDTHS = (3_000, 30_000, 200_000)  # patterns that are mixed at once


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
    limits: Limits = Limits(),  # noqa: B008  # frozen
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
            self._close(self._generate(master))
            self._polish(master)
        except TimeIsOver:
            pass
        return Solved(self.sessions, self.value, self.bound, self.limits, self.clock.passed(), _solvers())

    def _first(self) -> None:
        """Some grouping, so that there is always an answer."""
        try:
            found = self.seating.find(None, self.clock.left())
        except Unseatable:
            raise Refused("no-grouping") from None
        if found is None:
            raise Refused("no-grouping-in-time", seconds=round(self.limits.seconds))
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
        """A bound was proven, perhaps none (infinity); values are whole numbers."""
        if (whole := max(self.value, floor(min(bound, self.bound) + TINY))) < self.bound:
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
        """Swaps from the first grouping; all sessions of each better one are patterns to begin with.

        Without regard to places they come further, but there may be no places for what they find.
        """
        free = self._swapped(master, self._given(None), self.limits.seed)
        for groups in free[: -SEATED - 1 : -1]:
            if self._seat(self._patterns(groups)):
                return
        self._swap_in_places(master, self.limits.seed)

    def _swap_in_places(self, master: Master, seed: int) -> None:
        if self.problem.places:
            for groups in self._swapped(master, self._given(self._where()), seed)[-1:]:
                self._take(groups)

    def _polish(self, master: Master) -> None:
        """Where places may be what keeps the value from the bound: more swaps, from the best so far."""
        for seed in range(self.limits.seed + 1, self.limits.seed + 1 + POLISHED):
            if not self._is_closed():
                self._swap_in_places(master, seed)

    def _swapped(self, master: Master, given: Given, seed: int) -> list[Groups]:
        """Better and better groupings from the best so far."""
        better: list[Groups] = []
        first = self._groups(self.sessions)
        swaps = Swaps(given, first, seed)
        swaps.run(ROUNDS * len(self.class_of), better.append, self.clock.is_over)
        for groups in [first, *better]:
            for pattern in self._patterns(groups):
                master.add(self._sort_of(pattern), [pattern])
        return better

    def _take(self, groups: Groups) -> None:
        """A grouping with the kinds and places of the best so far."""
        keys = [each.key for each in self.problem.contributions]
        value = self.problem.value(groups)
        if value > self.value:
            self.value = value
            self.sessions = tuple(
                Session(each.kind, tuple(keys[at] for at in those), each.place)
                for each, those in zip(self.sessions, groups, strict=True)
            )
            self._told()

    def _given(self, where: Where | None) -> Given:
        kinds = {kind.key: kind for kind in self.problem.kinds}
        room = {place.key: place.size for place in self.problem.places}
        most = [min(kinds[each.kind].most, room.get(each.place or "", MOST_SIZE)) for each in self.sessions]
        return Given(
            benefit=self.benefit,
            size=np.array([each.size for each in self.problem.contributions]),
            least=np.array([max(1, kinds[each.kind].least) for each in self.sessions]),
            most=np.array(most),
            where=where,
        )

    def _where(self) -> Where:
        """Of the sessions of the best so far."""
        place_of = {place.key: place for place in self.problem.places}
        places = [place_of[each.place or ""] for each in self.sessions]
        people = [frozenset(each.people) for each in self.problem.contributions]
        topics = [spread.topic for spread in self.problem.spreads]
        meets = np.array([[bool(one & other) for other in people] for one in people])
        np.fill_diagonal(meets, val=False)
        return Where(
            meets=meets,
            block=_numbered([place.block for place in places]),
            day=_numbered([place.day for place in places]),
            about=np.array(
                [[topic in each.topics for topic in topics] for each in self.problem.contributions],
                dtype=bool,
            ).reshape(len(people), len(topics)),
            most=np.array([spread.most_a_day for spread in self.problem.spreads], dtype=np.int64),
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
            self.clock.check()
            generation.prove(self.clock.check)
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

    def _close(self, proof: Proof | None) -> None:
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
        if has_places is not False:
            return bool(has_places)
        return len(self.mixing.ruled_out) < RULED_OUT and self.mixing.rule_out(mixed.mix)


def _simple_bound(benefit: Reals, together: int) -> int:
    """Each contribution with those it likes best, each benefit told half to either."""
    best = np.sort(np.maximum(benefit, 0), axis=1)[:, ::-1][:, : max(0, together - 1)]
    return floor(float(best.sum()) / 2 + TINY)


def _numbered(words: list[str]) -> Numbers:
    """The same number for the same word."""
    number = {word: at for at, word in enumerate(dict.fromkeys(words))}
    return np.array([number[word] for word in words])


def _solvers() -> str:
    from importlib.metadata import version  # noqa: PLC0415  # reads a file

    return f"highspy {version('highspy')}, ortools {version('ortools')}"
