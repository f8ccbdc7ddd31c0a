"""Plans of cells: the cheapest, proven, kept to every rule, and made from real instances."""

import random
import time
from pathlib import Path

import pytest

from bench.timetable import cosplib, tbcsp
from bench.timetable.cells import as_schedule, as_tbcsp, of_exact, of_full, of_tbcsp
from bench.timetable.cosplib_value import evaluate_exact, evaluate_full
from bench.timetable.tbcsp_value import evaluate
from convenor.optim.timetable.cells import check, several, side
from convenor.optim.timetable.cells import form as form_of
from convenor.optim.timetable.cells.form import read
from convenor.optim.timetable.cells.items import items
from convenor.optim.timetable.cells.linear import Linear, by_highs
from convenor.optim.timetable.cells.search import Search
from convenor.optim.timetable.cells.solve import solve
from convenor.optim.timetable.limits import Limits

from . import worlds
from .worlds import QUICK, form, solved

pytestmark = pytest.mark.once

GIVEN = Path(__file__).resolve().parents[5] / "shared" / "data" / "timetable"
TIGHT = GIVEN / "tbcsp" / "A173-P130-R6-B7-L5-T14-C0.1.cs"
IMPOSSIBLE = GIVEN / "tbcsp" / "A173-P130-R9-B6-L4-T14-C0.2.cs"
SMALL = GIVEN / "cosplib" / "N2OR.xlsx"
there = pytest.mark.skipif(not GIVEN.exists(), reason="the instances are not here")


CHANGES = {"as drawn": dict, "one room each": worlds.one_room_each, "alike": worlds.alike}
POSSIBLE = (6, 8, 13, 14, 18, 22, 24, 28, 29, 35, 40, 42, 44, 46, 47, 49, 51, 53)
NOT_POSSIBLE = (0, 1, 2, 3, 5, 7, 11, 12, 17, 21)


def where(answer):
    return {
        key: (cell["block"], cell["room"], slot)
        for cell in answer["plan"]
        for key, slot in cell["contributions"].items()
    }


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", POSSIBLE)
def test_it_is_the_cheapest_of_all_plans(seed, change):
    given = CHANGES[change](worlds.drawn(seed))

    answer = solved(given)

    cheapest = worlds.cheapest(given)
    if cheapest is None:
        assert change == "one room each"
        assert answer is None
    else:
        assert (answer["value"], answer["bound"]) == (cheapest, cheapest)
        assert check.verify(given, answer) == []


@pytest.mark.parametrize("seed", POSSIBLE)
def test_wishes_are_priced_as_the_checker_has_them_and_no_plan_is_below_the_bound(seed):
    given = worlds.wished(worlds.drawn(seed), seed)

    answer, cheapest = solved(given), worlds.cheapest(given)

    assert check.verify(given, answer) == []
    assert answer["bound"] <= cheapest <= answer["value"]
    if given["presence"] == "block" and "contribution_room" not in given["prices"]:
        assert answer["value"] == answer["bound"]


@pytest.mark.parametrize("seed", POSSIBLE)
def test_large_problems_are_planned_in_parts_and_the_bound_still_holds(seed, monkeypatch):
    monkeypatch.setattr(several, "MANY", 0)
    given = worlds.wished(worlds.drawn(seed), seed)
    given["tracks"] = [row | {"most_parallel": 2} for row in given["tracks"]]

    answer = form_of.answer(solve(read(given), limits=Limits(seconds=2)))

    assert check.verify(given, answer) == []
    assert answer["bound"] <= worlds.cheapest(given) <= answer["value"]


def test_what_goes_wrong_beside_the_search_is_told(monkeypatch):
    def fails(*_search):
        raise ArithmeticError

    monkeypatch.setattr(side, "_timing", fails)
    monkeypatch.setattr(side, "_begin", lambda *_search: False)

    with pytest.raises(ArithmeticError):
        side.side_by_side(Search(read(worlds.drawn(POSSIBLE[0])), Limits(seconds=1)))


def test_ranks_are_kept_over_blocks_and_in_cells_that_are_side_by_side():
    """Four of two slots each in two blocks of four: in two cells at once, slots would have to be shared."""
    keys = ["TIDE", "MOSS", "REED", "SALT"]
    rows = [{"key": key, "track": "policy", "slots": 2, "rank": 4 - at} for at, key in enumerate(keys)]
    given = form(
        blocks=[{"key": key, "slots": 4} for key in worlds.BLOCKS],
        tracks=[{"key": "policy", "most_parallel": 2}],
        contributions=rows,
        per_rank=1,
    )

    answer = solved(given)

    assert [key for key, _at in sorted(where(answer).items(), key=lambda held: held[1])] != keys
    assert (answer["value"], answer["bound"]) == (0, 0)
    assert check.value(given, answer["plan"]) == 0


