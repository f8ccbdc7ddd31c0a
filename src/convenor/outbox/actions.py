"""Queue a message, claim those due, settle what became of them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from convenor.kernel.text import one_line
from convenor.outbox.models import Message
from convenor.people.models import ContactPoint, Person

LEASE = timedelta(minutes=5)
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    *(timedelta(days=1),) * 4,  # then given up: five days, as mail servers do
)


def queue(
    *,
    kind: str,
    key: str,
    subject: str,
    body: str,
    language: str,
    at: datetime,
    person: Person | None = None,
    address: str = "",
    scope: str = "",
    not_before: datetime | None = None,
) -> Message | None:
    """Owe somebody a message, in the caller's transaction; the same ``key`` again changes nothing.

    ``person`` is written to at their first contact point unless ``address`` is given; with neither,
    nothing is queued.
    """
    address = address or (address_of(person) if person else "")
    if not address:
        return None
    message, _is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "scope": scope,
            "person": person,
            "address": address,
            "language": language,
            "subject": " ".join(subject.split())[:250],
            "body": body,
            "queued_at": at,
            "not_before": not_before or at,
        },
    )
    return message


def address_of(person: Person) -> str:
    first = (
        ContactPoint.objects.filter(person=person, kind=ContactPoint.Kind.EMAIL)
        .order_by("-is_first", "pk")
        .first()
    )
    return first.address if first else ""


def queue_all(messages: Sequence[Message]) -> None:
    """Owe many messages at once: to each person's first contact point, once for each key."""
    addresses = _addresses_of({message.person_id for message in messages if not message.address})
    for message in messages:
        message.address = message.address or addresses.get(message.person_id, "")
    addressed = [message for message in messages if message.address]
    Message.objects.bulk_create(addressed, batch_size=500, ignore_conflicts=True)


def _addresses_of(people: Collection[int | None]) -> dict[int | None, str]:
    points = ContactPoint.objects.filter(person__in=people, kind=ContactPoint.Kind.EMAIL)
    # The first one comes last and stays.
    return {point.person_id: point.address for point in points.order_by("is_first", "-pk")}


def try_again(message: Message, *, at: datetime) -> bool:
    """Let a message that was given up wait once more; False where it was not given up."""
    given_up = Message.objects.given_up().filter(pk=message.pk)
    return bool(given_up.update(given_up_at=None, attempts=0, not_before=at, leased_until=None))


def claim(*, at: datetime, most: int = 20) -> list[Message]:
    """Lease up to ``most`` due messages; nobody else gets them until the lease ends."""
    if not Message.objects.due(at).exists():
        return []  # asked every few seconds: without a turn at the writer
    with transaction.atomic():
        due = Message.objects.due(at)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        messages = list(due[:most])
        for message in messages:
            message.leased_until = at + LEASE
            message.attempts += 1
        Message.objects.bulk_update(messages, ["leased_until", "attempts"])
    return messages


# These are one statement each, but on SQLite only a transaction waits for its turn.


@transaction.atomic
def settle_sent(message: Message, *, at: datetime) -> None:
    Message.objects.filter(pk=message.pk, given_up_at=None).update(
        sent_at=at, leased_until=None, last_error=""
    )


@transaction.atomic
def settle_failed(message: Message, *, at: datetime, why: str, for_good: bool) -> None:
    """Try again later, or give up where trying again is no use; both are visible to the secretariat."""
    waits = RETRY_AFTER[message.attempts - 1] if message.attempts <= len(RETRY_AFTER) else None
    outcome: dict[str, object] = {"leased_until": None, "last_error": one_line(why)[:300]}
    if for_good or waits is None:
        outcome["given_up_at"] = at
    else:
        outcome["not_before"] = at + waits
    Message.objects.filter(pk=message.pk, sent_at=None).update(**outcome)


@transaction.atomic
def give_back(messages: Sequence[Message]) -> None:
    """End the lease of messages that nobody tried to send."""
    Message.objects.filter(pk__in=[message.pk for message in messages], sent_at=None).update(
        leased_until=None, attempts=F("attempts") - 1
    )


def message_id(message: Message) -> str:
    """The same for every attempt to send ``message``, so that a repetition can be recognised."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"message:{message.key}".encode(), hashlib.sha256
    ).hexdigest()[:32]
    return f"<{digest}@{settings.MAIL_FROM.partition('@')[2] or 'localhost'}>"
