"""Why there is no timetable: the fewest demands that clash, and what to drop."""

import pytest

from convenor.optim.timetable.explain import explain
from convenor.optim.timetable.problem import Crew, Goal, Lock, Order, Person, Track
from convenor.optim.timetable.solve import solve

from .worlds import BLOCKS, ELEVEN, HALL, NINE, QUICK, changed, problem, session

pytestmark = pytest.mark.once


def told(explained):
    return [str(each) for each in explained.clash], [str(each) for each in explained.ways_out]


def test_a_possible_problem_needs_no_explanation():
    assert explain(problem(session("a"), session("b")), limits=QUICK) is None


def test_two_locks_on_one_session():
    given = problem(session("a"), locks=(Lock("a", "start", NINE), Lock("a", "start", ELEVEN)))

    clash, ways_out = told(explain(given, limits=QUICK))

    assert clash == ["a to have a place", "a to start when it is locked", "a to start when it is locked"]
    assert ways_out[0] == "a to have a place"


def test_a_speaker_who_is_there_for_one_block_has_two_sessions():
    ada = Person("ada", windows=((NINE, NINE + 90),))
    others = [session(f"other {n}") for n in range(4)]
    given = problem(session("a", "ada"), *others, session("b", "ada"), people=(ada,))

    clash, ways_out = told(explain(given, limits=QUICK))

    assert sorted(clash) == [
        "a, b to have a place",
        "ada to be available, for a, b",
        "ada to be in one place at a time",
    ]
    assert ways_out == ["a, b to have a place", "ada to be available, for a, b"]


def test_too_many_sessions_for_the_only_room_that_has_it():
    sessions = [session(key, needs=frozenset({"step-free"})) for key in "abcde"]
    given = problem(*sessions, session("f"))

    clash, ways_out = told(explain(given, limits=QUICK))

    assert sorted(clash) == [
        "a room with “step-free” for a, b, c, d, e",
        "a, b, c, d, e to have a place",
        "hall to hold one session at a time",
    ]
    assert "a room with “step-free” for a, b, c, d, e" in ways_out


def test_every_demand_of_a_clash_is_needed():
    """Without any one of what it names, the others can be kept: shown by leaving each out."""
    given = problem(
        session("a", track="t"),
        session("b", track="t"),
        session("c"),
        tracks=(Track("t", windows=((NINE, NINE + 90),), has_one_room=True),),
    )
    clash, _ways_out = told(explain(given, limits=QUICK))

    assert sorted(clash) == [
        "a, b to have a place",
        "attic to hold one session at a time",
        "hall to hold one session at a time",
        "the times of track t, for a, b",
        "track t to be in one room",
    ]
    placed = (Goal.SEATS,)
    without_times = changed(given, goals=placed, tracks=(Track("t", has_one_room=True),))
    without_room = changed(given, goals=placed, tracks=(Track("t", windows=((NINE, NINE + 90),)),))
    assert all(len(solve(each, limits=QUICK).plan) == 3 for each in (without_times, without_room))


def test_a_clash_of_the_whole_is_found_too():
    """No two sessions share anything, and there is not the time for all."""
    given = problem(*(session(key) for key in "abc"), blocks=BLOCKS[:1])

    clash, ways_out = told(explain(given, limits=QUICK))

    assert clash[0] == "a, b, c to have a place"
    assert ways_out == ["a, b, c to have a place"]


def test_a_crew_that_is_too_small():
    sessions = [session(key, crews=("fr-en",)) for key in "abc"]
    given = problem(
        *sessions, blocks=BLOCKS[:2], rooms=(HALL, HALL.__class__("annex")), crews=(Crew("fr-en", 1),)
    )

    clash, _ways_out = told(explain(given, limits=QUICK))

    assert "crew fr-en to serve 1 at a time" in clash


def test_an_order_against_the_times():
    given = problem(
        session("a", windows=((ELEVEN, ELEVEN + 90),)),
        session("b", windows=((NINE, NINE + 90),)),
        orders=(Order("a", "b"),),
    )

    clash, ways_out = told(explain(given, limits=QUICK))

    assert "a to end before b starts" in clash
    assert "a to end before b starts" in ways_out
