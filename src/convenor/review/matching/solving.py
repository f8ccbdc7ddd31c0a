"""``python -m convenor.review.matching.solving FOLDER``: work one run out, in a process of its own.

Reads ``inputs.json`` there, and what is ``kept``; writes how far it is into ``step`` and the answer into
``answer.json``. It never opens the database, and alone loads the solvers: whatever ends it, nothing is lost.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convenor.optim.affinity.scoring import Affinity
    from convenor.optim.matching.problem import Problem
    from convenor.optim.matching.solve import Solved

LESS = {"weighed": 0.2, "each-other": 0.1}  # of the score, for what does not bar and still speaks against
BALANCE_PRICE = 0.05  # each reviewer of a region, say, that is on the panel already
PRICED_BELOW = 5.0  # seconds: what took longer is not solved again for the price of each rule
PRICED = ("locks", "least", "institutions", "readers", "balance", "kept", "floor", "fair")
INSTEAD = 3
MOST_PROVEN = 4_000_000  # pairs: what is larger is checked here, and not kept to be checked elsewhere
ROUNDS = 50
PROOF = "proof.json.gz"

Inputs = dict[str, Any]


class Kept(MutableMapping[str, bytes]):
    """A folder of files, one a key. ``used`` are the keys that were asked for or put."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.used = folder, dict[str, None]()
        folder.mkdir(exist_ok=True)

    def __getitem__(self, key: str) -> bytes:
        try:
            found = (self.folder / key).read_bytes()
        except FileNotFoundError:
            raise KeyError(key) from None
        self.used[key] = None
        return found

    def __setitem__(self, key: str, value: bytes) -> None:
        (self.folder / key).write_bytes(value)
        self.used[key] = None

    def __delitem__(self, key: str) -> None:
        (self.folder / key).unlink()

    def __iter__(self) -> Iterator[str]:
        return (path.name for path in self.folder.iterdir())

    def __len__(self) -> int:
        return sum(1 for _path in self.folder.iterdir())


def work_out(
    inputs: Inputs,
    kept: MutableMapping[str, bytes],
    tell: Callable[[int], object],
    kept_at: Path | None = None,
) -> Inputs:
    """The answer as plain values: ``problem``, ``shortages``, or ``pairs`` with what is proven of them.

    The proof is written to ``kept_at``, gzipped; the answer has its hash. Where the inputs are not to be
    told, there is no proof, no hash of a certificate, no price, and of goals only whether they are reached.
    """
    from convenor.optim.matching.refusals import Refused  # noqa: PLC0415  # needs what a web server has not

    tell(1)
    affinity = _affinity(inputs, kept)
    remarks = {key: sorted(each.value for each in found) for key, found in affinity.remarks.items()}
    try:
        problem = _problem(inputs, affinity)
        tell(2)
        short = _shortages(problem)
        if short and not inputs["partial"]:
            return {"shortages": [asdict(each) for each in short], "remarks": remarks}
        if short:
            problem = _eased(problem)
        tell(3)
        started = time.monotonic()
        solved = _solved(inputs, problem)
        seconds = time.monotonic() - started
        tell(4)
        return {
            **_checked(inputs, problem, solved),
            **_proof(inputs, problem, solved, kept_at),
            "shortages": [asdict(each) for each in short],
            "remarks": remarks,
            "pairs": _pairs(inputs, affinity, problem, solved),
            "prices": _prices(inputs, problem) if seconds < PRICED_BELOW and _is_priced(inputs) else [],
            "missing": int(sum(each["wanted"] for each in inputs["proposals"]) - problem.wanted.sum()),
        }
    except Refused as refusal:
        return {"problem": refusal.code, "remarks": remarks}


def _affinity(inputs: Inputs, kept: MutableMapping[str, bytes]) -> Affinity:
    from convenor.optim.affinity.meaning import installed  # noqa: PLC0415  # needs what a web server has not
    from convenor.optim.affinity.people import Bid, Proposal, Reviewer, Work  # noqa: PLC0415  # as above
    from convenor.optim.affinity.scoring import affinity_of  # noqa: PLC0415  # as above

    proposals = [
        Proposal(each["key"], each["title"], each["abstract"], each["language"], frozenset(each["topics"]))
        for each in inputs["proposals"]
    ]
    reviewers = [
        Reviewer(
            each["key"],
            tuple(Work(title, abstract, year) for title, abstract, year in each["works"]),
            frozenset(each["languages"]),
            frozenset(each["topics"]),
            tuple(each["words"]),
        )
        for each in inputs["reviewers"]
    ]
    bids = {(proposals[p].key, reviewers[r].key): Bid(wish) for p, r, wish in inputs["bids"]}
    return affinity_of(proposals, reviewers, bids=bids, kept=kept, meaning=installed())


