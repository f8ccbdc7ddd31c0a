"""What is given: scores, how many reviews, loads, who may not judge what, and rules for a panel.

Everywhere n is the number of proposals, m that of reviewers; a *panel* is the reviewers of one proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .refusals import Refused

UNIT = 1_000_000  # scores count in millionths, so that sums are exact
AXES = 2  # proposals, reviewers
MOST = 1_000  # a score is within ± this, so that millionths fit into 32 bits

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Balance:
    """A panel is to differ in this: each reviewer beyond the first with the same label costs ``price``.

    ``labels`` [m] are numbers from 0, or -1 for a reviewer of whom it is not known; ``price`` is in the
    unit of scores, and not negative. Gender belongs here only if people said it themselves for this use.
    """

    name: str
    labels: Whole
    price: float


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A checked problem; make it with ``Problem.of``."""

    scores: NDArray[np.floating[Any]]  # [n, m], the higher the better
    wanted: Whole  # [n] reviews of each proposal
    least: Whole  # [m] proposals that a reviewer takes
    most: Whole  # [m]
    barred: NDArray[np.uint8]  # [n, m] 0 where the pair is possible, else 1 + the number of its reason
    reasons: tuple[str, ...]
    locked: Whole  # [l, 2] pairs (proposal, reviewer) that are in
    started: Whole  # [s, 2] pairs of an assignment before this one, of which as many as possible stay
    institutions: Whole | None  # [m] labels from 0, -1 for none; at most one of each on a panel
    readers: NDArray[np.bool_] | None  # [n, m] who reads the proposal's language; at least one on a panel
    balances: tuple[Balance, ...]

    @classmethod
    def of(
        cls,
        scores: ArrayLike,
        *,
        wanted: ArrayLike = 3,
        most: ArrayLike,
        least: ArrayLike = 0,
        barred: ArrayLike | None = None,
        reasons: Sequence[str] = ("conflict",),
        locked: Sequence[tuple[int, int]] = (),
        started: Sequence[tuple[int, int]] = (),
        institutions: ArrayLike | None = None,
        readers: ArrayLike | None = None,
        balances: Sequence[Balance] = (),
    ) -> Problem:
        """Check what is given; one number for ``wanted``, ``most`` or ``least`` is that of all.

        Raises ``Refused`` for wrong shapes, scores that are not finite or beyond ±1000, numbers that are not
        whole or negative, a least load above the most, and locks that contradict the rest.
        """
        table = _scores(scores)
        n, m = table.shape
        marks = np.zeros((n, m), np.uint8) if barred is None else _table("barred", barred, (n, m), np.uint8)
        problem = cls(
            table,
            _counts("wanted", wanted, n),
            _counts("least", least, m),
            _counts("most", most, m),
            marks,
            tuple(reasons),
            np.array(locked, np.int64).reshape(-1, 2),
            np.array(started, np.int64).reshape(-1, 2),
            None if institutions is None else _labels("institutions", institutions, m),
            None if readers is None else _table("readers", readers, (n, m), np.bool_),
            tuple(Balance(one.name, _labels(one.name, one.labels, m), one.price) for one in balances),
        )
        _check(problem)
        return problem

    @property
    def shape(self) -> tuple[int, int]:
        n, m = self.scores.shape
        return n, m

    def units(self, first: int, last: int) -> NDArray[np.int32]:
        """The scores of some rows in millionths, rounded half to even."""
        return np.rint(self.scores[first:last].astype(np.float64) * UNIT).astype(np.int32)


def _scores(given: ArrayLike) -> NDArray[np.floating[Any]]:
    table = np.asarray(given)
    if table.dtype not in (np.float32, np.float64):
        table = table.astype(np.float64)
    if table.ndim != AXES:
        raise Refused("shape", name="scores", shape=table.shape, wanted="(proposals, reviewers)")
    # The greatest and the least are NaN where any is, and make no copy of the table.
    if table.size and not (table.min() >= -MOST and table.max() <= MOST):
        wrong = ~(np.abs(table) <= MOST)
        proposal, reviewer = (int(place) for place in np.argwhere(wrong)[0])
        code = "too-large" if np.isfinite(table[proposal, reviewer]) else "not-finite"
        raise Refused(code, proposal=proposal, reviewer=reviewer, most=MOST)
    return table


