"""What is found is right, what is proven is true, and what cannot be is said."""

import pytest

from convenor.optim.timetable.building import check, form, seating
from convenor.optim.timetable.building.solve import _Search, solve
from convenor.optim.timetable.refusals import Refused

from .worlds import EXAMPLE, QUICK, best, drawn, groups, problem, solved

pytestmark = pytest.mark.once

PAIRS = [("A", "B", 5), ("C", "D", 5), ("A", "C", 4), ("B", "D", 4)]


def test_the_example_of_the_document_is_solved_with_proof():
    answer = solved(EXAMPLE)

    assert (answer["value"], answer["bound"]) == (20, 20)
    assert groups(answer) == ["MOSSFERN", "REED", "TIDEGULL"]


def test_those_who_belong_together_are_together():
    assert groups(solved(problem("ABCD", [(2, 2, 2)], PAIRS))) == ["AB", "CD"]


def test_those_who_are_to_be_apart_are_apart():
    answer = solved(problem("ABCD", [(2, 2, 2)], PAIRS, apart=[["A", "B"]]))

    assert (groups(answer), answer["value"], answer["bound"]) == (["AC", "BD"], 8, 8)


def test_sessions_are_filled_by_minutes_where_sizes_are_minutes():
    given = problem("ABCD", [(40, 60, 2)], [("A", "B", 9), ("C", "D", 1)])
    for each, minutes in zip(given["contributions"], (20, 45, 15, 40), strict=True):
        each["size"] = minutes

    answer = solved(given)

    assert (groups(answer), answer["value"], answer["bound"]) == (["AD", "BC"], 0, 0)


def test_contributions_that_nothing_tells_apart_are_grouped_with_proof():
    keys = "ABCDEFGHIJKL"
    alike = [(one, other, 1 + (one < "G") * (other < "G")) for one in keys for other in keys if one < other]

    answer = solved(problem(keys, [(4, 4, 3)], alike))

    assert answer["value"] == answer["bound"] == 18 + 6 + 1  # all pairs; four and two of the first six


def test_nobody_is_in_two_places_at_once_even_where_the_best_grouping_wants_it():
    given = problem("ABCD", [(2, 2, 2)], PAIRS)
    given["places"] = [{"key": key, "day": "one", "block": "one", "size": 2} for key in ("hall", "attic")]
    given["contributions"][0]["people"] = given["contributions"][2]["people"] = ["ada"]

    answer = solved(given)

    assert (groups(answer), answer["value"], answer["bound"]) == (["AC", "BD"], 8, 8)


def test_without_the_rule_about_people_the_judge_finds_somebody_in_two_places(monkeypatch):
    given = problem("ABCD", [(2, 2, 2)], PAIRS)
    given["places"] = [{"key": key, "day": "one", "block": "one", "size": 2} for key in ("hall", "attic")]
    given["contributions"][0]["people"] = given["contributions"][2]["people"] = ["ada"]
    monkeypatch.setattr(seating._Model, "_people", lambda self: None)

    answer = form.answer(solve(form.read(given), limits=QUICK))

    assert check.broken(given, answer) == [("person", "ada is in 2 sessions of the block one.")]


@pytest.mark.parametrize("seed", range(24))
def test_nothing_is_better_than_what_is_proven_nor_found_beyond_the_truth(seed):
    given = drawn(seed)
    truth = best(given)

    if truth is None:
        with pytest.raises(Refused) as refused:
            solve(form.read(given), limits=QUICK)
        assert refused.value.code in {"no-grouping", "too-few", "held-by-none"}
    else:
        answer = solved(given)
        assert answer["value"] == truth <= answer["bound"]


def test_almost_all_of_these_are_closed_with_proof():
    some = [drawn(seed) for seed in range(24, 36)]
    answers = [solved(given) for given in some if best(given) is not None]

    assert len(answers) > 4
    assert sum(each["bound"] > each["value"] for each in answers) <= 1


def test_the_same_seed_gives_the_same_answer():
    given = drawn(2)
    answers = [{**solved(given), "seconds": 0} for _ in range(2)]

    assert answers[0] == answers[1]


def test_progress_is_told_and_never_gets_worse():
    told = []

    solved(drawn(6), tell=told.append)

    values, bounds = [step.value for step in told], [step.bound for step in told]
    assert told
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert all(step.value <= step.bound for step in told)


def test_who_stops_the_search_has_the_best_so_far_with_a_bound():
    given = problem("ABCD", [(2, 2, 2)], PAIRS)
    told = []

    answer = solved(given, tell=told.append, stop=lambda: bool(told))

    assert answer["value"] <= 10 <= answer["bound"]


def test_a_bound_is_lowered_to_whole_numbers_and_never_below_what_was_found():
    search = _Search(form.read(problem("ABCD", [(2, 2, 2)], PAIRS)), QUICK, lambda step: None, lambda: False)
    search.value, search.bound = 8, 13
    bounds = []
    for proven in (float("inf"), 12.7, 20.0, 10.0, 3.0):
        search._lower(proven)
        bounds.append(search.bound)

    assert bounds == [13, 12, 12, 10, 8]


def test_where_the_time_to_prove_is_over_there_is_a_bound_from_the_prices_so_far(monkeypatch):
    given = problem("ABCDEF", [(3, 3, 2)], [(*pair, 1) for pair in ("AB", "AC", "AD", "AE", "AF")])
    monkeypatch.setattr("convenor.optim.timetable.building.solve.PROVING", 0.0)
    told = []

    answer = solved(given, tell=told.append)

    assert told[0].bound == 3  # each contribution with those it likes best
    assert answer["value"] == answer["bound"] == best(given) == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"apart": [["A", "B"], ["A", "C"], ["A", "D"]]},
        {"places": [{"key": "hall", "day": "one", "block": "one", "size": 2}]},
        {"kinds": [{"key": "long", "least": 3, "most": 4, "count": 2}], "apart": [["A", "B"]]},
    ],
)
def test_what_cannot_be_is_said(facts):
    with pytest.raises(Refused) as refused:
        solve(form.read(problem("ABCD", [(2, 2, 2)], PAIRS) | facts), limits=QUICK)

    assert refused.value.code == "no-grouping"
