"""What ``static/marks.js`` tells: the marks that a device keeps, without saying whose it is.

Plain text: asked for, a key; sent a form with it, the token of the list and the codes that are marked now.
"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.programme.actions.marks import set_marks
from convenor.programme.models import Session
from convenor.programme.queries import codes_marked_in
from convenor.web.forms import Line
from convenor.web.public.marks.common import ListForm, list_from, release_of, unlisted
from convenor.web.refusing import told_to_wait
from convenor.web.request import Request

_TEXT = "text/plain; charset=utf-8"
_MOST_LETTERS = 4000  # some 400 codes: all marks of one list replaced by others


class DeviceForm(ListForm):
    """What changed on the device since it last told; codes that the programme does not have are left out."""

    marked = Line(required=False, max_length=_MOST_LETTERS)
    unmarked = Line(required=False, max_length=_MOST_LETTERS)


@unlisted
@require_http_methods(["GET", "POST"])
def device(request: Request) -> HttpResponseBase:
    """A list that is gone is a 404, and the device forgets it; it does not begin another by itself."""
    release_of(request)
    form = DeviceForm(request)
    if request.method == "GET":
        return HttpResponse(form.initial["key"], content_type=_TEXT)
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return HttpResponse(said, content_type=_TEXT, status=404 if "list_code" in form.errors else 422)
    try:
        found = list_from(
            request,
            form.key,
            set_marks,
            edition=request.edition,
            mark_list=form.found,
            marked=_sessions(request, form.cleaned_data["marked"]),
            unmarked=_sessions(request, form.cleaned_data["unmarked"]),
        )
    except Refused as refusal:
        return told_to_wait(HttpResponse(str(refusal), content_type=_TEXT, status=409), refusal)
    codes = " ".join(sorted(codes_marked_in(found)))
    return HttpResponse(f"{found.token}\n{codes}", content_type=_TEXT)


def _sessions(request: Request, codes: str) -> list[Session]:
    known = release_of(request).by_code.keys() & set(codes.split())
    return list(Session.objects.filter(edition=request.edition, code__in=known).order_by("pk"))
