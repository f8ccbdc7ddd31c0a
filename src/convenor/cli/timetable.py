"""``convenor timetable``: plan the sessions of a file, check a plan, say why there is none, repair a
published one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convenor.optim.timetable.limits import Limits
    from convenor.optim.timetable.outcome import Reached, Step
    from convenor.optim.timetable.problem import Problem
    from convenor.optim.timetable.repair import Option

HOURS = "09:00-10:30,11:00-12:30,14:00-16:00,16:30-18:30"
BOTH = 2  # when a span starts, and when it ends
NOT_INSTALLED = "This needs OR-Tools: pip install 'convenor[solver]'."
FORMATS = {  # what solves a problem of another format than a timetable's, and what judges its answers
    "convenor building 1": ("convenor.cli.building", "convenor.optim.timetable.building.check"),
    "convenor cells 1": ("convenor.cli.cells", "convenor.optim.timetable.cells.check"),
}


def add_to(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    export = words.add_parser("export", help="print the problem of an edition, with its people as numbers")
    export.add_argument("edition", metavar="SERIES/EDITION")
    export.add_argument(
        "--hours", type=_hours, default=HOURS, help="when sessions may run each day (%(default)s)"
    )
    export.add_argument("--published", action="store_true", help="sessions stay where they are if they can")
    export.set_defaults(do=export_problem)
    solve = _word(
        words, "solve", solve_file, "print the best timetable or sessions found, with a bound for each goal"
    )
    solve.add_argument("--start", type=Path, metavar="ANSWER.json", help="begin from the plan of this answer")
    solve.add_argument("--watch", action="store_true", help="tell on standard error of each better plan")
    check = _word(
        words, "check", check_file, "judge an answer with code that the solver has no part in", limits=False
    )
    check.add_argument("answer", type=Path, metavar="ANSWER.json")
    _word(words, "explain", explain_file, "say which demands cannot stand together, and which to drop")
    repair = _word(words, "repair", repair_file, "what to do when a published programme has lost something")
    repair.add_argument(
        "--moves",
        type=_moves,
        action="append",
        help="how many sessions may move, or “any” (0, 1, 2, 5 and any)",
    )


def _word(
    words: Any, name: str, do: Callable[[argparse.Namespace], int], about: str, *, limits: bool = True
) -> argparse.ArgumentParser:
    word: argparse.ArgumentParser = words.add_parser(name, help=about, description=about)
    word.add_argument("problem", type=Path, metavar="PROBLEM.json")
    if limits:
        word.add_argument("--seconds", type=_seconds, default=60.0, help="at most, in all (%(default)s)")
        word.add_argument(
            "--seed", type=int, default=1, help="the same seed gives the same answer (%(default)s)"
        )
        word.add_argument("--workers", type=_workers, default=2, help="threads (%(default)s)")
    word.set_defaults(do=do)
    return word


def run(options: argparse.Namespace) -> int:
    """0 for planned or found right, 1 for impossible or found wrong, 2 for what cannot be read."""
    try:
        do: Callable[[argparse.Namespace], int] = options.do
        return do(options)
    except ModuleNotFoundError:
        return _complained(NOT_INSTALLED)
    except OSError as broken:
        return _complained(f"{broken.filename}: {broken.strerror}")
    except ValueError as broken:
        code = _complained(str(broken))
        return 1 if getattr(broken, "is_understood", False) else code


def solve_file(options: argparse.Namespace) -> int:
    form = _json(options.problem)
    if (name := _format(form)) in FORMATS:
        do: Callable[[Any, argparse.Namespace], int] = import_module(FORMATS[name][0]).solve_form
        return do(form, options)
    from convenor.optim.timetable.form import answer, read, read_plan  # noqa: PLC0415  # light, but read only where it is used
    from convenor.optim.timetable.solve import solve  # noqa: PLC0415  # needs a solver

    problem = read(form)
    start = read_plan(_json(options.start)["plan"], problem) if options.start else None
    tell = _told if options.watch else _quiet
    solved = solve(problem, limits=_limits(options), start=start, tell=tell)
    print(json.dumps(answer(solved, problem), ensure_ascii=False))
    _tell_gaps(solved.reached)
    return 0


def export_problem(options: argparse.Namespace) -> int:
    from convenor.editions.models import Edition  # noqa: PLC0415  # needs the database, as only this word does
    from convenor.programme.timetabling import problem_of  # noqa: PLC0415  # as above

    series, _, slug = options.edition.partition("/")
    edition = Edition.objects.filter(series__slug=series, slug=slug).first()
    if edition is None:
        return _complained(f"There is no edition {options.edition}.")
    form = problem_of(edition, options.hours, is_published=options.published)
    print(json.dumps(form, ensure_ascii=False, indent=1))
    return 0


def check_file(options: argparse.Namespace) -> int:
    form = _json(options.problem)
    _solver, judge = FORMATS.get(_format(form), ("", "convenor.optim.timetable.check"))
    wrong = import_module(judge).verify(form, _json(options.answer))
    print("".join(f"WRONG  {sentence}\n" for sentence in wrong) or "PASSED: everything holds\n", end="")
    return 1 if wrong else 0


def explain_file(options: argparse.Namespace) -> int:
    from convenor.optim.timetable.explain import explain  # noqa: PLC0415  # needs a solver

    explained = explain(_problem(options.problem), limits=_limits(options))
    if explained is None:
        print("There is a timetable for all sessions.")
        return 0
    print("These cannot stand together; without any one of them, the others can:")
    print("".join(f"- {each}\n" for each in explained.clash), end="")
    if explained.ways_out:
        print("There is a timetable for all sessions if you drop one of these:")
        print("".join(f"- {each}\n" for each in explained.ways_out), end="")
    return 1


def repair_file(options: argparse.Namespace) -> int:
    from convenor.optim.timetable.form import write_plan  # noqa: PLC0415  # as above
    from convenor.optim.timetable.repair import MOVES  # noqa: PLC0415  # needs a solver
    from convenor.optim.timetable.repair import options as ways  # noqa: PLC0415

    problem = _problem(options.problem)
    if not problem.published:
        return _complained("Nothing in the file is published, so there is nothing to repair.")
    found = ways(problem, moves=options.moves or (*MOVES, None), limits=_limits(options))
    told = [
        {
            "moves": len(each.moved),
            "moved": list(each.moved),
            "left_out": list(each.left_out),
            "plan": write_plan(each.plan, problem),
            "reached": [_reached(one) for one in each.reached],
        }
        for each in found
    ]
    print(json.dumps({"format": "convenor timetable repair 1", "options": told}, ensure_ascii=False))
    for each in found:
        print(_option(each), file=sys.stderr)
    return 0


def _option(option: Option) -> str:
    left = f", without a place: {', '.join(option.left_out)}" if option.left_out else ""
    moved = f": {', '.join(option.moved)}" if option.moved else ""
    return f"{len(option.moved)} moved{moved}{left}"


def _reached(each: Reached) -> dict[str, Any]:
    return {"goal": each.goal.value, "value": each.value, "bound": each.bound}


def _tell_gaps(reached: tuple[Reached, ...]) -> None:
    for each in reached:
        if not each.is_optimal:
            print(f"{each.goal}: {each.value} was found, and none is below {each.bound}.", file=sys.stderr)


def _told(step: Step) -> None:
    if step.goal is not None:
        print(f"{step.seconds:8.1f} s  {step.goal}: {step.value}, bound {step.bound}", file=sys.stderr)


def _quiet(_step: Step) -> None:
    pass


def _format(form: Any) -> str:
    return str(form.get("format")) if isinstance(form, dict) else ""


def _problem(path: Path) -> Problem:
    from convenor.optim.timetable.form import read  # noqa: PLC0415  # as above

    return read(_json(path))


def _limits(options: argparse.Namespace) -> Limits:
    from convenor.optim.timetable.solve import Limits  # noqa: PLC0415  # needs a solver

    return Limits(options.seconds, options.workers, options.seed)


def _hours(given: str) -> list[tuple[time, time]]:
    """09:00-10:30,11:00-12:30: in order, none with the next."""
    spans = [tuple(time.fromisoformat(each) for each in part.split("-")) for part in given.split(",")]
    clocks = [clock for span in spans for clock in span]
    if any(len(span) != BOTH for span in spans) or clocks != sorted(set(clocks)):
        raise ValueError(given)
    return [(starts, ends) for starts, ends in spans]


def _moves(given: str) -> int | None:
    moves = None if given == "any" else int(given)
    if moves is not None and moves < 0:
        raise ValueError(given)
    return moves


def _seconds(given: str) -> float:
    seconds = float(given)
    if not 0 < seconds < float("inf"):
        raise ValueError(given)
    return seconds


def _workers(given: str) -> int:
    workers = int(given)
    if not 1 <= workers <= 8:  # noqa: PLR2004  # with more, CP-SAT has called possible models impossible (#5295)
        raise ValueError(given)
    return workers


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise ValueError(f"{path} is no JSON: {broken}") from broken


def _complained(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
