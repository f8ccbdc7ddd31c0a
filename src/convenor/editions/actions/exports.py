"""What left the house as a file: noted, because nobody can take it back."""

from __future__ import annotations

from datetime import datetime

from convenor.audit.actions import record, write
from convenor.editions.models import Edition
from convenor.people.models import Person


@write
def note_export(
    *, edition: Edition | None, table: str, kind: str, count: int, by: Person, at: datetime
) -> None:
    """Say in the log that ``by`` took ``count`` rows of a list, an edition's or their own, with them."""
    record(
        "table.exported",
        subject=edition or by,
        actor=by,
        at=at,
        scope=edition.path if edition else "",
        table=table,
        kind=kind,
        count=count,
    )
