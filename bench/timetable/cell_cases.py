"""Public instances of conferences with cells: what is found and proven, and what two judges say.

The plan is judged by the checker of our own form and by the evaluator of the instance's, neither of which
shares code with the solver.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import Figure, Options
from bench.timetable import cosplib, tbcsp
from bench.timetable.cells import as_schedule, as_tbcsp, of_exact, of_tbcsp
from bench.timetable.cosplib_value import evaluate_exact
from bench.timetable.tbcsp_value import evaluate
from convenor.optim.timetable.cells.check import verify
from convenor.optim.timetable.cells.form import answer, read
from convenor.optim.timetable.cells.solve import Solved, solve
from convenor.optim.timetable.limits import Limits
from convenor.optim.timetable.refusals import Refused

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "timetable"
EJOR = ("N2OR", "GECCO19", "GECCO20", "GECCO21", "OR60F", "OR60F2")

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


def _measured(given: Read, options: Options, reach: dict[str, str]) -> Iterator[Figure]:
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
