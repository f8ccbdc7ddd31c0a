"""Timetables of our own form: what is found and proven, and whether a judge who shares no code agrees."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from bench import building
from bench.figures import Bench, Figure, Measure, Options
from bench.homes import home
from bench.timetable import large, losses, planted
from bench.timetable.cell_cases import exact_model, full_objective, track_based
from bench.timetable.large_form import form as large_form
from convenor.optim.timetable.check import broken, verify
from convenor.optim.timetable.explain import explain
from convenor.optim.timetable.form import answer, read, write_plan
from convenor.optim.timetable.problem import Goal
from convenor.optim.timetable.repair import repair
from convenor.optim.timetable.solve import Limits, solve


class Watch:
    """What has gone by since it was made: time, and the work of this process."""

    def __init__(self) -> None:
        self.began, self.worked = time.perf_counter(), time.process_time()

    @property
    def seconds(self) -> float:
        return round(time.perf_counter() - self.began, 2)

    def figures(self, reach: dict[str, str]) -> Iterator[Figure]:
        yield Figure("seconds", self.seconds, "s", reach.get("seconds", ""))
        yield Figure("cpu_seconds", round(time.process_time() - self.worked, 2), "s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        yield Figure("peak_memory", round(peak, 2), "GiB", reach.get("memory", ""))


def measure(options: Options, form: Any, *, reach: dict[str, str]) -> Iterator[Figure]:
    """One problem, within the seconds that were asked for: what a goal has left over, and its gap."""
    watch, first = Watch(), list[float]()
    problem = read(form)
    limits = Limits(options.seconds, seed=options.seed)
    solved = solve(problem, limits=limits, tell=lambda _step: first.append(watch.seconds))
    yield Figure("feasible_after", first[0] if first else 0.0, "s", reach.get("feasible", ""))
    yield from watch.figures(reach)
    yield Figure("sessions", len(problem.sessions), "sessions")
    yield Figure("wrong", len(verify(form, answer(solved, problem))), "sentences", "== 0")
    for each in solved.reached:
        yield Figure(f"{each.goal}_value", each.value, "in its own unit")
        yield Figure(f"{each.goal}_bound", each.bound, "in its own unit")
        yield Figure(f"{each.goal}_gap", gap(each.value, each.bound), "%", reach.get(each.goal, ""))
    gaps = sum(not each.is_optimal for each in solved.reached)
    yield Figure("goals_without_proof", gaps, "goals", reach.get("proof", ""))


def each_seed(options: Options, case: Measure) -> Iterator[Figure]:
    """``case`` once for each of the seeds that were asked for; they are named where they are several."""
    for seed in range(options.seed, options.seed + options.seeds):
        for figure in case(replace(options, seed=seed, seeds=1)):
            named = f"seed {seed}: {figure.figure}" if options.seeds > 1 else figure.figure
            yield replace(figure, figure=named)


def files(options: Options) -> Iterator[Figure]:
    """Any problem in JSON of our form."""
    for path in options.files:
        form = json.loads(path.read_text())
        yield from each_seed(options, partial(measure, form=form, reach={}))


def demo(options: Options) -> Iterator[Figure]:
    """The demonstration edition, planned from nothing. Loading it, once, is not in the time."""
    with home() as environment:
        environment["CONVENOR_DEMO"] = "yes"
        asked = [sys.executable, "-m", "bench.exporting"]
        printed = subprocess.run(
            asked, env=environment, check=True, capture_output=True, text=True
        ).stdout  # ours
    reach = {"seconds": "<= 10", "proof": "== 0"}
    yield from each_seed(options, partial(measure, form=json.loads(printed), reach=reach))


def conference(options: Options) -> Iterator[Figure]:
    """3,000 sessions in 40 rooms, and 5,000 people with marks. Making it is not in the time."""
    given = large_form(large.conference(seed=options.seed))
    yield from measure(options, given, reach={"feasible": "<= 30", "memory": "<= 4", "clashes": "<= 5"})


def repair_of_five(options: Options) -> Iterator[Figure]:
    """The large conference as its witness has it; two rooms are lost for a day, and three speakers."""
    given, must = losses.published_with_losses(large.conference(seed=options.seed), options.seed)
    problem = read(given)
    watch = Watch()
    option = repair(problem, limits=Limits(options.seconds, seed=options.seed))
    yield from watch.figures({"seconds": "<= 5"})
    plan = write_plan(option.plan, problem)
    yield Figure("wrong", len(broken(given, plan)), "sentences", "== 0")
    yield Figure("cannot_stay", len(must), "sessions")
    yield Figure("moved", len(option.moved), "sessions", f"<= {3 * len(must)}")
    least = next(each.bound for each in option.reached if each.goal is Goal.UNPLACED)
    yield Figure("left_out", len(option.left_out), "sessions", f"<= {least}")  # no plan has places for these
    for each in option.reached:
        yield Figure(f"{each.goal}_value", each.value, "in its own unit")
        yield Figure(f"{each.goal}_bound", each.bound, "in its own unit")


def planted_impossible(options: Options) -> Iterator[Figure]:
    """The large conference with too much asked of a speaker, of a room, of a team of interpreters."""
    world = large.conference(seed=options.seed)
    for kind in planted.KINDS:
        problem = read(planted.impossible(world, kind, options.seed))
        began, worked = time.perf_counter(), time.process_time()
        found = explain(problem, limits=Limits(options.seconds, seed=options.seed))
        yield Figure(f"{kind}_seconds", round(time.perf_counter() - began, 2), "s", "<= 20")
        yield Figure(f"{kind}_cpu_seconds", round(time.process_time() - worked, 2), "s")
        clash, ways_out = (found.clash, found.ways_out) if found else ((), ())
        yield Figure(f"{kind}_found", int(found is not None), "explanations", "== 1")
        yield Figure(f"{kind}_named", len(clash), "demands", "<= 6")
        yield Figure(f"{kind}_ways_out", len(ways_out), "demands")


def gap(value: int, bound: int) -> float:
    """How far the value may be from the best, in hundredths of the value."""
    return round(100 * (value - bound) / value, 2) if value else 0.0


BENCH = Bench(
    "timetable",
    "the best timetable by goals in order: value, proven bound, time, and the judge's opinion",
    {
        "building": building.measure,
        "cosplib": full_objective,
        "demo": demo,
        "ejor": exact_model,
        "explain": partial(each_seed, case=planted_impossible),
        "file": files,
        "large": partial(each_seed, case=conference),
        "repair": partial(each_seed, case=repair_of_five),
        "tbcsp": track_based,
    },
)
