"""``convenor timetable solve`` where the file asks for sessions to be built from contributions."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convenor.optim.timetable.building.solve import Step

NO_START = "Sessions are built from the contributions alone; leave out --start."


def solve_form(form: Any, options: argparse.Namespace) -> int:
    """0 for a grouping, printed as JSON; what makes no sense or is impossible is raised as ``Refused``."""
    from convenor.optim.timetable.building.form import answer, read  # noqa: PLC0415  # only where it is used
    from convenor.optim.timetable.building.solve import solve  # noqa: PLC0415  # needs a solver
    from convenor.optim.timetable.limits import Limits  # noqa: PLC0415  # as above

    if options.start:
        print(NO_START, file=sys.stderr)
        return 2
    limits = Limits(options.seconds, options.workers, options.seed)
    solved = solve(read(form), limits=limits, tell=_told if options.watch else _quiet)
    print(json.dumps(answer(solved), ensure_ascii=False))
    if not solved.is_optimal:
        print(f"{solved.value} was found, and none is above {solved.bound}.", file=sys.stderr)
    return 0


def _told(step: Step) -> None:
    print(f"{step.seconds:8.1f} s  {step.value}, bound {step.bound}", file=sys.stderr)


def _quiet(_step: Step) -> None:
    pass
