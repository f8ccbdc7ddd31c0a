"""The checks of a track: what its proposals are looked through for before they go to review."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.review.actions.screening import remove_check, set_check
from convenor.review.screenings import Check
from convenor.web.organiser.parts import Position
from convenor.web.organiser.reviews.setup import part_page, part_removal_page, track_at
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
    return part_page(request, form, track, set_check, "check", part=changed, slug=check)


@require_http_methods(["GET", "POST"])
def check_removal(request: SignedInRequest, slug: str, check: str) -> HttpResponse:
    track = track_at(request, slug)
    removed = get_object_or_404(Check, track=track, slug=check)
    return part_removal_page(request, track, remove_check, "check", removed)
