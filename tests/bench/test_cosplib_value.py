"""Each term and each rule of the CoSPLib, reckoned by hand on a small conference."""

import pytest

from bench.timetable.cosplib import Term
from bench.timetable.cosplib_value import (
    Broken,
    Schedule,
    Slot,
    evaluate_exact,
    evaluate_full,
    sessions_allowed,
)
from tests.bench.cosplib_book import A1, A2, A3, B1, B2, C1, STARTS, TRACKS, A, B, C, conference, rows

pytestmark = pytest.mark.once


def changed(starts, **others):
    """The good schedule with other starts; None takes a submission out."""
    return {key: start for key, start in {**STARTS, **starts}.items() if start is not None}


def beside(numbers):
    """Terms by their number in the table of the format."""
    return {term: numbers[number] for number, term in enumerate(Term, 1) if numbers.get(number)}


@pytest.mark.parametrize(
    ("starts", "terms"),
    [
        ({}, {1: 5, 3: 2, 14: 1}),
        # B beside A in the first session: similar tracks, ann twice, bob twice, at the same time
        (
            {B1: (0, 1, 0), B2: (0, 1, 1)},
            {1: 5, 3: 2, 4: 4, 12: 1, 13: 1, 14: 1, 15: 1, 16: 1},
        ),
        # the same in other slots: nobody in two rooms at the same time
        ({B1: (0, 1, 1), B2: (0, 1, 0)}, {1: 5, 3: 2, 4: 4, 12: 1, 13: 1, 14: 1}),
        # a3 in the third session: not consecutive, and late in its zone for two slots
        ({A3: (2, 0, 0)}, {1: 5, 3: 2, 4: 4, 7: 1, 8: 2}),
        # two ranks wrong
        ({A1: (0, 0, 1), A2: (0, 0, 0)}, {1: 5, 3: 2, 9: 2, 14: 1}),
        # ranks right, but side by side; A in two rooms, in parallel, paying twice for its session
        ({A2: (0, 1, 0)}, {1: 10, 2: 3, 3: 2, 5: 1, 6: 1, 9: 1, 14: 1}),
        # a3 wants no rank, so it may run beside a2, which takes the second all the same
        (
            {A1: (1, 0, 0), A2: (1, 0, 1), A3: (1, 1, 0), C1: (2, 0, 1)},
            {2: 3, 3: 2, 5: 1, 6: 1, 12: 1, 15: 1},
        ),
        # a3 first: its two slots pay, and takes rank 1 although it wants none
        (
            {A3: (0, 0, 0), A1: (1, 0, 0), A2: (1, 0, 1)},
            {1: 5, 3: 2, 9: 2, 10: 12, 14: 1},
        ),
        # a1 in a room it does not like; of two rooms the first counts first
        ({A1: (0, 1, 0)}, {1: 10, 2: 3, 3: 2, 5: 1, 6: 1, 9: 2, 11: 8, 14: 1}),
        # yan presents b2 while he chairs C
        ({C1: (2, 0, 0)}, {1: 5, 12: 1}),
        ({C1: (2, 0, 1)}, {1: 5, 12: 1, 15: 1}),
        # a long submission left out, and one that does not end within its session
        ({A3: None}, {1: 5, 3: 2, 17: 10**9}),
        ({A3: (1, 0, 1)}, {1: 5, 3: 2, 14: 1, 17: 10**7}),
        # a short one left out costs nothing
        ({C1: None}, {1: 5}),
    ],
)
def test_terms_by_hand(tmp_path, starts, terms):
    small = conference(tmp_path)

    value = evaluate_full(small, Schedule.of(small, changed(starts)))

    assert {term: number for term, number in value.terms.items() if number} == beside(terms)
    assert value.total == sum((number if number < 17 else 1) * each for number, each in terms.items())


def test_a_long_overlap_counts_once_per_slot(tmp_path):
    sheets = rows()
    for row in 3, 6:  # a3 and c1, two slots each, both of cat
        sheets["submissions"][row][2] = 2
        sheets["submissions"][row][5] = "cat"
    small = conference(tmp_path, sheets)

    value = evaluate_full(small, Schedule.of(small, STARTS))

    assert value.conflicts == {
        Term.PRESENTERS: 1,
        Term.ATTENDEES: 0,
        Term.CHAIRS: 1,
        Term.PRESENTERS_AT_ONCE: 2,
        Term.ATTENDEES_AT_ONCE: 0,
    }


