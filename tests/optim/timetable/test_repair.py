"""A published programme that lost a room: few moves, or more."""

import pytest

from convenor.optim.timetable.problem import Goal, Person, Published, Room
from convenor.optim.timetable.repair import options, repair
from convenor.optim.timetable.rules import broken_rules

from .worlds import ATTIC, BLOCKS, ELEVEN, NINE, QUICK, at, problem, session

pytestmark = pytest.mark.once

PUBLISHED = {
    "a": at(NINE, "hall"),
    "b": at(NINE, "attic"),
    "c": at(ELEVEN, "hall"),
}


def published(*, marks=None, **facts):
    rows = tuple(Published(key, place, (marks or {}).get(key, 0)) for key, place in PUBLISHED.items())
    return problem(*(session(key) for key in "abc"), published=rows, blocks=BLOCKS[:2], **facts)


def test_what_is_not_broken_stays():
    assert repair(published(), limits=QUICK).moved == ()


def test_a_lost_room_moves_as_few_as_it_can():
    hall = Room("hall", 300, shut=((NINE, NINE + 90),))

    option = repair(published(rooms=(hall, ATTIC)), limits=QUICK)

    assert option.moved == ("a",)
    assert option.plan["a"] == at(ELEVEN, "attic")
    assert all(each.is_optimal for each in option.reached)


def test_the_session_that_fewer_have_marked_moves():
    """Two are published at the same time in one room by mistake: one of them has to go."""
    given = published(rooms=(Room("hall", 300), ATTIC))
    clash = [Published("a", at(NINE, "hall"), 30), Published("b", at(NINE, "hall"), 2)]
    given = problem(*given.sessions, published=(*clash, given.published[2]), blocks=BLOCKS[:2])

    option = repair(given, limits=QUICK)

    assert option.moved == ("b",)
    assert option.plan["b"] == at(NINE, "attic")  # a change of room is the cheapest


def test_a_speaker_lost_for_a_morning_moves_their_session():
    ada = Person("ada", windows=((ELEVEN, ELEVEN + 90),))
    rows = tuple(Published(key, place) for key, place in PUBLISHED.items())
    given = problem(
        session("a", "ada"), session("b"), session("c"), people=(ada,), published=rows, blocks=BLOCKS[:2]
    )

    option = repair(given, limits=QUICK)

    assert option.plan["a"] == at(ELEVEN, "attic")


def test_moves_and_what_they_buy_stand_side_by_side():
    hall = Room("hall", 300, shut=((NINE, NINE + 90),))
    given = published(rooms=(hall, ATTIC))

    found = options(given, limits=QUICK)

    assert [(each.moved, each.left_out) for each in found] == [((), ("a",)), (("a",), ())]
    assert all(broken_rules(given, each.plan) == [] for each in found)


def test_a_room_that_is_there_no_more_is_repaired_too_whatever_the_goals():
    given = published(rooms=(ATTIC,), walks={("north", "south"): 30}, goals=(Goal.SEATS,))

    option = repair(given, limits=QUICK)

    assert (len(option.plan), len(option.left_out)) == (2, 1)
    assert {place.room for place in option.plan.values()} == {"attic"}
