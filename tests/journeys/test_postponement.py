"""An edition that cannot take place as announced: a secretary at a tablet, a visitor with a smartphone."""

from datetime import date

import pytest
from icalendar import Calendar

from tests.journeys.people import Edition, Guest, Secretary, founded

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite]

POSTPONE = ("Announce, postpone, move online, archive", "Postpone")


def noted(file):
    """What a calendar notes: which event, its standing, its first day."""
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return str(event["UID"]), event["SEQUENCE"], str(event["STATUS"]), event.decoded("DTSTART")


def test_an_edition_is_postponed_and_calendars_follow(installation, tablet, smartphone):
    edition = Edition(installation, "learning-days/2031")
    secretary = Secretary(edition, tablet(), "Amina Odhiambo")
    visitor = Guest(edition, smartphone(), "Visitor", language="ar")
    link = founded(edition, secretary, series_name="Learning Days", starts="2031-03-03", ends="2031-03-07")
    secretary.signs_in_by(link).announces()
    calendar = visitor.opens_edition().finds("Save the date")
    uid, sequence, *before = noted(visitor.door.fetch(calendar))

    secretary.at_desk(*POSTPONE).presses("Postpone", note="The venue is closed.")
    visitor.opens_edition().reads("Postponed", "new dates will be told here", "The venue is closed.")
    visitor.does_not_read("Save the date")
    meanwhile = noted(visitor.door.fetch(calendar))
    secretary.at_desk(*POSTPONE).presses("Postpone", starts_on="2031-10-06", ends_on="2031-10-10")
    visitor.opens_edition().reads("Postponed", "Until then announced for:")
    after = noted(visitor.saves("Save the date"))

    assert before == ["CONFIRMED", date(2031, 3, 3)]
    assert meanwhile == (uid, sequence + 1, "CANCELLED", date(2031, 3, 3))
    assert after == (uid, sequence + 2, "CONFIRMED", date(2031, 10, 6))
