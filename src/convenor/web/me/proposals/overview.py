"""My proposals, and one of them at a glance: its standing, what it lacks, what was decided."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from convenor.programme.queries import compendium_of
from convenor.proposals.models import Decision, Proposal
from convenor.proposals.queries import proposals_of
from convenor.review.naming import reviewers_named_to
from convenor.review.queries import comments_to_contributors
from convenor.review.rebuttal import open_rules
from convenor.review.redacting import names_left
from convenor.review.screening import to_mend
from convenor.review.summaries import summary_to_contributors
from convenor.web.me.proposals.questions import file_at
from convenor.web.me.proposals.steps import own, standing, steps_of
from convenor.web.reading import what_is_read
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of

STATES = {"draft": _("draft"), "handed-in": _("handed in"), "withdrawn": _("withdrawn")}


def _state(proposal: Proposal) -> str:
    if hasattr(proposal, "withdrawal"):
        return "withdrawn"
    return "handed-in" if proposal.submitted_at else "draft"


def _decision(proposal: Any) -> str | None:
    return next((decision.get_verdict_display() for decision in proposal.known_decisions), None)


def _page_of(_request: SignedInRequest, proposal: Proposal) -> str:
    return reverse("me:proposal", args=[proposal.code])


LIST = Table(
    "my-proposals",
    Column("title", _("Title"), lambda proposal: proposal.title or _("Without a title yet"), link=_page_of),
    Column("code", _("Code"), lambda proposal: proposal.code),
    Column("edition", _("Edition"), lambda proposal: proposal.edition.name),
    Column("track", _("Track"), lambda proposal: proposal.track.name),
    Column("state", _("State"), lambda proposal: STATES[_state(proposal)]),
    Column("decision", _("Decision"), _decision),
    Column("begun", _("Begun"), lambda proposal: proposal.created_at, is_for_files=True),
    Column(
        "submitted",
        pgettext_lazy("proposal", "Submitted"),
        lambda proposal: proposal.submitted_at,
        is_for_files=True,
    ),
    filters=(
        Filter(
            "state",
            _("State"),
            lambda _request: STATES.items(),
            lambda proposal, state: _state(proposal) == state,
        ),
    ),
)


@require_safe
def proposals(request: SignedInRequest) -> HttpResponseBase:
    """Those in which I have a part, the newest first."""
    known = Prefetch("decisions", queryset=Decision.objects.known(), to_attr="known_decisions")
    mine = proposals_of(request.person).prefetch_related(known)
    listing = short_listing_of(request, LIST, mine)
    return listing.file() or render(request, "me/proposals/list.html", {"listing": listing})


@require_safe
def proposal(request: SignedInRequest, code: str) -> HttpResponse:
    shown = own(request, code)
    me = shown.contributors.get(person=request.person)
    steps = steps_of(shown) if me.agreed_at else []
    mended = to_mend(shown, request.at)
    page = {
        **what_is_read(shown, file_at(shown)),
        **standing(request, shown),
        "proposal": shown,
        "me": me,
        "coming": me.confirmations.filter(superseded_by=None).first(),
        "steps": steps,
        "steps_done": sum(step.is_done for step in steps),
        "next_step": next((step for step in steps if not step.is_done), None),
        "decision": shown.decisions.known().first(),
        "to_mend": mended,
        # What is mended goes to reviewers without being handed in once more.
        "names_left": names_left(shown) if mended and me.agreed_at else [],
        "to_answer": open_rules(shown, request.at) if me.agreed_at else None,
        "summary": summary_to_contributors(shown),
        "comments": comments_to_contributors(shown),
        "reviewers": reviewers_named_to(shown),
        "is_printed": compendium_of(shown.edition).filter(pk=shown.pk).exists(),
        "versions_kept": shown.versions.count(),
    }
    return render(request, "me/proposals/proposal.html", page)
