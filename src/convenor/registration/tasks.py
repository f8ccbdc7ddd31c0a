"""What happens to registrations by itself."""

from __future__ import annotations

from datetime import datetime

from convenor.editions.models import Edition
from convenor.registration.actions.keeping import end_unconfirmed, forget_needs
from convenor.registration.actions.telling import CONFIRMED_WITHIN
from convenor.registration.models import Need
from convenor.registration.queries import unconfirmed_since


def give_back_unconfirmed(at: datetime) -> None:
    """End the registrations whose address was not confirmed in time."""
    late = unconfirmed_since(at - CONFIRMED_WITHIN)
    for edition in Edition.objects.filter(registrations__in=late).distinct():
        end_unconfirmed(edition=edition, at=at)


def forget_old_needs(at: datetime) -> None:
    """Delete needs when the time that people were told is over."""
    due = Need.objects.filter(keep_until__lt=at.date())
    for edition in Edition.objects.filter(registrations__needs__in=due).distinct():
        forget_needs(edition=edition, at=at)
