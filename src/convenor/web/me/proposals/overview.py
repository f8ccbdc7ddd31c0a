"""My proposals, and one of them at a glance: its standing, what it lacks, what was decided."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convenor.programme.queries import compendium_of
from convenor.proposals.models import Decision
from convenor.proposals.queries import proposals_of
from convenor.review.queries import comments_to_contributors
from convenor.web.me.proposals.questions import file_at
from convenor.web.me.proposals.steps import own, standing, steps_of
from convenor.web.reading import what_is_read
from convenor.web.request import SignedInRequest


@require_safe
def proposals(request: SignedInRequest) -> HttpResponse:
    known = Prefetch("decisions", queryset=Decision.objects.known(), to_attr="known_decisions")
    mine = proposals_of(request.person).prefetch_related(known)
    return render(request, "me/proposals/list.html", {"proposals": mine})


@require_safe
def proposal(request: SignedInRequest, code: str) -> HttpResponse:
    shown = own(request, code)
    me = shown.contributors.get(person=request.person)
    steps = steps_of(shown) if me.agreed_at else []
    page = {
        **what_is_read(shown, file_at(shown)),
        **standing(request, shown),
        "proposal": shown,
        "me": me,
        "steps": steps,
        "steps_done": sum(step.is_done for step in steps),
        "next_step": next((step for step in steps if not step.is_done), None),
        "decision": shown.decisions.known().first(),
        "comments": comments_to_contributors(shown),
        "is_printed": compendium_of(shown.edition).filter(pk=shown.pk).exists(),
        "versions_kept": shown.versions.count(),
    }
    return render(request, "me/proposals/proposal.html", page)
