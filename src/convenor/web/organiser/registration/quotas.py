"""How many places the edition, its categories and its tracks have."""

from __future__ import annotations

from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions.models import Attendance, Edition, Track
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import Translated
from convenor.registration.actions.setup import remove_quota, set_quota
from convenor.registration.models import Category, Quota
from convenor.registration.queries import categories_of, quota_for, quotas_of
from convenor.web.cells import as_html
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of

MOST_PLACES = 1_000_000


class Limited(NamedTuple):
    """Something that can have a number of places."""

    kind: str
    slug: str
    name: Translated
    quota: Quota | None


KINDS = {"edition": _("edition"), "category": _("category"), "track": _("track")}


def _page_of(request: SignedInRequest, limited: Limited) -> str:
    return page(request.edition, "organiser:quota", limited.kind, limited.slug)


def _or_no_limit(_request: SignedInRequest, places: int | None) -> str:
    return as_html(_("no limit") if places is None else places)


LIST = Table(
    "quotas",
    Column("name", _("Name"), lambda limited: limited.name, link=_page_of),
    Column("kind", _("Kind"), lambda limited: KINDS[limited.kind]),
    Column("places", _("Places"), lambda limited: limited.quota and limited.quota.places, show=_or_no_limit),
    Column("taken", _("Taken"), lambda limited: limited.quota and limited.quota.taken),
    Column(
        "online",
        _("Those who take part online count, too"),
        lambda limited: limited.quota and limited.quota.counts_online,
        is_for_files=True,
    ),
    filters=(
        Filter("kind", _("Kind"), lambda _request: KINDS.items(), lambda limited, kind: limited.kind == kind),
    ),
)


class QuotaForm(KeyedForm):
    places = forms.IntegerField(
        label=_("Places"),
        help_text=_("Empty: as many as people want."),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
    )
    counts_online = forms.BooleanField(
        label=_("Count those who take part online, too"),
        help_text=_("Otherwise places are seats, and who takes part online takes none."),
        required=False,
    )


@require_safe
def quotas(request: SignedInRequest) -> HttpResponseBase:
    listing = short_listing_of(request, LIST, _limited(request.edition))
    return listing.file() or render(request, "organiser/registration/quotas.html", {"listing": listing})


@require_http_methods(["GET", "POST"])
def quota(request: SignedInRequest, kind: str, slug: str) -> HttpResponse:
    edition = request.edition
    category, track, name = _thing(edition, kind, slug)
    held = quota_for(edition, category=category, track=track)
    counts_online = held.counts_online if held else edition.attendance == Attendance.ONLINE
    initial = {"places": held.places if held else None, "counts_online": counts_online}
    form = QuotaForm(request, initial=initial)
    if form.is_valid():
        places = form.cleaned_data["places"]
        try:
            if places is not None:
                set_quota.once(
                    form.key,
                    edition=edition,
                    category=category,
                    track=track,
                    places=places,
                    counts_online=form.cleaned_data["counts_online"],
                    by=request.person,
                    at=request.at,
                )
            elif held:
                remove_quota.once(form.key, quota=held, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error("places", str(refusal))
        else:
            messages.success(request, now("Saved."))
            return redirect(page(edition, "organiser:quotas"))
    shown = {"form": form, "name": name, "quota": held}
    return render(request, "organiser/registration/quota.html", shown, status=invalid_status(form))


def _limited(edition: Edition) -> list[Limited]:
    held = {(each.category_id, each.track_id): each for each in quotas_of(edition)}
    return [
        Limited("edition", edition.slug, edition.name, held.get((None, None))),
        *(
            Limited("category", each.slug, each.name, held.get((each.pk, None)))
            for each in categories_of(edition)
        ),
        *(
            Limited("track", each.slug, each.name, held.get((None, each.pk)))
            for each in edition.tracks.order_by("position", "pk")
        ),
    ]


def _thing(edition: Edition, kind: str, slug: str) -> tuple[Category | None, Track | None, Translated]:
    if kind == "edition" and slug == edition.slug:
        return None, None, edition.name
    category = edition.categories.filter(slug=slug).first() if kind == "category" else None
    track = edition.tracks.filter(slug=slug).first() if kind == "track" else None
    found = category or track
    if found is None:
        raise Http404
    return category, track, found.name
