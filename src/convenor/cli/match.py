"""``convenor match``: assign reviewers to the proposals of a file; check an assignment that anybody made."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

GOALS = ("floor", "fair")
IMPOSSIBLE = {"short", "thin", "no-time", "crossing"}  # what was understood, and has no answer
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
    solve.add_argument(
        "--lots", type=_probability, metavar="Q", help="draw lots: no pair is likelier, such as 1/2"
    )
    solve.add_argument("--seed", type=int, help="the whole number from which the lots follow")
    solve.add_argument(
        "--prices", action="store_true", help="tell what each rule and goal costs, solving once without each"
    )
    solve.add_argument(
        "--seconds", type=_seconds, default=30.0, help="for each step where rules cross (%(default)s)"
    )
    solve.set_defaults(do=solve_file)

    check = words.add_parser("check", help="check a certificate with code that the solver has no part in")
    check.add_argument("problem", type=Path, metavar="FILE.json", help="a problem, or a bundle with both")
    check.add_argument("certificate", type=Path, nargs="?", metavar="CERTIFICATE.json")
    check.add_argument("--sha256", default="", help="what the file's hash is in the log")
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
    from convenor.optim.matching.refusals import Refused  # noqa: PLC0415  # needs what a plain server has not

    if refused := _contradiction(options):
        return _complained(refused)
    try:
        certificate = _solved(options)
    except json.JSONDecodeError as broken:
        return _complained(f"{options.problem} is no JSON: {broken}")
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1 if refusal.code in IMPOSSIBLE else 2
    print("".join(_gaps(certificate)), end="", file=sys.stderr)
    print(json.dumps(certificate))
    return 0


def _contradiction(options: argparse.Namespace) -> str:
    """Why these options do not go together; nothing where they do."""
    if (options.lots is None) != (options.seed is None):
        return "--lots and --seed go together: the draw follows from the seed, so that anybody can repeat it."
    if options.lots is not None and (options.goal or options.prices):
        return "Lots are drawn for the greatest expected total alone: leave out --goal and --prices."
    return ""


def _solved(options: argparse.Namespace) -> dict[str, Any]:
    from convenor.optim.matching.form import read  # noqa: PLC0415  # needs what a plain server has not
    from convenor.optim.matching.lots import solve_by_lot  # noqa: PLC0415
    from convenor.optim.matching.prices import prices  # noqa: PLC0415
    from convenor.optim.matching.solve import Goal, solve  # noqa: PLC0415

    problem, goals = read(_json(options.problem)), [Goal(name) for name in options.goal]
    if options.lots is not None:
        return solve_by_lot(problem, options.lots, options.seed).certificate
    certificate = solve(problem, goals, seconds=options.seconds).certificate
    if options.prices:
        found = prices(problem, goals, seconds=options.seconds)
        certificate["prices"] = [asdict(each) | {"price": round(each.price, 6)} for each in found]
    return certificate


def _gaps(certificate: dict[str, Any]) -> Iterator[str]:
    for stage in certificate["stages"]:
        gap = stage["bound"] - stage["value"]
        if gap > 0:
            share = f", {gap / abs(stage['bound']):.2%} of it" if stage["bound"] else ""
            found = f"{stage['goal']}: {stage['value']} was found, and none exceeds {stage['bound']}"
            yield f"{found}: a gap of {gap}{share}.\n"


def check_file(options: argparse.Namespace) -> int:
    from convenor.optim.matching.check import remarks, verify, verify_bundle  # noqa: PLC0415  # needs what a plain server has not

    try:
        certificate = given = _json(options.problem)
        if options.certificate is None:
            wrong = verify_bundle(given)
            certificate = given.get("certificate") if isinstance(given, dict) else None
        else:
            certificate = _json(options.certificate)
            wrong = verify(given, certificate)
    except json.JSONDecodeError as broken:
        return _complained(f"A file is no JSON: {broken}")
    found = hashlib.sha256(options.problem.read_bytes()).hexdigest()
    if options.sha256 and options.sha256 != found:
        wrong = [*wrong, f"Its hash is {found}, not the one that was given."]
    print("".join(f"REMARK  {sentence}\n" for sentence in remarks(certificate)), end="")
    print("".join(f"WRONG  {sentence}\n" for sentence in wrong) or "PASSED: everything holds\n", end="")
    return 1 if wrong else 0


def _probability(given: str) -> Fraction:
    """For argparse: 1/2 or 0.5."""
    try:
        return Fraction(given)
    except ZeroDivisionError as broken:
        raise ValueError(given) from broken


def _seconds(given: str) -> float:
    seconds = float(given)
    if not 0 < seconds < float("inf"):
        raise ValueError(given)
    return seconds


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except UnicodeDecodeError as broken:
        raise json.JSONDecodeError(str(broken), "", 0) from broken


def _complained(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
