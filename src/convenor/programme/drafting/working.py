"""Have one timetable worked out, and keep the best so far whatever ends the solver or this worker."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from convenor.kernel.apart import Stopped, Told, claimed, worked_out
from convenor.kernel.queued import MOST_TRIES, RunState
from convenor.optim.timetable.form import read, read_plan
from convenor.optim.timetable.goals import values
from convenor.programme.actions.planning import Found, Planned, finish_planning
from convenor.programme.drafting.gathering import Gathered, gathered, still_there, written
from convenor.programme.drafting.problems import OF_THE_PROCESS
from convenor.programme.drafting.wishes import Wishes
from convenor.programme.planned import PlanningKind, PlanningRun

SOLVER = "convenor.programme.drafting.solving"


def plan_next(at: datetime) -> int:
    """Work one waiting run out; gives how many that were."""
    run = claimed(PlanningRun, at)
    if run is None:
        return 0
    started = time.monotonic()
    try:
        planned = _planned(run, at)
    except Stopped:
        return 0
    finish_planning(run=run, planned=planned, at=at + timedelta(seconds=time.monotonic() - started))
    return 1


def _planned(run: PlanningRun, at: datetime) -> Planned:
    wishes = Wishes.of(run.wishes)
    of = gathered(run.edition, wishes, run.by, is_repair=run.kind == PlanningKind.REPAIR)
    if of.problem:
        return Planned(RunState.FAILED, of.problem, {"about": of.about})
    if run.tries > MOST_TRIES or run.is_ending:
        return _best_of(run, of, "ended")
    inputs = {
        "kind": run.kind,
        "form": of.form,
        "seconds": wishes.seconds,
        "seed": wishes.seed,
        "moves": list(wishes.moves),
        "is_resumed": bool(run.so_far.get("plan")),
        "start": still_there(run.so_far.get("plan") or written(of.now), of.form),
    }
    with TemporaryDirectory(prefix="convenor-planning-") as name:
        folder = Path(name)
        answer = worked_out(run, SOLVER, folder, inputs, at, told=_telling(run))
        if isinstance(answer, str):
            run.so_far = _so_far(folder) or run.so_far
            return _best_of(run, of, OF_THE_PROCESS.get(answer, answer))
    return _answered(run, of, answer)


def _telling(run: PlanningRun) -> Told:
    """How to read the best so far, each once, and have the solver end where somebody wants it to."""
    known, started = [-1], time.monotonic()

    def told(folder: Path) -> dict[str, Any]:
        if PlanningRun.objects.filter(pk=run.pk, is_ending=True).exists():
            (folder / "end").touch()
        path = folder / "so_far.json"
        changed = path.stat().st_mtime_ns if path.exists() else -1
        facts = {} if changed == known[0] else {"so_far": _so_far(folder)}
        known[0] = changed
        return {**facts, "step": round(time.monotonic() - started)}

    return told


def _so_far(folder: Path) -> dict[str, Any]:
    path = folder / "so_far.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _answered(run: PlanningRun, of: Gathered, answer: Mapping[str, Any]) -> Planned:
    explained = answer.get("explained", {})
    problem = answer.get("problem", "")
    if problem == "impossible":
        return Planned(RunState.SHORT, problem, {"explained": explained}, of.given)
    if problem == "no-time" and PlanningRun.objects.filter(pk=run.pk, is_ending=True).exists():
        return Planned(RunState.STOPPED)
    if problem:
        return _best_of(run, of, problem)
    found = tuple(
        Found(each["plan"], each["reached"], each["unplaced"], each["moves"]) for each in answer["drafts"]
    )
    solver = answer["solver"]
    return Planned(RunState.DONE, "", {"explained": explained}, of.given, solver, found)


def _best_of(run: PlanningRun, of: Gathered, problem: str) -> Planned:
    """What was found before ``problem``, counted again; a failure where nothing was."""
    found = tuple(_found_before(run.so_far, of))
    if not found or problem in {"unproven", "not-installed"}:
        return Planned(RunState.FAILED, problem)
    return Planned(RunState.DONE, problem, {}, of.given, found=found, so_far=run.so_far)


def _found_before(so_far: Mapping[str, Any], of: Gathered) -> Iterator[Found]:
    for each in so_far.get("drafts", ()):
        yield Found(each["plan"], each["reached"], each["unplaced"], each["moves"])
    if plan := so_far.get("plan"):
        kept = still_there(plan, of.form)
        problem = read(of.form)
        counted = values(problem, read_plan(kept, problem))
        bounds = so_far.get("bounds", {})
        reached = [
            {"goal": str(goal), "value": value, "bound": min(value, bounds.get(goal) or 0)}
            for goal, value in counted.items()
        ]
        yield Found(kept, reached, len(of.form["sessions"]) - len(kept))
