"""Days and clocks on the wall, where an edition is held: from what people type, and in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from convenor.editions.models import Edition
from convenor.kernel.days import hours, short_day
from convenor.kernel.translated import RIGHT_TO_LEFT
from convenor.programme.models import Placement


def instant_of(edition: Edition, day: date, clock: time) -> datetime:
    """The moment at which it is ``clock`` on ``day``, the first of two where clocks are put back."""
    at = datetime.combine(day, clock, edition.tzinfo).astimezone(UTC)
    if at.astimezone(edition.tzinfo).time() != clock:
        raise ValidationError(
            _("On this day clocks are put forward: there is no %(time)s.") % {"time": f"{clock:%H:%M}"}
        )
    return at


def when(placement: Placement) -> str:
    """``Mon 1 Mar 10:00–11:00``, in the edition's zone; the hours in one piece from left to right."""
    first, last = placement.starts_on, placement.ends_on
    days = short_day(first) if first == last else f"{short_day(first)} – {short_day(last)}"
    if placement.starts_at is None or placement.ends_at is None:
        return days
    times = hours(placement.starts_at, placement.ends_at, placement.session.edition.tzinfo)
    is_rtl = (get_language() or "en")[:2] in RIGHT_TO_LEFT
    return f"{days} " + (f"\u2066{times}\u2069" if is_rtl else times)
