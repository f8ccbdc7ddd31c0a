"""A large published programme that lost something, and one that asks too much: few moves, few demands."""

from dataclasses import replace

import pytest

from bench.timetable import large, losses, planted
from convenor.optim.timetable import explain as explaining
from convenor.optim.timetable.check import broken
from convenor.optim.timetable.explain import explain
from convenor.optim.timetable.form import read, write_plan
from convenor.optim.timetable.large import mending, method
from convenor.optim.timetable.large.board import Board
from convenor.optim.timetable.large.reasons import cannot_be
from convenor.optim.timetable.problem import Goal, Order, Person, Published, Room
from convenor.optim.timetable.refusals import Refused
from convenor.optim.timetable.repair import repair
from convenor.optim.timetable.rules import demands
from convenor.optim.timetable.solve import Limits

from . import drawn
from .worlds import ATTIC, BLOCKS, HALL, NINE, QUICK, at, problem, session

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    monkeypatch.setattr(method, "MOST_LITERALS", 0)


@pytest.fixture(scope="module")
def world():
    return large.conference(sessions=150, rooms=8, people=300, seed=1)


def test_only_those_who_cannot_stay_move(world):
    given, must = losses.published_with_losses(world, 1)

    option = repair(read(given), limits=QUICK)

    assert broken(given, write_plan(option.plan, read(given))) == []
    assert option.left_out == ()
    assert must <= set(option.moved)
    assert len(option.moved) <= 3 * len(must)
    moved = next(each for each in option.reached if each.goal is Goal.MOVED)
    assert 0 < moved.bound <= moved.value


def test_no_more_move_than_may(world):
    given, must = losses.published_with_losses(world, 1)

    option = repair(read(given), 2, limits=QUICK)

    assert len(option.moved) == 2
    assert set(option.moved) < must
    assert set(option.left_out) == must - set(option.moved)


def full(**facts):
    """Two blocks of two rooms, all taken: ``a`` needs the hall, where ``c`` is then."""
    places = {"a": at(NINE), "b": at(NINE, "attic"), "c": at(NINE + 120), "d": at(NINE + 120, "attic")}
    rows = tuple(Published(key, place) for key, place in places.items())
    blocks = (*BLOCKS[:2], replace(BLOCKS[2], ends=BLOCKS[2].starts + 60))
    sessions = (session("a", promised=200), session("b"), session("c"), session("d", minutes=60))
    return problem(*sessions, blocks=blocks, published=rows, **facts)


def test_one_without_a_free_place_takes_that_of_another_who_has_one_elsewhere():
    hall = replace(HALL, shut=((NINE, NINE + 90),))
    small = Room("small", 20, shut=((NINE, NINE + 90),))

    option = repair(full(rooms=(hall, ATTIC, small)), limits=QUICK)

    assert option.left_out == ()
    assert set(option.moved) == {"a", "c"}


def test_without_exchanges_more_would_have_to_make_way(monkeypatch):
    """The control of the one before: it is the exchange that finds so few."""
    asked = []
    monkeypatch.setattr(mending, "EXCHANGES", 0)
    monkeypatch.setattr(mending, "place_all", lambda *_: asked.append(True))
    hall = replace(HALL, shut=((NINE, NINE + 90),))

    option = repair(full(rooms=(hall, ATTIC)), limits=QUICK)

    assert asked
    assert option.left_out == ("a",)


@pytest.mark.parametrize("kind", planted.KINDS)
def test_what_asks_too_much_is_named_in_few_demands(world, kind):
    given = read(planted.impossible(world, kind, 1))

    found = explain(given, limits=Limits(30))

    assert found is not None
    assert len(found.clash) <= 6
    chosen = [demand for each in found.clash for demand in each.demands]
    assert not explaining._Search(given, Limits(30))._is_possible(chosen, _placed(chosen))


def _placed(chosen):
    return {each.asks.session for each in chosen if each.rule == "placed"}


def test_what_is_possible_has_no_reason(world):
    assert explain(read(planted.form(world)), limits=Limits(30)) is None


@pytest.mark.parametrize("seed", range(30))
def test_counting_calls_nothing_impossible_that_is_not(seed, monkeypatch):
    given = read(drawn.problem(seed))
    mine = reasons(given)
    monkeypatch.setattr(method, "MOST_LITERALS", 10**9)

    exact = reasons(given)

    assert mine in (exact, "no-time")


def reasons(given):
    try:
        return explain(given, limits=Limits(10, workers=1)) is not None
    except Refused as refused:
        return refused.code


def test_counting_looks_only_at_the_rules_that_it_is_given():
    """Three sessions for two times of one room; without the room's rule nothing is in their way."""
    given = problem(*(session(key) for key in "abc"), blocks=BLOCKS[:2], rooms=(ATTIC,), goals=())
    rules = list(demands(given))

    assert cannot_be(given, set("abc"), rules)
    assert not cannot_be(given, set("ab"), rules)
    assert not cannot_be(given, set("abc"), [each for each in rules if each.rule != "room"])


def test_an_order_without_the_time_for_it_is_seen():
    ada = Person("ada", windows=((NINE, NINE + 90),))
    given = problem(
        session("a"), session("b", "ada"), people=(ada,), orders=(Order("a", "b"),), goals=(), blocks=BLOCKS
    )

    assert {each.rule for each in explain(given, limits=QUICK).clash} >= {"order", "available"}


def test_a_session_may_be_where_the_rules_let_it_alone():
    given = problem(session("a", promised=100), blocks=BLOCKS[:1])
    board = Board(method.World.of(given))

    assert board.may_be_at(0, (0, 0))
    assert not board.may_be_at(0, (0, 1))
