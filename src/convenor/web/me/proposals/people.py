"""The people in a proposal: those named, whether they agreed, and naming others."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from convenor.proposals.actions.contributors import change_role, invite_contributor, remove_contributor
from convenor.proposals.models import ContributorRole, Proposal
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line
from convenor.web.me.proposals.steps import managed, step_page, writable
from convenor.web.request import SignedInRequest


class RoleForm(KeyedForm):
    role = forms.ChoiceField(label=_("Role"), choices=ContributorRole.choices)


class InvitationForm(KeyedForm):
    name = Line(label=pgettext_lazy("person", "Name"))
    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We ask them at this address whether they agree. It is shown to nobody."),
        max_length=254,
    )
    role = forms.ChoiceField(label=_("Role"), choices=ContributorRole.choices)


@require_http_methods(["GET", "POST"])
def people(request: SignedInRequest, code: str) -> HttpResponse:
    proposal = writable(request, code)
    form = InvitationForm(request)
    if form.is_valid():
        named = form.cleaned_data
        facts = {"name": named["name"], "address": named["address"], "role": ContributorRole(named["role"])}
        if done(form, invite_contributor, request, proposal=proposal, **facts):
            messages.success(request, now("We have written to %(name)s.") % {"name": named["name"]})
            return redirect("me:proposal_people", code)
    return _list(request, proposal, form)


@require_http_methods(["GET", "POST"])
def contributor(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """Somebody's role in the proposal."""
    proposal = managed(request, code)
    shown = get_object_or_404(proposal.contributors.select_related("person"), pk=number)
    form = RoleForm(request, initial={"role": shown.role})
    if form.is_valid():
        role = ContributorRole(form.cleaned_data["role"])
        if done(form, change_role, request, contributor=shown, role=role):
            return redirect("me:proposal_people", code)
    page = {"contributor": shown, "template": "me/proposals/contributor.html"}
    return step_page(request, proposal, "people", form, **page)


@require_POST
def contributor_removal(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    proposal = managed(request, code)
    form = KeyedForm(request)
    removed = proposal.contributors.filter(pk=number).first()  # nobody: what was wanted is the case
    if removed and not done(form, remove_contributor, request, contributor=removed):
        return _list(request, proposal, form)
    return redirect("me:proposal_people", code)


def _list(request: SignedInRequest, proposal: Proposal, form: KeyedForm) -> HttpResponse:
    named = proposal.contributors.select_related("person").order_by("position", "pk")
    unpresented = proposal.is_whole_session and proposal.contributions.filter(presenter=None).exists()
    return step_page(request, proposal, "people", form, contributors=named, unpresented=unpresented)
