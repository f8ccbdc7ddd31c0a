"""A problem as JSON, as ``docs/reference/matching.md`` tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .problem import UNIT, Balance, Problem
from .refusals import Refused

BUNDLE = "convenor matching bundle 1"
FIELDS = {
    "scores",
    "wanted",
    "most",
    "least",
    "barred",
    "locked",
    "started",
    "institutions",
    "readers",
    "balances",
}


def read(form: Mapping[str, Any]) -> Problem:
    """The problem that ``form`` tells. Raises ``Refused`` for what is not of the form or makes no sense."""
    if not isinstance(form, Mapping):
        raise Refused("form", where="The file", what="one object with scores and most is wanted")
    for name in sorted(FIELDS ^ set(form)):
        if name not in FIELDS:
            raise Refused("form", where=name, what="there is no such field")
        if name in ("scores", "most"):
            raise Refused("form", where=name, what="it is missing")
    try:
        return _read(form)
    except Refused:
        raise
    except (TypeError, ValueError, KeyError, OverflowError) as broken:
        raise Refused("form", where="The file", what=f"a value is not of the form ({broken})") from broken


def _read(form: Mapping[str, Any]) -> Problem:
    scores = np.asarray(form["scores"], np.float64)
    if scores.shape == (0,):
        scores = scores.reshape(0, np.size(form["most"]) if np.ndim(form["most"]) else 0)
    barred, reasons = _bars(form.get("barred", ()), scores.shape)
    institutions, readers = form.get("institutions"), form.get("readers")
    return Problem.of(
        scores,
        wanted=form.get("wanted", 3),
        most=form["most"],
        least=form.get("least", 0),
        barred=barred,
        reasons=reasons,
        locked=[_pair("locked", pair) for pair in form.get("locked", ())],
        started=[_pair("started", pair) for pair in form.get("started", ())],
        institutions=None if institutions is None else _labels(institutions),
        readers=None if readers is None else np.asarray(readers, bool).reshape(scores.shape),
        balances=[
            Balance(str(one["name"]), _labels(one["labels"]), float(one["price"]))
            for one in form.get("balances", ())
        ],
    )


def _pair(name: str, pair: Any) -> tuple[int, int]:
    match pair:
        case [p, r] if type(p) is type(r) is int:
            return p, r
    raise Refused("form", where=name, what=f"{pair!r} is no pair of whole numbers")


def _labels(given: list[int | None]) -> Any:
    return np.array([-1 if label is None else label for label in given], np.int64)


def _bars(given: Any, shape: tuple[int, ...]) -> tuple[Any, tuple[str, ...]]:
    """The table of bars and their reasons; of a pair that is barred twice the first reason counts."""
    table, reasons = np.zeros(shape, np.uint8), list(dict.fromkeys(str(reason) for _, _, reason in given))
    for *pair, reason in given:
        p, r = _pair("barred", pair)
        if not (0 <= p < shape[0] and 0 <= r < shape[1]):
            raise Refused("unknown", name="barred", key=[p, r])
        if not table[p, r]:
            table[p, r] = 1 + reasons.index(str(reason))
    return table, tuple(reasons)


def written(problem: Problem) -> dict[str, Any]:
    """``problem`` in the form, with tables as arrays, which ``check`` reads too."""
    form: dict[str, Any] = {
        "scores": problem.scores,
        "wanted": problem.wanted.tolist(),
        "most": problem.most.tolist(),
        "least": problem.least.tolist(),
        "barred": problem.barred,
        "locked": problem.locked.tolist(),
        "started": problem.started.tolist(),
        "balances": [
            {"name": one.name, "labels": one.labels.tolist(), "price": one.price} for one in problem.balances
        ],
    }
    if problem.institutions is not None:
        form["institutions"] = problem.institutions.tolist()
    if problem.readers is not None:
        form["readers"] = problem.readers
    return form


def bundle(problem: Problem, certificate: Mapping[str, Any], codes: Sequence[str]) -> dict[str, Any]:
    """Both in one, as plain JSON, for ``check``; proposals by their codes, reviewers by numbers alone.

    Why a pair may not be is left out: it may tell of a person, and proves nothing.
    """
    form = written(problem)
    units = (problem.units(first, first + 1) for first in range(len(codes)))
    form["scores"] = [[one / UNIT for one in row[0].tolist()] for row in units]
    form["barred"] = [[p, r, "barred"] for p, r in np.argwhere(problem.barred != 0).tolist()]
    if problem.readers is not None:
        form["readers"] = problem.readers.astype(int).tolist()
    return {"format": BUNDLE, "proposals": list(codes), "problem": form, "certificate": dict(certificate)}
