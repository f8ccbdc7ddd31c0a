"""Counts for the public give nobody away."""

import pytest

from convenor.registration.queries import Groups, spread
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("counts", "shown", "others"),
    [
        ({}, [], 0),
        ({"KE": 4}, [], 0),
        ({"KE": 9, "FR": 5}, [("KE", 9), ("FR", 5)], 0),
        ({"KE": 9, "FR": 3, "UZ": 3}, [("KE", 9)], 6),
        ({"KE": 9, "FR": 7, "UZ": 2}, [("KE", 9)], 9),  # 18 - 9 - 7 would tell
        ({"KE": 9, "UZ": 2}, [], 11),
    ],
)
def test_small_groups_are_put_together_so_that_none_can_be_computed(counts, shown, others):
    assert Groups.of(counts) == Groups(shown, others)


def test_a_spread_counts_those_who_hold_a_place():
    category = make.category(make.edition(), "educator")
    for country in ("KE", "KE", "FR"):
        make.registration(category, country=country)
    make.registration(category, country="UZ", admitted_at=None)

    assert spread(category.edition, "country") == {"KE": 2, "FR": 1}
    assert spread(category.edition, "category__slug") == {"educator": 3}
