"""A call as the public sees it: what is asked for, until when, within which limits."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from convenor.proposals.queries import calls_of
from convenor.web.anonymity import with_anonymity
from convenor.web.places import zone_meant_by
from convenor.web.request import Request


@require_safe
def call(request: Request, slug: str) -> HttpResponse:
    """With the deadline in the reader's zone as well, where they choose one."""
    shown = get_object_or_404(calls_of(request.edition), slug=slug)
    typed = request.GET.get("zone", "")
    meant = zone_meant_by(typed)
    if meant and meant != typed:
        return redirect(f"{request.path}?{urlencode({'zone': meant})}")
    page = {
        "call": shown,
        "tracks": with_anonymity(shown.tracks.order_by("position", "pk")),
        "subthemes": shown.subthemes.order_by("position", "pk"),
        "questions": shown.questions.prefetch_related("tracks").order_by("position", "pk"),
        "is_open": shown.is_open(request.at),
        "is_over": shown.is_over(request.at),
        "typed_zone": typed,
        "zone_problem": _("We do not know this time zone. Write it like Africa/Nairobi.")
        if typed and not meant
        else "",
    }
    return render(request, "public/call.html", page, status=422 if page["zone_problem"] else 200)
