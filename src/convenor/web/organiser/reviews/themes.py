"""What the proposals are about together, and which are almost the same: a help to read them, nothing more."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from convenor.editions.models import Track
from convenor.kernel.text import one_line
from convenor.review.actions.comparing import ask_for_comparison
from convenor.review.queries import tracks_run_by
from convenor.review.runs import PROBLEMS
from convenor.review.themes import STEPS, in_common, is_installed
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest

SHOWN = 50  # pairs: of more, the strongest
SECONDS = 3  # between two looks at what is being worked out


@require_http_methods(["GET", "POST"])
def themes(request: SignedInRequest) -> HttpResponseBase:
    """Of all tracks that the organiser runs, or of the one that the address names; compared when asked."""
    track, form = _track(request), KeyedForm(request)
    if done(form, ask_for_comparison, request, edition=request.edition, track=track):
        return redirect(_address(request, track))
    found = in_common(request.person, request.edition, track, request.at)
    is_waiting = bool(found.asked and found.asked.is_open)
    context = {
        "form": form,
        "tracks": tracks_run_by(request.person, request.edition, request.at),
        "track": track,
        "is_installed": is_installed(),
        "found": found,
        "is_waiting": is_waiting,
        "steps": STEPS,
        "problem": PROBLEMS.get(found.asked.problem, "") if found.asked else "",
        "pairs": found.pairs[:SHOWN],
        "more": max(len(found.pairs) - SHOWN, 0) + (found.kept.result["more"] if found.kept else 0),
    }
    shown = render(request, "organiser/reviews/themes.html", context, status=invalid_status(form))
    if is_waiting:
        shown["Refresh"] = str(SECONDS)
    return shown


def _track(request: SignedInRequest) -> Track | None:
    named = one_line(request.GET.get("track", "")[:50])
    tracks = tracks_run_by(request.person, request.edition, request.at)
    return get_object_or_404(tracks, slug=named) if named else None


def _address(request: SignedInRequest, track: Track | None) -> str:
    address = page(request.edition, "organiser:themes")
    return f"{address}?track={track.slug}" if track else address
