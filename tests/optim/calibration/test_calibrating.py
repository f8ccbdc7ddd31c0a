"""Calibration against the closed form, and against worlds whose truth is known."""

import random
import subprocess
import sys
from math import inf, nan, sqrt
from statistics import fmean

import numpy as np
import pytest

from convenor.optim.calibration import MOST_REVIEWERS, Calibration, Estimate, Judgement, Obstacle, calibrate
from convenor.optim.calibration.triangles import Inverse, factored, solved

pytestmark = pytest.mark.once


class World:
    """Proposals of known worth, judged by reviewers of known harshness."""

    def __init__(self, seed, *, proposals=120, reviewers=24, each=3, worth=12.0, harshness=8.0, noise=10.0):
        drawn = random.Random(seed)
        self.worth = [drawn.gauss(60, worth) for _ in range(proposals)]
        self.harshness = [drawn.gauss(0, harshness) for _ in range(reviewers)]
        self.judgements = [
            Judgement(proposal, reviewer, true + self.harshness[reviewer] + drawn.gauss(0, noise))
            for proposal, true in enumerate(self.worth)
            for reviewer in drawn.sample(range(reviewers), each)
        ]

    @property
    def means(self):
        points = {}
        for each in self.judgements:
            points.setdefault(each.proposal, []).append(each.points)
        return {proposal: fmean(given) for proposal, given in points.items()}

    def rightly_ordered(self, figures):
        """Of all pairs of proposals, the share that ``figures`` put in their true order."""
        keys = sorted(figures)
        pairs = [(a, b) for a in keys for b in keys if a < b]
        right = [(figures[a] - figures[b]) * (self.worth[a] - self.worth[b]) > 0 for a, b in pairs]
        return sum(right) / len(right)


def points_of(calibration):
    return {proposal: estimate.points for proposal, estimate in calibration.proposals.items()}


def dense(judgements, variances):
    """The same by the textbook: generalised least squares, and the prediction errors, on full matrices."""
    proposals = sorted({each.proposal for each in judgements})
    reviewers = sorted({each.reviewer for each in judgements})
    y = np.array([each.points for each in judgements])
    of_proposal = np.array([[each.proposal == key for key in proposals] for each in judgements], float)
    of_reviewer = np.array([[each.reviewer == key for key in reviewers] for each in judgements], float)
    one = np.ones(len(y))
    v = (
        variances.proposals * of_proposal @ of_proposal.T
        + variances.reviewers * of_reviewer @ of_reviewer.T
        + variances.residual * np.eye(len(y))
    )
    w = np.linalg.inv(v)
    mean = (one @ w @ y) / (one @ w @ one)
    effects = variances.proposals * of_proposal.T @ w @ (y - mean)
    harshness = variances.reviewers * of_reviewer.T @ w @ (y - mean)
    # The error of mean + effect, whose weights on y are these rows.
    fixed = np.outer(one, one @ w) / (one @ w @ one)
    weights = fixed[: len(proposals)] + variances.proposals * of_proposal.T @ w @ (np.eye(len(y)) - fixed)
    errors = (
        variances.proposals
        + np.einsum("ij,jk,ik->i", weights, v, weights)
        - 2 * variances.proposals * np.einsum("ij,ji->i", weights, of_proposal)
    )
    return mean, mean + effects, np.sqrt(errors), harshness


@pytest.mark.parametrize(("seed", "each"), [(1, 2), (2, 3), (3, 5)])
def test_it_is_the_closed_form(seed, each):
    judgements = World(seed, proposals=30, reviewers=9, each=each).judgements

    found = calibrate(judgements)

    mean, points, errors, harshness = dense(judgements, found.variances)
    assert found.mean == pytest.approx(mean, abs=1e-9)
    assert list(points_of(found).values()) == pytest.approx(points, abs=1e-9)
    assert [each.error for each in found.proposals.values()] == pytest.approx(errors, abs=1e-9)
    assert [each.points for each in found.reviewers.values()] == pytest.approx(harshness, abs=1e-9)


def test_the_variances_are_found_without_bias():
    found = [calibrate(World(seed).judgements).variances for seed in range(120)]

    truth = {"proposals": 144, "reviewers": 64, "residual": 100}
    for name, true in truth.items():
        drawn = [getattr(each, name) for each in found]
        error = np.std(drawn) / sqrt(len(drawn))
        assert abs(fmean(drawn) - true) < 3 * error, name


def test_nine_intervals_of_ten_hold_the_truth():
    inside = []
    for seed in range(60):
        world = World(seed)
        found = calibrate(world.judgements).proposals
        inside += [estimate.low <= world.worth[key] <= estimate.high for key, estimate in found.items()]

    assert 0.88 <= fmean(inside) <= 0.92


def test_an_interval_that_forgets_the_reviewers_holds_it_less_often():
    inside = []
    for seed in range(60):
        world = World(seed)
        found = calibrate(world.judgements)
        for key, points in world.means.items():
            error = sqrt(found.variances.residual / 3)
            inside.append(abs(points - world.worth[key]) <= 1.645 * error)

    assert fmean(inside) < 0.82


@pytest.mark.parametrize("seed", range(5))
def test_with_harsh_reviewers_the_order_is_truer_than_that_of_the_means(seed):
    world = World(seed, harshness=20.0)

    corrected = world.rightly_ordered(points_of(calibrate(world.judgements)))

    assert corrected > world.rightly_ordered(world.means) + 0.03