def _problem(inputs: Inputs, affinity: Affinity) -> Problem:
    import numpy as np  # noqa: PLC0415  # as above

    from convenor.optim.matching.problem import Balance, Problem  # noqa: PLC0415  # as above

    barred, reasons = _bars(inputs)
    scores = affinity.scores.copy()
    for p, r, why in inputs["less"]:
        scores[p, r] -= LESS[why]
    balances = [
        Balance(name, np.array(labels, np.int64), BALANCE_PRICE) for name, labels in inputs["balances"]
    ]
    return Problem.of(
        scores,
        wanted=[each["wanted"] for each in inputs["proposals"]],
        most=[each["most"] for each in inputs["reviewers"]],
        least=[each["least"] for each in inputs["reviewers"]],
        barred=barred,
        reasons=reasons,
        locked=[(p, r) for p, r in inputs["locked"]],
        started=[(p, r) for p, r in inputs["started"]],
        institutions=inputs["institutions"],
        readers=None if inputs["readers"] is None else np.array(inputs["readers"], np.bool_),
        balances=balances,
    )


def _bars(inputs: Inputs) -> tuple[Any, list[str]]:
    """The table of bars and their reasons; who does not review for the track is barred as well."""
    import numpy as np  # noqa: PLC0415  # as above

    reasons = ["track", *sorted({why for _p, _r, why in inputs["barred"]})]
    tracks = np.array([each["track"] for each in inputs["proposals"]])
    barred = np.zeros((len(tracks), len(inputs["reviewers"])), np.uint8)
    for r, each in enumerate(inputs["reviewers"]):
        barred[~np.isin(tracks, each["tracks"]), r] = 1
    for p, r in inputs["exempt"]:
        barred[p, r] = 0
    for p, r, why in inputs["barred"]:
        barred[p, r] = 1 + reasons.index(why)
    return barred, reasons


def _shortages(problem: Problem) -> list[Any]:
    from convenor.optim.matching.shortages import shortages  # noqa: PLC0415  # as above

    return shortages(problem)


def _eased(problem: Problem) -> Problem:
    """The same with fewer reviews wanted, where there cannot be more: those go first that want the most."""
    import numpy as np  # noqa: PLC0415  # as above

    locks = np.bincount(problem.locked[:, 0], minlength=len(problem.wanted))
    for _round in range(ROUNDS):
        short = _shortages(problem)
        if not short:
            break
        wanted, readers = problem.wanted.copy(), problem.readers
        if any(each.code == "least" for each in short):
            problem = replace(problem, least=np.zeros_like(problem.least))
        for each in short:
            if each.code == "no-reader" and readers is not None:
                readers = readers.copy()
                readers[list(each.proposals)] = True
            else:
                _want_fewer(wanted, locks, each.proposals or range(len(wanted)), each.missing)
        problem = replace(problem, wanted=wanted, readers=readers)
    return problem


def _want_fewer(wanted: Any, locks: Any, proposals: Sequence[int], missing: int) -> None:
    for _one in range(missing):
        most = max(proposals, key=lambda p: (wanted[p] > locks[p], wanted[p]))
        if wanted[most] <= locks[most]:
            return
        wanted[most] -= 1


def _solved(inputs: Inputs, problem: Problem) -> Solved:
    from convenor.optim.matching.lots import solve_by_lot  # noqa: PLC0415  # as above
    from convenor.optim.matching.solve import Goal, solve  # noqa: PLC0415  # as above

    if inputs["chance"]:
        return solve_by_lot(problem, Fraction(inputs["chance"]), int(inputs["seed"], 16))
    return solve(problem, [Goal(name) for name in inputs["goals"]])


def _is_priced(inputs: Inputs) -> bool:
    return not (inputs["chance"] or inputs["is_untold"])


