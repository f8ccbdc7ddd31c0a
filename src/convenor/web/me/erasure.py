"""To be forgotten: what goes, what stays without a name, and what becomes of published programmes."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.accounts import sessions
from convenor.accounts.actions import erase
from convenor.kernel.refusals import Refused
from convenor.programme.naming import editions_naming
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.request import Request, SignedInRequest


class ErasureForm(KeyedForm):
    is_sure = forms.BooleanField(label=_("I have read this, and want to be forgotten."), required=False)

    def clean_is_sure(self) -> bool:
        if not self.cleaned_data["is_sure"]:
            raise forms.ValidationError(_("Please tick this if you are sure."))
        return True


@require_http_methods(["GET", "POST"])
def erasure(request: SignedInRequest) -> HttpResponse:
    form = ErasureForm(request)
    if form.is_valid():
        try:
            erase.once(form.key, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            sessions.close(request.session)
            return redirect("me:erased")
    page = {"form": form, "published_in": editions_naming(request.person)}
    return render(request, "me/erasure.html", page, status=invalid_status(form))


@require_safe
def erased(request: Request) -> HttpResponse:
    return render(request, "me/erased.html", {})
