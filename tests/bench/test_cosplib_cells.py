"""Instances of the full objective as problems of cells: three counts of one plan come to the same."""

import random
from itertools import product
from pathlib import Path

import pytest

from bench.timetable import cosplib
from bench.timetable.cells import of_full
from bench.timetable.cosplib_value import Schedule, evaluate_full
from convenor.optim.timetable.cells import check
from convenor.optim.timetable.cells.form import read
from convenor.optim.timetable.cells.problem import Cell
from convenor.optim.timetable.cells.worth import value
from tests.bench.test_cosplib_random import with_penalties

pytestmark = pytest.mark.once

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "timetable" / "cosplib"
there = pytest.mark.skipif(not GIVEN.exists(), reason="the instances are not here")
SPACIOUS = ("GECCO19", "OR60F2")


def planned(given, drawn):
    """A random schedule in which every submission has a place, the longest first, and it as cells."""
    free = {
        cell: given.sessions[cell[0]].slots
        for cell in product(range(len(given.sessions)), range(len(given.rooms)))
    }
    tracks, cells, starts = {}, {}, {}
    for at in sorted(range(len(given.submissions)), key=lambda at: (-given.submissions[at].slots, at)):
        each = given.submissions[at]
        mine = [cell for cell in free if tracks.get(cell) == each.track and free[cell] >= each.slots]
        new = [cell for cell in free if cell not in tracks and free[cell] >= each.slots]
        cell = drawn.choice(mine if mine and (not new or drawn.random() < 0.8) else new)
        first = given.sessions[cell[0]].slots - free[cell]
        free[cell] -= each.slots
        tracks[cell] = each.track
        starts[at] = (*cell, first)
        cells.setdefault(cell, {})[f"a{at}"] = first
    return Schedule.of(given, starts), [
        {
            "track": f"t{tracks[cell]}",
            "block": f"b{cell[0]}",
            "room": f"r{cell[1]}",
            "posts": {},
            "contributions": held,
        }
        for cell, held in cells.items()
    ]


@there
@pytest.mark.parametrize(("name", "seed"), list(product(SPACIOUS, range(4))))
def test_a_plan_costs_what_the_format_says_with_all_its_terms(name, seed):
    drawn = random.Random(seed)
    given = with_penalties(cosplib.read(GIVEN / f"{name}.xlsx"), drawn)
    form = of_full(given)

    schedule, plan = planned(given, drawn)

    judged = evaluate_full(given, schedule)
    cells = [Cell(**cell) for cell in plan]
    assert all(judged.terms[term] for term in given.weights)
    assert value(read(form), cells) == judged.total
    assert check.value(form, plan) == judged.total
    assert check.broken(form, plan) == []
