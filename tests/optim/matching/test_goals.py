"""Goals in order, each against all assignments: what stays of an earlier one, the floor, the total."""

import numpy as np
import pytest

from convenor.optim.matching.problem import UNIT, Problem
from convenor.optim.matching.solve import Goal

from . import worlds
from .test_total import solved

pytestmark = pytest.mark.once


def best(problem):
    """The values of the goals, one after the other among the assignments that reach those before."""
    left = list(worlds.assignments(problem))
    values = {}
    measures = {Goal.KEPT: worlds.kept, Goal.FLOOR: worlds.worst_pair, Goal.TOTAL: worlds.worth}
    for goal, measure in measures.items():
        if goal is Goal.KEPT and not len(problem.started):
            continue
        measured = [measure(problem, panels) for panels in left]
        known = [value for value in measured if value is not None]
        if known:
            values[goal] = max(known)
            left = [panels for panels, value in zip(left, measured, strict=True) if value == max(known)]
    return values


RULES = [
    {},
    {"with_groups": True},
    {"with_readers": True},
    {"with_started": True},
    {"with_groups": True, "with_readers": True},
    {"with_balance": True},
]


@pytest.mark.parametrize("given", RULES, ids=str)
def test_each_goal_is_as_good_as_those_before_allow(given):
    rng, possible = np.random.default_rng(3), 0
    for _ in range(80):
        problem = worlds.small(rng, **given)
        found = solved(problem, goals=[Goal.FLOOR])
        if found is None:
            assert not any(True for _ in worlds.assignments(problem))
            continue
        assert {stage["goal"]: stage["value"] for stage in found.certificate["stages"]} == best(problem)
        possible += 1

    assert possible > 15


@pytest.mark.parametrize("given", RULES, ids=str)
def test_what_is_fair_is_never_above_its_bound_and_mostly_the_best(given):
    rng, exact, possible = np.random.default_rng(4), 0, 0
    for _ in range(60):
        problem = worlds.small(rng, **given)
        found = solved(problem, goals=[Goal.FAIR])
        if found is None:
            continue
        left = list(worlds.assignments(problem))
        if len(problem.started):
            kept = max(worlds.kept(problem, panels) for panels in left)
            left = [panels for panels in left if worlds.kept(problem, panels) == kept]
        fair, total = found.stage(Goal.FAIR), found.stage(Goal.TOTAL)
        best = max(worlds.fair(problem, panels) for panels in left)
        assert fair["value"] <= best <= fair["bound"]
        worth = [worlds.worth(problem, one) for one in left if worlds.fair(problem, one) >= fair["value"]]
        assert total["value"] <= max(worth) <= total["bound"]
        exact += (fair["value"], total["value"]) == (best, max(worth))
        possible += 1

    assert possible > 15
    assert exact >= 0.8 * possible


def test_a_floor_may_cost_something_of_the_total():
    problem = Problem.of([[1.0, 0.6], [0.5, 0.0]], wanted=1, most=1)

    assert [solved(problem, goals=goals).stage(Goal.TOTAL)["value"] for goals in ([], [Goal.FLOOR])] == [
        1_100_000,
        1_100_000,
    ]
    assert solved(problem, goals=[Goal.FLOOR]).stage(Goal.FLOOR)["value"] == UNIT // 2


def test_on_a_larger_problem_every_bound_is_reached():
    problem = worlds.topics(80, 60, most=5, seed=4)

    found = solved(problem, goals=[Goal.FLOOR])

    assert all(stage["value"] == stage["bound"] for stage in found.certificate["stages"])
    assert found.stage(Goal.FLOOR)["value"] == worlds.worst_pair(problem, found.panels)


def test_when_a_reviewer_leaves_nobody_else_is_moved_without_need():
    problem = worlds.topics(40, 30, most=5, seed=8)
    before = [(p, r) for p, panel in enumerate(solved(problem).panels) for r in panel]
    leaving = before[0][1]
    most = problem.most.copy()
    most[leaving] = 0
    later = Problem.of(problem.scores, most=most, barred=problem.barred, started=before)

    found = solved(later)

    moved = sum(r == leaving for _, r in before)
    assert found.stage(Goal.KEPT)["value"] == len(before) - moved
    assert all(leaving not in panel for panel in found.panels)
