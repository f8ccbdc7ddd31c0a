"""From nothing to a first edition."""

import argparse
from datetime import date

import pytest

from convenor.accounts.actions import sign_in_link
from convenor.cli import init
from convenor.editions.models import Office, Role
from tests import make

pytestmark = pytest.mark.django_db


def options(*words):
    parser = argparse.ArgumentParser()
    init.add_to(parser)
    given = parser.parse_args(words)
    init.ask_for_the_rest(given, today=date(2026, 11, 23))
    return given


def test_defaults_follow_from_what_is_known():
    given = options("--email", "ada@example.org", "--series", "learning-week", "--starts", "2027-05-03")

    assert vars(given) == {
        "email": "ada@example.org",
        "name": "ada",
        "language": "en",
        "series": "learning-week",
        "series_name": "Learning Week",
        "edition": "2027",
        "edition_name": "Learning Week 2027",
        "starts": date(2027, 5, 3),
        "ends": date(2027, 5, 7),
        "zone": "UTC",
    }


def test_the_address_of_a_series_is_made_of_its_name():
    given = options("--email", "ada@example.org", "--series-name", "Неделя мобильного обучения")

    assert (given.series, given.edition_name) == (
        "nedelya-mobilnogo-obucheniya",
        "Неделя мобильного обучения 2027",
    )


def test_an_address_is_needed():
    with pytest.raises(SystemExit, match="Your e-mail address: please give it as an option"):
        options()


def test_who_sets_up_is_the_secretary_and_can_sign_in():
    edition, secretary = init.found(
        given=options("--email", "ada@example.org", "--series", "mlw"), at=make.NOON
    )

    assert (edition.path, str(edition), secretary.name) == ("mlw/2027", "Mlw 2027", "ada")
    assert [(office.role, office.person) for office in Office.objects.filter(edition=edition)] == [
        (Role.SECRETARY, secretary)
    ]
    assert sign_in_link(person=secretary, at=make.NOON).startswith("/en/sign-in/")
