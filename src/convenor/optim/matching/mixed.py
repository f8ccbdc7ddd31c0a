"""Rules that cross, such as institutions and languages together: a mixed-integer programme by HiGHS.

They are no flow. The linear programme on some pairs gives multipliers; rounded, they are tried on all pairs,
and those that would gain join, as with a flow. Its bound holds for all pairs; the best whole-numbered
assignment on the pairs at hand may be below it, and that is the gap (Q. Huangfu and J. A. J. Hall,
Mathematical Programming Computation 10, 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .model import Dual, Model, Objective, best_gains, bound_of, price_of
from .problem import Whole
from .refusals import Refused

SLACK = 2  # millionths that a multiplier may be off by rounding
JOINING = 40
FINE = 1 << 20  # parts of 1 that multipliers are told in while a goal without scores counts pairs only


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """Least ``costs`` · z with ``low`` ≤ ``matrix`` · z ≤ ``high`` and 0 ≤ z ≤ ``most``.

    z are the pairs, then the excess of each label at a price, then missing reviews of proposals and of
    reviewers. Rows are proposals, reviewers, then ``labels``: (family, proposal, label).
    """

    costs: Any
    matrix: Any
    low: Any
    high: Any
    most: Any
    labels: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """``pairs`` with their ``shares`` (0 or 1), worth ``value``; ``dual`` proves ``bound`` over all pairs."""

    pairs: Whole
    shares: Whole
    value: int
    bound: int
    dual: Dual


def mixed(model: Model, objective: Objective, pairs: Whole, shortage: int) -> Mixed:
    """The best whole-numbered assignment that is found in time, with the bound of the linear programme.

    A missing review costs ``shortage``, or is not possible if that is 0. Raises ``Refused`` (``no-time``).
    """
    fine = objective if objective.factors.any() else objective.times(FINE)
    missing = shortage * (FINE if fine is not objective else 1)
    while True:
        pairs = objective.allowed(model, pairs)
        programme = _programme(model, fine, pairs, missing)
        prices = _dual(model, fine, programme)
        _, gaining = bound_of(model, fine, prices)
        new = np.setdiff1d(gaining, pairs, assume_unique=True)
        new = new[_gains(model, fine, prices, new) > SLACK]
        if not len(new):
            break
        pairs = np.union1d(pairs, best_gains(model, fine, prices, new, JOINING))
    dual = prices if fine is objective else prices.divided(FINE)
    bound, _ = bound_of(model, objective, dual)
    absent = sum(model.shape) if shortage else 0
    shares, short = _whole_numbered(programme, len(pairs), absent, model.seconds)
    return Mixed(pairs, shares, _value(model, objective, pairs[shares > 0]) - shortage * short, bound, dual)


def _value(model: Model, objective: Objective, chosen: Whole) -> int:
    m = model.shape[1]
    panels: list[list[int]] = [[] for _ in range(model.shape[0])]
    for p, r in [*zip(*np.divmod(chosen, m), strict=True), *model.locked.tolist()]:
        panels[int(p)].append(int(r))
    worth = int(objective.of(model, chosen).sum()) + int(objective.of_locked(model).sum())
    return worth - objective.prices * price_of(model, panels)


def _gains(model: Model, objective: Objective, dual: Dual, pairs: Whole) -> Whole:
    p, r = np.divmod(pairs, model.shape[1])
    gains = objective.of(model, pairs) - dual.proposals[p] - dual.reviewers[r]
    for family, t in zip(model.families, dual.families, strict=True):
        gains = gains - t[p, family.of(p, r)]
    return gains


def _programme(model: Model, objective: Objective, pairs: Whole, shortage: int) -> Programme:
    from scipy.sparse import csc_array, eye_array, hstack  # noqa: PLC0415  # only where rules cross

    n, m = model.shape
    labels = _labels(model, pairs)
    rows, columns = _entries(model, pairs, labels)
    size = n + m + len(labels)
    matrix = [csc_array((np.ones(len(rows)), (rows, columns)), shape=(size, len(pairs)))]
    priced = np.array([model.families[f].price is not None for f, _, _ in labels.tolist()], bool)
    prices = np.array([model.families[f].price or 0 for f, _, _ in labels.tolist()], float)
    here = np.flatnonzero(priced)
    excess = (-np.ones(len(here)), (n + m + here, np.arange(len(here))))
    matrix.append(csc_array(excess, shape=(size, len(here))))
    costs = [-objective.of(model, pairs).astype(float), prices[here] * objective.prices]
    most = [np.ones(len(pairs)), np.full(len(here), np.inf)]
    if shortage:
        matrix.append(eye_array(size, n + m, format="csc"))
        costs.append(np.full(n + m, float(shortage)))
        most.append(np.concatenate([model.wanted, model.least]).astype(float))
    low, high = _sides(model, labels)
    stacked = hstack(matrix).tocsc()
    return Programme(np.concatenate(costs), stacked, low, high, np.concatenate(most), labels)


def _labels(model: Model, pairs: Whole) -> Whole:
    """(family, proposal, label) of all pairs, locks among them, each once."""
    p, r = _both(model, pairs)
    found = [np.zeros((0, 3), np.int64)]
    for number, family in enumerate(model.families):
        shown = family.of(p, r)
        rows = np.stack([np.full(len(p), number), p, shown], axis=1)[shown >= 0]
        found.append(np.unique(rows, axis=0))
    return np.concatenate(found)


def _both(model: Model, pairs: Whole) -> tuple[Whole, Whole]:
    p, r = np.divmod(pairs, model.shape[1])
    return np.concatenate([p, model.locked[:, 0]]), np.concatenate([r, model.locked[:, 1]])


def _entries(model: Model, pairs: Whole, labels: Whole) -> tuple[Whole, Whole]:
    """The rows that each pair is in, and the pair's place."""
    n, m = model.shape
    p, r = np.divmod(pairs, m)
    place = np.arange(len(pairs))
    rows, columns = [p, n + r], [place, place]
    for number, family in enumerate(model.families):
        of_family = np.flatnonzero(labels[:, 0] == number)
        codes = labels[of_family, 1] * (family.size + 1) + labels[of_family, 2]
        shown = family.of(p, r)
        here = np.flatnonzero(shown >= 0)
        rows.append(n + m + of_family[np.searchsorted(codes, p[here] * (family.size + 1) + shown[here])])
        columns.append(here)
    return np.concatenate(rows), np.concatenate(columns)


