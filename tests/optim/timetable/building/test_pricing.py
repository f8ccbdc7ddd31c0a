"""Every pattern that is worth more than its prices is found, whatever the bounds leave out."""

from itertools import combinations_with_replacement

import numpy as np
import pytest

from convenor.optim.timetable.building import pricing
from convenor.optim.timetable.building.alike import Classes, Sort
from convenor.optim.timetable.building.form import read
from convenor.optim.timetable.building.pricing import Ask, TooMany, priced

from .worlds import problem

pytestmark = pytest.mark.once


def drawn(seed, sizes):
    """Some classes of one to three contributions, with prices and benefits by chance."""
    chance = np.random.default_rng(seed)
    count = 7
    benefit = chance.choice([0, 0, 1, 1, 10, 100, -4], (count, count)).astype(float)
    many = chance.integers(1, 4, count)
    benefit = np.triu(benefit) + np.triu(benefit, 1).T
    size = chance.choice(sizes, count)
    classes = Classes(tuple((at,) * int(each) for at, each in enumerate(many)), many, size, benefit, ())
    return classes, chance.uniform(-5, 60, count)


def by_trying(classes, ask):
    found = {}
    for length in range(1, 8):
        for pattern in combinations_with_replacement(range(len(classes.many)), length):
            size = sum(classes.size[list(pattern)])
            gain = classes.worth(pattern) - ask.prices[list(pattern)].sum()
            is_there = all(pattern.count(at) <= classes.many[at] for at in set(pattern))
            if is_there and ask.sort.least <= size <= ask.sort.most and gain > ask.above + 1e-6:
                found[pattern] = gain
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    ("sizes", "sort"),
    [
        ((1,), Sort(4, 4, 1, is_forced=True)),
        ((1,), Sort(1, 3, 1, is_forced=False)),
        ((1, 2, 3), Sort(3, 6, 1, is_forced=False)),
    ],
)
def test_it_finds_what_trying_everything_finds(seed, sizes, sort):
    classes, prices = drawn(seed, sizes)
    ask = Ask(sort, prices, above=20.0)
    truth = by_trying(classes, ask)

    found = priced(classes, ask)
    best = priced(classes, Ask(sort, prices, above=20.0, is_best_only=True))

    assert dict(zip(found.patterns, np.round(found.gains, 6), strict=True)) == {
        pattern: round(gain, 6) for pattern, gain in truth.items()
    }
    assert best.most == pytest.approx(max(truth.values(), default=20.0))


def test_a_bound_that_is_too_low_would_be_noticed(monkeypatch):
    """The same comparison, with bounds that leave out the pairs."""
    monkeypatch.setattr(pricing._Layers, "_from", lambda self, start, left: -self.prices)
    missed = 0
    for seed in range(12):
        classes, prices = drawn(seed, (1,))
        ask = Ask(Sort(4, 4, 1, is_forced=True), prices, above=20.0)
        missed += len(by_trying(classes, ask)) - len(priced(classes, ask).patterns)

    assert missed > 0


def test_more_than_were_asked_for_are_refused():
    classes, prices = drawn(1, (1,))

    with pytest.raises(TooMany):
        priced(classes, Ask(Sort(3, 3, 1, is_forced=True), prices, above=-1000.0, most=5))


def test_a_beam_finds_some_of_them():
    classes, prices = drawn(3, (1,))
    wide, narrow = (
        priced(classes, Ask(Sort(4, 4, 1, is_forced=True), prices, 0.0, beam)) for beam in (None, 3)
    )

    assert set(narrow.patterns) <= set(wide.patterns)
    assert narrow.patterns


def test_contributions_are_alike_only_if_nothing_tells_them_apart():
    benefits = [("A", "C", 2), ("B", "C", 2), ("A", "B", 7), ("D", "C", 2), ("E", "C", 2)]

    classes = Classes.of(read(problem("ABCDE", [(1, 5, 1)], benefits)))

    assert classes.members == ((0, 1), (2,), (3, 4))
    assert (classes.benefit[0, 0], classes.benefit[2, 2]) == (7, 0)


def test_sizes_and_pairs_to_be_apart_tell_contributions_apart():
    given = problem("ABCD", [(1, 4, 2)], apart=[["A", "B"]])
    given["contributions"][3]["size"] = 2

    classes = Classes.of(read(given))

    assert classes.members == ((0, 1), (2,), (3,))
    assert classes.benefit[0, 0] < -1e9


def test_a_session_has_no_more_room_left_than_all_have_together():
    classes = Classes.of(read(problem("ABCDEFG", [(1, 4, 2)])))

    assert classes.sorts == (Sort(3, 4, 2, is_forced=True),)
