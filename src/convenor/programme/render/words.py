"""What several renderings say in the same words, in the active language, without any dress."""

from __future__ import annotations

from math import ceil

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from convenor.kernel.days import days, hours, locale, weekday
from convenor.kernel.translated import Text, Translated
from convenor.programme.frozen import Frozen, Line, Place, Seat

A_KILOBYTE = 1000  # bytes


def title_of(line: Line) -> str:
    """With what became of it in front: ``[cancelled] Phones that teach``."""
    return f"[{line.state.label}] {line.title}" if line.state else str(line.title)


def day_of(place: Place) -> str:
    """Its day, or its days."""
    return days(place.starts_on, place.ends_on) if place.is_all_week else weekday(place.starts_on)


def time_of(release: Frozen, place: Place) -> str:
    if place.starts_at is None or place.ends_at is None:
        return _("time unknown")
    return hours(place.starts_at, place.ends_at, release.zone)


def where(line: Line, place: Place) -> str:
    if place.room:
        return str(place.room.name)
    return _("online") if line.attendance == "online" else _("room unknown")


def part_of(seat: Seat) -> list[str]:
    """What is said of a person beside the name."""
    said = [seat.label, seat.guest.organization]
    said += [_("from afar")] if seat.is_remote else []
    said += [] if seat.is_confirmed else [_("to be confirmed")]
    return [each for each in said if each]


def note_on(text: Translated) -> str:
    """That a text is not in the reader's language, or a machine's; empty where it is as it should be."""
    return _note(text.here) if text else ""


def _note(text: Text) -> str:
    if text.is_machine:
        return _("Translated by a machine, unchecked.")
    if text.is_fallback:
        name = locale().languages.get(text.language, text.language)
        return _("In %(language)s") % {"language": name}
    return ""


def number(value: int) -> str:
    return str(format_decimal(value, locale=locale()))


def in_kilobytes(size: int) -> str:
    """``48 kB``, never less than it is, and on one line."""
    said = _("%(size)s kB") % {"size": number(ceil(size / A_KILOBYTE))}
    return said.replace(" ", "\N{NO-BREAK SPACE}")
