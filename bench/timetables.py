"""Timetables of our own form: what is found and proven, and whether a judge who shares no code agrees."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from bench import building
from bench.figures import Bench, Figure, Options
from bench.homes import home
from convenor.optim.timetable.check import verify
from convenor.optim.timetable.form import answer, read
from convenor.optim.timetable.solve import Limits, solve


def measure(options: Options, form: Any, *, reach: dict[str, str]) -> Iterator[Figure]:
    """One problem, within the seconds that were asked for: what a goal has left over, and its gap."""
    started = time.perf_counter()
    problem = read(form)
    solved = solve(problem, limits=Limits(options.seconds, seed=options.seed))
    seconds = time.perf_counter() - started
    yield Figure("seconds", round(seconds, 2), "s", reach.get("seconds", ""))
    yield Figure("sessions", len(problem.sessions), "sessions")
    yield Figure("wrong", len(verify(form, answer(solved, problem))), "sentences", "== 0")
    for each in solved.reached:
        yield Figure(f"{each.goal}_value", each.value, "in its own unit")
        yield Figure(f"{each.goal}_bound", each.bound, "in its own unit")
    gaps = sum(not each.is_optimal for each in solved.reached)
    yield Figure("goals_without_proof", gaps, "goals", reach.get("proof", ""))


def files(options: Options) -> Iterator[Figure]:
    """Any problem in JSON of our form."""
    for path in options.files:
        yield from measure(options, json.loads(path.read_text()), reach={})


def demo(options: Options) -> Iterator[Figure]:
    """The demonstration edition, planned from nothing. Loading it is not in the time."""
    with home() as environment:
        environment["CONVENOR_DEMO"] = "yes"
        asked = [sys.executable, "-m", "bench.exporting"]
        printed = subprocess.run(
            asked, env=environment, check=True, capture_output=True, text=True
        ).stdout  # ours
    yield from measure(options, json.loads(printed), reach={"seconds": "<= 10", "proof": "== 0"})


BENCH = Bench(
    "timetable",
    "the best timetable by goals in order: value, proven bound, time, and the judge's opinion",
    {"demo": demo, "file": files, "building": building.measure},
)
