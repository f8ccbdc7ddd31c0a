"""What a rule costs, what one pair costs, and who best takes one seat: solved again without, and compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .model import SECONDS
from .problem import UNIT, Problem
from .refusals import Refused
from .solve import Goal, solve


@dataclass(frozen=True, slots=True)
class Price:
    """A rule, and the total with and without it, in the unit of scores; both proven as far as ``bound`` says.

    ``kind`` is ``bars``, ``locks``, ``least``, ``institutions``, ``readers``, ``balance`` or a goal;
    ``name`` is the reason of bars or what is balanced.
    """

    kind: str
    name: str
    value: float
    without: float
    bound: float

    @property
    def price(self) -> float:
        return self.without - self.value


def prices(
    problem: Problem,
    goals: Collection[Goal] = (),
    *,
    seconds: float = SECONDS,
    kinds: Collection[str] | None = None,
) -> Iterator[Price]:
    """The price of each rule that is given and of each goal before the total, one solution each.

    With ``kinds``, of these only. Raises ``Refused`` where not all reviews can be assigned.
    """
    value, _ = _total(problem, goals, seconds)
    for kind, name, eased, left in _eased(problem, goals):
        if kinds is not None and kind not in kinds:
            continue
        without, bound = _total(eased, left, seconds)
        yield Price(kind, name, value, without, bound)


def _total(problem: Problem, goals: Collection[Goal], seconds: float = SECONDS) -> tuple[float, float]:
    stage = solve(problem, goals, seconds=seconds).stage(Goal.TOTAL)
    return stage["value"] / UNIT, stage["bound"] / UNIT


def _eased(problem: Problem, goals: Collection[Goal]) -> Iterator[tuple[str, str, Problem, Collection[Goal]]]:
    for number, reason in enumerate(problem.reasons, 1):
        if (problem.barred == number).any():
            barred = np.where(problem.barred == number, 0, problem.barred).astype(np.uint8)
            yield "bars", reason, replace(problem, barred=barred), goals
    for kind, (name, nothing) in _nothing(problem).items():
        if not np.array_equal(getattr(problem, name), nothing):
            yield kind, "", replace(problem, **{name: nothing}), goals
    for balance in problem.balances:
        others = tuple(one for one in problem.balances if one is not balance)
        yield "balance", balance.name, replace(problem, balances=others), goals
    for goal in sorted({Goal.FLOOR, Goal.FAIR} & set(goals)):
        yield str(goal), "", problem, [one for one in goals if one is not goal]


def _nothing(problem: Problem) -> dict[str, tuple[str, Any]]:
    """By kind: the field of a rule, and what it is without the rule."""
    pairs = np.zeros((0, 2), np.int64)
    return {
        "locks": ("locked", pairs),
        "least": ("least", np.zeros_like(problem.least)),
        "institutions": ("institutions", None),
        "readers": ("readers", None),
        str(Goal.KEPT): ("started", pairs),
    }


@dataclass(frozen=True, slots=True)
class PairPrice:
    """The total, in the unit of scores, with a pair in and with it out; None where that is impossible."""

    inside: float | None
    outside: float | None


def price_of_pair(problem: Problem, proposal: int, reviewer: int, goals: Collection[Goal] = ()) -> PairPrice:
    """What it costs to force a pair in, and to keep it out, by solving both.

    Raises ``Refused`` where the pair does not exist. Who is barred cannot be in, nor who is locked out.
    """
    n, m = problem.shape
    if not (0 <= proposal < n and 0 <= reviewer < m):
        raise Refused("unknown", name="pair", key=[proposal, reviewer])
    pair = [proposal, reviewer]
    is_locked = pair in problem.locked.tolist()
    inside = outside = None
    if not problem.barred[proposal, reviewer]:
        locked = problem.locked if is_locked else np.concatenate([problem.locked, [pair]])
        inside = _possible(problem, goals, locked=locked)
    if not is_locked:
        barred = problem.barred.copy()
        reasons = (*problem.reasons, "kept out")
        barred[proposal, reviewer] = len(reasons)
        outside = _possible(problem, goals, barred=barred, reasons=reasons)
    return PairPrice(inside, outside)


def _possible(problem: Problem, goals: Collection[Goal], **changed: object) -> float | None:
    given = {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
    try:
        return _total(Problem.of(**(given | changed)), goals)[0]
    except Refused:
        return None


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who takes a seat, their score for the proposal, and the load that they then have."""

    reviewer: int
    score: float
    load: int


def replacements(
    problem: Problem, panels: Collection[Collection[int]], proposal: int, leaving: int
) -> list[Replacement]:
    """All who may take the seat of ``leaving`` on one panel while everything else stays, the best first.

    ``panels`` are the reviewers of each proposal. Nobody who is barred, there already, fully loaded, of an
    institution that is there, or who would leave the panel without a reader.
    """
    loads = np.bincount([r for panel in panels for r in panel], minlength=problem.shape[1])
    left = [r for r in list(panels)[proposal] if r != leaving]
    may = (problem.barred[proposal] == 0) & (loads < problem.most)
    may[[*left, leaving]] = False
    if problem.institutions is not None:
        there = problem.institutions[left]
        may &= ~np.isin(problem.institutions, there[there >= 0])
    if problem.readers is not None and not problem.readers[proposal, left].any():
        may &= problem.readers[proposal]
    found = [
        Replacement(int(r), float(problem.scores[proposal, r]), int(loads[r]) + 1)
        for r in np.flatnonzero(may)
    ]
    return sorted(found, key=lambda one: (-one.score, one.load, one.reviewer))
