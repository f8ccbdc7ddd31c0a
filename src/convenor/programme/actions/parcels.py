"""Parcels: what a device sends to another of the same reader, for one day.

Nothing is recorded of them: they belong to nobody whom we know, and are gone a day later.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from convenor.audit.actions import write
from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.programme.models import Parcel

KEPT = timedelta(days=1)


@write
def leave_parcel(*, edition: Edition, name: str, sealed: bytes, by: Person | None, at: datetime) -> Parcel:
    """Keep what is sealed already, under the name that its code stands for."""
    return Parcel.objects.create(edition=edition, name=name, sealed=sealed, expires_at=at + KEPT)


@write
def forget_parcels(*, at: datetime) -> int:
    """Forget those whose day is over; how many."""
    return Parcel.objects.filter(expires_at__lte=at).delete()[0]
