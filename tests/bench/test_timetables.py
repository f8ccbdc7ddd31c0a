"""Each seed that was asked for is measured, and told apart from the others."""

from bench.figures import Figure, Options
from bench.timetables import each_seed


def drawn(options):
    yield Figure("value", options.seed, "points", "<= 4")


def test_one_seed_is_measured_under_its_own_name():
    assert list(each_seed(Options(seed=3), drawn)) == [Figure("value", 3, "points", "<= 4")]


def test_several_seeds_are_measured_one_after_the_other_and_named():
    found = each_seed(Options(seed=4, seeds=2), drawn)

    assert [(each.figure, each.value, each.met) for each in found] == [
        ("seed 4: value", 4, True),
        ("seed 5: value", 5, False),
    ]
