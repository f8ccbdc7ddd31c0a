"""A person's own data in this package and the ones below it."""

from __future__ import annotations

from typing import Any

from convenor.outbox.models import Message
from convenor.people.models import Person


def own_data(person: Person) -> dict[str, Any]:
    """What ``person`` said of themselves, how they are reached and sign in, and the mails they were sent."""
    return {
        "profile": {
            "name": person.name,
            "language": person.language,
            "zone": person.zone,
            "country": person.country,
            "organization": person.organization.name if person.organization else "",
            "biography": person.biography,
            "known_since": person.created_at,
        },
        "addresses": list(person.contact_points.order_by("pk").values("kind", "address", "confirmed_at")),
        "passkeys": list(person.passkeys.order_by("pk").values("name", "added_at", "used_at")),
        "mails": list(
            Message.objects.sent()
            .filter(person=person)
            .order_by("pk")
            .values("kind", "address", "subject", "body", "queued_at", "sent_at")
        ),
    }
