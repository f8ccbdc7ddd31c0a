"""How a registration ends: its places, its needs and what it carries go with it. For use inside actions."""

from __future__ import annotations

from datetime import datetime

from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.registration.actions.codes import take_back_use
from convenor.registration.models import Cancellation, CancellationKind, End, Registration


def end(
    registration: Registration, kind: CancellationKind, *, by: Person | None, at: datetime, reason: str = ""
) -> Cancellation:
    """End ``registration``, which is held and counted by the caller."""
    if registration.confirmed_at is None and registration.invitation is not None:
        take_back_use(registration.invitation, registration.person)
    registration.ended_at = at
    registration.save(update_fields=["ended_at"])
    standing = registration.entitlements.filter(ended_at=None)
    standing.update(ended_at=at, ended_by=by, end=End.GIVEN_BACK)
    registration.needs.all().delete()
    return Cancellation.objects.create(
        registration=registration, kind=kind, reason=clean(reason)[:2000], by=by, at=at
    )
