"""The programme's address before there is a release; afterwards the shelf answers here (``web/shelf.py``)."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from convenor.editions.queries import standing_of
from convenor.programme.queries import latest_release, was_forgotten
from convenor.web.request import Request

MOST_CHARACTERS = 200  # of a question


@require_safe
def programme(request: Request) -> HttpResponse:
    page = {"standing": standing_of(request.edition), "release": latest_release(request.edition)}
    return render(request, "public/programme.html", page)


@require_safe
def search(request: Request) -> HttpResponse:
    """Where a device searches the programme that it keeps; without it, all editions are searched."""
    question = {name: request.GET[name][:MOST_CHARACTERS] for name in ("q",) if name in request.GET}
    return redirect(reverse("public:search") + (f"?{urlencode(question)}" if question else ""))


@require_safe
def person(request: Request, code: str) -> HttpResponse:
    """Where the page of somebody stood who asked to be forgotten; those who are known stand on the shelf."""
    if not was_forgotten(request.edition, code):
        raise Http404
    return render(request, "public/forgotten.html", {}, status=HTTPStatus.GONE)
