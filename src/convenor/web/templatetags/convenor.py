"""How values are shown: texts in their own language, instants in three zones, days and numbers in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from html import escape
from typing import Any

from babel.dates import get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal
from django import template
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from convenor.archive.kept import Told
from convenor.editions.models import Office
from convenor.kernel import days as kernel_days
from convenor.kernel.countries import names_in
from convenor.kernel.days import locale, locale_of
from convenor.kernel.translated import RIGHT_TO_LEFT, Text, Translated
from convenor.programme.render.words import in_kilobytes
from convenor.proposals.models import Conflict, Tie
from convenor.web import clocks
from convenor.web.conflicting import in_words
from convenor.web.conflicting import years_of as years
from convenor.web.links import page
from convenor.web.style import STYLE

register = template.Library()


def direction_of(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@register.simple_tag
def style_sheet() -> SafeString:
    return mark_safe(STYLE)  # noqa: S308  # our own file, whose hash stands in the CSP


@register.filter
def said(value: Translated | Text | str | None) -> SafeString:
    """A text in its own language and direction, with a note where it is not the reader's own."""
    text = value.here if isinstance(value, Translated) else value
    if not isinstance(text, Text):
        return format_html("<bdi>{}</bdi>", text or "")
    if not text.is_fallback and not text.is_machine:
        return format_html("{}", text.text)
    return format_html(
        '<span lang="{}" dir="{}">{}</span>{}', text.language, text.dir, text.text, _note(text)
    )


@register.filter
def plainly(value: Translated | Text | str | None) -> SafeString:
    """The same without the note: for headings, links and table cells, which the page explains elsewhere."""
    text = value.here if isinstance(value, Translated) else value
    if not isinstance(text, Text):
        return format_html("<bdi>{}</bdi>", text or "")
    shown = escape(text.text)
    if text.is_fallback:
        shown = f'<span lang="{escape(text.language)}" dir="{text.dir}">{shown}</span>'
    return SafeString(shown)


@register.filter
def paragraphs(value: Translated | Text | str | None) -> SafeString:
    """A longer text as paragraphs, with its note first where it is a fallback or a machine's."""
    text = value.here if isinstance(value, Translated) else value
    if not isinstance(text, Text):
        return format_html('<div dir="auto">{}</div>', mark_safe(linebreaks(text or "", autoescape=True)))  # noqa: S308  # escaped by linebreaks
    body = mark_safe(linebreaks(text.text, autoescape=True))  # noqa: S308  # escaped by linebreaks
    return format_html('{}<div lang="{}" dir="{}">{}</div>', _note(text), text.language, text.dir, body)


def _note(text: Text) -> SafeString:
    if text.is_machine:
        return format_html(' <small class="note">{}</small>', _("Translated by a machine, unchecked."))
    if text.is_fallback:
        name = locale().languages.get(text.language, text.language)
        return format_html(' <small class="note">{}</small>', _("In %(language)s") % {"language": name})
    return SafeString("")


@register.filter
def day(value: date | datetime | None) -> str:
    """``4 March 2027``, in the active zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = localtime(value).date()
    return kernel_days.day(value)


@register.filter
def weekday(value: date) -> str:
    """``Thursday 4 March 2027``."""
    return kernel_days.weekday(value)


@register.filter
def short_day(value: date) -> str:
    """``Thu 4 Mar``."""
    return kernel_days.short_day(value)


register.filter("when", clocks.when)
register.filter("zone_name", kernel_days.zone_name)


@register.simple_tag
def hours(starts_at: datetime, ends_at: datetime) -> SafeString:
    """``09:30–10:15`` in the active zone, in one piece also where the page runs right to left."""
    return format_html("<bdi>{}</bdi>", kernel_days.hours(starts_at, ends_at, get_current_timezone()))


@register.simple_tag
def days(first: date, last: date) -> str:
    """``4–8 March 2027``, as the reader's language says it."""
    return kernel_days.days(first, last)


