"""The checker of plans of cells tells each rule that is broken, alone, and what a plan costs."""

import copy
import json
import random
from itertools import islice

import pytest

from convenor.optim.timetable.cells import check
from convenor.optim.timetable.cells.form import read
from convenor.optim.timetable.cells.problem import Cell
from convenor.optim.timetable.cells.worth import value

from . import worlds

pytestmark = pytest.mark.once

GIVEN = worlds.form(
    presence="block",
    people=[{"key": "ada", "away": ["two"]}, {"key": "bo"}, {"key": "cy"}],
    tracks=[
        {
            "key": "policy", "expected": 50, "fewest_cells": 1, "most_cells": 2, "most_rooms": 1,
            "blocks": ["one", "two"], "rooms": ["hall", "attic"],
            "posts": [{"key": "chair", "candidates": ["bo", "cy"]}],
        },
        {"key": "labs", "most_parallel": 2, "blocks": ["two"], "rooms": ["attic"]},
    ],
    contributions=[
        {"key": "TIDE", "track": "policy", "people": ["ada"], "blocks": ["one"]},
        {"key": "MOSS", "track": "policy", "people": ["cy"]},
        {"key": "REED", "track": "labs", "slots": 2, "people": ["bo"], "not_beside": ["policy"]},
    ],
    together=[["TIDE", "MOSS"]],
    apart=[["policy", "labs"]],
    prices={
        "track_block": [["policy", "one", 2]],
        "room_block": [["attic", "two", 3]],
        "contribution_block": [["REED", "two", 5]],
        "contribution_room": [["REED", "attic", 7]],
        "side_by_side": [["labs", "policy", 11]],
    },
)  # fmt: skip
POLICY = {"track": "policy", "block": "one", "room": "hall", "posts": {"chair": "bo"}}
POLICY |= {"contributions": {"TIDE": 0, "MOSS": 1}}
LABS = {"track": "labs", "block": "two", "room": "attic", "posts": {}, "contributions": {"REED": 0}}


def changed(**facts):
    """The two cells, the first of them changed."""
    return [POLICY | facts, LABS]


def test_a_plan_that_keeps_to_all_of_it_costs_what_it_is_to():
    assert check.broken(GIVEN, [POLICY, LABS]) == []
    assert check.value(GIVEN, [POLICY, LABS]) == 2 + 3 + 5 + 7


def test_people_beyond_the_seats_and_tracks_side_by_side_cost():
    assert check.value(GIVEN, changed(room="attic", block="two")) == 30 + 3 + 3 + 5 + 7 + 11


@pytest.mark.parametrize(
    ("plan", "rules"),
    [
        ([POLICY, LABS, LABS], {"room", "placed", "person"}),
        ([POLICY, LABS | {"block": "one"}], {"track-block", "apart", "not-beside", "person"}),
        ([POLICY, LABS | {"room": "hall"}], {"track-room"}),
        ([LABS], {"placed", "fewest-cells"}),
        (changed(contributions={"TIDE": 0}), {"placed"}),
        (changed(contributions={"TIDE": 0, "MOSS": 0}), {"slots"}),
        (changed(contributions={"TIDE": 0, "MOSS": 2}), {"slots"}),
        ([POLICY, LABS | {"contributions": {"REED": 1}}], {"slots"}),
        (changed(posts={}), {"post"}),
        (changed(posts={"chair": "ada"}), {"post"}),
        (changed(posts={"chair": "bo", "host": "cy"}), {"post"}),
        (changed(block="two"), {"contribution-block", "away", "person", "apart", "not-beside"}),
    ],
)
def test_each_rule_that_is_broken_is_told(plan, rules):
    assert {rule for rule, _sentence in check.broken(GIVEN, plan)} == rules


def test_a_track_in_too_many_cells_and_rooms_is_told():
    parts = [
        POLICY | {"contributions": {"TIDE": 0}},
        POLICY | {"room": "attic", "posts": {"chair": "cy"}, "contributions": {"MOSS": 0}},
        POLICY | {"room": "attic", "block": "two", "posts": {"chair": "cy"}, "contributions": {}},
        LABS | {"room": "hall"},
    ]

    rules = {rule for rule, _sentence in check.broken(GIVEN, parts)}

    assert rules >= {"most-cells", "most-parallel", "most-rooms", "fewest", "together"}


def test_slots_may_be_enough_where_nobody_stays_for_the_block():
    two = [
        {"key": "TIDE", "track": "policy", "people": ["ada"]},
        {"key": "MOSS", "track": "labs", "people": ["ada"]},
    ]
    given = worlds.form(contributions=two, people=[{"key": "ada"}], presence="slots")
    here = {"block": "one", "posts": {}}
    plan = [
        here | {"track": "policy", "room": "hall", "contributions": {"TIDE": 0}},
        here | {"track": "labs", "room": "attic", "contributions": {"MOSS": 1}},
    ]
    at_once = [plan[0], plan[1] | {"contributions": {"MOSS": 0}}]

    assert check.broken(given, plan) == []
    assert {rule for rule, _sentence in check.broken(given, at_once)} == {"person"}
    assert {rule for rule, _sentence in check.broken(given | {"presence": "block"}, plan)} == {"person"}


def test_an_answer_is_held_to_its_value_and_bound():
    answer = {"format": "convenor cells answer 1", "plan": [POLICY, LABS], "value": 17, "bound": 17}

    assert check.verify(GIVEN, answer) == []
    assert check.verify(GIVEN, answer | {"value": 16, "bound": 3}) == ["The value is 17, not 16."]
    assert check.verify(GIVEN, answer | {"bound": 18}) == ["The bound 18 is above the value 17."]
    assert check.verify(GIVEN, {"format": "another"}) == ["The answer is of another format."]


@pytest.mark.parametrize("seed", range(10))
def test_the_library_counts_the_same_as_the_checker_in_any_plan(seed):
    given = worlds.drawn(seed)
    some = list(islice(worlds.plans(given), 2_000))
    plans = random.Random(seed).sample(some, min(len(some), 100))

    problem = read(given)
    assert [value(problem, [Cell(**cell) for cell in plan]) for plan in plans] == [
        check.value(given, plan) for plan in plans
    ]


@pytest.mark.parametrize(
    "cell",
    [
        {},
        POLICY | {"track": "art"},
        POLICY | {"room": None},
        POLICY | {"posts": []},
        POLICY | {"contributions": {"FERN": 0}},
        POLICY | {"contributions": {"TIDE": -1}},
        POLICY | {"contributions": {"TIDE": 0.5}},
    ],
)
def test_what_is_no_plan_is_refused(cell):
    before = copy.deepcopy(GIVEN)

    with pytest.raises(ValueError, match=r"cell|track|room|posts|contribution|slot"):
        check.broken(GIVEN, [cell])
    assert json.dumps(before) == json.dumps(GIVEN)
