"""Publish the programme; how far each release is, what it changed, and what to do where it failed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.programme.actions.releases import give_up, publish, try_again
from convenor.programme.models import Release
from convenor.programme.queries import releases_of
from convenor.web.answering import Buttons
from convenor.web.doing import done
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

AGAIN, GIVE_UP = "again", "give-up"


class RescueForm(KeyedForm):
    what = forms.ChoiceField(
        label=_("What to do"),
        choices=[(AGAIN, _("Try again")), (GIVE_UP, _("Give this release up"))],
        widget=Buttons,
    )


@require_http_methods(["GET", "POST"])
def publication(request: SignedInRequest) -> HttpResponse:
    form = NotesForm(request, label=_("Note to readers"))
    if form.is_valid() and done(form, publish, request, edition=request.edition, note=form.note):
        messages.success(request, now("The programme is frozen. It is read as soon as it is prepared."))
        return redirect(page(request.edition, "organiser:programme_releases"))
    context = {
        "form": form,
        "comparison": comparison_for(request),
        "warnings": Advice(request).all,
    }
    return render(request, "organiser/programme/publication.html", context, status=invalid_status(form))


@require_safe
def releases(request: SignedInRequest) -> HttpResponse:
    found = list(releases_of(request.edition).select_related("by"))
    hidden = hidden_from(request)
    context = {
        "releases": [(each, count_of(each, hidden)) for each in found],
        "is_being_rendered": any(each.published_at is None and not each.problem for each in found),
        "is_secretary": is_secretary(request),
    }
    return render(request, "organiser/programme/releases.html", context)


@require_safe
def release(request: SignedInRequest, number: int) -> HttpResponse:
    """One release with its changes. What is out, everybody reads; before, each reader what is theirs."""
    shown = _release(request, number)
    return _page(request, shown, RescueForm(request))


@require_http_methods(["GET", "POST"])
def rescue(request: SignedInRequest, number: int) -> HttpResponse:
    """Have a release that failed prepared again, or give it up."""
    shown = _release(request, number)
    form = RescueForm(request)
    if form.is_valid():
        action = try_again if form.cleaned_data["what"] == AGAIN else give_up
        if done(form, action, request, release=shown):
            return redirect(page(request.edition, "organiser:programme_releases"))
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