@pytest.mark.parametrize("seed", range(5))
def test_where_reviewers_are_alike_the_order_is_hardly_touched(seed):
    world = World(seed, harshness=0.0)

    corrected = world.rightly_ordered(points_of(calibrate(world.judgements)))

    assert abs(corrected - world.rightly_ordered(world.means)) < 0.02


def test_a_correction_the_wrong_way_round_is_noticed():
    world = World(1, harshness=20.0)
    found = calibrate(world.judgements)
    wrong = {}
    for each in world.judgements:
        worse = each.points + found.reviewers[each.reviewer].points
        wrong.setdefault(each.proposal, []).append(worse)

    assert world.rightly_ordered({key: fmean(given) for key, given in wrong.items()}) < (
        world.rightly_ordered(world.means) - 0.03
    )


def test_the_order_of_the_reviews_changes_nothing():
    judgements = World(1).judgements

    turned = list(reversed(judgements))

    assert calibrate(turned) == calibrate(judgements)


def test_other_scales_give_the_same_on_their_scale():
    judgements = World(1).judgements
    doubled = [Judgement(each.proposal, each.reviewer, 2 * each.points + 7) for each in judgements]

    found = points_of(calibrate(doubled))

    expected = {key: 2 * points + 7 for key, points in points_of(calibrate(judgements)).items()}
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_proposal_with_one_review_is_drawn_further_towards_the_mean():
    judgements = World(1).judgements
    few = [each for each in judgements if each.proposal != 0][:-1]
    alone = Judgement(0, 0, 100.0)

    found = calibrate([*few, alone])

    correction = found.reviewers[0].points
    drawn = (100.0 - correction + found.pull * found.mean) / (1 + found.pull)
    assert found.proposals[0].points == pytest.approx(drawn)
    assert found.proposals[0].error > max(found.proposals[key].error for key in range(1, 100))


def test_groups_that_share_no_reviewer_are_counted_and_less_sure():
    together = World(1, proposals=60, reviewers=8).judgements
    moved = [Judgement(each.proposal + 100, each.reviewer + 100, each.points) for each in together]
    bridge = [Judgement(proposal, 100 + proposal % 8, together[3 * proposal].points) for proposal in range(9)]

    apart, joined = calibrate(together + moved), calibrate(together + moved + bridge)

    assert (apart.groups, joined.groups) == (2, 1)
    assert set(apart.proposals) == set(joined.proposals) == {*range(60), *range(100, 160)}
    assert apart.proposals[59].error > joined.proposals[59].error


def test_equal_scores_are_left_alone():
    judgements = [Judgement(proposal, reviewer, 50.0) for proposal in range(9) for reviewer in range(3)]

    found = calibrate(judgements)

    assert found.proposals == {proposal: Estimate(50.0, 0.0) for proposal in range(9)}
    assert found.reviewers == {reviewer: Estimate(0.0, 0.0) for reviewer in range(3)}


def test_what_adds_up_exactly_is_found_exactly():
    judgements = [
        Judgement(proposal, reviewer, 40.0 + 2 * proposal + 5 * reviewer)
        for proposal in range(12)
        for reviewer in range(3)
    ]

    found = calibrate(judgements)

    steps = [found.proposals[key + 1].points - found.proposals[key].points for key in range(11)]
    assert steps == pytest.approx([2.0] * 11, abs=1e-5)


@pytest.mark.parametrize(
    ("judgements", "obstacle"),
    [
        ([], Obstacle.NO_REVIEWS),
        ([Judgement(1, 1, 50.0), Judgement(1, 2, 60.0)], Obstacle.TOO_FEW),
        (
            [Judgement(proposal, 1, float(proposal)) for proposal in range(90)],
            Obstacle.TOO_FEW,
        ),  # one reviewer
        ([Judgement(key, key % 7, float(key)) for key in range(90)], Obstacle.TOO_FEW),  # one review each
        (
            [Judgement(key // 3, key, float(key % 9)) for key in range(MOST_REVIEWERS + 1)],
            Obstacle.TOO_MANY_REVIEWERS,
        ),
    ],
)
def test_where_nothing_can_be_corrected_it_says_why(judgements, obstacle):
    assert calibrate(judgements) == Calibration(obstacle=obstacle)


@pytest.mark.parametrize("points", [nan, inf])
def test_what_is_no_number_is_refused(points):
    with pytest.raises(ValueError, match="no number"):
        calibrate([Judgement(1, 1, points)])


def test_a_second_judgement_of_the_same_is_refused():
    with pytest.raises(ValueError, match="once"):
        calibrate([Judgement(1, 1, 50.0), Judgement(1, 1, 60.0)])


def test_triangles_are_solved_and_turned_round():
    drawn = random.Random(1)
    square = np.array([[drawn.gauss(0, 1) for _ in range(7)] for _ in range(7)])
    full = square @ square.T + np.eye(7)
    factor = factored([[full[i, j] for j in range(i + 1)] for i in range(7)])
    inverse = Inverse(factor)

    assert solved(factor, [1.0] * 7) == pytest.approx(np.linalg.solve(full, np.ones(7)))
    entries = [[inverse.entry(i, j) for j in range(7)] for i in range(7)]
    assert np.array(entries) == pytest.approx(np.linalg.inv(full))


def test_it_needs_nothing_but_python():
    script = (
        "import convenor.optim.calibration, sys; print([n for n in ('numpy', 'django') if n in sys.modules])"
    )

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert told.stdout == "[]\n"
