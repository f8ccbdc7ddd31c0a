"""Registration at a glance, its setting up and its rules."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.registration.actions.setup import change_rules, set_up_registration
from convenor.registration.queries import (
    Numbers,
    entitlements_asked_in,
    registrations_in,
    rules_of,
)
from convenor.web.forms import Instant, KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.numbers import in_words
from convenor.web.organiser.home import is_secretary
from convenor.web.request import SignedInRequest
from convenor.web.translated import TranslatedForm, TranslatedParagraphs


class SetUpForm(KeyedForm):
    opens_at = Instant(label=_("Opens"), help_text=_("In the time zone of the edition."))
    closes_at = Instant(label=_("Closes"), help_text=_("In the time zone of the edition."))


class RulesForm(TranslatedForm):
    text = TranslatedParagraphs(
        label=_("What stands above the form"), required=False, max_length=5000, most_words=300
    )
    opens_at = Instant(label=_("Opens"), help_text=_("In the time zone of the edition."))
    closes_at = Instant(label=_("Closes"), help_text=_("In the time zone of the edition."))
    asks_organization = forms.BooleanField(label=_("Ask for the organization"), required=False)
    asks_needs = forms.BooleanField(label=_("Ask for access and dietary needs"), required=False)
    needs_days = forms.IntegerField(
        label=_("Days after the last day on which needs are deleted"), min_value=0, max_value=365
    )
    publishes_numbers = forms.BooleanField(
        label=_("Show the public how many people take part"),
        help_text=_("Each number says what it counts; small ones are left out."),
        required=False,
    )


@require_http_methods(["GET", "POST"])
def registration(request: SignedInRequest) -> HttpResponse:
    """Numbers and what waits; where nothing is set up yet, the form that does it."""
    edition = request.edition
    rules = rules_of(edition)
    form = SetUpForm(request)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("opens_at", "closes_at")}
        try:
            set_up_registration.once(form.key, edition=edition, by=request.person, at=request.at, **said)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Registration is set up, with the usual categories."))
            return redirect(page(edition, "organiser:registration"))
    shown = {
        "rules": rules,
        "form": form,
        "numbers": in_words(Numbers.of(edition)),
        "waiting": registrations_in(edition).waiting().count(),
        "asked": entitlements_asked_in(edition).order_by().count(),
        "is_secretary": is_secretary(request),
    }
    return render(request, "organiser/registration/overview.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def rules(request: SignedInRequest) -> HttpResponse:
    held = rules_of(request.edition)
    if held is None:
        raise Http404
    form = RulesForm(request, initial={name: getattr(held, name) for name in RulesForm.base_fields})
    if form.is_valid():
        try:
            change_rules.once(form.key, rules=held, by=request.person, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Saved."))
            return redirect(form.onward(page(request.edition, "organiser:registration")))
    return render(request, "organiser/registration/rules.html", {"form": form}, status=invalid_status(form))
