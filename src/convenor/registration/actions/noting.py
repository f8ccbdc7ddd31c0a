"""What happens to a registration, said in the log: of its edition, about its person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from convenor.audit import actions as audit
from convenor.people.models import Person
from convenor.registration.models import Registration


def record(name: str, registration: Registration, by: Person | None, at: datetime, **detail: Any) -> None:
    """Say that ``by`` did ``name`` to ``registration``. For use inside actions."""
    audit.record(
        name,
        subject=registration,
        actor=by,
        at=at,
        scope=registration.edition.path,
        about=[registration.person],
        **detail,
    )
