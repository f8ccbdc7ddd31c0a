"""Who should not review this: people or organizations whom its contributors name, known to us or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from convenor.proposals.actions.ties import declare_tie, retract_tie
from convenor.proposals.models import Proposal
from convenor.proposals.queries import ties_of_proposal
from convenor.web.conflicting import ConflictForm
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line
from convenor.web.me.proposals.steps import step_page, writable
from convenor.web.request import SignedInRequest


class TieForm(ConflictForm):
    """Somebody by name or address, or an organization."""

    name = Line(label=_("Name of a person"), required=False)
    address = forms.EmailField(label=_("Their e-mail address"), required=False, max_length=254)
    organization = Line(label=_("Or a whole organization"), required=False)
    field_order = ("name", "address", "organization", "kind", "from_year", "to_year", "reason")

    @property
    def named(self) -> dict[str, Any]:
        """The facts that ``declare_tie`` takes."""
        whom = {name: self.cleaned_data[name] for name in ("name", "address", "organization")}
        facts = self.facts
        note = facts.pop("reason")
        return {**whom, **facts, "note": note}


@require_http_methods(["GET", "POST"])
def ties(request: SignedInRequest, code: str) -> HttpResponse:
    proposal, form = writable(request, code), TieForm(request)
    if form.is_valid():
        about = {"edition": proposal.edition, "proposal": proposal}
        if done(form, declare_tie, request, **about, **form.named):
            messages.success(request, now("Noted. Nobody who reviews reads it."))
            return redirect("me:proposal_ties", code)
    return _page(request, proposal, form)


@require_POST
def tie_retraction(request: SignedInRequest, code: str, uid: UUID) -> HttpResponse:
    proposal, form = writable(request, code), KeyedForm(request)
    tie = get_object_or_404(ties_of_proposal(proposal), uid=uid)
    if not done(form, retract_tie, request, tie=tie):
        return _page(request, proposal, form)
    return redirect("me:proposal_ties", code)


def _page(request: SignedInRequest, proposal: Proposal, form: KeyedForm) -> HttpResponse:
    return step_page(request, proposal, "ties", form, ties=ties_of_proposal(proposal))
