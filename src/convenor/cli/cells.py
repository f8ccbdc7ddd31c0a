"""``convenor timetable solve`` where the file asks for the cells of tracks to be filled."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

NO_START = "Cells are filled from nothing, in silence; leave out --start and --watch."


def solve_form(form: Any, options: argparse.Namespace) -> int:
    """0 for a plan, printed as JSON; what makes no sense or is impossible is raised as ``Refused``."""
    from convenor.optim.timetable.cells.form import answer, read  # noqa: PLC0415  # only where it is used
    from convenor.optim.timetable.cells.solve import solve  # noqa: PLC0415  # as above
    from convenor.optim.timetable.limits import Limits  # noqa: PLC0415  # needs a solver

    if options.start or options.watch:
        print(NO_START, file=sys.stderr)
        return 2
    solved = solve(read(form), limits=Limits(options.seconds, options.workers, options.seed))
    print(json.dumps(answer(solved), ensure_ascii=False))
    if not solved.is_optimal:
        print(f"{solved.value} was found, and none is below {solved.bound}.", file=sys.stderr)
    return 0
