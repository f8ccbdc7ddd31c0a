"""The programme's address before there is a release; afterwards the shelf answers here (``web/shelf.py``)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convenor.editions.queries import standing_of
from convenor.programme.queries import latest_release, was_forgotten
from convenor.web.request import Request


@require_safe
def programme(request: Request) -> HttpResponse:
    page = {"standing": standing_of(request.edition), "release": latest_release(request.edition)}
    return render(request, "public/programme.html", page)


@require_safe
def person(request: Request, code: str) -> HttpResponse:
    """Where the page of somebody stood who asked to be forgotten; those who are known stand on the shelf."""
    if not was_forgotten(request.edition, code):
        raise Http404
    return render(request, "public/forgotten.html", {}, status=HTTPStatus.GONE)
