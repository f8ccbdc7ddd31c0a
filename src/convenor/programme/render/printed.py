"""A release on paper: one PDF in each language, made where typst and its fonts are installed (``print``).

Fonts come from their packages alone, never from the system, so that the same release gives the same bytes.
What is typeset is data: nothing of it is read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext as _

from convenor.kernel.columns import isolated
from convenor.kernel.days import day, days, hours, weekday
from convenor.kernel.translated import RIGHT_TO_LEFT
from convenor.programme.frozen import Frozen, Slot
from convenor.programme.render import words
from convenor.programme.render.once import made_once
from convenor.programme.shelf import File

PDF = "application/pdf"
NAME = "programme.pdf"
_FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "manimgx_fonts_cjk")


@cache
def can_print() -> bool:
    """Whether all that it needs is installed."""
    return all(find_spec(name) for name in ("typst", *_FONTS))


@made_once
def printed(release: Frozen, language: str) -> Iterator[File]:
    if not can_print():
        return
    import typst  # noqa: PLC0415  # only where it is installed

    content: bytes = typst.compile(
        files(__package__).joinpath("printed.typ").read_bytes(),
        font_paths=[str(files(name)) for name in _FONTS],
        ignore_system_fonts=True,
        sys_inputs={"said": json.dumps(_said(release, language), ensure_ascii=False)},
        timestamp=int(release.at.timestamp()),
    )
    yield File(f"{language}/{release.path}/{NAME}", PDF, content)


def _said(release: Frozen, language: str) -> dict[str, Any]:
    """All that stands on it, in words."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    number = _("Release %(number)s") % {"number": words.number(release.number)}
    about = [days(release.starts_on, release.ends_on), str(release.venue), release.zone_name]
    return {
        "language": language,
        "direction": direction,
        "title": str(release.name),
        "theme": str(release.theme),
        "about": " · ".join(isolated(each, direction) for each in about if each),
        "number": f"{number} · {day(release.at.astimezone(release.zone).date())}",
        "notice": _("Demonstration: people, organizations and proposals here are fictional.")
        if release.is_fictional
        else "",
        "nothing": _("Nothing is planned for this day."),
        "heads": [_("When"), _("Session"), _("Room")],
        "days": [
            {"name": weekday(of), "rows": [_row(release, slot, direction) for slot in release.on(of)]}
            for of in release.days
        ],
    }


def _row(release: Frozen, slot: Slot, direction: str) -> list[str]:
    time = hours(slot.starts_at, slot.ends_at, release.zone) if slot.starts_at and slot.ends_at else "–"
    return [
        isolated(time, direction),
        isolated(words.title_of(slot.line), direction),
        " · ".join(isolated(seat.guest.shown_name, direction) for seat in slot.line.seats),
        isolated(words.where(slot.line, slot.place), direction),
    ]
