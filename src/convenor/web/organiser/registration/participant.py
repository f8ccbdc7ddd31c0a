"""One registration, for the secretariat: what was said, what became of it, and answering it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.registration.actions.answering import answer_registrations
from convenor.registration.actions.registering import cancel_registration
from convenor.registration.models import Answer, Registration
from convenor.registration.queries import entitlements_of, registrations_in
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.organiser.registration.registrations import AnswerForm, told, why
from convenor.web.request import SignedInRequest


class ReasonForm(KeyedForm):
    reason = Paragraphs(
        label=_("Reason"), help_text=_("It stands in the letter."), required=False, max_length=2000
    )


@require_http_methods(["GET", "POST"])
def participant(request: SignedInRequest, code: str) -> HttpResponse:
    """All that is known of it; the form answers."""
    held = held_at(request, code)
    form = AnswerForm(request, initial={"answer": Answer.APPROVED})
    if form.is_valid():
        try:
            count = answer_registrations.once(
                form.key,
                edition=request.edition,
                registrations=[held],
                answer=Answer(form.cleaned_data["answer"]),
                note=form.cleaned_data["note"],
                by=request.person,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, why(refusal))
        else:
            messages.success(request, told(count))
            return redirect(page(request.edition, "organiser:participant", code))
    shown = {
        "registration": held,
        "form": form,
        "cancellations": held.cancellations.select_related("reinstated_by").order_by("pk"),
        "may_be_answered": held.confirmed_at and not held.ended_at,
        "entitlements": entitlements_of(held),
        "approvals": held.approvals.select_related("by").order_by("pk"),
        "addresses": held.person.contact_points.order_by("-is_first", "pk"),
    }
    return render(request, "organiser/registration/participant.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def participant_cancellation(request: SignedInRequest, code: str) -> HttpResponse:
    held = held_at(request, code)
    form = ReasonForm(request)
    if form.is_valid():
        try:
            cancel_registration.once(
                form.key,
                registration=held,
                by=request.person,
                at=request.at,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("The registration is cancelled, and its person told."))
            return redirect(page(request.edition, "organiser:participant", code))
    shown = {"registration": held, "form": form}
    return render(request, "organiser/registration/cancellation.html", shown, status=invalid_status(form))


def held_at(request: SignedInRequest, code: str) -> Registration:
    rows = registrations_in(request.edition).select_related(
        "edition__series", "person", "category", "organization", "check_in__by", "badge"
    )
    return get_object_or_404(rows.prefetch_related("needs"), code=code)
