"""Publish the programme; how far each release is, what it changed, and what to do where it failed."""

from __future__ import annotations

from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.programme.actions.releases import give_up, publish, try_again
from convenor.programme.models import Release
from convenor.programme.queries import releases_of
from convenor.web.answering import Buttons
from convenor.web.doing import done, made
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.organiser.programme.common import Advice
from convenor.web.organiser.programme.comparison import (
    comparison_for,
    count_of,
    hidden_from,
    in_sentences,
    release_of,
)
from convenor.web.organiser.programme.notes import NotesForm
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of

AGAIN, GIVE_UP = "again", "give-up"
SECONDS = 5  # between two looks at a release that is being prepared
STATES = {"out": _("out"), "preparing": _("being prepared"), "failed": _("could not be prepared")}


class Numbered(NamedTuple):
    """A release, how far it is, and in how many sessions it changed something: the first changed nothing."""

    release: Release
    state: str
    changed: int | None


def _state(release: Release) -> str:
    if release.published_at:
        return "out"
    return "failed" if release.problem else "preparing"


def _page_of(request: SignedInRequest, numbered: Numbered) -> str:
    return _address(request, numbered.release)


def _address(request: SignedInRequest, release: Release) -> str:
    """Where it is read; where it is being prepared, one waits there."""
    address = page(request.edition, "organiser:programme_release", release.number)
    return f"{address}?wait=1" if _state(release) == "preparing" else address


LIST = Table(
    "releases",
    Column("number", _("Release"), lambda numbered: numbered.release.number, link=_page_of),
    Column("state", _("State"), lambda numbered: STATES[numbered.state]),
    Column("out", _("Out since"), lambda numbered: numbered.release.published_at),
    Column("changed", _("Sessions that changed"), lambda numbered: numbered.changed),
    Column("frozen", _("Frozen"), lambda numbered: numbered.release.at, is_for_files=True),
    Column("by", _("Frozen by"), lambda numbered: numbered.release.by.name),
    Column("digest", _("Its digest in the log"), lambda numbered: numbered.release.digest, is_for_files=True),
    filters=(
        Filter(
            "state",
            _("State"),
            lambda _request: STATES.items(),
            lambda numbered, state: numbered.state == state,
        ),
    ),
)


class RescueForm(KeyedForm):
    what = forms.ChoiceField(
        label=_("What to do"),
        choices=[(AGAIN, _("Try again")), (GIVE_UP, _("Give this release up"))],
        widget=Buttons,
    )


@require_http_methods(["GET", "POST"])
def publication(request: SignedInRequest) -> HttpResponse:
    form = NotesForm(request, label=_("Note to readers"))
    if form.is_valid():
        release = made(form, publish, request, edition=request.edition, note=form.note)
        if release:
            messages.success(request, now("The programme is frozen. It is read as soon as it is prepared."))
            return redirect(_address(request, release))
    context = {
        "form": form,
        "comparison": comparison_for(request),
        "warnings": Advice(request).all,
    }
    return render(request, "organiser/programme/publication.html", context, status=invalid_status(form))


@require_safe
def releases(request: SignedInRequest) -> HttpResponseBase:
    hidden = hidden_from(request)
    found = releases_of(request.edition).select_related("by")
    listing = short_listing_of(
        request,
        LIST,
        [Numbered(each, _state(each), count_of(each, hidden) if each.number > 1 else None) for each in found],
    )
    context = {"listing": listing, "is_secretary": is_secretary(request)}
    return listing.file() or render(request, "organiser/programme/releases.html", context)


@require_safe
def release(request: SignedInRequest, number: int) -> HttpResponse:
    """One release with its changes. What is out, everybody reads; before, each reader what is theirs.

    With ``?wait`` it says how far a release is that is being prepared, and nothing else: such a page asks
    for itself again, without script, and nobody loses the place where they were reading.
    """
    shown = _release(request, number)
    if "wait" not in request.GET or _state(shown) != "preparing":
        return _page(request, shown, RescueForm(request))
    waiting = render(request, "organiser/programme/release_wait.html", {"release": shown})
    waiting["Refresh"] = str(SECONDS)
    return waiting


@require_http_methods(["GET", "POST"])
def rescue(request: SignedInRequest, number: int) -> HttpResponse:
    """Have a release that failed prepared again, or give it up."""
    shown = _release(request, number)
    form = RescueForm(request)
    if form.is_valid():
        action = try_again if form.cleaned_data["what"] == AGAIN else give_up
        if done(form, action, request, release=shown):
            shown.problem = ""
            again = action is try_again
            return redirect(
                _address(request, shown) if again else page(request.edition, "organiser:programme_releases")
            )
    return _page(request, shown, form)


def _release(request: SignedInRequest, number: int) -> Release:
    return get_object_or_404(
        Release.objects.select_related("by", "edition"), edition=request.edition, number=number
    )


def _page(request: SignedInRequest, shown: Release, form: RescueForm) -> HttpResponse:
    hidden = hidden_from(request) if shown.published_at is None else set()
    context = {
        "release": shown,
        "changed": in_sentences(release_of(shown), hidden=hidden),
        "form": form,
        "is_secretary": is_secretary(request),
    }
    return render(request, "organiser/programme/release.html", context, status=invalid_status(form))
