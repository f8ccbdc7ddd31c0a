"""The judge, the rules and goals, and the solver's model say the same of any plan."""

from collections import Counter

import pytest
from ortools.sat.python import cp_model

from convenor.optim.timetable import check, goals, rules
from convenor.optim.timetable.counting import count_all
from convenor.optim.timetable.form import answer, read, read_plan
from convenor.optim.timetable.posting import Posted
from convenor.optim.timetable.refusals import Refused
from convenor.optim.timetable.rules import broken_rules
from convenor.optim.timetable.solve import solve

from . import drawn
from .test_check import ODD_FORMS, ODD_PLANS, TIDE, form
from .worlds import QUICK

pytestmark = pytest.mark.once

PROBLEMS, PLANS = 200, 50
MODELS, ENOUGH = 150, 10
NAMES = {
    *(
        "placed",
        "block",
        "times",
        "track-times",
        "available",
        "person",
        "room",
        "any-room",
        "no-room",
        "needs",
    ),
    *("booths", "promised", "track-room", "track-alone", "plenary", "crew", "order", "same-day", "apart"),
    *("lock-start", "lock-room", "lock-day"),
}


def said_by_rules(problem, plan):
    return {demand.rule for demand in broken_rules(problem, plan)}


def said_by_the_judge(given, plan):
    return {rule for rule, _sentence in check.broken(given, plan)}


def differences(problems, plans):
    """Where the rules and goals do not say what the judge says; and what was seen how often."""
    found, seen = [], Counter()
    for seed in range(problems):
        given = drawn.problem(seed)
        problem = read(given)
        for n, told in enumerate(drawn.plans(given, seed, plans)):
            plan, judged = read_plan(told, problem), said_by_the_judge(given, told)
            mine = check.values(given, told)
            theirs = {goal.value: value for goal, value in goals.values(problem, plan).items()}
            odd = [name for name, value in mine.items() if value != theirs.get(name)]
            odd += ["the order of the goals"] * ([*mine] != [*theirs])
            found += [(seed, n, name) for name in (*sorted(said_by_rules(problem, plan) ^ judged), *odd)]
            seen.update([*(judged or ["nothing"]), *(goal for goal, value in mine.items() if value)])
    return found, seen


def test_the_judge_says_what_the_rules_and_the_goals_say():
    found, seen = differences(PROBLEMS, PLANS)

    assert found == []
    assert {*seen} == NAMES | {"nothing", *drawn.GOALS}
    assert min(seen.values()) >= 100


@pytest.mark.parametrize("rule", rules.RULES)
def test_a_rule_that_is_left_out_is_noticed(rule, monkeypatch):
    monkeypatch.setattr(rules, "RULES", tuple(each for each in rules.RULES if each is not rule))

    found, _ = differences(20, 8)

    assert found


@pytest.mark.parametrize("goal", goals.GOALS)
def test_a_goal_that_counts_nothing_is_noticed(goal, monkeypatch):
    monkeypatch.setattr(goals, "GOALS", {**goals.GOALS, goal: lambda _problem: []})

    found, _ = differences(20, 8)

    assert found


@pytest.mark.parametrize("given", ODD_FORMS)
def test_what_the_judge_refuses_is_refused(given):
    with pytest.raises(Refused):
        read(given)


@pytest.mark.parametrize("placed", ODD_PLANS)
def test_a_plan_that_the_judge_refuses_is_refused(placed):
    with pytest.raises(Refused):
        read_plan(placed, read(form(TIDE)))


def solved(posted):
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver, solver.solve(posted.model)


def fixed(problem, plan):
    posted = Posted.of(problem)
    posted.fix({session.key: plan.get(session.key) for session in problem.sessions})
    return posted


def cases(plans):
    """Plans on the grid."""
    for seed in range(MODELS):
        given = drawn.problem(1_000 + seed, sessions=6)
        problem = read(given)
        for plan in drawn.on_the_grid(given, seed, plans):
            yield problem, read_plan(plan, problem)


def on_the_edge(problem, plan):
    """The last plan that breaks a rule and the first that breaks none, as sessions lose their places."""
    left = dict(plan)
    while broken_rules(problem, left) and left:
        more = dict(left)
        del left[next(iter(left))]
    return [left] if left == plan else [more, left]


def test_the_model_has_a_plan_exactly_if_no_rule_is_broken():
    """Of plans that break the same rules some are enough."""
    seen = Counter()
    edges = (
        (problem, plan) for problem, drawn_plan in cases(24) for plan in on_the_edge(problem, drawn_plan)
    )
    for problem, plan in edges:
        broken = frozenset(said_by_rules(problem, plan))
        seen[broken] += 1
        if seen[broken] <= (ENOUGH if broken else 10 * ENOUGH):
            _, status = solved(fixed(problem, plan))

            assert status == (cp_model.INFEASIBLE if broken else cp_model.OPTIMAL), (broken, problem, plan)

    assert {rule for rules_broken in seen for rule in rules_broken if len(rules_broken) == 1} == NAMES - {
        "block"
    }


def test_the_model_counts_what_the_goals_count():
    """Without the rules, save those of rooms, so that there is something to count in every plan."""
    seen = Counter()
    for problem, drawn_plan in cases(1):
        needs = {session.key: session.needs_room for session in problem.sessions}
        plan = {key: place for key, place in drawn_plan.items() if needs[key] == (place.room is not None)}
        if any(each.rule == "room" for each in broken_rules(problem, plan)):
            continue
        for goal, value in goals.values(problem, plan).items():
            posted = Posted(problem)
            posted.fix({session.key: plan.get(session.key) for session in problem.sessions})
            posted.model.minimize(count_all(posted, goals.costs(problem, goal)))
            solver, status = solved(posted)

            assert (status, round(solver.objective_value)) == (cp_model.OPTIMAL, value), (goal, problem, plan)
            seen.update([goal] if value else [])

    assert sorted(seen) == sorted(drawn.GOALS)


@pytest.mark.parametrize("seed", range(8))
def test_the_judge_finds_nothing_wrong_with_what_was_solved(seed):
    given = drawn.problem(2_000 + seed, sessions=5) | {"goals": drawn.GOALS}
    problem = read(given)

    assert check.verify(given, answer(solve(problem, limits=QUICK), problem)) == []
