"""Facts about people change below; what is computed from them above is told at once, in the same action."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from convenor.people.models import Person


def facts_changed(people: Iterable[Person], *, at: datetime) -> None:
    """Their names, organizations, addresses, offices, parts in proposals. For use inside actions."""
    told = list(people)
    for path in settings.TOLD_OF_FACTS:
        import_string(path)(told, at)
