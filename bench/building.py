"""Sessions built from the published files: what is found and proven, and whether a judge agrees."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from bench.figures import Figure, Options
from bench.timetable import building, building_value
from convenor.optim.timetable.building.check import verify
from convenor.optim.timetable.building.form import FORMAT, answer, read
from convenor.optim.timetable.building.solve import Step, solve
from convenor.optim.timetable.limits import Limits

FILES = Path(__file__).resolve().parents[2] / "shared" / "data" / "timetable" / "session-building"
REACH: dict[str, dict[str, str]] = {  # published: 1194 in 57 s, 1237 in 52 min 28 s
    "lars_original": {"value": "== 1194", "bound": "== 1194", "seconds": "<= 57"},
    "ebl_original": {"value": "== 1237", "found": "<= 60"},
}


def measure(options: Options) -> Iterator[Figure]:
    """Each of the files that are given, or of the published ones, for so many seconds."""
    for path in options.files or sorted(set(FILES.glob("*.txt")) - {FILES / "FORMAT.txt"}):
        yield from _measure(path, options)


def _measure(path: Path, options: Options) -> Iterator[Figure]:
    instance = building.read(path)
    form = as_form(instance)
    steps: list[Step] = []
    began, cpu = time.perf_counter(), time.process_time()
    solved = solve(read(form), limits=Limits(options.seconds, seed=options.seed), tell=steps.append)
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    told = answer(solved)
    judged = building_value.evaluate(instance, *as_clusters(told))
    found = next(step.seconds for step in steps if step.value == solved.value)
    for figure, value, unit in (
        ("value", solved.value, "benefit"),
        ("bound", solved.bound, "benefit"),
        ("gap", round(100 * (solved.bound - solved.value) / max(1, abs(solved.value)), 3), "%"),
        ("seconds", round(seconds, 2), "s"),
        ("cpu_seconds", round(spent, 2), "s"),
        ("found", round(found, 2), "s"),
        ("judged", judged.benefit, "benefit"),
    ):
        yield Figure(f"{instance.name} {figure}", value, unit, REACH.get(instance.name, {}).get(figure, ""))
    wrong = len(judged.broken) + len(verify(form, told)) + (judged.benefit != solved.value)
    yield Figure(f"{instance.name} wrong", wrong, "sentences", "== 0")


def as_form(instance: building.Instance) -> dict[str, Any]:
    """The problem of a file in our own format; papers and sessions are named by their numbers."""
    papers = range(instance.papers)
    return {
        "format": FORMAT,
        "contributions": [
            {
                "key": str(paper),
                "people": [str(author) for author in sorted(instance.authors[paper])],
                "topics": [str(topic) for topic in sorted(instance.topics[paper])],
            }
            for paper in papers
        ],
        "kinds": [
            {"key": str(at), "least": max(1, kind.least), "most": kind.most, "count": kind.number}
            for at, kind in enumerate(instance.kinds)
        ],
        "benefits": [
            [str(one), str(other), instance.benefit[one][other]]
            for one, other in combinations(papers, 2)
            if instance.benefit[one][other]
        ],
        "places": [
            {"key": str(at), "day": str(each.day), "block": f"{each.day} {each.slot}", "size": each.size}
            for at, each in enumerate(instance.sessions)
        ],
        "spreads": [
            {"topic": str(topic), "most_a_day": most}
            for topic, most in building_value.limited_topics(instance).items()
        ],
    }


def as_clusters(told: Mapping[str, Any]) -> tuple[list[list[int]], list[int]]:
    """The papers of each cluster of an answer, and its session."""
    clusters = [[int(key) for key in session["contributions"]] for session in told["sessions"]]
    return clusters, [int(session["place"]) for session in told["sessions"]]
