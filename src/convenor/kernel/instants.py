"""An instant as a sentence says it: in one zone and in UTC, in the active language."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location
from django.utils.translation import get_language

_LOCALES = {"en": "en_GB", "zh": "zh_Hans"}  # day before month


def in_words(instant: datetime, zone: ZoneInfo) -> str:
    """``4 March 2027 12:00 (Paris) / 4 March 2027 11:00 (UTC)``; once where both clocks agree."""
    language = (get_language() or "en")[:2]
    locale = Locale.parse(_LOCALES.get(language, language))
    said: dict[object, str] = {}
    for where in (zone, UTC):
        local = instant.astimezone(where)
        is_utc = str(where) == "UTC"
        city = "UTC" if is_utc else get_timezone_location(where, locale=locale, return_city=True)
        said.setdefault(
            local.utcoffset(), f"{format_date(local, 'long', locale=locale)} {local:%H:%M} ({city})"
        )
    return " / ".join(said.values())
