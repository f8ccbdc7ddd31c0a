"""To another phone: a device leaves what it keeps under a code, and another one fetches it within the day.

JSON for ``static/device.js``. A list under a link needs none of this: its link opens it on every phone.
"""

from __future__ import annotations

import json
from typing import Any

import segno
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from convenor.accounts import throttle
from convenor.kernel.codes import in_groups, new_code, spelled
from convenor.kernel.links import absolute
from convenor.kernel.refusals import Refused
from convenor.programme.actions.parcels import leave_parcel
from convenor.programme.parcels import LETTERS_OF_A_CODE, NotOurs, secret_of
from convenor.programme.queries import parcel_at
from convenor.web.client import network_of
from convenor.web.forms import KeyedForm, Line
from convenor.web.links import page
from convenor.web.public.marks import wire
from convenor.web.public.marks.common import release_of, unlisted
from convenor.web.refusing import told_to_wait
from convenor.web.request import Request

MARK = "#move="  # what stands behind it in an address is never sent to a server
_TEXT = "text/plain; charset=utf-8"
_MOST_LETTERS = 200_000
_LIST = r"^[A-Z0-9]{0,32}$"


class LeaveForm(KeyedForm):
    """What a device keeps, with the code of its list, if it has one."""

    list_code = forms.RegexField(_LIST, required=False)
    changes = forms.CharField(max_length=_MOST_LETTERS, strip=False)

    def clean_changes(self) -> dict[str, Any]:
        return wire.read(self.cleaned_data["changes"])


@unlisted
@require_POST
def leave(request: Request) -> HttpResponseBase:
    """The code is told once, here; we keep what it opens and not the code."""
    release_of(request)
    form = LeaveForm(request)
    if not form.is_valid():
        return _refused(form)
    code = new_code(LETTERS_OF_A_CODE)
    kept = wire.written(wire.bounded(form.cleaned_data["changes"], now=request.at))
    content = json.dumps({"list": form.cleaned_data["list_code"], **kept}).encode()
    try:
        throttle.take((throttle.PARCELS_FROM_A_NETWORK, network_of(request)), at=request.at)
        secret = secret_of(code, within=request.edition.path)  # slow, so before the writer's turn
        leave_parcel.once(
            form.key,
            edition=request.edition,
            name=secret.name,
            sealed=secret.seal(content),
            by=None,
            at=request.at,
        )
    except Refused as refusal:
        return told_to_wait(HttpResponse(str(refusal), content_type=_TEXT, status=409), refusal)
    link = absolute(page(request.edition, "public:marks")) + MARK + code
    drawing = segno.make(link, error="m", micro=False).svg_inline(
        border=4, light="#fff", dark="#000", omitsize=True, svgclass="qr", lineclass=None
    )
    return JsonResponse({"code": in_groups(code), "link": link, "drawing": drawing})


class FetchForm(forms.Form):
    code = Line(max_length=40)

    def clean_code(self) -> str:
        code = spelled(self.cleaned_data["code"])
        if len(code) != LETTERS_OF_A_CODE or not code.isascii():
            raise ValidationError(_("Nothing is kept under this code. It may be wrong, or older than a day."))
        return code


@unlisted
@require_POST
def fetch(request: Request) -> HttpResponseBase:
    """As often as it is asked for within the day: an answer may be lost on its way."""
    release_of(request)
    form = FetchForm(request.POST)
    if not form.is_valid():
        return _refused(form)
    try:
        throttle.take((throttle.CODES_FROM_A_NETWORK, network_of(request)), at=request.at)
    except Refused as refusal:
        return told_to_wait(HttpResponse(str(refusal), content_type=_TEXT), refusal)
    secret = secret_of(form.cleaned_data["code"], within=request.edition.path)
    try:
        parcel = parcel_at(request.edition, secret.name, request.at)
        content = json.loads(secret.open(bytes(parcel.sealed))) if parcel else None
    except NotOurs:
        content = None
    if content is None:
        said = _("Nothing is kept under this code. It may be wrong, or older than a day.")
        return HttpResponse(said, content_type=_TEXT, status=404)
    return JsonResponse({"now": wire.moment(request.at), **content})


def _refused(form: forms.Form) -> HttpResponse:
    said = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return HttpResponse(said, content_type=_TEXT, status=422)
