"""Who may prepare and change editions."""

from __future__ import annotations

from datetime import datetime

from convenor.editions.models import Edition, Office, Role, Series
from convenor.editions.queries import holds
from convenor.people.models import Person


def may_organise(person: Person, edition: Edition, *, at: datetime) -> bool:
    """Change everything about ``edition``: its secretaries."""
    return holds(person, edition, Role.SECRETARY, at=at)


def may_make_edition_of(person: Person, series: Series) -> bool:
    """Make another edition: whoever is, or until the end of its time was, a secretary of one of the series.

    The first edition of a series is made by those who installed it, from the command line.
    """
    is_first = not Edition.objects.filter(series=series).exists()
    secretaries = Office.objects.filter(edition__series=series, role=Role.SECRETARY, ended_at=None)
    return is_first or secretaries.filter(person=person).exists()
