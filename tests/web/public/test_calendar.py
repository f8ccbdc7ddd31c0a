"""Save the date: a file that calendars read and keep up to date."""

from datetime import date

import pytest
from icalendar import Calendar

from convenor.editions.actions import move_online, postpone, replace
from tests import make

pytestmark = pytest.mark.django_db

ADDRESS = "/learning-week/2027/save-the-date.ics"


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    return make.edition(
        of=make.series("learning-week"),
        secretaries=(secretary,),
        name=make.english("Learning Week 2027").plus("أسبوع التعلم 2027", "ar"),
        address="1 Street, Paris",
    )


def event_of(client, query=""):
    (event,) = Calendar.from_ical(client.get(ADDRESS + query).content).walk("VEVENT")
    return event


def test_it_is_one_event_of_whole_days_in_no_zone(client, edition):
    event = event_of(client)

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 3, 1), date(2027, 3, 6))
    assert {name: str(event[name]) for name in ("UID", "SUMMARY", "LOCATION", "STATUS", "TRANSP", "URL")} == {
        "UID": "learning-week-2027@testserver",
        "SUMMARY": "Learning Week 2027",
        "LOCATION": "The House, 1 Street, Paris",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "URL": "http://testserver/en/learning-week/2027/",
    }
    assert event["SEQUENCE"] == 0


def test_it_is_a_file_of_a_calendar(client, edition):
    answer = client.get(ADDRESS)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="learning-week-2027.ics"'
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("ar", ("أسبوع التعلم 2027", "ar", "/ar/")),
        ("fr", ("Learning Week 2027", "en", "/fr/")),
        ("xx", ("Learning Week 2027", "en", "/en/")),
    ],
)
def test_it_speaks_the_language_asked_for_where_it_can(client, edition, asked, told):
    event = event_of(client, f"?lang={asked}")

    page = event["URL"].removeprefix("http://testserver")[:4]
    assert (str(event["SUMMARY"]), event["SUMMARY"].params["LANGUAGE"], page) == told


def test_postponed_it_replaces_the_event_that_calendars_have(client, edition, secretary):
    before = event_of(client)

    postpone(
        edition=edition,
        starts_on=date(2027, 5, 3),
        ends_on=date(2027, 5, 7),
        by=secretary,
        at=make.NOON,
    )

    after = event_of(client)
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert (after.decoded("dtstart"), str(after["STATUS"])) == (date(2027, 5, 3), "CONFIRMED")
    assert "postponed" in after["DESCRIPTION"]


def test_without_new_dates_the_event_is_cancelled_and_comes_back_with_them(client, edition, secretary):
    postpone(edition=edition, by=secretary, at=make.NOON)
    cancelled = event_of(client)

    postpone(
        edition=edition,
        starts_on=date(2027, 5, 3),
        ends_on=date(2027, 5, 7),
        by=secretary,
        at=make.LATER,
    )

    assert [str(event["STATUS"]) for event in (cancelled, event_of(client))] == ["CANCELLED", "CONFIRMED"]


def test_replaced_it_is_cancelled_and_online_it_is_nowhere(client, edition, secretary):
    move_online(edition=edition, by=secretary, at=make.NOON)
    online = event_of(client)
    replace(
        edition=edition,
        replaced_by=make.edition(slug="other", of=edition.series),
        by=secretary,
        at=make.LATER,
    )

    assert (str(online["LOCATION"]), str(event_of(client)["STATUS"])) == ("online", "CANCELLED")


def test_what_has_not_changed_is_not_sent_again(client, edition, secretary):
    first = client.get(ADDRESS)

    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    move_online(edition=edition, by=secretary, at=make.NOON)
    changed = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})

    assert [answer.status_code for answer in (first, again, changed)] == [200, 304, 200]