def test_two_in_one_room_are_no_conflict(tmp_path):
    sheets = rows()
    sheets["submissions"][2][5] = "ann"  # a2, beside a1
    small = conference(tmp_path, sheets)

    value = evaluate_full(small, Schedule.of(small, STARTS))

    assert (0, 1) in small.presenter_conflicts
    assert value.conflicts[Term.PRESENTERS] == 0


def test_a_weight_of_nothing_leaves_the_count(tmp_path):
    sheets = rows()
    sheets["parameters"][14][4] = 0
    small = conference(tmp_path, sheets)

    value = evaluate_full(small, Schedule.of(small, STARTS))

    assert (value.total, value.conflicts[Term.CHAIRS]) == (1 * 5 + 3 * 2, 1)


def test_a_track_without_submissions_pays_and_is_reported(tmp_path):
    small = conference(tmp_path)

    value = evaluate_full(small, Schedule.of(small, STARTS, {**TRACKS, (0, 1): A}))

    assert {term: each for term, each in value.terms.items() if each} == beside(
        {1: 10, 2: 3, 3: 2, 5: 1, 6: 1, 14: 1}
    )
    assert value.empty_cells == ((0, 1),)
    assert value.is_feasible


def test_an_empty_cell_can_fake_that_a_track_is_not_interrupted(tmp_path):
    small = conference(tmp_path)
    starts = changed({A3: (2, 0, 0), C1: (1, 1, 0)})
    tracks = {(0, 0): A, (2, 0): A, (1, 1): C, (2, 1): B}

    honest, faked = (
        evaluate_full(small, Schedule.of(small, starts, held)) for held in (tracks, {**tracks, (1, 0): A})
    )

    assert (honest.terms[Term.CONSECUTIVE_TRACKS], honest.empty_cells) == (1, ())
    assert (faked.terms[Term.CONSECUTIVE_TRACKS], faked.empty_cells) == (0, ((1, 0),))


def test_chairs_and_similar_tracks_count_every_pair_of_cells(tmp_path):
    sheets = rows()
    sheets["similar tracks"][1][3] = 7  # A and C
    sheets["rooms"].append(["R3"])
    sheets["submissions"][0].append("R3")
    for name in "tracks_rooms|penalty", "sessions_rooms|penalty":
        sheets[name][0].append("R3")
    small = conference(tmp_path, sheets)
    starts = changed({A1: (1, 2, 0), A2: (1, 2, 1)})  # A in two rooms beside C

    value = evaluate_full(small, Schedule.of(small, starts))

    assert (value.terms[Term.SIMILAR_TRACKS], value.terms[Term.CHAIRS]) == (14, 2)


def test_slots_apart_cost_most(tmp_path):
    small = conference(tmp_path)
    starts = changed({A3: None})
    slots = Schedule.of(small, starts).slots | {Slot(2, 0, 0, A3), Slot(2, 0, 2, A3)}

    value = evaluate_full(small, Schedule({**TRACKS, (2, 0): A}, slots))

    assert value.terms[Term.TORN] == 10**9
    assert value.broken == (Broken("all slots, in a row", "a3"),)


