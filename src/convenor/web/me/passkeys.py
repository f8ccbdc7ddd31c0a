"""My passkeys: add one, remove one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from convenor.accounts import passkeys as ceremonies
from convenor.accounts.actions import add_passkey, remove_passkey
from convenor.kernel.refusals import Refused
from convenor.outbox.actions import address_of
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.request import SignedInRequest


class AdditionForm(KeyedForm):
    name = Line(label=_("Name of this passkey"), max_length=80, initial=_("My device"))
    answer = forms.Field(
        required=False, widget=forms.HiddenInput
    )  # the script puts the browser's answer here


@require_http_methods(["GET", "POST"])
def passkeys(request: SignedInRequest) -> HttpResponse:
    form = AdditionForm(request)
    if form.is_valid():
        name, answer = form.cleaned_data["name"], form.cleaned_data["answer"] or ""
        try:
            add_passkey.once(form.key, name=name, answer=answer, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The passkey is added."))
            return redirect("me:passkeys")
    page = {
        "form": form,
        "passkeys": request.person.passkeys.order_by("pk"),
        "question": _question(request) if ceremonies.are_possible() else "",
    }
    return render(request, "me/passkeys.html", page, status=invalid_status(form))


@require_POST
def passkey_removal(request: SignedInRequest, number: int) -> HttpResponse:
    passkey = request.person.passkeys.filter(pk=number).first()
    if passkey is not None:  # gone already: what they wanted is the case
        remove_passkey(passkey=passkey, by=request.person, at=request.at)
        messages.success(request, _("The passkey is removed."))
    return redirect("me:passkeys")


def _question(request: SignedInRequest) -> str:
    challenge = ceremonies.new_challenge(ceremonies.adding_for(request.person), at=request.at)
    label = address_of(request.person) or request.person.name
    return ceremonies.question_to_add(request.person, label, challenge=challenge)
