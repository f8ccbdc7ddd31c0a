"""An edition that cannot take place when it was announced: a secretary at a tablet, a visitor with a smartphone."""

import pytest
from icalendar import Calendar

from tests.journeys.people import Edition, Guest, Secretary, founded

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite]


def noted(guest):
    """What a calendar takes from the file that is offered on the page."""
    (event,) = Calendar.from_ical(guest.saves("Save the date")).walk("VEVENT")
    return {name: str(event[name]) for name in ("UID", "STATUS")} | {
        "SEQUENCE": int(event["SEQUENCE"]),
        "DTSTART": event["DTSTART"].dt.isoformat(),
    }


def test_an_edition_is_postponed_and_calendars_follow(installation, tablet, smartphone):
    edition = Edition(installation, "learning-days/2031")
    secretary = Secretary(edition, tablet(), "Amina Odhiambo")
    visitor = Guest(edition, smartphone(), "Visitor", language="ar")
    link = founded(edition, secretary, series_name="Learning Days", starts="2031-03-03", ends="2031-03-07")
    secretary.signs_in_by(link).announces()
    before = noted(visitor.opens_edition())

    secretary.at_desk("Announce, postpone, move online, archive", "Postpone")
    secretary.presses("Postpone", note="The venue is closed.")
    visitor.opens_edition().reads("Postponed", "new dates will be told here", "The venue is closed.")
    visitor.does_not_read("Save the date")
    visitor.door.open(f"/{edition.path}/save-the-date.ics") if False else None
    secretary.at_desk("Announce, postpone, move online, archive", "Postpone")
    secretary.presses("Postpone", starts_on="2031-10-06", ends_on="2031-10-10")
    after = noted(visitor.opens_edition().reads("Postponed", "Until then announced for:"))

    assert (before["DTSTART"], before["STATUS"]) == ("2031-03-03", "CONFIRMED")
    assert (after["DTSTART"], after["STATUS"], after["UID"]) == ("2031-10-06", "CONFIRMED", before["UID"])
    assert after["SEQUENCE"] > before["SEQUENCE"]
