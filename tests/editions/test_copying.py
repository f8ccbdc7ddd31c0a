"""The next edition is set up like this one."""

from datetime import date, datetime
from typing import Any

import pytest

from convenor.audit.models import Entry
from convenor.editions.actions import copy_edition
from convenor.editions.models import (
    Edition,
    Format,
    Letter,
    LetterKind,
    Office,
    Partner,
    PartnerRole,
    Role,
    Room,
)
from convenor.kernel.refusals import NotAllowed
from tests import make

pytestmark = pytest.mark.django_db

NEXT_YEAR: dict[str, Any] = {
    "slug": "2028",
    "year": 2028,
    "starts_on": date(2028, 2, 28),
    "ends_on": date(2028, 3, 3),
}
copied: list[tuple[str, str, datetime]] = []


def note_copy(*, source, target, at):
    copied.append((source.path, target.path, at))


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    edition = make.edition(
        secretaries=(secretary,),
        chairs=(make.person("Chair"),),
        name=make.english("Week 2027").plus("Semaine 2027", "fr"),
        registration_url="https://register.example/2027",
        contact="week@x.example",
    )
    days = {"starts_on": date(2027, 3, 2), "ends_on": date(2027, 3, 3)}
    make.track(edition, "labs", **days, minutes=90, formats=["workshop"])
    make.track(edition, "webinars")
    make.subtheme(edition, "skills")
    Room.objects.create(edition=edition, slug="hall", name=make.english("Hall"), seats=800)
    Partner.objects.create(edition=edition, name=make.english("House"), role=PartnerRole.HOST)
    Letter.objects.create(
        edition=edition, kind=LetterKind.ACCEPT, language="en", subject="Yes", body="{link}"
    )
    return edition


def test_settings_and_parts_come_along_and_days_move(edition, secretary):
    made = copy_edition(source=edition, **NEXT_YEAR, by=secretary, at=make.NOON)

    facts = ("year", "starts_on", "ends_on", "zone", "contact", "registration_url")
    assert [getattr(made, fact) for fact in facts] == [
        2028,
        date(2028, 2, 28),
        date(2028, 3, 3),
        "Europe/Paris",
        "week@x.example",
        "",
    ]
    assert (made.name.in_("en").text, made.name.in_("fr").text, bool(made.theme)) == (
        "Week 2028",
        "Semaine 2028",
        False,
    )
    assert list(made.tracks.order_by("slug").values_list("slug", "starts_on", "ends_on", "minutes")) == [
        ("labs", date(2028, 2, 29), date(2028, 3, 1), 90),
        ("webinars", None, None, 60),
    ]
    assert [made.tracks.get(slug=slug).formats for slug in ("labs", "webinars")] == [
        ["workshop"],
        Format.values,
    ]
    assert [made.subthemes.get().slug, made.rooms.get().slug, str(made.partners.get())] == [
        "skills",
        "hall",
        "House",
    ]
    assert made.letters.get().subject == "Yes"


def test_the_source_keeps_everything(edition, secretary):
    before = [edition.tracks.count(), edition.rooms.count(), edition.letters.count()]

    copy_edition(source=edition, **NEXT_YEAR, by=secretary, at=make.NOON)

    assert [edition.tracks.count(), edition.rooms.count(), edition.letters.count()] == before == [2, 1, 1]


def test_nobody_comes_along_but_the_one_who_copies_and_nobody_else_sees_it(edition, secretary):
    made = copy_edition(source=edition, **NEXT_YEAR, by=secretary, at=make.NOON)

    assert list(Office.objects.filter(edition=made).values_list("person", "role")) == [
        (secretary.pk, Role.SECRETARY)
    ]
    assert not Edition.objects.announced().filter(pk=made.pk).exists()
    assert list(Entry.objects.order_by("seq").values_list("action", "scope")) == [
        ("edition.created", made.path),
        ("edition.copied", made.path),
    ]


def test_other_packages_bring_their_own(edition, secretary, settings):
    settings.COPIERS = ["tests.editions.test_copying.note_copy"]
    copied.clear()

    made = copy_edition(source=edition, **NEXT_YEAR, by=secretary, at=make.NOON)

    assert copied == [(edition.path, made.path, make.NOON)]


def test_a_chair_does_not_copy(edition):
    chair = Office.objects.get(role=Role.CHAIR).person

    with pytest.raises(NotAllowed):
        copy_edition(source=edition, **NEXT_YEAR, by=chair, at=make.NOON)

    assert Edition.objects.count() == 1


def test_without_a_short_name_it_is_called_by_its_year(edition, secretary):
    made = [
        copy_edition(source=edition, **{**NEXT_YEAR, "slug": ""}, by=secretary, at=make.NOON) for _ in "ab"
    ]

    assert [each.slug for each in made] == ["2028", "2028-2"]
