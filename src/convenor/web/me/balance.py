"""What people say of their gender, and for what they agree that it is used: theirs alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.accounts.actions import set_gender
from convenor.people.models import Gender, GenderAnswer, Person
from convenor.web.doing import made
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.request import SignedInRequest


class BalanceForm(KeyedForm):
    gender = forms.ChoiceField(
        label=_("How I describe my gender"),
        choices=[("", _("I say nothing here; what I said before is deleted")), *Gender.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    own_words = Line(label=_("My own words"), max_length=100, required=False)
    in_figures = forms.BooleanField(
        label=_("Count me in figures about the people whose proposals a call received"),
        help_text=_("Chairs see groups of five or more people, never anybody alone."),
        required=False,
    )
    on_panels = forms.BooleanField(
        label=_("Where I review, use it so that the reviewers of a proposal differ"),
        help_text=_("Only a program reads it, and only where a chair asks for that; it tells nobody."),
        required=False,
    )

    def clean(self) -> None:
        """Leave out what only stands in the form from an answer that is taken back or changed."""
        given = self.cleaned_data
        gender = given.get("gender")
        if gender != Gender.OWN_WORDS and given.get("own_words") == self.initial.get("own_words"):
            given["own_words"] = ""
        if gender in {"", Gender.NOT_SAID}:
            given.update({use: False for use in ("in_figures", "on_panels") if self.initial.get(use)})


@require_http_methods(["GET", "POST"])
def balance(request: SignedInRequest) -> HttpResponse:
    form = BalanceForm(request, initial=_said_by(request.person))
    if form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        if made(form, set_gender, request, **facts) is not None:
            messages.success(request, _("Your answer is saved."))
            return redirect("me:balance")
    return render(request, "me/balance.html", {"form": form}, status=invalid_status(form))


def _said_by(person: Person) -> dict[str, Any]:
    fields = ("gender", "own_words", "in_figures", "on_panels")
    return GenderAnswer.objects.filter(person=person).values(*fields).first() or {"gender": ""}