def test_a_search_of_highs_ends_when_it_is_told_to():
    model = Linear()
    sizes = [random.Random(at).randint(10**5, 10**6) for at in range(60)]
    held = [model.whole() for _size in sizes]
    over = model.whole(10**8, cost=1)
    model.equal([*zip(sizes, held, strict=True), (-1, over)], sum(sizes) // 2)
    asked, began = 0, time.monotonic()

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return True

    by_highs(model, Limits(seconds=60), stop=stop)

    assert asked > 0
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("seed", NOT_POSSIBLE)
def test_there_is_none_where_all_plans_break_a_rule(seed):
    given = worlds.drawn(seed)

    assert solved(given) is None
    assert worlds.cheapest(given) is None


def test_the_crowd_gets_the_large_room():
    tracks = [{"key": "policy", "expected": 90, "blocks": ["one"]}, {"key": "labs", "blocks": ["one"]}]

    answer = solved(form(tracks=tracks))

    assert where(answer) == {"TIDE": ("one", "hall", 0), "MOSS": ("one", "attic", 0)}
    assert (answer["value"], answer["bound"]) == (0, 0)


def test_whoever_stays_for_the_block_is_in_one_cell_of_it_and_otherwise_in_two_slots():
    """Two tracks meet in the only block; the person of both has to leave one for the other."""
    both = [
        {"key": "TIDE", "track": "policy", "people": ["ada"]},
        {"key": "MOSS", "track": "labs", "people": ["ada"]},
    ]
    given = form(contributions=both, people=[{"key": "ada"}], blocks=[{"key": "one", "slots": 2}])

    assert solved(given) is None
    assert {slot for _block, _room, slot in where(solved(given | {"presence": "slots"})).values()} == {0, 1}


def test_slots_are_found_for_people_of_many_contributions_in_many_cells():
    """Four people with a contribution in each of four tracks: in each of four slots all change cells."""
    people = [{"key": f"p{at}"} for at in range(4)]
    tracks = [{"key": f"t{at}"} for at in range(4)]
    contributions = [
        {"key": f"{track['key']} {person['key']}", "track": track["key"], "people": [person["key"]]}
        for track in tracks
        for person in people
    ]
    given = form(
        presence="slots",
        blocks=[{"key": "one", "slots": 4}],
        rooms=[{"key": f"r{at}"} for at in range(4)],
        people=people,
        tracks=tracks,
        contributions=contributions,
    )

    answer = solved(given)

    assert check.verify(given, answer) == []
    assert len(where(answer)) == 16


def test_contributions_that_can_take_each_other_s_place_are_one_item():
    contributions = [{"key": key, "track": "policy"} for key in worlds.KEYS]
    tied = [*contributions[:2], contributions[2] | {"not_beside": ["labs"]}]

    assert [each.units for each in items(read(form(contributions=contributions)))] == [3]
    assert [each.units for each in items(read(form(contributions=tied)))] == [2, 1]


def test_the_same_seed_gives_the_same_plan():
    given = read(worlds.drawn(6))

    assert solve(given, limits=QUICK).plan == solve(given, limits=QUICK).plan


def test_rooms_are_shared_by_tracks_whose_times_suit_and_alike_rooms_are_told_apart_at_last():
    """Six tracks of two cells, one room each, in four blocks and three rooms, two of them alike."""
    tracks = [{"key": f"t{at}", "expected": 30, "most_rooms": 1, "fewest_cells": 2} for at in range(6)]
    contributions = [{"key": f"{t['key']} {at}", "track": t["key"]} for t in tracks for at in range(4)]
    given = form(
        blocks=[{"key": f"b{at}", "slots": 2} for at in range(4)],
        rooms=[{"key": "hall", "seats": 100}, {"key": "attic", "seats": 20}, {"key": "loft", "seats": 20}],
        tracks=tracks,
        contributions=contributions,
    )

    answer = solved(given)

    assert (answer["value"], answer["bound"]) == (80, 80)
    assert check.verify(given, answer) == []


def test_nothing_to_plan_is_planned_at_once():
    answer = solved(form(contributions=[], tracks=[], rooms=[], blocks=[]))

    assert (answer["plan"], answer["value"], answer["bound"]) == ([], 0, 0)


@there
def test_an_instance_of_tbcsp_is_closed_with_the_value_that_is_published():
    instance = tbcsp.read(TIGHT)

    answer = solved(of_tbcsp(instance))

    judged = evaluate(instance, as_tbcsp(answer["plan"]))
    assert (judged.total, judged.broken, answer["bound"]) == (5, (), 5)


@there
def test_an_instance_of_tbcsp_without_a_plan_is_told_as_such():
    assert solved(of_tbcsp(tbcsp.read(IMPOSSIBLE))) is None


@there
def test_an_instance_of_the_full_objective_is_proven():
    instance = cosplib.read(SMALL)

    answer = solved(of_full(instance))

    judged = evaluate_full(instance, as_schedule(instance, answer["plan"]))
    assert (judged.total, judged.broken, answer["bound"]) == (1, (), 1)


@there
def test_an_instance_of_the_exact_model_is_proven():
    instance = cosplib.read(SMALL)

    answer = solved(of_exact(instance))

    judged = evaluate_exact(instance, as_schedule(instance, answer["plan"]))
    assert (judged.total, judged.broken, answer["bound"]) == (0, (), 0)
