"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from convenor.outbox.models import Message


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the messages of one kind have come."""

    kind: str
    waiting: int
    sent: int
    given_up: int

    @property
    def all(self) -> int:
        return self.waiting + self.sent + self.given_up

    @property
    def done(self) -> int:
        return self.sent + self.given_up


def progress(scope: str, kinds: Collection[str]) -> list[Progress]:
    """For each of ``kinds`` that has messages in ``scope``."""
    rows = (
        Message.objects.of(scope)
        .filter(kind__in=kinds)
        .values_list("kind")
        .annotate(
            waiting=Count("pk", filter=Q(sent_at=None, given_up_at=None)),
            sent=Count("sent_at"),
            given_up=Count("given_up_at"),
        )
    )
    return [Progress(*row) for row in rows.order_by("kind")]
