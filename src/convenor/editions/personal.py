"""A person's own data in this package."""

from __future__ import annotations

from typing import Any

from django.db.models import F

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
