"""Series and editions as the public sees them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from convenor.archive.kept import kept_in
from convenor.archive.queries import headlines_of
from convenor.archive.release import figures
from convenor.editions.models import Partner, PartnerRole, Series
from convenor.editions.queries import (
    Standing,
    editions_for_the_public,
    series_for_the_public,
    standing_of,
    upcoming_and_past,
)
from convenor.programme.queries import has_programme
from convenor.proposals.queries import calls_as_they_stand
from convenor.registration.queries import rules_of
from convenor.web.public.edition_search import search_of
from convenor.web.request import Request
from convenor.web.templatetags.convenor import language_name

_ROLES = {
    PartnerRole.ORGANISER: _("Organised by"),
    PartnerRole.CONVENER: _("Convened with"),
    PartnerRole.HOST: _("Hosted by"),
    PartnerRole.SUPPORTER: _("Supported by"),
}


@require_safe
def start(request: Request) -> HttpResponse:
    """The one page that negotiates the language."""
    response = redirect(f"/{get_language_from_request(request)[:2]}/")
    response["Vary"] = "Accept-Language"
    return response


@require_safe
def home(request: Request) -> HttpResponse:
    """Every series with its editions to come; or the editions that a visitor searches for, of all series."""
    search = search_of(request)
    if search.is_asked:
        found = search.among(editions_for_the_public(), at=request.at)
        return render(request, "public/home.html", {"search": search, "found": found})
    overviews = series_for_the_public(at=request.at)
    return render(request, "public/home.html", {"search": search, "overviews": overviews})


@require_safe
def series(request: Request, series: str) -> HttpResponse:
    shown, search = get_object_or_404(Series, slug=series), search_of(request)
    editions = list(editions_for_the_public().filter(series=shown))
    if not editions:
        raise Http404
    upcoming, past = upcoming_and_past(editions, at=request.at)
    headlines = headlines_of(standing.edition for standing in past)
    page: dict[str, Any] = {"series": shown, "search": search, "headlines": headlines}
    if search.is_asked:
        page["found"] = search.among(editions, at=request.at)
    else:
        page |= {"upcoming": upcoming, "past": past}
    return render(request, "public/series.html", page)


@require_safe
def front(request: Request) -> HttpResponse:
    edition = request.edition
    standing = standing_of(edition)
    page = {
        "standing": standing,
        "subthemes": edition.subthemes.order_by("position", "pk"),
        "tracks": edition.tracks.order_by("position", "pk"),
        "has_rooms": edition.rooms.exists(),
        "has_thanked": edition.thanked.exists(),
        "has_programme": has_programme(edition),
        "partners": _by_role(edition.partners.all()),
        "languages": [language_name(code) for code in edition.languages],
        "is_past": standing.is_past(request.at),
        "kept": kept_in(figures(edition)),
        **_open_now(request, standing),
    }
    return render(request, "public/edition.html", page)


@require_safe
def tracks(request: Request) -> HttpResponse:
    edition = request.edition
    standing = standing_of(edition)
    page = {
        "standing": standing,
        "tracks": edition.tracks.order_by("position", "pk"),
        "is_past": standing.is_past(request.at),
    }
    return render(request, "public/tracks.html", page)


@require_safe
def venue(request: Request) -> HttpResponse:
    edition = request.edition
    page = {"standing": standing_of(edition), "rooms": edition.rooms.order_by("position", "pk")}
    return render(request, "public/venue.html", page)


def _open_now(request: Request, standing: Standing) -> dict[str, Any]:
    is_coming = not (standing.is_past(request.at) or standing.is_replaced)
    rules = rules_of(request.edition)
    return {
        "calls": calls_as_they_stand(request.edition, request.at) if is_coming else (),
        "at": request.at,
        "registers_here": is_coming and rules is not None and rules.is_open(request.at),
        "shows_numbers": rules is not None and rules.publishes_numbers,
        "registers_elsewhere": is_coming and rules is None and request.edition.registration_url,
    }


def _by_role(partners: Iterable[Partner]) -> list[tuple[str | Promise, list[Partner]]]:
    roles = list(_ROLES)
    in_order = sorted(
        partners, key=lambda each: (roles.index(PartnerRole(each.role)), each.position, each.pk)
    )
    return [
        (_ROLES[PartnerRole(role)], list(each)) for role, each in groupby(in_order, lambda each: each.role)
    ]