@pytest.mark.parametrize(
    ("starts", "more", "tracks", "broken"),
    [
        ({}, [], {}, []),
        ({C1: None}, [], {}, [("all slots, in a row", "c1")]),
        ({A3: None}, [Slot(1, 0, 0, A3)], {}, [("all slots, in a row", "a3")]),
        ({A3: None}, [Slot(1, 0, 0, A3), Slot(0, 0, 1, A3)], {}, "two"),
        ({A2: (0, 0, 0)}, [], {}, [("one submission at a time", "slot (0, 0, 0)")]),
        ({}, [], {(1, 1): None}, [("in a cell with a track", "c1")]),
        ({}, [], {(1, 1): B}, [("in a cell of its track", "c1")]),
        ({}, [], {(3, 0): B}, [("only what there is", "track 1 in cell (3, 0)")]),
        ({}, [], {(2, 0): 3}, [("only what there is", "track 3 in cell (2, 0)")]),
        ({}, [Slot(0, 0, 2, A1)], {}, [("only what there is", "slot (0, 0, 2, 0)")]),
        ({}, [Slot(0, -1, 0, A1)], {}, [("only what there is", "slot (0, -1, 0, 0)")]),
    ],
)
def test_each_hard_rule_can_be_broken_alone(tmp_path, starts, more, tracks, broken):
    small = conference(tmp_path)
    slots = Schedule.of(small, changed(starts)).slots | set(more)
    held = {cell: track for cell, track in {**TRACKS, **tracks}.items() if track is not None}
    if broken == "two":  # a3 in two cells, beside a2 moved out of the way
        slots = (slots - {Slot(0, 0, 1, A2)}) | {Slot(1, 0, 1, A2)}
        broken = [("in one cell", "a3")]

    assert evaluate_full(small, Schedule(held, slots)).broken == tuple(Broken(*each) for each in broken)


def test_the_exact_model_charges_a_submission_once(tmp_path):
    small = conference(tmp_path)
    schedule = Schedule.of(small, changed({A3: (2, 0, 0)}))

    exact, full = evaluate_exact(small, schedule), evaluate_full(small, schedule)

    assert exact.is_feasible
    assert exact.total == 1 * 5 + 3 * 2 + 8 * 1
    assert full.total == 1 * 5 + 3 * 2 + 4 * 4 + 7 * 1 + 8 * 2


def test_the_exact_model_charges_sessions_and_rooms_of_submissions(tmp_path):
    small = conference(tmp_path)
    starts = changed({A1: (1, 1, 0), A2: (1, 1, 1), A3: (0, 1, 0), C1: (1, 0, 0)})

    exact = evaluate_exact(small, Schedule.of(small, starts))

    # A in S1 and twice in R2; S2 in R2; a3 in S1; a1 in R2
    assert exact.total == 1 * 5 + 2 * (3 + 3) + 3 * 2 + 10 * 6 + 11 * 8
    assert exact.is_feasible


def test_the_smallest_sessions_say_how_many_a_track_may_have(tmp_path):
    small = conference(tmp_path)

    assert [sessions_allowed(small, track) for track in (A, B, C)] == [2, 1, 1]

    sheets = rows()
    sheets["sessions"][1][1], sheets["sessions"][3][1] = 4, 1  # the largest first: 4, 2, 1
    assert [sessions_allowed(conference(tmp_path, sheets), track) for track in (A, B, C)] == [3, 2, 1]


@pytest.mark.parametrize(
    ("starts", "tracks", "broken"),
    [
        ({}, {}, []),
        ({A2: (0, 1, 0)}, {(0, 1): A}, [("one room per track", "A")]),
        ({A2: (1, 0, 0), A3: (2, 0, 0)}, {(2, 0): A}, [("not in more sessions than it may need", "A")]),
        ({C1: (2, 0, 0)}, {(1, 1): None, (2, 0): C}, [("presenters in one room of a session", "b2 and c1")]),
        ({C1: None}, {(1, 1): None}, [("all slots, in a row", "c1")]),
    ],
)
def test_each_rule_of_the_exact_model_can_be_broken_alone(tmp_path, starts, tracks, broken):
    small = conference(tmp_path)
    held = {cell: track for cell, track in {**TRACKS, **tracks}.items() if track is not None}

    exact = evaluate_exact(small, Schedule.of(small, changed(starts), held))

    assert exact.broken == tuple(Broken(*each) for each in broken)


def test_the_exact_model_has_no_cell_with_a_track_alone(tmp_path):
    sheets = rows()
    sheets["submissions"][4][2] = 2  # so that B may have two sessions
    small = conference(tmp_path, sheets)
    starts = changed({B2: (2, 1, 2)})

    good, bad = (
        evaluate_exact(small, Schedule.of(small, starts, held)) for held in (TRACKS, {**TRACKS, (0, 1): B})
    )

    assert good.is_feasible
    assert bad.broken == (Broken("no cell with a track and no submission", "cell (0, 1)"),)
