"""How many take part: each number says what it counts, and small groups give nobody away."""

import pytest
from django.test import Client

from convenor.web.numbers import _MEANINGS
from tests import make
from tests.registration.filling import educator_of, open_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition()


def page_of(edition):
    return Client().get(f"/en/{edition.path}/participants/")


def test_no_number_stands_without_what_it_counts(edition):
    for country in ("KE",) * 7 + ("UZ", "FR"):
        make.registration(educator_of(edition), country=country)

    page = page_of(edition).text

    assert [str(meaning) in page for _label, meaning in _MEANINGS.values()] == [True] * len(_MEANINGS)
    assert ["Kenya" in page, "Uzbekistan" in page, "France" in page] == [False, False, False]


def test_groups_that_are_large_enough_are_named(edition):
    for country in ("KE",) * 7 + ("UZ",) * 3 + ("FR",) * 3:
        make.registration(educator_of(edition), country=country)

    page = page_of(edition).text

    assert ["Kenya" in page, "Other countries together" in page, "Uzbekistan" in page] == [True, True, False]


def test_a_number_under_five_is_not_told(edition):
    make.registration(educator_of(edition))

    assert "fewer than 5" in page_of(edition).text


def test_who_does_not_publish_numbers_has_no_page(edition):
    edition.registration_rules.publishes_numbers = False
    edition.registration_rules.save()

    assert [page_of(each).status_code for each in (edition, make.edition())] == [404, 404]
