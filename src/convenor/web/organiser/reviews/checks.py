"""The checks of a track: what its proposals are looked through for before they go to review."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.review.actions.screening import remove_check, set_check
from convenor.review.screenings import Check
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.parts import Position
from convenor.web.organiser.reviews.setup import track_at
from convenor.web.request import SignedInRequest
from convenor.web.translated import TranslatedForm, TranslatedLine


class CheckForm(TranslatedForm):
    name = TranslatedLine(
        label=_("What is checked"), help_text=_("A question that is answered with yes or no, and a note.")
    )
    position = Position()


@require_http_methods(["GET", "POST"])
def check(request: SignedInRequest, slug: str, check: str = "") -> HttpResponse:
    """A new check, or one that there is."""
    track = track_at(request, slug)
    changed = get_object_or_404(Check, track=track, slug=check) if check else None
    initial = {"name": changed.name, "position": changed.position} if changed else None
    form = CheckForm(request, initial=initial)
    if form.is_valid():
        try:
            set_check.once(form.key, track=track, slug=check, by=request.person, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(form.onward(page(request.edition, "organiser:review_track", track.slug)))
    context = {"track": track, "check": changed, "form": form}
    return render(request, "organiser/reviews/check.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def check_removal(request: SignedInRequest, slug: str, check: str) -> HttpResponse:
    track, form = track_at(request, slug), KeyedForm(request)
    removed = get_object_or_404(Check, track=track, slug=check)
    if form.is_valid():
        try:
            remove_check.once(form.key, check=removed, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Removed."))
            return redirect(page(request.edition, "organiser:review_track", track.slug))
    context = {"track": track, "check": removed, "form": form}
    return render(request, "organiser/reviews/check_removal.html", context, status=invalid_status(form))
