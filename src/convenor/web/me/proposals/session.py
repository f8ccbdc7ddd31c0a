"""The contributions inside a proposed session."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from convenor.proposals.actions.contributions import move_contribution, remove_contribution, set_contribution
from convenor.proposals.actions.drafts import MOST_MINUTES
from convenor.proposals.models import Contribution, Proposal
from convenor.proposals.versions import languages_behind
from convenor.web.doing import done
from convenor.web.forms import KeyedForm
from convenor.web.me.proposals.steps import step_page, writable
from convenor.web.me.proposals.text import TextForm, versions_of
from convenor.web.request import SignedInRequest


class ContributionForm(TextForm):
    def __init__(
        self, request: SignedInRequest, proposal: Proposal, contribution: Contribution | None
    ) -> None:
        super().__init__(request, proposal.call, proposal.language, contribution)
        people = (
            proposal.contributors.filter(refused_at=None).select_related("person").order_by("position", "pk")
        )
        self.people = {str(each.pk): each for each in people}
        self.fields["title"].required = True
        self.fields["presenter"] = forms.ChoiceField(
            label=_("Who presents it?"),
            help_text=_("People are named in the next step."),
            choices=[("", "—"), *((key, each.shown_name) for key, each in self.people.items())],
            required=False,
        )
        self.fields["minutes"] = forms.IntegerField(
            label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, required=False
        )
        if contribution:
            self.initial.update(presenter=contribution.presenter_id, minutes=contribution.minutes)


class PlaceForm(KeyedForm):
    place = forms.ChoiceField(choices=[("earlier", ""), ("later", "")])


@require_http_methods(["GET", "POST"])
def session(request: SignedInRequest, code: str) -> HttpResponse:
    """The contributions in their order."""
    proposal = _whole_session(request, code)
    contributions = proposal.contributions.select_related("presenter__person").order_by("position")
    return step_page(request, proposal, "session", KeyedForm(request), contributions=contributions)


@require_http_methods(["GET", "POST"])
def contribution(request: SignedInRequest, code: str, number: int | None = None) -> HttpResponse:
    """One contribution; a new one without ``number``."""
    proposal = _whole_session(request, code)
    shown = get_object_or_404(proposal.contributions, pk=number) if number is not None else None
    form = ContributionForm(request, proposal, shown)
    if form.is_valid():
        written = form.cleaned_data
        facts = {
            "title": written["title"],
            "abstract": written["abstract"],
            "minutes": written["minutes"],
            "presenter": form.people.get(written["presenter"]),
        }
        if done(form, set_contribution, request, proposal=proposal, contribution=shown, **facts):
            return redirect("me:proposal_session", code)
    page = {"contribution": shown, "template": "me/proposals/contribution.html"}
    behind = languages_behind(proposal)
    versions = versions_of(proposal, shown, behind.get(shown.pk, ())) if shown else []
    return step_page(request, proposal, "session", form, versions=versions, **page)


@require_POST
def contribution_place(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    proposal = _whole_session(request, code)
    form = PlaceForm(request)
    moved = get_object_or_404(proposal.contributions, pk=number)
    if form.is_valid():
        is_earlier = form.cleaned_data["place"] == "earlier"
        done(form, move_contribution, request, contribution=moved, earlier=is_earlier)
    return _list(request, proposal, form)


@require_POST
def contribution_removal(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    proposal = _whole_session(request, code)
    form = KeyedForm(request)
    if removed := proposal.contributions.filter(pk=number).first():  # else what they wanted is the case
        done(form, remove_contribution, request, contribution=removed)
    return _list(request, proposal, form)


def _list(request: SignedInRequest, proposal: Proposal, form: KeyedForm) -> HttpResponse:
    if not form.errors:
        return redirect("me:proposal_session", proposal.code)
    contributions = proposal.contributions.select_related("presenter__person").order_by("position")
    return step_page(request, proposal, "session", form, contributions=contributions)


def _whole_session(request: SignedInRequest, code: str) -> Proposal:
    proposal = writable(request, code)
    if not proposal.is_whole_session:
        raise Http404
    return proposal
