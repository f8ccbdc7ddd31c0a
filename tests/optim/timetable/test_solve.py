"""The best timetable by goals in order, and what is proven of it."""

from itertools import combinations

import pytest

from convenor.optim.timetable.goals import values
from convenor.optim.timetable.problem import (
    Goal,
    Interest,
    Lock,
    Order,
    Person,
    Room,
    Track,
    Wish,
)
from convenor.optim.timetable.refusals import Refused
from convenor.optim.timetable.rules import broken_rules
from convenor.optim.timetable.solve import Limits, solve

from .worlds import BLOCKS, DAY, ELEVEN, NINE, QUICK, at, problem, session

pytestmark = pytest.mark.once


def test_the_popular_session_gets_the_large_room():
    given = problem(session("tide", expected=120), session("moss", expected=30), blocks=BLOCKS[:1])

    solved = solve(given, limits=QUICK)

    assert solved.plan == {"tide": at(NINE, "hall"), "moss": at(NINE, "attic")}
    assert solved.is_optimal


def test_whoever_has_two_sessions_is_never_in_two_places():
    ada = Person("ada", windows=((NINE, ELEVEN + 90),))
    given = problem(session("tide", "ada"), session("moss", "ada"), people=(ada,))

    plan = solve(given, limits=QUICK).plan

    assert {plan["tide"].start, plan["moss"].start} == {NINE, ELEVEN}


def test_a_session_without_a_place_is_the_last_resort_and_told():
    given = problem(*(session(key) for key in "abc"), blocks=BLOCKS[:1])

    solved = solve(given, limits=QUICK)

    assert len(solved.plan) == 2
    unplaced = next(each for each in solved.reached if each.goal is Goal.UNPLACED)
    assert (unplaced.value, unplaced.bound) == (1, 1)


def test_a_goal_pays_for_none_before_it():
    """With interest first the two are apart; with the wish first they are together, as it asks."""
    facts = {
        "blocks": BLOCKS[:2],
        "interest": (Interest("tide", "moss", 9),),
        "wishes": tuple(Wish(key, 5, ((NINE, NINE + 90),)) for key in ("tide", "moss")),
    }
    sessions = (session("tide"), session("moss"))

    first, then = (
        solve(problem(*sessions, goals=goals, **facts), limits=QUICK)
        for goals in [(Goal.CLASHES, Goal.WISHES), (Goal.WISHES, Goal.CLASHES)]
    )

    assert [(each.value, each.bound) for each in first.reached] == [(0, 0), (5, 5)]
    assert [(each.value, each.bound) for each in then.reached] == [(0, 0), (9, 9)]


def test_every_kind_of_rule_and_goal_at_once_is_kept_and_counted():
    given = everything()

    solved = solve(given, limits=QUICK)

    assert broken_rules(given, solved.plan) == []
    assert {each.goal: each.value for each in solved.reached} == values(given, solved.plan)
    assert solved.is_optimal


def everything():
    people = (
        Person("ada"),
        Person("bo", is_remote=True, offset=-300, region="americas"),
        Person("cy", windows=((DAY, 2 * DAY),)),
    )
    sessions = (
        session("open", "ada", is_plenary=True, minutes=60),
        session("tide", "ada", "bo", track="policy", subtheme="skills", expected=90),
        session("moss", "cy", track="policy", subtheme="skills", needs=frozenset({"step-free"})),
        session("reed", "bo", track="labs", minutes=45, promised=60),
        session("fern", track="labs", minutes=30, booths=1),
        session("kelp", needs_room=False, minutes=30),
    )
    return problem(
        *sessions,
        people=people,
        tracks=(Track("policy", has_one_room=True), Track("labs", windows=((0, DAY),))),
        orders=(Order("open", "tide"),),
        same_day=(("tide", "reed"),),
        apart=(("fern", "reed"),),
        interest=(Interest("tide", "fern", 4), Interest("moss", "kelp", 2)),
        wishes=(Wish("kelp", 3, ((DAY + ELEVEN, DAY + ELEVEN + 90),)),),
        locks=(Lock("open", "start", NINE), Lock("tide", "room", "hall")),
    )


def test_the_same_seed_gives_the_same_answer():
    one, other = (solve(everything(), limits=Limits(20, 2, seed=7)) for _ in range(2))

    assert one.plan == other.plan


def test_it_begins_from_a_plan_and_can_be_stopped():
    given = problem(*(session(key, expected=90) for key in "abc"), blocks=BLOCKS[:2])
    start = {"a": at(NINE, "attic"), "b": at(ELEVEN, "attic"), "c": at(ELEVEN, "hall")}

    stopped = solve(given, limits=QUICK, start=start, stop=lambda: True)
    whole = solve(given, limits=QUICK, start=start)

    assert broken_rules(given, stopped.plan) == []
    assert {each.goal: each.value for each in whole.reached}[Goal.SEATS] == 50


def test_each_better_plan_is_told_and_the_one_it_begins_from():
    given = problem(session("a", expected=90), blocks=BLOCKS[:1])
    steps = []

    solve(given, limits=QUICK, start={"a": at(NINE, "attic")}, tell=steps.append)

    assert [(step.goal, step.value, step.plan) for step in steps] == [
        (None, None, {"a": at(NINE, "attic")}),
        (Goal.SEATS, 50, {"a": at(NINE, "attic")}),
        (Goal.SEATS, 0, {"a": at(NINE, "hall")}),
    ]


def test_what_is_proven_is_told_as_soon_as_it_is_also_where_no_better_plan_is_found():
    """Ten sessions, each two with fans in common, in three hours: the best is found long before its proof."""
    codes = "abcdefghij"
    interest = tuple(
        Interest(one, other, 1 + (3 * ord(one) + 5 * ord(other)) % 7) for one, other in combinations(codes, 2)
    )
    rooms = tuple(Room(key) for key in "vwxyz")
    given = problem(
        *(session(key) for key in codes),
        rooms=rooms,
        blocks=BLOCKS[:3],
        interest=interest,
        goals=(Goal.CLASHES,),
    )
    start = {key: at((NINE, ELEVEN)[number % 2], "vwxyz"[number // 2]) for number, key in enumerate(codes)}
    steps = []

    solved = solve(given, limits=Limits(20, workers=1), start=start, tell=steps.append)

    told = [(step.value, step.bound) for step in steps if step.goal]
    assert told[0][1] == 0
    assert [value for value, _bound in told] == sorted((value for value, _bound in told), reverse=True)
    assert [bound for _value, bound in told] == sorted(bound for _value, bound in told)
    assert [bound for value, bound in told if value == told[-1][0]][1:]
    assert told[-1][1] <= solved.reached[0].bound <= solved.reached[0].value == told[-1][0]


def test_what_cannot_be_is_refused():
    contradiction = (Lock("a", "start", NINE), Lock("a", "start", ELEVEN))
    given = problem(session("a"), goals=(Goal.SEATS,), locks=contradiction)

    with pytest.raises(Refused, match="No timetable keeps to all of this"):
        solve(given, limits=QUICK)


def test_nothing_to_plan_is_planned_at_once():
    solved = solve(problem(), limits=QUICK)

    assert solved.plan == {}
    assert solved.is_optimal
