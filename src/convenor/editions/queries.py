"""Reads of editions and of the offices people hold in them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from convenor.editions.models import Edition, EditionEvent, EventKind, Office, OfficeQuerySet, Role
from convenor.people.models import Person


def is_announced(edition: Edition) -> bool:
    return EditionEvent.objects.filter(edition=edition, kind=EventKind.ANNOUNCED).exists()


def offices_of(person: Person, *, edition: Edition, at: datetime) -> OfficeQuerySet:
    """The offices that ``person`` holds in ``edition`` at ``at``."""
    return (
        Office.objects.held_at(at)
        .filter(person=person, edition=edition)
        .select_related("track")
        .order_by("pk")
    )


def holds(person: Person, edition: Edition, *roles: Role, at: datetime) -> bool:
    """Whether ``person`` holds one of ``roles`` in ``edition`` at ``at``."""
    return Office.objects.held_at(at).filter(person=person, edition=edition, role__in=roles).exists()


def editions_for_the_public() -> QuerySet[Edition]:
    return Edition.objects.announced().newest_first().select_related("series")
