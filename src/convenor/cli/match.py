"""``convenor match``: assign reviewers to the proposals of a file; check an assignment that anybody made."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

GOALS = ("floor", "fair")
NOT_INSTALLED = "This needs NumPy, SciPy, OR-Tools and HiGHS: pip install 'convenor[solver]'."


def add_to(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)

    solve = words.add_parser("solve", help="print the best assignment and its certificate as JSON")
    solve.add_argument("problem", type=Path, metavar="PROBLEM.json")
    solve.add_argument(
        "--goal",
        action="append",
        default=[],
        choices=GOALS,
        help="what comes before the total; may be repeated",
    )
    solve.set_defaults(do=solve_file)

    check = words.add_parser("check", help="check a certificate with code that the solver has no part in")
    check.add_argument("problem", type=Path, metavar="PROBLEM.json")
    check.add_argument("certificate", type=Path, metavar="CERTIFICATE.json")
    check.set_defaults(do=check_file)


def run(options: argparse.Namespace) -> int:
    """0 for solved or found right, 1 for impossible or found wrong, 2 for what cannot be read."""
    try:
        do: Callable[[argparse.Namespace], int] = options.do
        return do(options)
    except ModuleNotFoundError:
        return _complained(NOT_INSTALLED)
    except OSError as broken:
        return _complained(f"{broken.filename}: {broken.strerror}")


def solve_file(options: argparse.Namespace) -> int:
    from convenor.optim.matching.form import read  # noqa: PLC0415  # needs what a plain server has not
    from convenor.optim.matching.refusals import Refused  # noqa: PLC0415
    from convenor.optim.matching.solve import Goal, solve  # noqa: PLC0415

    try:
        problem = read(_json(options.problem))
        solved = solve(problem, goals=[Goal(name) for name in options.goal])
    except json.JSONDecodeError as broken:
        return _complained(f"{options.problem} is no JSON: {broken}")
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1 if refusal.code == "short" else 2
    print(json.dumps(solved.certificate))
    return 0


def check_file(options: argparse.Namespace) -> int:
    from convenor.optim.matching.check import verify  # noqa: PLC0415  # needs what a plain server has not

    try:
        wrong = verify(_json(options.problem), _json(options.certificate))
    except json.JSONDecodeError as broken:
        return _complained(f"A file is no JSON: {broken}")
    print("".join(f"WRONG  {sentence}\n" for sentence in wrong) or "PASSED: everything holds\n", end="")
    return 1 if wrong else 0


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except UnicodeDecodeError as broken:
        raise json.JSONDecodeError(str(broken), "", 0) from broken


def _complained(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
