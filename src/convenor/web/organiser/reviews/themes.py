"""What the proposals are about together, and which are almost the same: a help to read them, nothing more."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from convenor.kernel.text import one_line
from convenor.review.queries import tracks_run_by
from convenor.review.themes import InCommon, in_common, is_installed
from convenor.web.request import SignedInRequest

SHOWN = 20  # pairs: of more, the strongest


@require_safe
def themes(request: SignedInRequest) -> HttpResponse:
    """Of all tracks that the organiser runs, or of the one that the address names."""
    tracks = tracks_run_by(request.person, request.edition, request.at)
    named = one_line(request.GET.get("track", "")[:50])
    track = get_object_or_404(tracks, slug=named) if named else None
    installed = is_installed()
    found = in_common(request.person, request.edition, track, request.at) if installed else InCommon()
    context = {
        "tracks": tracks,
        "track": track,
        "is_installed": installed,
        "found": found,
        "pairs": found.pairs[:SHOWN],
        "more": max(len(found.pairs) - SHOWN, 0),
    }
    return render(request, "organiser/reviews/themes.html", context)
