"""What ``static/marks.js`` tells: the marks and notes that a device keeps, without saying whose it is.

JSON: asked for, a key and the time; sent a form with the key, the token of the list and its marks as they
are now.
"""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.programme.actions.marks import merge_marks
from convenor.programme.merging import Change
from convenor.programme.queries import marks_in, notes_in
from convenor.web.public.marks import wire
from convenor.web.public.marks.common import ListForm, list_from, release_of, unlisted
from convenor.web.refusing import told_to_wait
from convenor.web.request import Request

_TEXT = "text/plain; charset=utf-8"
_MOST_LETTERS = 200_000


class DeviceForm(ListForm):
    """What changed on the device since it last told; codes that the programme does not have are left out."""

    changes = forms.CharField(max_length=_MOST_LETTERS, strip=False)

    def clean_changes(self) -> dict[str, dict[str, Change]]:
        return wire.read(self.cleaned_data["changes"])


@unlisted
@require_http_methods(["GET", "POST"])
def device(request: Request) -> HttpResponseBase:
    """A list that is gone is a 404, and the device forgets it; it does not begin another by itself."""
    release_of(request)
    form = DeviceForm(request)
    now = {"now": wire.moment(request.at)}
    if request.method == "GET":
        return JsonResponse({"key": form.initial["key"], **now})
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return HttpResponse(said, content_type=_TEXT, status=404 if "list_code" in form.errors else 422)
    try:
        found = list_from(
            request,
            form.key,
            merge_marks,
            edition=request.edition,
            mark_list=form.found,
            **form.cleaned_data["changes"],
        )
    except Refused as refusal:
        return told_to_wait(HttpResponse(str(refusal), content_type=_TEXT, status=409), refusal)
    kept = wire.written({"marks": marks_in(found), "notes": notes_in(found)})
    return JsonResponse({"list": found.token, **kept, **now})
