"""What the solver gave, as it is kept: numbers of the inputs become keys of rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from convenor.kernel.queued import RunState
from convenor.review.actions.matching import Answer, Proof
from convenor.review.matching.gathering import GENDER, Gathered
from convenor.review.runs import PROBLEMS
from convenor.review.suggested import PairChange

_KEPT = ("stages", "prices", "remarks", "missing")


def answer_of(given: Mapping[str, Any], of: Gathered, bundle: bytes = b"") -> Answer:
    """``given`` by ``solving`` for the inputs of ``of``; ``bundle`` is its proof, gzipped."""
    inputs = _hash_of(of.inputs)
    result = {name: given[name] for name in _KEPT if name in given}
    result["shortages"] = [_shortage(each, of) for each in given.get("shortages", ())]
    if problem := given.get("problem"):
        known = problem if problem in PROBLEMS else "broken"
        return Answer(RunState.FAILED, known, inputs, result=result)
    if "pairs" not in given:
        return Answer(RunState.SHORT, "", inputs, result=result)
    return Answer(
        RunState.DONE,
        "",
        inputs,
        given["solver"][:60],
        given["certificate"],
        {**result, **_figures(given)},
        _pairs(given, of),
        Proof(given["proof"], bundle, [each.pk for each in of.proposals]) if "proof" in given else None,
    )


def _hash_of(inputs: Mapping[str, Any]) -> str:
    """Without what people say of their gender: who knows the rest could try out what gives this hash."""
    told = [[name, labels] for name, labels in inputs["balances"] if name != GENDER]
    return hashlib.sha256(json.dumps({**inputs, "balances": told}, sort_keys=True).encode()).hexdigest()


def _shortage(told: Mapping[str, Any], of: Gathered) -> dict[str, Any]:
    return {
        **told,
        "proposals": [of.proposals[p].pk for p in told["proposals"]],
        "reviewers": [of.reviewers[r].pk for r in told["reviewers"]],
    }


def _figures(given: Mapping[str, Any]) -> dict[str, Any]:
    """The sum of all scores and the worst pair, in millionths."""
    scores = [score for _p, _r, score, _why in given["pairs"]]
    return {"total": sum(scores), "worst_pair": min(scores, default=0)}


def _pairs(given: Mapping[str, Any], of: Gathered) -> list[tuple[int, int, str, int, Mapping[str, Any]]]:
    found = []
    for p, r, score, why in given["pairs"]:
        why["instead"] = [[of.reviewers[other].pk, points] for other, points in why["instead"]]
        pair = (of.proposals[p].pk, of.reviewers[r].pk)
        change = PairChange.STAYS if pair in of.before else PairChange.NEW
        found.append((*pair, str(change), score, why))
    chosen = {(proposal, reviewer) for proposal, reviewer, *_rest in found}
    gone = sorted(of.before - chosen)
    return [*found, *((proposal, reviewer, str(PairChange.GOES), 0, {}) for proposal, reviewer in gone)]
