"""What stands in the cell of a list, as HTML."""

from __future__ import annotations

from datetime import date, datetime
from functools import singledispatch
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from convenor.kernel.translated import Translated
from convenor.web.request import Request
from convenor.web.sentences import Sentence
from convenor.web.templatetags.convenor import day, instant, moment, number, paragraphs, plainly


@singledispatch
def as_html(values: Any) -> str:
    """A cell's value as HTML, by its type; several texts are kept apart."""
    return "\u00a0· ".join(map(_words, values))  # no line begins with the dot


@as_html.register
def _nothing(_value: None) -> str:
    return ""


@as_html.register(str)
@as_html.register(Promise)
def _words(value: str | Promise) -> str:
    return f"<bdi>{escape(str(value))}</bdi>" if value else ""


@as_html.register
def _sentence(value: Sentence) -> str:
    # Not in a <bdi>, which would take its direction from the first name in it.
    return escape(value)


@as_html.register
def _yes_or_no(value: bool) -> str:  # noqa: FBT001  # told apart by its type
    return _("yes") if value else _("no")


as_html.register(Translated, plainly)
as_html.register(int, number)
as_html.register(float, number)
as_html.register(datetime, moment)
as_html.register(date, day)


def in_zones(request: Request, value: datetime | None) -> str:
    """A deadline: in the edition's zone, the reader's and UTC."""
    if value is None:
        return ""
    return render_to_string("parts/instant.html", instant({"request": request}, value)).strip()


def in_full(_request: Request, value: Translated | str) -> str:
    """A longer text, as paragraphs."""
    return paragraphs(value) if value else ""
