"""Why something cannot be assigned, told with those whom it is about."""

import numpy as np
import pytest

from convenor.optim.matching.problem import Problem
from convenor.optim.matching.refusals import Refused
from convenor.optim.matching.shortages import CAUSES, WAYS, shortages
from convenor.optim.matching.solve import solve

from . import worlds

pytestmark = pytest.mark.once


def bars(*pairs, shape=(4, 5)):
    table = np.zeros(shape, np.uint8)
    for p, r in pairs:
        table[p, r] = 1
    return table


ZEROS = np.zeros((4, 5))
BUT_TWO = [(p, r) for p in range(3) for r in range(2, 5)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"wanted": 3, "most": 2},
            "All proposals want 12 reviews, and all reviewers together take 10 at most.",
        ),
        (
            {"wanted": 2, "most": 4, "barred": bars((1, 0), (1, 1), (1, 2), (1, 4))},
            "Proposal 1 wants 2 reviews, and only 1 may judge it (conflict: 4)."
            " Add reviewers who may judge 1 (1 in all). Want fewer reviews of 1 (1 in all)."
            " Look again at who is barred from 1: conflict: 4.",
        ),
        (
            {"wanted": 2, "most": 4, "institutions": [0, 0, 1, 1, 1], "barred": bars((2, 0), (2, 1))},
            "Proposal 2 wants 2 reviews, and those who may judge it are of 1 institutions (conflict: 2)."
            " Add reviewers who may judge 2 (1 in all). Want fewer reviews of 2 (1 in all)."
            " Look again at who is barred from 2: conflict: 2.",
        ),
        (
            {"wanted": 2, "most": 4, "readers": [[1] * 5, [0] * 5, [1] * 5, [1] * 5]},
            "Proposal 1 wants somebody who reads its language, and nobody who may judge it does."
            " Add reviewers who may judge 1 (1 in all). Want fewer reviews of 1 (1 in all).",
        ),
        (
            {"wanted": [1, 2, 2, 1], "most": [2, 2, 5, 5, 5], "barred": bars(*BUT_TWO)},
            "3 proposals (0, 1, 2) want 5 reviews and get 4 at most:"
            " 2 reviewers (0, 1) take all that they can."
            " Let 0, 1 take more (1 in all). Add reviewers who may judge 0, 1, 2 (1 in all)."
            " Want fewer reviews of 0, 1, 2 (1 in all)."
            " Look again at who is barred from 0, 1, 2: conflict: 9.",
        ),
        (
            {"wanted": 1, "most": 5, "least": [0, 0, 0, 3, 3]},
            "2 reviewers (3, 4) are to have 6 proposals at least, and can have 4."
            " Ask less of 3, 4 (2 in all).",
        ),
    ],
)
def test_what_is_short_is_told_in_a_sentence(given, told):
    problem = Problem.of(ZEROS, **given)

    assert " ".join(str(one) for one in shortages(problem)) == told
    with pytest.raises(Refused) as refusal:
        solve(problem)
    assert str(refusal.value) == f"{refusal.value.about['missing']} reviews cannot be assigned: {told}"


def test_nothing_is_short_where_there_is_an_assignment_and_something_where_there_is_none():
    rng, seen = np.random.default_rng(2), {True: 0, False: 0}
    for number in range(120):
        problem = worlds.small(rng, with_groups=number % 2 == 0, with_readers=number % 2 == 1)
        is_possible = any(True for _ in worlds.assignments(problem))
        assert (shortages(problem) == []) == is_possible
        seen[is_possible] += 1

    assert min(seen.values()) > 20


def test_those_who_together_are_short_are_so_by_themselves():
    """Hall's condition: the proposals of a set want more than all who may judge one of them can take."""
    rng, seen = np.random.default_rng(5), 0
    for _ in range(100):
        problem = Problem.of(
            np.zeros((6, 5)), wanted=2, most=rng.integers(1, 5, 5), barred=rng.random((6, 5)) < 0.5
        )
        for short in shortages(problem):
            if short.code == "together":
                rows = (problem.barred[list(short.proposals)] == 0).sum(axis=0)
                wanted = int(problem.wanted[list(short.proposals)].sum())
                if short.wanted == wanted:
                    assert wanted - int(np.minimum(rows, problem.most).sum()) == short.missing
                    seen += 1

    assert seen > 10


def test_every_sentence_has_all_that_it_tells_of():
    about = shortages(Problem.of(ZEROS, wanted=3, most=2))[0].about

    assert all(sentence.format(**about) for sentence in [*CAUSES.values(), *WAYS.values()])
