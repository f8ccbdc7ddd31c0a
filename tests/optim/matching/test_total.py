"""The best total: against all assignments, against the dense linear programme, and its proof."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from convenor.optim.matching.check import verify
from convenor.optim.matching.form import written
from convenor.optim.matching.problem import UNIT, Problem
from convenor.optim.matching.refusals import Refused
from convenor.optim.matching.solve import Goal, solve

from . import worlds

pytestmark = pytest.mark.once


def best(problem):
    return max((worlds.worth(problem, panels) for panels in worlds.assignments(problem)), default=None)


def solved(problem, **given):
    """What is solved, once the checker agrees; None where nothing can be."""
    try:
        found = solve(problem, **given)
    except Refused:
        return None
    assert verify(written(problem), found.certificate) == []
    return found


@pytest.mark.parametrize("with_groups", [False, True])
def test_no_assignment_is_worth_more(with_groups):
    rng, possible = np.random.default_rng(7), 0
    for _ in range(150):
        problem = worlds.small(rng, with_groups=with_groups)
        found = solved(problem)
        assert (found and found.stage(Goal.TOTAL)["value"]) == best(problem)
        possible += found is not None

    assert 30 < possible < 140


def linear_bound(problem):
    """The dense linear programme's optimum, from SciPy's own solver, in millionths."""
    n, m = problem.shape
    free = np.flatnonzero(problem.barred.reshape(-1) == 0)
    ones = np.ones(len(free))
    rows = coo_array((ones, (free // m, np.arange(len(free)))), shape=(n, len(free)))
    columns = coo_array((ones, (free % m, np.arange(len(free)))), shape=(m, len(free)))
    answer = linprog(
        -worlds.units(problem).reshape(-1)[free].astype(float),
        A_ub=vstack([columns, -columns]).tocsr(),
        b_ub=np.concatenate([problem.most, -problem.least]),
        A_eq=rows.tocsr(),
        b_eq=problem.wanted,
        bounds=(0, 1),
        method="highs",
    )
    return -answer.fun


@pytest.mark.parametrize(("most", "least"), [(3, 3), (4, 1), (6, 0)])
def test_it_is_the_optimum_of_the_dense_linear_programme(most, least):
    problem = worlds.topics(100, 100, most=most, least=least)

    assert solved(problem).stage(Goal.TOTAL)["value"] == pytest.approx(linear_bound(problem), abs=1)


def test_few_candidates_are_enough_since_others_join(monkeypatch):
    problem = worlds.topics(60, 60, most=3)
    everything = solved(problem).certificate["stages"]
    monkeypatch.setattr("convenor.optim.matching.optimum.CANDIDATES", 3)

    assert [stage["value"] for stage in solved(problem).certificate["stages"]] == [
        stage["value"] for stage in everything
    ]


def test_the_same_is_found_again():
    problem = worlds.topics(80, 50, most=6, seed=3)

    assert solve(problem) == solve(problem)


def test_32_bit_scores_are_taken_as_they_are():
    problem = worlds.topics(20, 20, most=4)
    single = Problem.of(problem.scores.astype(np.float32), most=4)

    assert solved(single).stage(Goal.TOTAL)["value"] > 0


@pytest.mark.parametrize(
    ("scores", "given", "value"),
    [
        (np.zeros((0, 0)), {}, 0),
        (np.zeros((0, 3)), {}, 0),
        (np.zeros((2, 0)), {"wanted": 0}, 0),
        (np.zeros((1, 3)), {}, 0),
        (np.zeros((4, 3)), {"most": 4}, 0),
        (np.full((4, 3), 0.5), {"most": 4}, 6 * UNIT),
        (np.full((4, 4), -0.5), {"wanted": 1, "most": 1, "least": 1}, -2 * UNIT),
        (np.ones((1, 2)), {"wanted": 1, "locked": [(0, 1)]}, UNIT),
        (np.eye(2), {"wanted": 1, "locked": [(0, 1), (1, 0)]}, 0),
    ],
)
def test_what_is_degenerate_has_an_answer(scores, given, value):
    problem = Problem.of(scores, **{"most": 1} | given)

    assert solved(problem).stage(Goal.TOTAL)["value"] == value


@pytest.mark.parametrize(
    ("scores", "given"),
    [
        (np.zeros((1, 0)), {"wanted": 1}),
        (np.zeros((2, 2)), {"wanted": 1, "barred": np.ones((2, 2))}),
        (np.zeros((2, 2)), {"wanted": 2}),
        (np.zeros((1, 2)), {"wanted": 1, "least": 1}),
        (np.zeros((1, 2)), {"wanted": 2, "institutions": [0, 0]}),
        (np.zeros((0, 2)), {"least": 1}),
    ],
)
def test_what_is_impossible_is_refused(scores, given):
    with pytest.raises(Refused):
        solve(Problem.of(scores, **{"most": 1} | given))


def test_rules_that_cross_find_a_reader_whom_no_proposal_has_among_its_best():
    rng = np.random.default_rng(2)
    scores = rng.random((4, 60))
    scores[:, 50:] -= 1  # only these read three of the proposals, whose best forty pairs are with others
    readers = np.arange(60) >= np.array([[20], [50], [50], [50]])
    problem = Problem.of(scores, wanted=2, most=1, institutions=np.arange(60) % 12, readers=readers)

    found = solved(problem)

    assert all(readers[p, list(panel)].any() for p, panel in enumerate(found.panels))
    assert found.stage(Goal.TOTAL)["value"] >= 0.98 * found.stage(Goal.TOTAL)["bound"]
