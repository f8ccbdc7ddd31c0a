"""Who may keep what is known of an edition."""

from __future__ import annotations

from datetime import datetime

from convenor.editions.models import Edition, Office, Role
from convenor.people.models import Person


def may_keep(person: Person, edition: Edition, *, at: datetime) -> bool:
    """The secretaries of its series: offices end with each edition, what is known of it does not."""
    held = Office.objects.held_at(at).filter(role=Role.SECRETARY, edition__series=edition.series_id)
    return held.filter(person=person).exists()