def _checked(inputs: Inputs, problem: Problem, solved: Solved) -> Inputs:
    """What is proven, if the checker, which shares no code with the solver, finds nothing wrong."""
    from convenor.optim.matching.check import verify  # noqa: PLC0415  # as above
    from convenor.optim.matching.form import written  # noqa: PLC0415  # as above

    if wrong := verify(written(problem), solved.certificate):
        sys.stderr.write("" if inputs["is_untold"] else "\n".join(wrong))
        return {"problem": "unproven"}
    if inputs["is_untold"]:
        stages = [
            {"goal": stage["goal"], "is_best": stage["value"] == stage["bound"]}
            for stage in solved.certificate["stages"]
        ]
        return {"solver": solved.certificate["solver"], "certificate": "", "stages": stages}
    told = json.dumps(solved.certificate, sort_keys=True).encode()
    whole = solved.certificate.get("lots", {}).get("whole", 1)
    return {
        "solver": solved.certificate["solver"],
        "certificate": sha256(told).hexdigest(),
        "stages": [
            {name: stage[name] for name in ("goal", "value", "bound")}
            | ({"whole": whole} if stage["goal"] == "expected" else {})
            for stage in solved.certificate["stages"]
        ],
    }


def _proof(inputs: Inputs, problem: Problem, solved: Solved, kept_at: Path | None) -> Inputs:
    from convenor.optim.matching.form import bundle  # noqa: PLC0415  # as above

    if kept_at is None or inputs["is_untold"] or problem.barred.size > MOST_PROVEN:
        return {}
    codes = [each["key"] for each in inputs["proposals"]]
    told = json.dumps(bundle(problem, solved.certificate, codes), separators=(",", ":")).encode()
    kept_at.write_bytes(gzip.compress(told, 6, mtime=0))
    return {"proof": sha256(told).hexdigest()}


def _pairs(inputs: Inputs, affinity: Affinity, problem: Problem, solved: Solved) -> list[list[Any]]:
    """(proposal, reviewer, score in millionths, why) of each pair, with who is left of an earlier one."""
    from convenor.optim.matching.prices import replacements  # noqa: PLC0415  # as above

    less = {(p, r): why for p, r, why in inputs["less"]}
    lots = solved.certificate.get("lots", {"shares": [], "whole": 1})
    chances = {(p, r): share / lots["whole"] for p, r, share in lots["shares"]}
    panels = solved.panels
    found = []
    for p, panel in enumerate(panels):
        for r in panel:
            why = _why(affinity, p, r)
            if (p, r) in less:
                why["less"] = [less[p, r], LESS[less[p, r]]]
            if inputs["chance"]:
                why["chance"] = chances.get((p, r), 1.0)
            others = replacements(problem, panels, p, r)[:INSTEAD]
            why["instead"] = [[each.reviewer, round(each.score * 1e6)] for each in others]
            found.append([p, r, int(problem.units(p, p + 1)[0][r]), why])
    return found


def _why(affinity: Affinity, p: int, r: int) -> Inputs:
    from convenor.optim.affinity.explaining import explain  # noqa: PLC0415  # as above

    told = explain(affinity, p, r)
    return {
        **{
            name: round(getattr(told, name), 6)
            for name in ("text", "meaning", "topics", "language", "wish", "similarity")
        },
        "closest": [[each.work.title, each.work.year, round(each.similarity, 6)] for each in told.closest],
        "terms": [[each.term, round(each.part, 6)] for each in told.terms],
        "rest": round(told.rest, 6),
        "has_works": told.has_works,
        "reads": told.reads,
        "shared": [sorted(told.shared_topics), list(told.words)],
        "bid": told.bid.value if told.bid else "",
    }


def _prices(inputs: Inputs, problem: Problem) -> list[Inputs]:
    from convenor.optim.matching.prices import prices  # noqa: PLC0415  # as above
    from convenor.optim.matching.refusals import Refused  # noqa: PLC0415  # as above
    from convenor.optim.matching.solve import Goal  # noqa: PLC0415  # as above

    found: list[Inputs] = []
    goals = [Goal(name) for name in inputs["goals"]]
    # A rule whose absence was not solved in time has no price, nor have those after it.
    with suppress(Refused):
        for each in prices(problem, goals, kinds=PRICED):
            found.append({"kind": each.kind, "name": each.name, "price": round(each.price, 6)})  # noqa: PERF401  # those before a refusal stay
    return found


def main(folder: Path) -> int:
    inputs: Inputs = json.loads((folder / "inputs.json").read_text())
    kept = Kept(folder / "kept")
    try:
        tell = (folder / "step").write_text
        answer = work_out(inputs, kept, lambda step: tell(str(step)), folder / PROOF)
    except ModuleNotFoundError:
        answer = {"problem": "not-installed"}
    answer["used"] = list(kept.used)
    (folder / "answer.json").write_text(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