def _table(name: str, given: ArrayLike, shape: tuple[int, int], dtype: type) -> Any:
    table = np.asarray(given)
    if table.shape != shape:
        raise Refused("shape", name=name, shape=table.shape, wanted=shape)
    return table.astype(dtype, copy=False)


def _counts(name: str, given: ArrayLike, length: int) -> Whole:
    counts = np.asarray(given)
    counts = np.full(length, counts) if counts.ndim == 0 else counts
    whole = _whole(name, counts, length)
    if (whole < 0).any():
        raise Refused("negative", name=name, key=int(np.argmax(whole < 0)))
    return whole


def _labels(name: str, given: ArrayLike, length: int) -> Whole:
    labels = _whole(name, np.asarray(given), length)
    if (labels < -1).any():
        raise Refused("negative", name=name, key=int(np.argmax(labels < -1)))
    return labels


def _whole(name: str, given: NDArray[Any], length: int) -> Whole:
    if given.shape != (length,):
        raise Refused("shape", name=name, shape=given.shape, wanted=(length,))
    if given.size and (given.dtype.kind not in "iuf" or (given != np.floor(given)).any()):
        raise Refused("not-whole", name=name)
    return given.astype(np.int64)


def _check(problem: Problem) -> None:
    above = problem.least > problem.most
    if above.any():
        r = int(np.argmax(above))
        raise Refused("least-above-most", reviewer=r, least=int(problem.least[r]), most=int(problem.most[r]))
    if problem.barred.size and problem.barred.max() > len(problem.reasons):
        raise Refused("no-reason", number=int(problem.barred.max()), reasons=len(problem.reasons))
    for balance in problem.balances:
        if not 0 <= balance.price <= MOST:
            raise Refused("negative" if balance.price < 0 else "not-whole", name="price", key=balance.name)
    _check_locks(problem)


def _check_locks(problem: Problem) -> None:
    _check_pairs("locked", problem.locked, problem.shape)
    _check_pairs("started", problem.started, problem.shape)
    for p, r in problem.locked.tolist():
        if problem.barred[p, r]:
            reason = problem.reasons[problem.barred[p, r] - 1]
            raise Refused("locked-and-barred", proposal=p, reviewer=r, reason=reason)
    _check_number_of_locks("proposal", problem.locked[:, 0], problem.wanted)
    _check_number_of_locks("reviewer", problem.locked[:, 1], problem.most)
    if problem.institutions is not None:
        _check_institutions_of_locks(problem.locked, problem.institutions)
    if problem.readers is not None:
        _check_readers_of_locks(problem, problem.readers)


def _check_pairs(name: str, pairs: Whole, shape: tuple[int, int]) -> None:
    seen: set[tuple[int, int]] = set()
    for p, r in pairs.tolist():
        if not (0 <= p < shape[0] and 0 <= r < shape[1]):
            raise Refused("unknown", name=name, key=[p, r])
        if (p, r) in seen:
            raise Refused("twice", name=name, key=[p, r])
        seen.add((p, r))


def _check_number_of_locks(name: str, locked: Whole, most: Whole) -> None:
    locks = np.bincount(locked, minlength=len(most))
    if (locks > most).any():
        key = int(np.argmax(locks > most))
        raise Refused("too-many-locks", key=f"{name} {key}", locks=int(locks[key]), most=int(most[key]))


def _check_institutions_of_locks(locked: Whole, institutions: Whole) -> None:
    seen: set[tuple[int, int]] = set()
    for p, r in locked.tolist():
        label = int(institutions[r])
        if label >= 0 and (p, label) in seen:
            raise Refused("locks-share", proposal=p, label=label, family="institutions", most=1)
        seen.add((p, label))


def _check_readers_of_locks(problem: Problem, readers: NDArray[np.bool_]) -> None:
    p, r = problem.locked.T
    others = np.bincount(p[~readers[p, r]], minlength=len(problem.wanted))
    over = (others > problem.wanted - 1) & (others > 0)
    if over.any():
        raise Refused(
            "locks-share",
            proposal=int(np.argmax(over)),
            label="other languages",
            family="readers",
            most=int(problem.wanted[np.argmax(over)] - 1),
        )
