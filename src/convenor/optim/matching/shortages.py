"""Why not all reviews can be assigned, and ways out: P. Hall's condition, read off the cut of a flow.

First come proposals that cannot have their panel whatever the others get, then sets of proposals that
together want more than their reviewers can take (P. Hall, J. London Math. Soc. 10, 1935; the set is the side
of a minimum cut, L. R. Ford and D. R. Fulkerson, 1956).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .model import BARRED, Model, Objective, model_of
from .optimum import Optimum, candidates_of, optimum
from .problem import Problem, Whole

SHOWN = 8  # keys in a sentence; all of them are in the values

CAUSES = {
    "few-reviewers": "Proposal {one} wants {wanted} reviews, and only {most} may judge it ({barred}).",
    "no-reader": "Proposal {one} wants somebody who reads its language, and nobody who may judge it does.",
    "few-institutions": "Proposal {one} wants {wanted} reviews, and those who may judge it are of {most}"
    " institutions ({barred}).",
    "all": "All proposals want {wanted} reviews, and all reviewers together take {most} at most.",
    "together": "{count} proposals ({proposals}) want {wanted} reviews and get {most} at most:"
    " {full} reviewers ({reviewers}) take all that they can.",
    "least": "{count} reviewers ({reviewers}) are to have {wanted} proposals at least, and can have {most}.",
    "crossing": "Institutions, languages and loads together leave no assignment, though each alone would.",
}
WAYS = {
    "take-more": "Let {reviewers} take more ({missing} in all).",
    "add-reviewers": "Add reviewers who may judge {proposals} ({missing} in all).",
    "want-fewer": "Want fewer reviews of {proposals} ({missing} in all).",
    "lift-bars": "Look again at who is barred from {proposals}: {barred}.",
    "ask-less": "Ask less of {reviewers} ({missing} in all).",
}


@dataclass(frozen=True, slots=True)
class Shortage:
    """``code`` is a key of ``CAUSES``, ``ways`` are keys of ``WAYS``; ``about`` fills the gaps of both.

    ``missing`` reviews; those of ``proposals``, for which ``reviewers`` take all that they can.
    """

    code: str
    missing: int
    proposals: tuple[int, ...] = ()
    reviewers: tuple[int, ...] = ()
    wanted: int = 0
    most: int = 0
    bars: dict[str, int] = field(default_factory=dict)  # by reason, of these proposals
    ways: tuple[str, ...] = ()

    @property
    def about(self) -> dict[str, Any]:
        barred = ", ".join(f"{reason}: {count}" for reason, count in sorted(self.bars.items()))
        return {
            "one": self.proposals[0] if self.proposals else "",
            "count": len(self.proposals or self.reviewers),
            "full": len(self.reviewers),
            "proposals": _listed(self.proposals),
            "reviewers": _listed(self.reviewers),
            "wanted": self.wanted,
            "most": self.most,
            "missing": self.missing,
            "barred": barred or "nobody is barred",
        }

    def __str__(self) -> str:
        sentences = (CAUSES[self.code], *(WAYS[way] for way in self.ways))
        return " ".join(sentence.format(**self.about) for sentence in sentences)


def told(short: Sequence[Shortage]) -> str:
    shown = " ".join(str(one) for one in short[:SHOWN])
    return shown if len(short) <= SHOWN else f"{shown} … and {len(short) - SHOWN} more."


def _listed(keys: Sequence[int]) -> str:
    shown = ", ".join(str(key) for key in keys[:SHOWN])
    return shown if len(keys) <= SHOWN else f"{shown} …"


def shortages(problem: Problem) -> list[Shortage]:
    """Why not all reviews can be assigned; nothing if they can."""
    model = model_of(problem)
    if (short := _all(problem)) is not None:
        return [short]
    alone = list(_alone(problem, model))
    eased = problem.wanted.copy()
    for one in alone:
        eased[one.proposals[0]] -= one.missing
    return [*alone, *_together(problem, replace(model, wanted=eased))]


def _all(problem: Problem) -> Shortage | None:
    wanted, most = int(problem.wanted.sum()), int(problem.most.sum())
    if wanted <= most:
        return None
    return Shortage("all", wanted - most, wanted=wanted, most=most)


def _alone(problem: Problem, model: Model) -> Iterator[Shortage]:
    """The proposals that cannot have their panel even if no other had one."""
    n, _ = problem.shape
    locks = np.bincount(problem.locked[:, 0], minlength=n)
    for p in np.flatnonzero(problem.wanted).tolist():
        may = np.flatnonzero((model.units[p] != BARRED) & (problem.most > 0))
        wanted, many = int(problem.wanted[p]), len(may) + int(locks[p])
        if many < wanted:
            yield _one(problem, "few-reviewers", p, many)
            continue
        team = np.concatenate([may, problem.locked[problem.locked[:, 0] == p, 1]])
        if problem.readers is not None and not problem.readers[p, team].any():
            yield _one(problem, "no-reader", p, wanted - 1)
        elif problem.institutions is not None and (apart := _apart(problem.institutions[team])) < wanted:
            yield _one(problem, "few-institutions", p, apart)


def _apart(institutions: Whole) -> int:
    known = institutions[institutions >= 0]
    return len(institutions) - len(known) + len(np.unique(known))


def _one(problem: Problem, code: str, p: int, most: int) -> Shortage:
    wanted = int(problem.wanted[p])
    bars = _bars(problem, [p])
    ways = ("add-reviewers", "want-fewer", *(["lift-bars"] if bars else []))
    return Shortage(code, wanted - most, (p,), (), wanted, most, bars, ways)


def _bars(problem: Problem, proposals: Sequence[int]) -> dict[str, int]:
    counts = np.bincount(problem.barred[list(proposals)].reshape(-1), minlength=len(problem.reasons) + 1)[1:]
    return {reason: int(count) for reason, count in zip(problem.reasons, counts, strict=False) if count}


def _together(problem: Problem, model: Model) -> Iterator[Shortage]:
    nothing = Objective(np.zeros(model.shape[0], np.int64))
    found = optimum(model, nothing, candidates_of(model), shortage=1)
    if found.value < 0 <= found.bound:
        yield Shortage("crossing", -found.value)
        return
    yield from _sets(problem, model, found)


def _sets(problem: Problem, model: Model, found: Optimum) -> Iterator[Shortage]:
    """The sides of the cut, one for each part of it that is connected."""
    n, m = model.shape
    chosen = np.concatenate([found.pairs[found.shares > 0], problem.locked @ [m, 1]])
    missing = model.wanted - np.bincount(chosen // m, minlength=n)
    idle = np.maximum(model.least - np.bincount(chosen % m, minlength=m), 0)
    short, full = np.flatnonzero(found.dual.proposals < 0), np.flatnonzero(found.dual.reviewers > 0)
    for proposals, reviewers in _parts(model, short, full):
        lacking = int(missing[proposals].sum())
        if lacking:
            yield _set(problem, model, proposals, reviewers, lacking)
    least = np.flatnonzero((found.dual.reviewers < 0) & (model.least > 0))
    if idle.any():
        asked, lacking = int(model.least[least].sum()), int(idle.sum())
        yield Shortage("least", lacking, (), tuple(least.tolist()), asked, asked - lacking, {}, ("ask-less",))


def _set(problem: Problem, model: Model, proposals: Whole, reviewers: Whole, missing: int) -> Shortage:
    wanted = int(model.wanted[proposals].sum())
    bars = _bars(problem, proposals.tolist())
    possible = {"take-more": len(reviewers), "add-reviewers": 1, "want-fewer": 1, "lift-bars": len(bars)}
    return Shortage(
        "together",
        missing,
        tuple(proposals.tolist()),
        tuple(reviewers.tolist()),
        wanted,
        wanted - missing,
        bars,
        tuple(way for way, is_possible in possible.items() if is_possible),
    )


def _parts(model: Model, proposals: Whole, reviewers: Whole) -> Iterator[tuple[Whole, Whole]]:
    """The connected parts of the graph of free pairs."""
    from scipy.sparse import coo_array  # noqa: PLC0415  # only where something is short
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    some = len(proposals)
    p, r = np.nonzero(model.units[np.ix_(proposals, reviewers)] != BARRED)
    size = some + len(reviewers)
    graph = coo_array((np.ones(len(p), np.int8), (p, some + r)), shape=(size, size))
    count, part = connected_components(graph, directed=False)
    for number in range(count):
        here = np.flatnonzero(part == number)
        yield proposals[here[here < some]], reviewers[here[here >= some] - some]
