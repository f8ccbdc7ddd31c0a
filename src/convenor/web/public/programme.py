"""The programme's address before there is a release; afterwards the shelf answers here (``web/shelf.py``)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convenor.editions.queries import standing_of
from convenor.programme.queries import latest_release
from convenor.web.request import Request


@require_safe
def programme(request: Request) -> HttpResponse:
    page = {"standing": standing_of(request.edition), "release": latest_release(request.edition)}
    return render(request, "public/programme.html", page)
