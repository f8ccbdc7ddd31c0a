"""The edition's texts in one language: what is written, by whom, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.kernel.translated import Translated, TranslatedField
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.organiser.parts import KINDS
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of
from convenor.web.translated import INCOMPLETE, MISSING, standing_of


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one thing: what kind of thing, which one, where to write them, and how they stand."""

    kind: str | Promise
    name: Translated | str
    href: str
    standing: str | Promise


def _page_of(request: SignedInRequest, text: Texts) -> str:
    return text.href if is_secretary(request) else ""


LIST = Table(
    "texts",
    Column("name", _("Name"), lambda text: text.name, link=_page_of),
    Column("kind", _("Kind"), lambda text: text.kind),
    Column("standing", _("Translation"), lambda text: text.standing),
    filters=(
        Filter(
            "standing",
            _("Translation"),
            lambda _request: [("missing", MISSING), ("written", _("written"))],
            lambda text, value: (text.standing in (MISSING, INCOMPLETE)) == (value == "missing"),
        ),
    ),
)


@require_safe
def texts(request: SignedInRequest) -> HttpResponseBase:
    languages = request.edition.languages
    wanted = request.GET.get("in", "")
    chosen = wanted if wanted in languages else str(get_language())[:2]
    names = dict(settings.LANGUAGES)
    listing = short_listing_of(request, LIST, _texts(request, chosen), kept={"in": chosen})
    context = {
        "listing": listing,
        "chosen": chosen,
        "languages": [(code, names[code]) for code in languages],
    }
    return listing.file() or render(request, "organiser/texts.html", context)


def _texts(request: SignedInRequest, language: str) -> Iterator[Texts]:
    edition = request.edition
    series = edition.series
    yield _of(_("Series"), series, page(edition, "organiser:series"), language)
    yield _of(_("Edition"), edition, page(edition, "organiser:edition"), language)
    for name, kind in KINDS.items():
        for part in kind.model.objects.filter(edition=edition).order_by("position", "pk"):
            yield _of(kind.one, part, page(edition, "organiser:part", name, part.pk), language)
    for event in edition.events.order_by("at", "pk"):
        if event.note:
            href = page(edition, "organiser:event", event.pk)
            standing = standing_of([event.note], language)
            yield Texts(_("Note"), str(event.get_kind_display()), f"{href}?in={language}", standing)


def _of(kind: str | Promise, thing: models.Model, href: str, language: str) -> Texts:
    fields = (field for field in thing._meta.fields if isinstance(field, TranslatedField))
    written = [text for field in fields if (text := getattr(thing, field.name))]
    return Texts(kind, thing.name, f"{href}?in={language}", standing_of(written, language))  # type: ignore[attr-defined]  # each has a name
