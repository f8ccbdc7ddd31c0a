"""A form's page with what was refused at its top; who asked too often is told how long to wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from convenor.accounts.throttle import TooOften
from convenor.kernel.refusals import Refused
from convenor.web.forms import invalid_status
from convenor.web.request import Request


def answered(request: Request, template: str, shown: dict[str, Any], refusal: Refused | None) -> HttpResponse:
    """The page of ``shown["form"]``."""
    form = shown["form"]
    if refusal is not None:
        form.add_error(None, str(refusal))
    response = render(request, template, shown, status=invalid_status(form))
    return told_to_wait(response, refusal)


def told_to_wait(response: HttpResponse, refusal: Refused | None) -> HttpResponse:
    if isinstance(refusal, TooOften):
        response.status_code = 429
        response["Retry-After"] = str(refusal.seconds)
    return response
