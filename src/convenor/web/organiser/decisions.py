"""Decide on a list of proposals, and see how the decisions are spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions.models import Format
from convenor.kernel.refusals import Refused
from convenor.people.models import OrganizationKind
from convenor.proposals.actions.decisions import NothingDecided, decide_many
from convenor.proposals.balance import Spread, spreads
from convenor.proposals.models import Decision, Proposal, Verdict
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.actions.guides import decide_after
from convenor.review.queries import with_too_few_reviews
from convenor.web.forms import invalid_status
from convenor.web.links import page
from convenor.web.organiser.choosing import MOST_AT_ONCE, chosen_in, codes_in
from convenor.web.organiser.proposal import DecisionForm
from convenor.web.organiser.proposals import listing
from convenor.web.organiser.suggestions import suggestion_at
from convenor.web.request import SignedInRequest
from convenor.web.tables import LongListing
from convenor.web.templatetags.convenor import country, language_name


class DecisionListForm(DecisionForm):
    codes = forms.CharField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def decision_list(request: SignedInRequest) -> HttpResponse:
    """Give one verdict to the proposals ticked in the list, or to all that the list shows."""
    listed = listing(request)
    back = page(request.edition, "organiser:proposals") + listed.href_with(chosen="", suggestion="")
    proposals = _chosen(request, listed)
    standing = [decision for proposal in proposals for decision in proposal.standing_decisions]
    codes = " ".join(proposal.code for proposal in proposals)
    chosen = Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals])
    form = DecisionListForm(request, chosen, standing, initial={"codes": codes})

    if form.is_valid():
        try:
            count = _decide(request, form, proposals)
        except Refused as refusal:
            form.refuse(_why(refusal))
        else:
            said = ngettext(
                "%(count)s decision is recorded. Its letter waits for the next release.",
                "%(count)s decisions are recorded. Their letters wait for the next release.",
                count,
            )
            messages.success(request, said % {"count": count})
            return redirect(back.removesuffix("?"))

    too_few = {proposal.pk: proposal for proposal in with_too_few_reviews(chosen.standing())}
    shown = {
        "proposals": proposals,
        "too_few": too_few,
        "form": form,
        "list": listed.address,
        "list_without_choice": listed.href_with(chosen=""),
    }
    return render(request, "organiser/decision_list.html", shown, status=invalid_status(form))


def _decide(request: SignedInRequest, form: DecisionListForm, proposals: Sequence[Any]) -> int:
    given = {"proposals": proposals, "by": request.person, "at": request.at, **form.given()}
    suggestion = suggestion_at(request)
    if suggestion is None:
        return decide_many.once(form.key, **given)
    return decide_after.once(form.key, suggestion=suggestion, **given)


def _chosen(request: SignedInRequest, shown: LongListing) -> Sequence[Any]:
    """Those of the form that was sent; before, those ticked, or all that the list shows."""
    rows = shown.rows.select_related("withdrawal").prefetch_related(
        Prefetch("decisions", queryset=Decision.objects.standing(), to_attr="standing_decisions")
    )
    if request.method == "POST":
        codes = codes_in(request.POST.get("codes", "").split())
    elif "all" in request.GET:
        found = rows.in_bulk(shown.keys[:MOST_AT_ONCE])
        return [found[key] for key in shown.keys if key in found]
    else:
        codes = chosen_in(request)
    return list(rows.filter(code__in=codes).order_by("code"))


def _why(refusal: Refused) -> list[str]:
    problems = refusal.problems if isinstance(refusal, NothingDecided) else []
    return [str(refusal), *(f"{code}: {sentence}" for code, sentence in problems)]


@dataclass(frozen=True, slots=True)
class Line:
    """One track, subtheme and so on: how many of its proposals have each verdict."""

    name: str
    counts: list[tuple[str | Promise, int]]
    total: int


@dataclass(frozen=True, slots=True)
class Part:
    """One way of counting."""

    heading: str
    lines: list[Line]


@require_safe
def decisions(request: SignedInRequest) -> HttpResponse:
    """How many of each verdict, by track and by what should be in balance."""
    offered = proposals_for_organiser(request.person, request.edition, request.at).standing()
    counted = spreads(offered)
    names = _names(request)
    parts = [Part(str(HEADINGS[name]), _lines(counted[name], names[name])) for name in HEADINGS]
    held_back = offered.filter(decisions__superseded_by=None, decisions__released_at=None).exclude(
        decisions=None
    )
    shown = {"parts": parts, "verdicts": VERDICTS.values(), "held_back": held_back.count()}
    return render(request, "organiser/decisions.html", shown)


VERDICTS: dict[str, str | Promise] = {"": _("undecided"), **dict(Verdict.choices)}
HEADINGS = {
    "track": _("Track"),
    "subtheme": _("Subtheme"),
    "format": _("Format"),
    "language": _("Language"),
    "country": _("Country of the proposer"),
    "organization-kind": _("Kind of organization"),
}


def _names(request: SignedInRequest) -> dict[str, Callable[[str], str | None]]:
    edition = request.edition
    return {
        "track": {track.slug: str(track.name) for track in edition.tracks.all()}.get,
        "subtheme": {subtheme.slug: str(subtheme.name) for subtheme in edition.subthemes.all()}.get,
        "format": {value: str(label) for value, label in Format.choices}.get,
        "language": language_name,
        "country": country,
        "organization-kind": {value: str(label) for value, label in OrganizationKind.choices}.get,
    }


def _lines(spread: Spread, name_of: Callable[[str], str | None]) -> list[Line]:
    lines = [
        Line(
            name=(name_of(key) or key) if key else now("not said"),
            counts=[(label, counts[verdict]) for verdict, label in VERDICTS.items()],
            total=counts.total(),
        )
        for key, counts in spread.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, line.name))
