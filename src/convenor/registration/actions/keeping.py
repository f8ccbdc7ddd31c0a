"""What is not kept: registrations that nobody confirmed, and needs whose time is over."""

from __future__ import annotations

from datetime import datetime

from convenor.audit.actions import record, write
from convenor.editions.models import Edition
from convenor.registration.actions.ending import end
from convenor.registration.actions.telling import CONFIRMED_WITHIN
from convenor.registration.models import CancellationKind, Need
from convenor.registration.places import counted
from convenor.registration.queries import unconfirmed_since


@write
def end_unconfirmed(*, edition: Edition, at: datetime) -> int:
    """Give back the places of those who did not confirm their address in time; gives how many they were."""
    late = unconfirmed_since(at - CONFIRMED_WITHIN).filter(edition=edition).order_by("pk")
    list(late.select_for_update().values_list("pk"))
    registrations = list(late.select_related("edition", "person", "category", "invitation"))
    with counted(*registrations):
        for registration in registrations:
            end(registration, CancellationKind.NOT_CONFIRMED, by=None, at=at)
            record(
                "registration.not_confirmed",
                subject=registration,
                actor=None,
                at=at,
                scope=edition.path,
                about=[registration.person],
            )
    return len(registrations)


@write
def forget_needs(*, edition: Edition, at: datetime) -> int:
    """Delete the needs whose time is over; gives how many."""
    over = Need.objects.filter(registration__edition=edition, keep_until__lt=edition.day_at(at))
    count, _by_model = over.delete()
    if count:
        record("needs.forgotten", subject=edition, actor=None, at=at, scope=edition.path, count=count)
    return count
