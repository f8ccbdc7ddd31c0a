"""An instant as a sentence says it: in one zone and in UTC, in the active language."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

from convenor.kernel.days import locale


def in_words(instant: datetime, zone: ZoneInfo) -> str:
    """``4 March 2027 12:00 (Paris) / 4 March 2027 11:00 (UTC)``; once where both clocks agree."""
    here = locale()
    said: dict[object, str] = {}
    for where in (zone, UTC):
        local = instant.astimezone(where)
        is_utc = str(where) == "UTC"
        city = "UTC" if is_utc else get_timezone_location(where, locale=here, return_city=True)
        said.setdefault(
            local.utcoffset(), f"{format_date(local, 'long', locale=here)} {local:%H:%M} ({city})"
        )
    return " / ".join(said.values())
