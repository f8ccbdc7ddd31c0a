"""What is refused before anything is solved, in a clear sentence."""

import numpy as np
import pytest

from convenor.optim.matching.form import read, written
from convenor.optim.matching.problem import Problem
from convenor.optim.matching.refusals import SENTENCES, Refused

pytestmark = pytest.mark.once

SCORES = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"scores": [1.0, 2.0]}, "scores has the shape (2,), and is to have (proposals, reviewers)."),
        ({"scores": [[0, 0, np.nan]]}, "The score of proposal 0 and reviewer 2 is not a finite number."),
        (
            {"scores": [[0, 0, 0], [-np.inf, 0, 0]]},
            "The score of proposal 1 and reviewer 0 is not a finite number.",
        ),
        ({"scores": [[0, 1e9, 0]]}, "The score of proposal 0 and reviewer 1 is beyond ±1000."),
        ({"wanted": [1]}, "wanted has the shape (1,), and is to have (2,)."),
        ({"wanted": 1.5}, "wanted is to hold whole numbers."),
        ({"most": [1, -1, 1]}, "most of 1 is negative."),
        ({"institutions": [0, -1, -2]}, "institutions of 2 is negative."),
        ({"most": "three"}, "most is to hold whole numbers."),
        ({"most": np.nan}, "most is to hold whole numbers."),
        ({"least": [0, 0, 2]}, "Reviewer 2 is to review at least 2, and at most 1."),
        ({"barred": [[0, 0]]}, "barred has the shape (1, 2), and is to have (2, 3)."),
        (
            {"barred": [[0, 0, 0], [0, 2, 0]]},
            "A pair is barred for the reason number 2, of which there are 1.",
        ),
        ({"locked": [(0, 3)]}, "locked names [0, 3], which does not exist."),
        ({"locked": [(0, 1), (0, 1)]}, "locked has [0, 1] twice."),
        (
            {"locked": [(0, 1)], "barred": [[0, 1, 0], [0, 0, 0]]},
            "Proposal 0 is locked to reviewer 1, who is barred: conflict.",
        ),
        ({"locked": [(0, 1), (1, 1)]}, "reviewer 1 is locked 2 times, and may be 1 times."),
        ({"locked": [(0, 1), (0, 2)], "wanted": 1}, "proposal 0 is locked 2 times, and may be 1 times."),
        (
            {"locked": [(0, 1), (0, 2)], "institutions": [0, 1, 1]},
            "Proposal 0 is locked to more than 1 of “1” (institutions).",
        ),
        (
            {"locked": [(0, 1)], "wanted": 1, "readers": [[1, 0, 1], [1, 1, 1]]},
            "Proposal 0 is locked to more than 0 of “other languages” (readers).",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(given, sentence):
    with pytest.raises(Refused) as refusal:
        Problem.of(**{"scores": SCORES, "most": 1} | given)

    assert str(refusal.value) == sentence
    assert SENTENCES[refusal.value.code].format(**refusal.value.about) == sentence


@pytest.mark.parametrize(
    "form",
    [
        [],
        {},
        {"scores": [[1]]},
        {"scores": [[1]], "most": 1, "colour": 3},
        {"scores": [[1], [1, 2]], "most": 1},
        {"scores": [["x"]], "most": 1},
        {"scores": [[1]], "most": 1, "barred": [[0, 0]]},
        {"scores": [[1]], "most": 1, "barred": [[0, 1, "conflict"]]},
        {"scores": [[1]], "most": 1, "barred": [[0.5, 0, "conflict"]]},
        {"scores": [[1]], "most": 1, "locked": [[True, 0]]},
        {"scores": [[1]], "most": 1, "locked": [3]},
        {"scores": [[1]], "most": 1, "institutions": ["UNESCO"]},
        {"scores": [[1]], "most": 1, "balances": [{"name": "region"}]},
        {"scores": [[1]], "most": 1, "balances": [{"name": "region", "labels": [0], "price": -1}]},
        {"scores": [[1]], "most": 1, "balances": [{"name": "region", "labels": [0], "price": float("nan")}]},
        {"scores": 3, "most": 1},
        {"scores": [[1]], "most": None},
        {"scores": [[1]], "most": 10**30},
    ],
)
def test_a_file_of_another_form_is_refused(form):
    with pytest.raises(Refused):
        read(form)


def test_a_problem_is_written_and_read_again():
    form = {
        "scores": [[0.5, 0.25], [1.0, 0.0]],
        "wanted": 1,
        "most": [1, 2],
        "barred": [[0, 1, "same institution"], [1, 0, "declared"], [0, 1, "declared"]],
        "locked": [[1, 1]],
        "institutions": [None, 0],
        "readers": [[1, 0], [1, 1]],
        "balances": [{"name": "region", "labels": [0, 0], "price": 0.1}],
    }
    problem = read(form)

    assert problem.reasons == ("same institution", "declared")
    assert problem.barred.tolist() == [[0, 1], [2, 0]]
    assert problem.institutions.tolist() == [-1, 0]
    assert written(problem)["readers"].tolist() == [[True, False], [True, True]]
