"""Conflicts of interest as the chair and the secretariat handle them: their own, and those of others."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from convenor.kernel.refusals import Refused
from convenor.proposals.actions.conflicts import declare_conflict, retract_conflict
from convenor.proposals.queries import conflicts_with
from convenor.web.conflicting import ConflictForm
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.proposal import proposal_at
from convenor.web.request import SignedInRequest


@require_http_methods(["GET", "POST"])
def own_conflict(request: SignedInRequest, code: str) -> HttpResponse:
    """“I have a conflict of interest”: the proposal leaves my sight."""
    proposal, form = proposal_at(request, code), ConflictForm(request)
    if form.is_valid():
        me = request.person
        try:
            declare_conflict.once(form.key, proposal=proposal, person=me, by=me, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Your conflict of interest is noted. You no longer see the proposal.")
            messages.success(request, said)
            return redirect(page(request.edition, "organiser:proposals"))
    context = {"proposal": proposal, "form": form}
    return render(request, "organiser/own_conflict.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def conflict_retraction(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Somebody else's conflict was a mistake, or is over."""
    proposal = proposal_at(request, code)
    conflict = get_object_or_404(conflicts_with(proposal), pk=pk)
    form = KeyedForm(request)
    if form.is_valid():
        try:
            retract_conflict.once(form.key, conflict=conflict, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The conflict of interest is retracted."))
            return redirect(page(request.edition, "organiser:proposal", code))
    context = {"proposal": proposal, "conflict": conflict, "form": form}
    return render(request, "organiser/conflict_retraction.html", context, status=invalid_status(form))
