"""Bounds by families hold: no timetable of a small problem, all of which are listed, is below them."""

import random
from functools import cache

import pytest

from convenor.optim.timetable import counting
from convenor.optim.timetable import solve as solving
from convenor.optim.timetable.apart import Apart
from convenor.optim.timetable.goals import values
from convenor.optim.timetable.large import method
from convenor.optim.timetable.problem import Block, Goal, Interest, Place, Problem, Room, Session, Track
from convenor.optim.timetable.rules import broken_rules
from convenor.optim.timetable.solve import solve

from .worlds import QUICK

pytestmark = pytest.mark.once

GOALS = (Goal.CLASHES, Goal.TRACKS, Goal.THEMES)
MANY = 12


def problem(seed, *, may_be_left_out=False):
    """One day of four blocks of an hour, two rooms, and five sessions of one track or two."""
    chance = random.Random(seed)
    blocks = tuple(Block(f"b{n}", "day", 90 * n, 90 * n + 60) for n in range(4))
    minutes = chance.choice([(30, 60), (60,), (60, 60, 30)])
    sessions = tuple(
        Session(
            f"S{n}",
            chance.choice(minutes),
            track=chance.choice(["red", "red", "blue"]),
            subtheme=chance.choice(["", "peace", "access"]),
            windows=tuple((90 * at, 90 * at + 60) for at in sorted(chance.sample(range(4), 2))),
            expected=chance.choice([0, 60]),
        )
        for n in range(5)
    )
    pairs = {tuple(sorted(chance.sample(range(5), 2))) for _ in range(chance.randint(0, 4))}
    return Problem.of(
        blocks=blocks,
        rooms=(Room("hall", 300), Room("attic", 40, shut=((0, chance.choice([30, 60])),))),
        sessions=sessions,
        tracks=(Track("red"), Track("blue")),
        interest=tuple(Interest(f"S{one}", f"S{other}", 1) for one, other in sorted(pairs)),
        goals=(Goal.UNPLACED, *GOALS) if may_be_left_out else GOALS,
        step=30,
    )


@cache
def timetables(seed, *, may_be_left_out=False):
    """Every timetable, and what it comes to by each goal."""
    given = problem(seed, may_be_left_out=may_be_left_out)
    found = []

    def place(plan, left):
        if not left:
            if not broken_rules(given, plan):
                found.append((dict(plan), tuple(values(given, plan).values())))
            return
        starts = [b.starts + late for b in given.blocks for late in (0, 30)]
        for place_ in [Place(at, room.key) for at in starts for room in given.rooms]:
            there = plan | {left[0].key: place_}
            if all(demand.rule == "placed" for demand in broken_rules(given, there)):
                place(there, left[1:])
        if may_be_left_out:
            place(plan, left[1:])

    place({}, given.sessions)
    return given, found


def least(found, kept, number):
    """The least of a goal among the timetables that keep to the values before it."""
    return min(all_[number] for _plan, all_ in found if all(a <= b for a, b in zip(all_, kept, strict=False)))


def bounds(seed, *, may_be_left_out=False):
    """For timetables by chance, the worst first: each goal's bound, and the least that there is."""
    given, found = timetables(seed, may_be_left_out=may_be_left_out)
    apart, chance = Apart(given, 1), random.Random(seed)
    some = sorted(chance.sample(found, min(5, len(found))), key=lambda each: each[1], reverse=True)
    for plan, all_ in some:
        for number, (goal, value) in enumerate(zip(given.goals, all_, strict=True)):
            yield apart.bound(goal, plan, lambda: False), least(found, all_[:number], number)
            apart.keep(goal, value)


@pytest.mark.parametrize("may_be_left_out", [False, True])
def test_no_timetable_is_below_a_bound(may_be_left_out):
    many = 2 if may_be_left_out else MANY
    told = [each for seed in range(many) for each in bounds(seed, may_be_left_out=may_be_left_out)]

    assert [(bound, value) for bound, value in told if bound > value] == []
    if not may_be_left_out:
        assert sum(bound == value > 0 for bound, value in told) >= 10


def test_counting_too_few_that_fit_in_a_block_would_be_noticed(monkeypatch):
    true = counting.fit_in
    monkeypatch.setattr(counting, "fit_in", lambda *about: max(0, true(*about) - 1))

    assert any(bound > value for seed in range(MANY) for bound, value in bounds(seed))


def test_what_was_found_for_other_values_before_is_forgotten():
    given, found = timetables(1)
    plan, _values = found[0]
    apart = Apart(given, 1)
    for goal, value in zip(given.goals, (9, 0, 9), strict=True):
        apart.bound(goal, plan, lambda: False)
        apart.keep(goal, value)
    asked = [each.least.keys() for each in apart.divisions]

    apart.keep(Goal.CLASHES, 8)

    assert [set(each) for each in asked] == [{Goal.CLASHES}] * 2
    assert apart.kept == {Goal.CLASHES: 8}


@pytest.fixture
def tried(monkeypatch):
    """What came of each search just at the bound, where the search before it has no luck."""
    found, never_there = [], solving._Search._is_never_there

    def noted(*about):
        found.append(never_there(*about))
        return found[-1]

    monkeypatch.setattr(method, "FEW_SWEEPS", 0)
    monkeypatch.setattr(solving._Search, "_is_never_there", noted)
    return found


def test_the_best_timetable_is_found_and_proven_without_luck_at_the_beginning(tried):
    for seed in range(MANY):
        given, found = timetables(seed)
        if found:
            best = min(all_ for _plan, all_ in found)

            solved = solve(given, limits=QUICK)

            assert tuple((each.value, each.bound) for each in solved.reached) == tuple((v, v) for v in best)
    assert False in tried


def test_families_that_are_in_each_others_way_cost_more_than_each_alone(tried):
    """Three of a track in two blocks leave the other track one place there, and its other session a gap."""
    blocks = tuple(Block(f"b{n}", "day", 90 * n, 90 * n + 60) for n in range(4))
    early, late = ((0, 60), (90, 150)), ((0, 60), (90, 150), (270, 330))
    red = [Session(f"R{n}", 60, track="red", windows=early) for n in range(3)]
    blue = [Session(f"B{n}", 60, track="blue", windows=late) for n in range(2)]
    given = Problem.of(
        blocks=blocks,
        rooms=(Room("hall"), Room("attic")),
        sessions=(*red, *blue),
        tracks=(Track("red"), Track("blue")),
        goals=(Goal.TRACKS,),
    )

    solved = solve(given, limits=QUICK)

    assert [(each.value, each.bound) for each in solved.reached] == [(4, 4)]
    assert tried == [True]
    assert Apart(given, 1).bound(Goal.TRACKS, solved.plan, lambda: False) == 3
