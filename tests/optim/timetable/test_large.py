"""Timetables too large for one model: what is found keeps every rule, and what is proven is never beaten."""

from itertools import combinations

import numpy as np
import pytest

from bench.timetable import large
from bench.timetable.large_form import form, witness
from convenor.optim.timetable.apart import Apart
from convenor.optim.timetable.check import values, verify
from convenor.optim.timetable.form import answer, read, read_plan
from convenor.optim.timetable.large import cliques, counting, method
from convenor.optim.timetable.large.method import is_large, solve_large
from convenor.optim.timetable.large.position import Position
from convenor.optim.timetable.large.world import World
from convenor.optim.timetable.problem import Goal, Interest, Lock
from convenor.optim.timetable.refusals import Refused
from convenor.optim.timetable.solve import Limits, solve

from . import drawn
from .worlds import BLOCKS, NINE, at, problem, session

pytestmark = pytest.mark.once

SHORT = Limits(seconds=2, workers=1)


@pytest.fixture(scope="module")
def world():
    return large.conference(sessions=150, rooms=8, people=300, seed=1)


def test_a_conference_is_planned_and_the_judge_agrees(world):
    given = form(world)
    steps = []

    solved = solve_large(read(given), limits=SHORT, tell=steps.append)

    assert verify(given, answer(solved, read(given))) == []
    assert len(solved.plan) == 150
    assert steps[0].goal is None  # some plan at once
    assert steps[-1].goal is not None


def test_no_plan_is_below_what_is_proven(world):
    """Least of all the one that the generator knows."""
    given = form(world)
    known = values(given, witness(world))

    reached = solve_large(read(given), limits=SHORT).reached

    assert any(each.bound > 0 for each in reached if each.goal in (Goal.CLASHES, Goal.TRACKS))
    assert [each.goal for each in reached if each.bound > known[each.goal]] == []


@pytest.mark.parametrize("seed", range(40))
def test_small_problems_of_all_kinds_are_judged_alike_and_no_bound_is_beaten(seed):
    given = drawn.problem(seed)
    best, why = tried(solve, given, Limits(10, workers=1))
    solved, its_reason = tried(solve_large, given, Limits(0.3))
    if best is None or solved is None:
        assert solved is None
        assert its_reason in (why, "no-time")  # never impossible where it is not
        return

    assert verify(given, answer(solved, read(given))) == []
    for mine, exact in zip(solved.reached, best.reached, strict=True):
        if not exact.is_optimal or mine.value != exact.value:
            assert mine.bound <= exact.value
            break
        assert mine.bound <= exact.value


def tried(search, given, limits):
    """What was found, or why nothing was."""
    try:
        return search(read(given), limits=limits), None
    except Refused as refused:
        return None, refused.code


def test_it_begins_from_a_plan_and_can_be_stopped(world):
    given = read(form(world))
    known = read_plan(witness(world), given)

    assert solve_large(given, limits=SHORT, start=known, stop=lambda: True).plan == known


def test_the_same_seed_gives_the_same_answer(monkeypatch):
    monkeypatch.setattr(method, "FEW_SWEEPS", 10)
    given = read(form(large.conference(sessions=40, rooms=4, people=80, seed=2)))

    one, other = (
        method.begin_with(given, Limits(600, seed=3), lambda: False, Apart(given, 3)) for _ in range(2)
    )

    assert one == other
    assert len(one[0]) == 40


def test_only_what_is_too_large_for_one_model_is_searched_in_parts(world, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "convenor.optim.timetable.solve.solve_large", lambda problem, **_: asked.append(problem)
    )
    given = read(form(world))
    monkeypatch.setattr(method, "MOST_LITERALS", 1000)

    solve(given)

    assert is_large(given)
    assert asked == [given]
    assert not is_large(problem(session("tide")))


def test_what_cannot_stand_is_refused():
    given = problem(
        *(session(key) for key in "abc"),
        blocks=BLOCKS[:1],
        goals=(Goal.CLASHES,),
    )

    with pytest.raises(Refused) as refused:
        solve_large(given, limits=SHORT)

    assert refused.value.code == "impossible"


def test_sessions_that_all_want_each_others_people_meet_as_often_as_they_must():
    """Ten sessions in four blocks: 3 + 3 + 2 + 2, and each of these pairs costs two."""
    keys = "abcdefghij"
    given = problem(
        *(session(key, needs_room=False) for key in keys),
        interest=tuple(Interest(one, other, 2) for one, other in combinations(keys, 2)),
        goals=(Goal.CLASHES,),
    )
    position = Position(World.of(given))

    found = cliques.clashes(position.world, position.scores[0].pairs, np.random.default_rng(1), lambda: False)

    assert found == 2 * (3 + 3 + 1 + 1)
    assert solve_large(given, limits=SHORT).is_optimal


@pytest.mark.parametrize(("sessions", "times", "pairs"), [(5, 5, 0), (6, 5, 1), (11, 5, 7), (3, 0, 0)])
def test_more_sessions_than_times_make_pairs(sessions, times, pairs):
    assert counting.pairs_at_least(sessions, times) == pairs


def test_a_lock_and_the_places_of_others_are_kept():
    given = problem(
        *(session(key) for key in "abcd"),
        blocks=BLOCKS[:2],
        locks=(Lock("d", "start", NINE), Lock("d", "room", "hall")),
    )

    assert solve_large(given, limits=SHORT).plan["d"] == at(NINE, "hall")
