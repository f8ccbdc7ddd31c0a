"""A person's own data in this package and the ones below it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from convenor.accounts.models import SignInCode
from convenor.outbox.models import Message
from convenor.people.models import GenderAnswer, Person


def own_data(person: Person) -> dict[str, Any]:
    """What ``person`` said of themselves, how they are reached and sign in, and the mails they were sent."""
    return {
        "profile": {
            "name": person.name,
            "language": person.language,
            "zone": person.zone,
            "country": person.country,
            "organization": person.organization.name if person.organization else "",
            "organization_kind": person.organization.kind if person.organization else "",
            "biography": person.biography,
            "known_since": person.created_at,
        },
        "gender": GenderAnswer.objects.filter(person=person)
        .values("gender", "own_words", "in_figures", "on_panels", "changed_at")
        .first(),
        "addresses": list(person.contact_points.order_by("pk").values("kind", "address", "confirmed_at")),
        "passkeys": list(person.passkeys.order_by("pk").values("name", "added_at", "used_at")),
        "mails": list(
            Message.objects.sent()
            .filter(person=person)
            .order_by("pk")
            .values("kind", "address", "subject", "body", "queued_at", "sent_at")
        ),
    }


def erase(person: Person, _at: datetime) -> None:
    """How ``person`` is reached and signs in, every mail to them, and what they said of their gender."""
    points = list(person.contact_points.values_list("address", "key"))
    addresses, keys = [address for address, _key in points], [key for _address, key in points]
    Message.objects.filter(Q(person=person) | Q(address__in=addresses)).delete()
    SignInCode.objects.filter(Q(person=person) | Q(address_key__in=keys)).delete()
    GenderAnswer.objects.filter(person=person).delete()
    person.passkeys.all().delete()
    person.contact_points.all().delete()
