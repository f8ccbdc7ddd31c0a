"""Changing and cancelling my registration."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.registration.actions.registering import cancel_registration, change_registration
from convenor.registration.models import Registration
from convenor.registration.queries import rules_of
from convenor.web.application import ApplicationForm
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.me.registration.overview import own
from convenor.web.request import SignedInRequest


class CancellationForm(KeyedForm):
    reason = Paragraphs(
        label=_("Why"), help_text=_("The secretariat reads this."), required=False, max_length=1000
    )


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, code: str) -> HttpResponse:
    held = own(request, code)
    rules = rules_of(held.edition)
    if rules is None or held.ended_at:
        raise Http404
    form = ApplicationForm(request, rules, initial=_said(held), registration=held)
    if form.is_valid():
        try:
            change_registration.once(
                form.key,
                registration=held,
                application=form.application(),
                by=request.person,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Saved."))
            return redirect("me:registration", code)
    context = {"registration": held, "form": form}
    return render(request, "me/registration/change.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def cancellation(request: SignedInRequest, code: str) -> HttpResponse:
    held = own(request, code)
    form = CancellationForm(request)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            cancel_registration.once(
                form.key, registration=held, by=request.person, at=request.at, reason=reason
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Your registration is cancelled."))
            return redirect("me:registration", code)
    context = {"registration": held, "form": form}
    return render(request, "me/registration/cancellation.html", context, status=invalid_status(form))


def _said(held: Registration) -> dict[str, Any]:
    needs = {need.kind: need.text for need in held.needs.all()}
    return {
        "name": held.name,
        "category": held.category.slug,
        "attendance": held.attendance,
        "country": held.country,
        "organization": held.organization.name if held.organization else "",
        "language": held.language,
        "access": needs.get("access", ""),
        "diet": needs.get("diet", ""),
    }
