"""Public instances of conferences with cells: what is found and proven, and what two judges say.

The plan is judged by the checker of our own form and by the evaluator of the instance's, neither of which
shares code with the solver.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import Figure, Options
from bench.timetable import cosplib, tbcsp
from bench.timetable.cells import as_schedule, as_tbcsp, of_exact, of_full, of_tbcsp
from bench.timetable.cosplib import Term
from bench.timetable.cosplib_value import evaluate_exact, evaluate_full
from bench.timetable.tbcsp_value import evaluate
from convenor.optim.timetable.cells.check import verify
from convenor.optim.timetable.cells.form import answer, read
from convenor.optim.timetable.cells.solve import Solved, solve
from convenor.optim.timetable.limits import Limits
from convenor.optim.timetable.refusals import Refused

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "timetable"
EJOR = ("N2OR", "GECCO19", "GECCO20", "GECCO21", "OR60F", "OR60F2")

# What others reached with the full objective, each with the conflicts of presenters in it, where these are
# known: of the released files, of the authors' hyper-heuristic, and of a prototype.
REFERENCES = {
    "N2OR": ((2, 0), (1, 0)),
    "GECCO19": ((1000116, 0), (140123, 0), (36, 0)),
    "GECCO20": ((6298, 0), (5773, 0)),
    "GECCO20Poster": ((0, 0),),
    "GECCO20Workshop": ((69325, 0),),
    "GECCO21": ((11130, 0), (10933, 3)),
    "GECCO21Workshop": ((10782, 0),),
    "GECCO22": ((1018604, 0), (1657, 0)),
    "GECCO23Workshop": ((261281, 0),),
    "OR60": ((4464, 0), (80, 0)),
    "OR60F": ((433, 0), (162, 1)),
    "OR60F2": ((1660, 0), (538, 1)),
}
CLOSE, ENOUGH = 5.0, 5  # at most so many hundredths open, for so many instances

# A plan -> its value, and how many rules it breaks.
Judge = Callable[[list[Mapping[str, Any]]], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Read:
    """An instance: our form of it, and who judges its plans."""

    name: str
    form: dict[str, Any]
    judge: Judge


def track_based(options: Options) -> Iterator[Figure]:
    """Instances of TBCSP: each is to be closed, with a plan of the value that is proven or as impossible."""
    paths = options.files or sorted((GIVEN / "tbcsp").glob("*.cs"))
    seconds = []
    for path in paths:
        for figure in _measured(_tbcsp(path), options, {"seconds": "<= 20", "gap": "== 0"}):
            seconds += [figure.value] if figure.figure.endswith(": seconds") else []
            yield figure
    if len(seconds) > 1:
        yield Figure("median: seconds", median(seconds), "s", "<= 6")


def exact_model(options: Options) -> Iterator[Figure]:
    """The exact model of EJOR 2024: each is to be proven."""
    paths = options.files or [GIVEN / "cosplib" / f"{name}.xlsx" for name in EJOR]
    for path in paths:
        yield from _measured(_exact(path), options, {"seconds": "<= 30", "gap": "== 0"})


def full_objective(options: Options) -> Iterator[Figure]:
    """The sixteen weighted terms of CoSPLib: never worse than what others reached, and what remains open."""
    paths = options.files or sorted((GIVEN / "cosplib").glob("*.xlsx"))
    close = 0
    for path in paths:
        instance = cosplib.read(path)
        given = Read(instance.name, of_full(instance), partial(_worth, instance))
        for figure in _measured(given, options, {"seconds": "", "gap": ""}, partial(_of_full, instance)):
            close += figure.figure.endswith(": open") and figure.value <= CLOSE
            yield figure
    if len(paths) > 1:
        yield Figure("instances closed to 5 %", close, "instances", f">= {ENOUGH}")


def _worth(instance: cosplib.Instance, plan: list[Mapping[str, Any]]) -> tuple[int, int]:
    judged = evaluate_full(instance, as_schedule(instance, plan))
    return judged.total, len(judged.broken) + len(judged.empty_cells)


def _of_full(instance: cosplib.Instance, solved: Solved, name: str) -> Iterator[Figure]:
    """Conflicts apart, the gap in hundredths, and what others had with as few conflicts."""
    judged = evaluate_full(instance, as_schedule(instance, answer(solved)["plan"]))
    for term, count in judged.conflicts.items():
        yield Figure(f"{name}: {term}", count, "conflicts")
    rest = 100 * (solved.value - solved.bound) / solved.value if solved.value else 0.0
    yield Figure(f"{name}: open", round(rest, 2), "% of the value")
    mine = judged.conflicts[Term.PRESENTERS]
    known = [value for value, theirs in REFERENCES.get(instance.name, ()) if theirs <= mine]
    if known:
        yield Figure(f"{name}: beyond others", judged.total - min(known), "as the value", "<= 0")


def _tbcsp(path: Path) -> Read:
    instance = tbcsp.read(path)

    def judge(plan: list[Mapping[str, Any]]) -> tuple[int, int]:
        judged = evaluate(instance, as_tbcsp(plan))
        return judged.total, len(judged.broken)

    return Read(instance.name, of_tbcsp(instance), judge)


def _exact(path: Path) -> Read:
    instance = cosplib.read(path)

    def judge(plan: list[Mapping[str, Any]]) -> tuple[int, int]:
        judged = evaluate_exact(instance, as_schedule(instance, plan))
        return judged.total, len(judged.broken)

    return Read(instance.name, of_exact(instance), judge)


def _no_more(_solved: Solved, _name: str) -> Iterator[Figure]:
    return iter(())


def _measured(
    given: Read,
    options: Options,
    reach: dict[str, str],
    more: Callable[[Solved, str], Iterator[Figure]] = _no_more,
) -> Iterator[Figure]:
    """Reading is not in the seconds; making the model and the plan is."""
    for seed in range(options.seed, options.seed + options.seeds):
        name = given.name if options.seeds == 1 else f"{given.name}, seed {seed}"
        began, worked = time.perf_counter(), time.process_time()
        solved = _solved(given.form, Limits(options.seconds, seed=seed))
        yield Figure(f"{name}: seconds", round(time.perf_counter() - began, 2), "s", reach["seconds"])
        yield Figure(f"{name}: cpu_seconds", round(time.process_time() - worked, 2), "s")
        if isinstance(solved, Refused):
            is_proven = solved.code == "no-plan"
            yield Figure(f"{name}: proven impossible", int(is_proven), "1 for yes", "== 1")
        else:
            yield from _judged(given, solved, name, reach)
            yield from more(solved, name)


def _solved(form: dict[str, Any], limits: Limits) -> Solved | Refused:
    try:
        return solve(read(form), limits=limits)
    except Refused as refusal:
        return refusal


def _judged(given: Read, solved: Solved, name: str, reach: dict[str, str]) -> Iterator[Figure]:
    told = answer(solved)
    value, broken = given.judge(told["plan"])
    wrong = len(verify(given.form, told)) + broken + (value != solved.value)
    yield Figure(f"{name}: value", value, "by the evaluator of the format")
    yield Figure(f"{name}: bound", solved.bound, "as the value")
    yield Figure(f"{name}: gap", value - solved.bound, "as the value", reach["gap"])
    yield Figure(f"{name}: wrong", wrong, "sentences of two judges", "== 0")