def _sides(model: Model, labels: Whole) -> tuple[Any, Any]:
    """What rows are to be, less what the locks take."""
    p, r = model.locked.T
    wanted = model.wanted - np.bincount(p, minlength=model.shape[0])
    taken = np.bincount(r, minlength=model.shape[1])
    caps = np.zeros(len(labels))
    for place, (number, proposal, label) in enumerate(labels.tolist()):
        family = model.families[number]
        mine = model.locked[p == proposal]
        caps[place] = family.caps[proposal] - int((family.of(*mine.T) == label).sum())
    low = np.concatenate([wanted, np.maximum(model.least - taken, 0), np.full(len(labels), -np.inf)])
    return low, np.concatenate([wanted, model.most - taken, caps])


def _dual(model: Model, objective: Objective, programme: Programme) -> Dual:
    """Whole-numbered multipliers from the linear programme's own."""
    from scipy.optimize import linprog  # noqa: PLC0415  # only where rules cross

    n, m = model.shape
    loads, caps = programme.matrix[n : n + m], programme.matrix[n + m :]
    answer = linprog(
        programme.costs,
        A_eq=programme.matrix[:n],
        b_eq=programme.low[:n],
        A_ub=_stacked([loads, -loads, caps]),
        b_ub=np.concatenate([programme.high[n : n + m], -programme.low[n : n + m], programme.high[n + m :]]),
        bounds=np.stack([np.zeros(len(programme.most)), programme.most], axis=1),
        method="highs",
        options={"time_limit": model.seconds},
    )
    if answer.status:
        raise Refused("no-time", seconds=model.seconds)
    beyond = -answer.ineqlin.marginals
    families = [np.zeros((n, family.size + 1), np.int64) for family in model.families]
    for (number, p, label), t in zip(programme.labels.tolist(), beyond[2 * m :].tolist(), strict=True):
        price = model.families[number].price
        most = np.inf if price is None else price * objective.prices
        families[number][p, label] = round(min(max(t, 0.0), most))
    v = np.rint(beyond[:m] - beyond[m : 2 * m]).astype(np.int64)
    return Dual(np.rint(-answer.eqlin.marginals).astype(np.int64), v, tuple(families))


def _stacked(parts: list[Any]) -> Any:
    from scipy.sparse import vstack  # noqa: PLC0415  # only where rules cross

    return vstack(parts)


def _whole_numbered(programme: Programme, pairs: int, missing: int, seconds: float) -> tuple[Whole, int]:
    """The shares of pairs, and how many reviews are missing."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  # only where rules cross

    answer = milp(
        programme.costs,
        integrality=(np.arange(len(programme.costs)) < pairs).astype(int),
        bounds=Bounds(0, programme.most),
        constraints=LinearConstraint(programme.matrix, programme.low, programme.high),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        raise Refused("no-time", seconds=seconds)
    short = answer.x[len(answer.x) - missing :] if missing else answer.x[:0]
    return np.rint(answer.x[:pairs]).astype(np.int64), round(float(short.sum()))
