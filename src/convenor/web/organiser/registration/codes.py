"""Invitation codes: the list, making some to hand over, sending personal ones, withdrawing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from convenor.accounts.addresses import checked
from convenor.kernel.links import absolute
from convenor.kernel.refusals import Refused
from convenor.registration.actions.codes import MOST_AT_ONCE, invite, make_codes, withdraw_code
from convenor.registration.queries import categories_of, codes_of
from convenor.web.forms import Instant, KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest

MOST_SHOWN = 200
MOST_USES = 100_000


class CodesForm(KeyedForm):
    category = forms.ChoiceField(label=_("Category that it opens"), required=False)
    track = forms.ChoiceField(label=_("Track that it opens"), required=False)
    until = Instant(label=_("Works until"), help_text=_("In the time zone of the edition."))
    addresses = Paragraphs(
        label=_("E-mail addresses"),
        help_text=_(
            "One on each line: each person gets a personal code. Leave it empty for codes to hand over."
        ),
        required=False,
    )
    note = Paragraphs(
        label=_("Note"),
        help_text=_("For those who are written to; without addresses, for whom the codes are."),
        required=False,
        max_length=2000,
    )
    count = forms.IntegerField(
        label=_("Codes to hand over"), min_value=1, max_value=MOST_AT_ONCE, required=False, initial=1
    )
    uses = forms.IntegerField(
        label=_("People who may use each of them"),
        min_value=1,
        max_value=MOST_USES,
        required=False,
        initial=1,
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        self.category_of = {each.slug: each for each in categories_of(request.edition)}
        self.track_of = {each.slug: each for each in request.edition.tracks.order_by("position", "pk")}
        self._offer("category", [(slug, str(each.name)) for slug, each in self.category_of.items()])
        self._offer("track", [(slug, str(each.name)) for slug, each in self.track_of.items()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined]  # a choice it is

    def clean_addresses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        for line in lines:
            try:
                checked(line)
            except Refused as refusal:
                raise ValidationError(f"{line}: {refusal}") from refusal
        return lines

    def opens(self) -> dict[str, Any]:
        return {
            "category": self.category_of.get(self.cleaned_data["category"]),
            "track": self.track_of.get(self.cleaned_data["track"]),
            "until": self.cleaned_data["until"],
            "note": self.cleaned_data["note"],
        }


@require_http_methods(["GET", "POST"])
def codes(request: SignedInRequest) -> HttpResponse:
    form = CodesForm(request)
    if form.is_valid():
        try:
            messages.success(request, _made(request, form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(page(request.edition, "organiser:codes"))
    shown = {
        "form": form,
        "at": request.at,
        "codes": [
            (each, absolute(page(request.edition, "public:register_with_code", each.code)))
            for each in codes_of(request.edition)[:MOST_SHOWN]
        ],
    }
    return render(request, "organiser/registration/codes.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def code_withdrawal(request: SignedInRequest, code: str) -> HttpResponse:
    held = get_object_or_404(codes_of(request.edition), code=code)
    form = KeyedForm(request)
    if form.is_valid():
        withdraw_code.once(form.key, invitation=held, by=request.person, at=request.at)
        messages.success(request, now("The code opens nothing any more."))
        return redirect(page(request.edition, "organiser:codes"))
    shown = {"form": form, "code": held}
    return render(request, "organiser/registration/code_withdrawal.html", shown, status=invalid_status(form))


def _made(request: SignedInRequest, form: CodesForm) -> str:
    """Make or send what the form asks for; what was done, in words."""
    given: dict[str, Any] = {"edition": request.edition, "by": request.person, "at": request.at}
    addresses = form.cleaned_data["addresses"]
    if addresses:
        made = invite.once(form.key, addresses=addresses, **form.opens(), **given)
        said = ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(made)
        )
        return said % {"count": len(made)}
    count, uses = form.cleaned_data["count"] or 1, form.cleaned_data["uses"] or 1
    made = make_codes.once(form.key, count=count, uses=uses, **form.opens(), **given)
    said = ngettext("%(count)s code is made.", "%(count)s codes are made.", len(made))
    return said % {"count": len(made)}
