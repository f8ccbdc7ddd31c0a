"""A person's own data in this package."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from convenor.editions.actions.offices import end_office
from convenor.editions.models import EditionEvent, Office
from convenor.people.models import Person


def own_data(person: Person) -> dict[str, Any]:
    """The offices that ``person`` holds or held, and what they told the public of editions."""
    offices = Office.objects.filter(person=person).annotate(path=F("edition__path"), of=F("track__slug"))
    events = EditionEvent.objects.filter(by=person).annotate(path=F("edition__path"))
    return {
        "offices": list(
            offices.order_by("pk").values("path", "role", "of", "given_at", "until_date", "ended_at")
        ),
        "events": list(events.order_by("pk").values("path", "kind", "at")),
    }


def erase(person: Person, at: datetime) -> None:
    """The offices of ``person`` end; whoever is the last secretary hands that on first."""
    standing = Office.objects.filter(person=person, ended_at=None)
    for office in Office.objects.held_at(at).filter(person=person).select_related("edition"):
        end_office(office=office, by=person, at=at)
    standing.update(ended_at=at, ended_by=person)  # those of editions that are over, which nobody misses
