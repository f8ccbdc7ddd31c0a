"""A series is founded; its editions are made and changed by their secretaries."""

from datetime import date, timedelta
from typing import Any

import pytest

from convenor.audit.models import Entry
from convenor.editions.actions import change_edition, change_series, create_edition, create_series
from convenor.editions.actions.common import BadSlug, SlugTaken, WrongDays
from convenor.editions.actions.founding import DatesArePublic, NoLanguage, NoSuchZone
from convenor.editions.models import Edition, Office, Role, Series, last_day_of_access
from convenor.kernel.refusals import NotAllowed
from tests import make

pytestmark = pytest.mark.django_db

WEEK: dict[str, Any] = {"starts_on": date(2028, 3, 6), "ends_on": date(2028, 3, 10), "zone": "Africa/Nairobi"}


def logged():
    return [(entry.action, entry.subject, entry.scope) for entry in Entry.objects.order_by("seq")]


def test_who_makes_the_first_edition_of_a_series_becomes_its_secretary():
    ada = make.person("Ada")

    series = create_series(slug="learning-week", name=make.english("Learning Week"), by=ada, at=make.NOON)
    edition = create_edition(
        series=series, slug="2028", name=make.english("Week 2028"), **WEEK, by=ada, at=make.NOON
    )

    assert (edition.path, edition.year, edition.languages) == (
        "learning-week/2028",
        2028,
        ["en", "fr", "es", "ar", "ru", "zh"],
    )
    assert list(Office.objects.values_list("person", "role", "until_date")) == [
        (ada.pk, Role.SECRETARY, last_day_of_access(date(2028, 3, 10)))
    ]
    assert logged() == [
        ("series.created", "series:learning-week", ""),
        ("edition.created", "edition:2028", "learning-week/2028"),
    ]


def test_an_edition_of_years_ago_can_be_entered_and_worked_on():
    ada, series = make.person("Ada"), make.series()

    old = create_edition(
        series=series,
        slug="2011",
        starts_on=date(2011, 12, 12),
        ends_on=date(2011, 12, 16),
        zone="Europe/Paris",
        by=ada,
        at=make.NOON,
    )
    changed = change_edition(edition=old, name=make.english("2011"), by=ada, at=make.NEXT_DAY)

    assert str(changed.name) == "2011"


def test_a_secretary_makes_the_next_edition_and_a_stranger_does_not():
    secretary, stranger = make.person("Sec"), make.person("Stranger")
    series = make.edition(secretaries=(secretary,)).series

    with pytest.raises(NotAllowed):
        create_edition(series=series, slug="2028", **WEEK, by=stranger, at=make.NOON)
    made = create_edition(series=series, slug="2028", **WEEK, by=secretary, at=make.NOON)

    assert list(Edition.objects.filter(slug="2028")) == [made]


@pytest.mark.parametrize(
    "slug", ["me", "sign-in", "log", "static", "fr", "Two", "a b", "", "-a", "a/b", "é", "a\n"]
)
def test_no_series_and_no_edition_takes_an_address_of_ours(slug):
    ada, series = make.person("Ada"), make.series()

    with pytest.raises(BadSlug):
        create_series(slug=slug, name=make.english("Week"), by=ada, at=make.NOON)
    with pytest.raises(BadSlug):
        create_edition(series=series, slug=slug, **WEEK, by=ada, at=make.NOON)

    assert (Series.objects.count(), Edition.objects.count()) == (1, 0)


def test_two_editions_do_not_share_an_address():
    secretary = make.person("Sec")
    edition = make.edition(slug="2028", secretaries=(secretary,))

    with pytest.raises(SlugTaken):
        create_edition(series=edition.series, slug="2028", **WEEK, by=secretary, at=make.NOON)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"zone": "Paris"}, NoSuchZone),
        ({"languages": []}, NoLanguage),
        ({"languages": ["en", "xx"]}, NoLanguage),
        ({"ends_on": date(2027, 1, 1)}, WrongDays),
        ({"ends_on": date(2027, 3, 6)}, DatesArePublic),
    ],
)
def test_facts_that_make_no_sense_are_refused(facts, refusal):
    secretary = make.person("Sec")
    edition = make.edition(secretaries=(secretary,))

    with pytest.raises(refusal):
        change_edition(edition=edition, **facts, by=secretary, at=make.NOON)

    edition.refresh_from_db()
    assert (edition.zone, edition.ends_on, len(edition.languages)) == ("Europe/Paris", date(2027, 3, 5), 6)


def test_a_change_says_which_facts_changed_and_no_change_says_nothing():
    secretary = make.person("Sec")
    edition = make.edition(secretaries=(secretary,))

    change_edition(edition=edition, address="1 Street", year=2027, by=secretary, at=make.NOON)
    change_edition(edition=edition, address="1 Street", by=secretary, at=make.LATER)

    assert [(entry.action, entry.detail) for entry in Entry.objects.all()] == [
        ("edition.changed", {"fields": ["address"]})
    ]


def test_before_the_announcement_dates_move_freely_and_offices_with_them():
    secretary = make.person("Sec")
    edition = make.edition(secretaries=(secretary,), is_announced=False)

    change_edition(edition=edition, ends_on=date(2027, 3, 8), by=secretary, at=make.NOON)

    assert Office.objects.get().until_date == date(2027, 3, 8) + timedelta(days=92)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.DESK])
def test_other_offices_change_nothing(role):
    holder, edition = make.person("Holder"), make.edition()
    make.office(edition, holder, role)

    with pytest.raises(NotAllowed):
        change_edition(edition=edition, address="1 Street", by=holder, at=make.NOON)
    with pytest.raises(NotAllowed):
        change_series(
            series=edition.series,
            name=make.english("Mine"),
            description=make.english(""),
            by=holder,
            at=make.NOON,
        )
