"""Who wants to be assigned to a proposal writes or bids for it: from the text to the draw, what is gained."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import beta

from convenor.optim.affinity.people import Bid, Proposal, Reviewer, Work
from convenor.optim.affinity.scoring import TEXT, WISH, affinity_of
from convenor.optim.affinity.words import Remark
from convenor.optim.matching.lots import lots
from convenor.optim.matching.problem import Problem
from convenor.optim.matching.solve import solve

pytestmark = pytest.mark.once

HALF = Fraction(1, 2)
DRAWS = 2_000
FIELDS = [
    [f"{field}word{number}" for number in range(30)] for field in ("sea", "sky", "soil", "sand", "snow")
]
FRIEND = 4  # a reviewer of another field than proposal 0


def conference(*, stuffed="", hidden=""):
    """Twenty proposals and fifteen reviewers of five fields; the first proposal gets something more."""
    drawn = np.random.default_rng(12)

    def text(field):
        return " ".join(drawn.choice(FIELDS[field], 12))

    proposals = [Proposal(f"p{p}", text(p % 5), text(p % 5)) for p in range(20)]
    reviewers = [
        Reviewer(f"r{r}", tuple(Work(text(r % 5), text(r % 5)) for _ in range(3))) for r in range(15)
    ]
    first = proposals[0]
    works = " ".join(f"{work.title} {work.abstract}" for work in reviewers[FRIEND].works) if stuffed else ""
    proposals[0] = Proposal(first.key, first.title, f"{first.abstract} {works}{hidden}")
    return proposals, reviewers


def problem_of(affinity):
    return Problem.of(affinity.scores, wanted=2, most=4)


def odds_seen(problem, pair):
    """The pair's probability, and Clopper and Pearson's interval of 2,000 draws (99 %)."""
    chances = lots(problem, HALF)
    seen = sum(pair[1] in chances.draw(seed)[pair[0]] for seed in range(DRAWS))
    low = beta.ppf(0.005, seen, DRAWS - seen + 1) if seen else 0.0
    high = beta.ppf(0.995, seen + 1, DRAWS - seen) if seen < DRAWS else 1.0
    return chances.expected().get(pair, Fraction(0)), low, high


def test_all_words_of_a_friend_get_the_friend_half_the_time_at_most():
    honest, stuffed = (problem_of(affinity_of(*conference(stuffed=text))) for text in ("", "yes"))
    assert FRIEND not in solve(honest).panels[0]
    assert FRIEND in solve(stuffed).panels[0]

    chance, low, high = odds_seen(stuffed, (0, FRIEND))

    assert chance <= HALF
    assert low <= chance <= high
    assert low <= HALF


def test_words_for_a_friend_change_no_score_of_another_proposal():
    honest, stuffed = (affinity_of(*conference(stuffed=text)) for text in ("", "yes"))

    assert stuffed.scores[1:].tobytes() == honest.scores[1:].tobytes()
    assert (stuffed.scores[0] - honest.scores[0]).max() <= TEXT


def ring(proposals, reviewers):
    """Three of one field who bid for each other's proposals and for nothing else."""
    members = (0, 5, 10)
    mine = {(p, r) for p in members for r in members if p != r}
    bids = {
        (proposals[p].key, reviewers[r].key): Bid.WANTS if (p, r) in mine else Bid.NOT
        for p in range(len(proposals))
        for r in members
    }
    return mine, bids


def test_a_ring_of_bidders_gains_no_more_than_a_wish_and_never_more_than_the_odds():
    proposals, reviewers = conference()
    mine, bids = ring(proposals, reviewers)
    honest, colluding = (affinity_of(proposals, reviewers, bids=given) for given in ({}, bids))

    chances = lots(problem_of(colluding), HALF)
    panels = [chances.draw(seed) for seed in range(DRAWS)]
    seen = Counter((p, r) for drawn in panels for p, r in mine if r in drawn[p])

    assert np.abs(colluding.scores - honest.scores).max() <= WISH / 2 + 1e-12
    for pair in mine:
        chance = chances.expected().get(pair, Fraction(0))
        assert chance <= HALF
        assert (beta.ppf(0.0001, seen[pair], DRAWS - seen[pair] + 1) if seen[pair] else 0.0) <= chance


def test_a_ring_that_could_be_certain_of_each_other_is_noticed():
    """Without lots some pair of the ring is certain: what the test above forbids does happen."""
    proposals, reviewers = conference()
    mine, bids = ring(proposals, reviewers)

    panels = solve(problem_of(affinity_of(proposals, reviewers, bids=bids))).panels

    assert any(r in panels[p] for p, r in mine)


INVISIBLE = "".join(chr(0xE0000 + ord(letter)) for letter in " ".join(FIELDS[4]))


@pytest.mark.parametrize(
    "hidden", [INVISIBLE, "\u200b" * 500, "\u2060\u200b\u2063" * 9], ids=["tags", "spaces", "marks"]
)
def test_what_nobody_sees_is_not_read_and_is_told(hidden):
    plain, secret = (affinity_of(*conference(hidden=text)) for text in ("", hidden))

    assert secret.scores.tobytes() == plain.scores.tobytes()
    assert secret.remarks == {"p0": frozenset({Remark.HIDDEN})}
    assert solve(problem_of(secret)).panels == solve(problem_of(plain)).panels
