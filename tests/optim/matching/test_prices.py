"""What rules and pairs cost, against all assignments; and who takes one seat."""

import numpy as np
import pytest

from convenor.optim.matching.prices import PairPrice, Replacement, price_of_pair, prices, replacements
from convenor.optim.matching.problem import UNIT, Problem
from convenor.optim.matching.refusals import Refused
from convenor.optim.matching.solve import Goal, solve

from . import worlds

pytestmark = pytest.mark.once

SCORES = [[0.9, 0.8, 0.1], [0.7, 0.2, 0.3]]


def test_the_price_of_each_rule_is_what_would_be_gained_without_it():
    problem = Problem.of(
        SCORES,
        wanted=1,
        most=1,
        least=[0, 0, 1],
        barred=[[1, 0, 0], [0, 2, 0]],
        reasons=("same institution", "declared"),
        locked=[(1, 0)],
    )

    found = {(one.kind, one.name): round(one.price, 6) for one in prices(problem)}

    assert found == {
        ("bars", "same institution"): 0.0,
        ("bars", "declared"): 0.0,
        ("locks", ""): 0.3,
        ("least", ""): 0.7,
    }


def test_the_price_of_a_goal_is_told_too():
    problem = Problem.of([[1.0, 0.6], [0.5, 0.0]], wanted=1, most=[1, 2], barred=[[0, 0], [0, 0]])

    assert [(one.kind, one.price) for one in prices(problem, [Goal.FLOOR])] == [("floor", 0.0)]


def test_what_a_pair_costs_is_what_all_assignments_say():
    rng, seen = np.random.default_rng(6), 0
    for _ in range(40):
        problem = worlds.small(rng)
        every = list(worlds.assignments(problem))
        worth = [worlds.worth(problem, panels) for panels in every]
        inside = [value for value, panels in zip(worth, every, strict=True) if 0 in panels[0]]
        outside = [value for value, panels in zip(worth, every, strict=True) if 0 not in panels[0]]
        expected = [max(values) / UNIT if values else None for values in (inside, outside)]
        assert price_of_pair(problem, 0, 0) == PairPrice(*expected)
        seen += bool(every)

    assert seen > 10


def test_a_pair_that_does_not_exist_is_refused():
    with pytest.raises(Refused):
        price_of_pair(Problem.of(SCORES, wanted=1, most=1), 2, 0)


def test_the_best_who_may_takes_the_seat():
    problem = Problem.of(
        [[0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [0.1] * 6],
        wanted=2,
        most=[1, 1, 2, 1, 2, 2],
        barred=[[0, 0, 0, 0, 0, 1], [0] * 6],
        institutions=[0, 1, 1, 2, 3, 4],
        readers=[[0, 1, 0, 0, 1, 1], [1] * 6],
    )

    assert replacements(problem, [(0, 1), (2, 3)], 0, leaving=1) == [Replacement(4, 0.5, 1)]
    assert replacements(problem, [(1, 0), (2, 3)], 0, leaving=0) == [Replacement(4, 0.5, 1)]


def test_nobody_is_found_where_nobody_may():
    assert replacements(Problem.of(SCORES, wanted=1, most=1), [(0,), (2,)], 0, leaving=0) == [
        Replacement(1, 0.8, 1)
    ]
    assert replacements(Problem.of(SCORES, wanted=1, most=[1, 0, 1]), [(0,), (2,)], 0, leaving=0) == []


def test_what_is_solved_is_not_changed_by_asking_for_prices():
    problem = worlds.topics(10, 12, most=4, locked=[(3, 2)])
    before = solve(problem)
    list(prices(problem))

    assert solve(problem) == before
