"""A thousand changed certificates of every kind are rejected.

What a certificate says is that its panels keep the rules, that its values are theirs, and that no assignment
that reaches the values before exceeds a bound. These problems are so small that all assignments are looked
at, so that this is known without any multiplier. A changed certificate that the checker takes has to be true
by that: another optimum, or a weaker bound that is proven. Those are not counted. All others are rejected.
"""

import copy
import json
import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from convenor.optim.matching import check
from convenor.optim.matching.check import verify
from convenor.optim.matching.form import written
from convenor.optim.matching.lots import lots, solve_by_lot
from convenor.optim.matching.problem import Balance, Problem
from convenor.optim.matching.solve import Goal, solve

from . import worlds
from .mutations import KINDS

pytestmark = pytest.mark.once

MUTATIONS = 1_000
MEASURES = {"kept": worlds.kept, "floor": worlds.worst_pair, "fair": worlds.fair, "total": worlds.worth}
HALF = Fraction(1, 2)


class Judged:
    """Certificates with goals in order: all assignments with what each is worth by each goal."""

    def __init__(self, problem):
        self.problem = problem
        self.certificate = solve(problem, [Goal.FLOOR, Goal.FAIR]).certificate
        self.every = [tuple(map(frozenset, panels)) for panels in worlds.assignments(problem)]
        self.worth = {
            goal: np.array([measure(problem, [*map(sorted, panels)]) for panels in self.every])
            for goal, measure in MEASURES.items()
        }

    def is_true(self, mutated):
        here = self.every.index(tuple(map(frozenset, mutated["panels"])))
        left = np.ones(len(self.every), bool)
        for stage in mutated["stages"]:
            worth = self.worth[stage["goal"]]
            if stage["value"] != worth[here] or stage["bound"] < worth[left].max():
                return False
            left &= worth >= stage["value"]
        return True


class Drawn:
    """A draw: the same probabilities, the panels that the solver draws, and the best expected total."""

    def __init__(self, problem):
        self.problem = problem
        self.certificate = solve_by_lot(problem, HALF, 1).certificate
        self.lots = lots(problem, HALF)

    def is_true(self, mutated):
        (stage,), (first,) = mutated["stages"], self.certificate["stages"]
        drawn, was = mutated["lots"], self.certificate["lots"]
        return (
            [*map(list, self.lots.draw(drawn["seed"]))] == [*map(sorted, mutated["panels"])]
            and drawn == was | {"seed": drawn["seed"]}
            and (stage["value"], stage["bound"]) == (first["value"], first["bound"])
        )


def nested():
    """With everything that nests, and all four goals."""
    rng = np.random.default_rng(3)
    return Problem.of(
        rng.integers(0, 12, (4, 6)) / 8,
        wanted=[2, 2, 1, 2],
        least=[0, 1, 0, 1, 0, 0],
        most=2,
        barred=rng.random((4, 6)) < 0.15,
        locked=[(2, 5)],
        started=[(0, 1), (1, 1), (2, 1), (3, 3)],
        institutions=[0, 0, 1, 1, 2, -1],
    )


def crossing(seed):
    """With institutions, readers and two balances, which cross."""
    rng = np.random.default_rng(seed)
    return Problem.of(
        rng.integers(0, 12, (4, 6)) / 8,
        wanted=2,
        most=2,
        institutions=[0, 0, 1, 1, 2, -1],
        readers=rng.random((4, 6)) < 0.5,
        balances=[
            Balance("region", np.array([0, 1, 0, 1, 0, 1]), 0.3),
            Balance("kind", np.array([0, 1, 1] * 2), 0.2),
        ],
    )


def by_lot():
    rng = np.random.default_rng(5)
    return worlds.topics(
        6, 9, most=4, least=1, barred=0.1, institutions=rng.integers(-1, 6, 9), locked=[(3, 2)], wanted=2
    )


@pytest.fixture(scope="module")
def cases():
    found = [Judged(nested()), Judged(crossing(GAP)), Drawn(by_lot())]
    return [(case, plain(case.problem), json.loads(json.dumps(case.certificate))) for case in found]


def plain(problem):
    form = written(problem)
    form["scores"] = form["scores"].tolist()
    form["barred"] = [[int(p), int(r), "conflict"] for p, r in np.argwhere(problem.barred)]
    if "readers" in form:
        form["readers"] = form["readers"].tolist()
    return json.loads(json.dumps(form))


GAP = 5  # a seed with which the bound is above the value


