"""By lot: the odds are the best, every draw keeps the rules, and nobody is likelier than allowed."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack
from scipy.stats import beta

from convenor.optim.matching.check import verify
from convenor.optim.matching.form import written
from convenor.optim.matching.lots import Chance, lots, solve_by_lot
from convenor.optim.matching.problem import UNIT, Balance, Problem
from convenor.optim.matching.refusals import Refused

from . import worlds

pytestmark = pytest.mark.once

HALF = Fraction(1, 2)
DRAWS = 2_000


def interval(seen, draws, doubt):
    """Clopper and Pearson's interval of a probability, of which ``seen`` of ``draws`` tell."""
    low = beta.ppf(doubt / 2, seen, draws - seen + 1) if seen else 0.0
    high = beta.ppf(1 - doubt / 2, seen + 1, draws - seen) if seen < draws else 1.0
    return low, high


def drawn(chances, draws=DRAWS):
    """How often each pair was drawn."""
    panels = (chances.draw(seed) for seed in range(draws))
    return Counter((p, r) for drawn in panels for p, panel in enumerate(drawn) for r in panel)


def problem_with_rules():
    rng = np.random.default_rng(5)
    return worlds.topics(
        10, 12, most=4, least=1, barred=0.1, institutions=rng.integers(-1, 7, 12), locked=[(3, 2)]
    )


@pytest.mark.parametrize("most", [HALF, Fraction(2, 3), Fraction(53, 100)], ids=str)
def test_every_pair_is_drawn_as_often_as_its_odds(most):
    problem = problem_with_rules()
    chances = lots(problem, most)

    seen, odds = drawn(chances), chances.expected() | {(3, 2): Fraction(1)}

    assert set(seen) <= set(odds)
    assert max(chances.expected().values()) <= most
    doubt = 0.001 / len(odds)
    for pair, chance in odds.items():
        low, high = interval(seen[pair], DRAWS, doubt)
        assert low <= chance <= high, pair


def test_odds_that_are_not_those_of_the_draws_are_noticed():
    """Were a pair drawn one time in ten more than told, the test above would fail."""
    low, high = interval(round(DRAWS * 0.6), DRAWS, 0.001 / 40)

    assert not low <= 0.5 <= high


def test_every_draw_keeps_the_rules():
    problem = problem_with_rules()
    chances = lots(problem, Fraction(2, 5))

    for seed in range(100):
        panels = chances.draw(seed)
        loads = np.bincount([r for panel in panels for r in panel], minlength=12)
        assert all(worlds.is_allowed(problem, p, panel) for p, panel in enumerate(panels))
        assert [len(panel) for panel in panels] == problem.wanted.tolist()
        assert (problem.least <= loads).all()
        assert (loads <= problem.most).all()


def linear_bound(problem, most):
    """The best expected total by SciPy's own solver, in millionths."""
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
        bounds=(0, float(most)),
        method="highs",
    )
    return -answer.fun


@pytest.mark.parametrize("most", [HALF, Fraction(1, 3), Fraction(7, 20), Fraction(1)], ids=str)
def test_no_odds_are_better_and_the_checker_agrees(most):
    problem = worlds.topics(60, 60, most=5)

    solved = solve_by_lot(problem, most, seed=4)

    stage = solved.certificate["stages"][0]
    assert stage["value"] == stage["bound"]
    assert stage["value"] / most.denominator == pytest.approx(linear_bound(problem, most), abs=1)
    assert verify(written(problem), solved.certificate) == []
    assert solve_by_lot(problem, most, seed=4) == solved


def another_pair(proof):
    likely = {r for p, r, _ in proof["lots"]["shares"] if p == 0}
    proof["panels"][0] = sorted({*range(12)} - likely)[:3]


def better(proof):
    proof["stages"][0]["value"] += 1
    proof["stages"][0]["bound"] += 1


def test_the_checker_draws_the_same_as_the_solver():
    rng, seen = np.random.default_rng(8), 0
    for number in range(60):
        shape = rng.integers(3, 9), rng.integers(4, 9)
        given: dict[str, object] = {}
        if number % 3 == 0:
            given["institutions"] = rng.integers(-1, 5, shape[1])
        if number % 3 == 1:
            given["readers"] = rng.random(shape) < 0.7
        if number % 3 == 2:
            price = number % 2 / 4  # what costs nothing flows in one way only, too
            given["balances"] = [Balance("region", rng.integers(-1, 3, shape[1]), price)]
        problem = Problem.of(rng.random(shape), wanted=2, most=6, **given)
        try:
            solved = solve_by_lot(problem, Fraction(3, 5), seed=number)
        except Refused:
            continue
        assert verify(written(problem), solved.certificate) == []
        seen += 1

    assert seen > 40


