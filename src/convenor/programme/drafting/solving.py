"""``python -m convenor.programme.drafting.solving FOLDER``: work a timetable out, in a process of its own.

Reads ``inputs.json`` there; writes the best so far into ``so_far.json`` and the answer into ``answer.json``;
ends with the best so far where there is a file ``end``. It never opens the database, and alone loads the
solver: whatever ends it, nothing is lost.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convenor.optim.timetable.problem import Place, Problem
    from convenor.optim.timetable.repair import Option
    from convenor.optim.timetable.sentences import Named
    from convenor.optim.timetable.solve import Limits, Reached, Step

MOST_EXPLAINED = 60.0  # seconds
LEAST_EXPLAINED = 20.0

Inputs = Mapping[str, Any]
Answer = dict[str, Any]
Tell = Callable[[Answer], object]
Stop = Callable[[], bool]


def work_out(inputs: Inputs, tell: Tell, stop: Stop) -> Answer:
    """The answer as plain values: ``drafts``, ``explained``, ``problem``, ``solver``."""
    from convenor.optim.timetable.form import read  # noqa: PLC0415  # with what is below
    from convenor.optim.timetable.refusals import Refused  # noqa: PLC0415
    from convenor.optim.timetable.solve import Limits  # noqa: PLC0415  # needs what a web server has not

    problem = read(inputs["form"])
    limits = Limits(float(inputs["seconds"]), seed=inputs["seed"])
    worked_out = _repaired if inputs["kind"] == "repair" else _planned
    try:
        drafts, solver = worked_out(inputs, problem, limits, tell, stop)
    except Refused as refusal:
        explained = _explained(problem, limits) if refusal.code == "impossible" else {}
        return {"problem": refusal.code, "explained": explained}
    if any(_is_wrong(inputs["form"], each) for each in drafts):
        return {"problem": "unproven"}
    is_short = any(each["unplaced"] for each in drafts) and not stop()
    return {
        "drafts": drafts,
        "solver": solver,
        "explained": _explained(problem, limits) if is_short else {},
    }


def _planned(
    inputs: Inputs, problem: Problem, limits: Limits, tell: Tell, stop: Stop
) -> tuple[list[Answer], str]:
    from convenor.optim.timetable.form import write_plan  # noqa: PLC0415  # as above
    from convenor.optim.timetable.solve import solve  # noqa: PLC0415  # as above

    bounds: dict[str, int | None] = {}

    def told(step: Step) -> None:
        if step.goal is not None:
            bounds[step.goal] = step.bound
        told = {"goal": step.goal, "value": step.value, "bound": step.bound, "bounds": bounds}
        tell({**told, "seconds": round(step.seconds, 1), "plan": write_plan(step.plan, problem)})

    solved = solve(problem, limits=limits, start=_start(inputs, problem), tell=told, stop=stop)
    return [_draft(solved.plan, solved.reached, problem, None)], solved.solver


def _repaired(
    inputs: Inputs, problem: Problem, limits: Limits, tell: Tell, stop: Stop
) -> tuple[list[Answer], str]:
    from importlib.metadata import version  # noqa: PLC0415  # reads a file

    from convenor.optim.timetable.repair import options  # noqa: PLC0415  # as above

    drafts: list[Answer] = []

    def told(option: Option) -> None:
        drafts.append(_draft(option.plan, option.reached, problem, option.most))
        tell({"drafts": drafts})

    options(problem, moves=inputs["moves"], limits=limits, tell=told, stop=stop)
    return drafts, f"ortools {version('ortools')}"


def _start(inputs: Inputs, problem: Problem) -> dict[str, Place] | None:
    """The plan to begin from, without what cannot stay where it is.

    None where that leaves sessions without a place: the solver then looks itself for one with all of them,
    unless it goes on with what an earlier try had found.
    """
    from convenor.optim.timetable.form import read_plan  # noqa: PLC0415  # as above
    from convenor.optim.timetable.large.method import is_large  # noqa: PLC0415  # as above
    from convenor.optim.timetable.problem import Goal  # noqa: PLC0415  # as above
    from convenor.optim.timetable.repair import kept  # noqa: PLC0415  # as above

    if not inputs["start"]:
        return None
    plan = read_plan(inputs["start"], problem)
    if is_large(problem) or Goal.UNPLACED not in problem.goals:
        return plan  # no more than a hint
    found = kept(problem, plan)
    return found if inputs.get("is_resumed") or len(found) == len(problem.sessions) else None


def _draft(
    plan: Mapping[str, Place], reached: tuple[Reached, ...], problem: Problem, moves: int | None
) -> Answer:
    from convenor.optim.timetable.form import write_plan  # noqa: PLC0415  # as above

    return {
        "plan": write_plan(plan, problem),
        "reached": [{"goal": each.goal.value, "value": each.value, "bound": each.bound} for each in reached],
        "unplaced": len(problem.sessions) - len(plan),
        "moves": moves,
    }


def _is_wrong(form: Inputs, draft: Answer) -> bool:
    """Whether the checker, which shares no code with the solver, finds something wrong; it is told."""
    from convenor.optim.timetable.check import verify  # noqa: PLC0415  # as above
    from convenor.optim.timetable.form import ANSWER  # noqa: PLC0415  # as above

    ordered = {**form, "goals": [each["goal"] for each in draft["reached"]]}
    answer = {"format": ANSWER, "plan": draft["plan"], "reached": draft["reached"]}
    wrong = verify(ordered, answer)
    sys.stderr.write("\n".join(wrong))
    return bool(wrong)


def _explained(problem: Problem, limits: Limits) -> Answer:
    """Which demands cannot stand together, if all sessions are to have a place; nothing if time ran out."""
    from dataclasses import replace  # noqa: PLC0415  # as above

    from convenor.optim.timetable.explain import explain  # noqa: PLC0415  # as above
    from convenor.optim.timetable.refusals import Refused  # noqa: PLC0415  # as above

    seconds = min(MOST_EXPLAINED, max(LEAST_EXPLAINED, limits.seconds))
    try:
        explained = explain(problem, limits=replace(limits, seconds=seconds))
    except Refused:
        return {}
    if explained is None:
        return {}
    return {
        "clash": [_named(each) for each in explained.clash],
        "ways_out": [_named(each) for each in explained.ways_out],
    }


def _named(named: Named) -> Answer:
    return {"rule": named.rule, "about": dict(named.about), "sessions": list(named.sessions)}


def main(folder: Path) -> int:
    inputs: Inputs = json.loads((folder / "inputs.json").read_text())

    def tell(so_far: Answer) -> None:
        (folder / "so_far.new").write_text(json.dumps(so_far))
        (folder / "so_far.new").replace(folder / "so_far.json")  # whole, or not yet

    try:
        answer = work_out(inputs, tell, (folder / "end").exists)
    except ModuleNotFoundError:
        answer = {"problem": "not-installed"}
    (folder / "answer.json").write_text(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