def test_the_cases_have_every_goal_and_a_gap(cases):
    goals, gaps = zip(
        *(
            (stage["goal"], stage["bound"] > stage["value"])
            for _, _, certificate in cases
            for stage in certificate["stages"]
        ),
        strict=True,
    )

    assert set(goals) == {"kept", "floor", "fair", "total", "expected"}
    assert any(gaps)
    assert [verify(form, certificate) for _, form, certificate in cases] == [[], [], []]
    assert [case.is_true(certificate) for case, _, certificate in cases] == [True] * 3


def test_a_thousand_changed_certificates_of_every_goal_are_rejected(cases):
    drawn, rejected = random.Random(11), Counter()

    while sum(rejected.values()) < MUTATIONS:
        case, form, certificate = drawn.choice(cases)
        mutated, kind = copy.deepcopy(certificate), drawn.choice(KINDS)
        try:
            kind(mutated, drawn, case.problem)
        except LookupError:
            continue  # it has nothing of the kind
        if mutated == certificate:
            continue
        if verify(form, mutated):
            rejected[kind.__name__] += 1
        else:
            assert case.is_true(mutated), kind

    assert min(rejected[kind.__name__] for kind in KINDS) >= 5, rejected


INPUTS = {
    "a score": lambda form, drawn: _one(form["scores"], drawn, lambda score: score + 1e-6),
    "a load": lambda form, drawn: _number(form["most"], drawn, 1),
    "a least load": lambda form, drawn: _number(form["least"], drawn, 1),
    "what is wanted": lambda form, drawn: _number(form["wanted"], drawn, -1),
    "a bar": lambda form, drawn: form["barred"].append([drawn.randrange(4), drawn.randrange(6), "late"]),
    "a lock": lambda form, drawn: form["locked"].append([0, drawn.randrange(6)]),
    "a started pair": lambda form, drawn: form["started"].append([1, 5]),
    "an institution": lambda form, drawn: _number(form["institutions"], drawn, 5),
    "a reader": lambda form, drawn: _one(form["readers"], drawn, lambda reads: not reads),
    "a label": lambda form, drawn: _number(form["balances"][0]["labels"], drawn, 1),
    "a price": lambda form, drawn: form["balances"][1].update(price=0.1),
    "a balance": lambda form, drawn: form["balances"].pop(),
}


def _one(table, drawn, change):
    row = drawn.choice(table)
    place = drawn.randrange(len(row))
    row[place] = change(row[place])


def _number(numbers, drawn, change):
    numbers[drawn.randrange(len(numbers))] += change


@pytest.mark.parametrize("name", INPUTS)
def test_a_certificate_of_other_inputs_is_rejected(cases, name):
    drawn, seen = random.Random(1), 0
    for _case, form, certificate in cases[:2] * 10:
        other = copy.deepcopy(form)
        try:
            INPUTS[name](other, drawn)
        except LookupError:
            continue  # it has nothing of the kind
        if _pairs(other) != _pairs(form) or name not in ("a bar", "a lock"):
            assert verify(other, certificate) != []
            seen += 1

    assert seen >= 8


def _pairs(form):
    return {tuple(bar[:2]) for bar in form["barred"]}, sorted(form["locked"])


def forged(problem):
    """The worst panels, with multipliers so great that sums of 64 bits wrap around to what is claimed."""
    (n, m), table = problem.shape, worlds.units(problem)
    panels = [[(3 * p + place) % m for place in range(3)] for p in range(n)]
    value, wrapped = worlds.worth(problem, panels), 1 << 64
    each = (wrapped - int(table.sum())) // (n * (2 * m - 3)) + 1
    over = (n * m * 2 - 3 * n) * each + int(table.sum()) - wrapped
    reviewers = [-each] * m
    reviewers[0] += (over - value) // n
    stage = {
        "goal": "total",
        "value": value,
        "bound": over - (over - value) // n * n,
        "dual": {"proposals": [-each] * n, "reviewers": reviewers, "families": {}},
    }
    return solve(problem).certificate | {"panels": panels, "stages": [stage]}


def test_sums_that_wrap_around_prove_nothing(monkeypatch):
    problem = worlds.topics(200, 60, most=10, barred=0)
    forgery = forged(problem)
    assert verify(written(problem), forgery) != []

    monkeypatch.setattr(check, "_exact", lambda gains: int(gains.sum()))

    assert verify(written(problem), forgery) == []
    assert forgery["stages"][0]["bound"] < solve(problem).stage(Goal.TOTAL)["value"]
