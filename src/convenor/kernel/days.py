"""Days and hours in the words of each language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.lists import format_list
from django.utils.translation import get_language

_LOCALES = {"en": "en_GB", "zh": "zh_Hans"}  # day before month
_DAY = {"zh": "y年M月d日", "en": "d MMMM y"}
_WEEKDAY = {
    "zh": "y年M月d日EEEE",
    "ar": "EEEE، d MMMM y",
    "es": "EEEE d 'de' MMMM 'de' y",
    "ru": "EEEE, d MMMM y 'г.'",
}
_SEPARATORS = {"ar": {",": "، ", ";": "؛ "}, "zh": {",": "，", ";": "；"}}
_SHORT = {"zh": "M月d日EEE", "ar": "EEE d MMMM", "en": "EEE d MMM", "ru": "EEE, d MMM", "es": "EEE d MMM"}


def locale() -> Locale:
    """The active language's."""
    return locale_of((get_language() or "en")[:2])


@cache
def locale_of(language: str) -> Locale:
    """That of one of our six languages."""
    return Locale.parse(_LOCALES.get(language, language))


def day(value: date) -> str:
    """``4 March 2027``."""
    return _day(value, (get_language() or "en")[:2])


@lru_cache(maxsize=1024)
def _day(value: date, language: str) -> str:
    return format_date(value, _DAY.get(language, "long"), locale=locale_of(language))


def days(first: date, last: date) -> str:
    """``4–8 March 2027``, as the active language says it."""
    if first == last:
        return day(first)
    differ = "y" if first.year != last.year else "M" if first.month != last.month else "d"
    forms = locale().interval_formats.get("yMMMMd") or locale().interval_formats["yMMMd"]
    halves = zip((first, last), forms[differ], strict=True)
    return "".join(format_date(each, re.sub("M{3,}", "MMMM", form), locale()) for each, form in halves)


def weekday(value: date) -> str:
    """``Thursday 4 March 2027``."""
    language = (get_language() or "en")[:2]
    return format_date(value, _WEEKDAY.get(language, "EEEE d MMMM y"), locale=locale())


def short_day(value: date) -> str:
    """``Thu 4 Mar``."""
    language = (get_language() or "en")[:2]
    return format_date(value, _SHORT.get(language, "EEE d MMM"), locale=locale())


def hours(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """``09:30–10:15`` in ``zone``; on another day the end says how many days later it is."""
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
    later = (last.date() - first.date()).days
    return f"{first:%H:%M}–{last:%H:%M}" + (f" (+{later})" if later else "")


def zone_name(zone: tzinfo) -> str:
    """``Paris``: the city that stands for a time zone."""
    if str(zone) == "UTC":
        return "UTC"
    return get_timezone_location(zone, locale=locale(), return_city=True)


def offset_of(at: datetime) -> str:
    """``UTC+1``: how far the clock that shows ``at`` is from UTC; in numbers, which every language reads."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return "UTC" + (f"{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "")


def language_name(code: str) -> str:
    return str(locale().languages.get(code, code))


def days_later(at: datetime, days: int, zone: tzinfo) -> datetime:
    """``days`` later by the clock on the wall: at nine each day, also on the day on which clocks change."""
    return (at.astimezone(zone) + timedelta(days=days)).astimezone(at.tzinfo) if days else at


def listed(values: Sequence[object]) -> str:
    """``a, b and c``."""
    return format_list([str(value) for value in values], locale=locale()) if values else ""


def separated(values: Iterable[str], separator: str = ",") -> str:
    """``a, b``, with the comma or the semicolon of the active language."""
    ours = _SEPARATORS.get((get_language() or "en")[:2], {})
    return ours.get(separator, f"{separator} ").join(values)