def test_another_draw_is_not_that_of_the_seed():
    problem = problem_with_rules()
    proof, other = (solve_by_lot(problem, HALF, seed=seed).certificate for seed in (1, 2))

    assert verify(written(problem), proof | {"panels": other["panels"]}) == [
        "Its panels are not those that follow from its seed."
    ]


CHANGES = {
    "more for one": lambda proof: proof["lots"]["shares"][0].__setitem__(2, 2),
    "one less": lambda proof: proof["lots"]["shares"].pop(),
    "likelier": lambda proof: proof["lots"].update(part=2),
    "finer": lambda proof: proof["lots"].update(whole=4),
    "another pair": another_pair,
    "better": better,
    "cheaper": lambda proof: proof["stages"][0]["dual"]["reviewers"].__setitem__(0, 7 * UNIT),
    "another goal": lambda proof: proof["stages"][0].update(goal="total"),
    "no seed": lambda proof: proof["lots"].pop("seed"),
    "no lots": lambda proof: proof.pop("lots"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_odds_that_were_changed_are_rejected(change):
    problem = problem_with_rules()
    proof = solve_by_lot(problem, HALF, seed=1).certificate
    assert verify(written(problem), proof) == []

    CHANGES[change](proof)

    assert verify(written(problem), proof) != []


def attacked(problem, p, r, score):
    """The same, where reviewer r made themselves look like the best for proposal p and for nothing else."""
    scores = problem.scores.copy()
    scores[:, r] = 0.0
    scores[p, r] = score
    return Problem.of(scores, most=problem.most, barred=problem.barred)


@pytest.mark.parametrize("score", [1.0, 1_000.0], ids=["words of the proposal", "the highest bid"])
def test_who_wants_a_proposal_gets_it_half_the_time_at_most(score):
    honest = worlds.topics(40, 30, most=5, barred=0, seed=9)
    problem = attacked(honest, 7, 3, score)
    assert 3 in lots(problem, Fraction(1)).draw(0)[7]

    chances = lots(problem, HALF)

    seen = drawn(chances)[7, 3]
    assert chances.expected()[7, 3] <= HALF
    assert interval(seen, DRAWS, 0.05)[0] <= HALF


def test_two_who_bid_for_each_other_are_not_together_more_often_than_one_alone():
    honest = worlds.topics(40, 30, most=5, barred=0, seed=9)
    problem = attacked(attacked(honest, 7, 3, 5.0), 8, 4, 5.0)
    chances = lots(problem, HALF)

    panels = [chances.draw(seed) for seed in range(500)]

    both = sum(3 in panel[7] and 4 in panel[8] for panel in panels)
    assert both <= sum(3 in panel[7] for panel in panels)
    assert max(chances.expected()[pair] for pair in [(7, 3), (8, 4)]) <= HALF


def test_most_of_the_similarity_is_kept():
    problem = worlds.topics(100, 100, most=6, seed=2)
    certain, half = (lots(problem, most).optimum.value for most in (Fraction(1), HALF))

    assert half / 2 >= 0.9 * certain


@pytest.mark.parametrize("most", [Fraction(0), Fraction(-1, 2), Fraction(3, 2), Fraction(1, 1001)], ids=str)
def test_what_is_no_probability_is_refused(most):
    with pytest.raises(Refused) as refusal:
        lots(worlds.topics(4, 4, most=3), most)

    assert refusal.value.code == "probability"


def test_odds_too_small_for_all_reviews_are_refused():
    with pytest.raises(Refused) as refusal:
        lots(Problem.of(np.zeros((2, 4)), most=3), HALF)

    assert refusal.value.code == "thin"


def test_chance_follows_from_the_seed_alone():
    chance, again = Chance(5), Chance(5)
    numbers = [chance.below(6) for _ in range(600)]

    assert [again.below(6) for _ in range(600)] == numbers
    assert [Chance(5).below(1 << 60), Chance(6).below(1 << 60)] == [
        Chance(5).below(1 << 60),
        Chance(6).below(1 << 60),
    ]
    assert min(Counter(numbers).values()) > 60