@register.inclusion_tag("parts/instant.html", takes_context=True)
def instant(context: dict[str, Any], value: datetime) -> dict[str, Any]:
    """An instant in the edition's zone, in the reader's where we know it, and in UTC."""
    request = context.get("request")
    edition_zone = get_current_timezone()
    reader_zone = getattr(request, "zone", None)
    shown: list[dict[str, str]] = []
    seen: set[object] = set()
    for zone in (edition_zone, reader_zone, UTC):
        if zone is not None and (offset := value.astimezone(zone).utcoffset()) not in seen:
            seen.add(offset)
            shown.append(_in_zone(value, zone))
    return {"value": value.astimezone(UTC), "first": shown[0], "others": shown[1:]}


def _in_zone(value: datetime, zone: tzinfo) -> dict[str, str]:
    local = value.astimezone(zone)
    place = (
        "UTC"
        if zone is UTC or str(zone) == "UTC"
        else get_timezone_location(zone, locale=locale(), return_city=True)
    )
    return {
        "day": kernel_days.day(local.date()),
        "time": local.strftime("%H:%M"),
        "zone": place,
    }


@register.filter
def moment(value: datetime | None) -> str:
    """``4 March 2027 12:00 UTC+1``: day and time in the active zone, for lists."""
    if value is None:
        return ""
    date, time = _day_and_time(value)
    if direction_of((get_language() or "en")[:2]) == "ltr":
        return f"{date} {time}"
    # In one piece: a full stop and a number after it would else be read into it.
    return format_html("{} <bdi>{}</bdi>", date, time)


def plain_moment(value: datetime) -> str:
    """The same where there is no markup: in titles, options and attributes."""
    return "{} \u2068{}\u2069".format(*_day_and_time(value))


def _day_and_time(value: datetime) -> tuple[str, str]:
    local = localtime(value)
    return day(local), f"{local:%H:%M} {kernel_days.offset_of(local)}"


@register.filter
def number(value: float | None) -> str:
    return "" if value is None else _number(value, (get_language() or "en")[:2])


@lru_cache(maxsize=1024)
def _number(value: float, language: str) -> str:
    return str(format_decimal(value, locale=locale_of(language)))


@register.filter
def kilobytes(size: int) -> str:
    """``48 kB``: what it takes to fetch a file."""
    return in_kilobytes(size)


@register.filter
def counted(told: Told) -> str:
    """``more than 1,500``: a figure as its source has it; nothing where there is no number."""
    said = {"number": number(told.value)}
    match told.precision:
        case "more-than":
            return _("more than %(number)s") % said
        case "about":
            return _("about %(number)s") % said
        case "nearly":
            return _("nearly %(number)s") % said
    return said["number"]


@register.filter
def listed(values: list[Any]) -> str:
    """``a, b and c`` in the reader's language."""
    return format_list([str(value) for value in values], locale=locale()) if values else ""


@register.filter
def country(code: str) -> str:
    return names_in((get_language() or "en")[:2]).get(code, code)


@register.filter
def conflict_words(conflict: Conflict) -> str:
    return in_words(conflict)


@register.filter
def years_of(dated: Conflict | Tie) -> str:
    return years(dated)


@register.filter
def language_name(code: str) -> str:
    return str(locale().languages.get(code, code))


@register.filter
def include_any(offices: Iterable[Office], roles: str) -> bool:
    """``{% if offices|include_any:"chair secretary" %}``: whether somebody holds one of these here."""
    return any(office.role in roles.split() for office in offices)


@register.filter
def get(mapping: dict[Any, Any], key: object) -> Any:
    return mapping.get(key, "")


@register.simple_tag(takes_context=True, name="page")
def page_tag(context: dict[str, Any], name: str, *parts: object) -> str:
    """The address of a page of the edition at hand."""
    return page(context["edition"], name, *parts)
