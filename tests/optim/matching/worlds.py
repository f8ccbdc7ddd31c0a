"""Problems made up for the tests, and the best assignments found by looking at all of them."""

from itertools import combinations, product
from math import lcm

import numpy as np

from convenor.optim.matching.problem import UNIT, Balance, Problem


def topics(n, m, *, seed=1, barred=0.01, **given):
    """Proposals and reviewers in a space of topics; a share of pairs is barred."""
    rng = np.random.default_rng(seed)
    proposals, reviewers = rng.dirichlet(np.full(12, 0.15), n), rng.dirichlet(np.full(12, 0.15), m)
    scores = proposals @ reviewers.T + 0.05 * rng.random((n, m))
    return Problem.of(scores, barred=rng.random((n, m)) < barred, **given)


def assignments(problem):
    """Every assignment that keeps to the hard rules, by looking at all."""
    n, m = problem.shape
    panels = [
        [panel for panel in combinations(range(m), int(problem.wanted[p])) if is_allowed(problem, p, panel)]
        for p in range(n)
    ]
    for chosen in product(*panels):
        loads = np.bincount([r for panel in chosen for r in panel], minlength=m)
        if (problem.least <= loads).all() and (loads <= problem.most).all():
            yield chosen


def is_allowed(problem, p, panel):
    if any(problem.barred[p, r] for r in panel):
        return False
    if any(r not in panel for q, r in problem.locked if q == p):
        return False
    if problem.readers is not None and panel and not any(problem.readers[p, r] for r in panel):
        return False
    if problem.institutions is None:
        return True
    known = [problem.institutions[r] for r in panel if problem.institutions[r] >= 0]
    return len(set(known)) == len(known)


def units(problem):
    return np.rint(problem.scores * UNIT).astype(int)


def sums(problem, panels):
    return [int(units(problem)[p, list(panel)].sum()) for p, panel in enumerate(panels)]


def price(problem, panels):
    over = 0
    for balance in problem.balances:
        for panel in panels:
            known = [balance.labels[r] for r in panel if balance.labels[r] >= 0]
            over += round(balance.price * UNIT) * (len(known) - len(set(known)))
    return over


def worth(problem, panels):
    return sum(sums(problem, panels)) - price(problem, panels)


def worst_pair(problem, panels):
    locked = {(int(p), int(r)) for p, r in [*problem.locked, *problem.started]}
    scores = [units(problem)[p, r] for p, panel in enumerate(panels) for r in panel if (p, r) not in locked]
    return min(scores, default=None)


def kept(problem, panels):
    return sum(r in panels[p] for p, r in problem.started)


def fair(problem, panels):
    """The least mean of a proposal, times the least common multiple of the numbers of reviews."""
    most = lcm(*(int(k) for k in problem.wanted if k))
    scaled = zip(sums(problem, panels), problem.wanted, strict=True)
    return min((one * (most // int(k)) for one, k in scaled if k), default=None)


def small(rng, *, with_groups=False, with_readers=False, with_started=False, with_balance=False):
    """A problem small enough to look at all assignments; often none is possible."""
    n, m = rng.integers(1, 4), rng.integers(2, 5)
    least = rng.integers(0, 2, m)
    given = {
        "wanted": rng.integers(1, 3, n),
        "least": least,
        "most": least + rng.integers(0, 3, m),
        "barred": rng.random((n, m)) < 0.15,
    }
    if with_groups:
        given["institutions"] = rng.integers(-1, 2, m)
    if with_readers:
        given["readers"] = rng.random((n, m)) < 0.5
    if with_balance:
        prices = rng.integers(0, 5, 2) / 4
        given["balances"] = [
            Balance(name, rng.integers(-1, 2, m), price)
            for name, price in zip(("region", "seniority"), prices, strict=True)
        ]
    if with_started:
        given["started"] = np.argwhere(rng.random((n, m)) < 0.3)
    scores = rng.integers(-5, 6, (n, m)) / 4
    return Problem.of(scores, **given)


__all__ = [
    "Balance",
    "assignments",
    "fair",
    "is_allowed",
    "kept",
    "price",
    "small",
    "sums",
    "topics",
    "units",
    "worst_pair",
    "worth",
]
