"""Release the decisions: what will be sent, in which words, and how far the letters have come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from convenor.editions.letters import in_each_language
from convenor.editions.models import LetterKind
from convenor.kernel.refusals import Refused
from convenor.outbox.queries import progress
from convenor.proposals.actions.decisions import letter_of, release_decisions, said_besides
from convenor.proposals.models import Contributor, Decision, ProposalQuerySet, Verdict
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.queries import held_back_with_too_few_reviews
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest


@dataclass(frozen=True, slots=True)
class Waiting:
    """The decisions of one verdict that are held back, and their letter in every language."""

    verdict: Verdict
    decisions: int
    letters: int
    example: str
    previews: dict[str, tuple[str, str]]


@require_http_methods(["GET", "POST"])
def release(request: SignedInRequest) -> HttpResponse:
    form = KeyedForm(request)
    if form.is_valid():
        try:
            count = release_decisions.once(
                form.key, edition=request.edition, by=request.person, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(count)s decision is released.", "%(count)s decisions are released.", count)
            messages.success(request, said % {"count": count})
            return redirect(page(request.edition, "organiser:release"))

    known = proposals_for_organiser(request.person, request.edition, request.at)
    sent = progress(request.edition.path, Verdict.values)
    shown = {
        "form": form,
        "waiting": list(_waiting(request, known)),
        "too_few": held_back_with_too_few_reviews(known).count(),
        "progress": [(LetterKind(each.kind).label, each) for each in sent],
        "is_sending": any(each.waiting for each in sent),
    }
    return render(request, "organiser/release.html", shown, status=invalid_status(form))


def _waiting(request: SignedInRequest, known: ProposalQuerySet) -> Iterator[Waiting]:
    readers = Contributor.objects.taking_part().select_related("person").order_by("pk")
    held_back = (
        Decision.objects.held_back()
        .filter(proposal__in=known)
        .select_related("proposal__track")
        .prefetch_related(Prefetch("proposal__contributors", queryset=readers))
        .order_by("proposal__code")
    )
    for verdict in Verdict:
        decisions = [decision for decision in held_back if decision.verdict == verdict]
        if decisions:
            yield _of_one_verdict(request, verdict, decisions)


def _of_one_verdict(request: SignedInRequest, verdict: Verdict, decisions: list[Decision]) -> Waiting:
    besides = said_besides(decisions, request.at)
    letters = [
        letter_of(decision, contributor, besides.get(decision.proposal_id, ""))
        for decision in decisions
        for contributor in decision.proposal.contributors.all()
    ]
    # The real link is its reader's alone: whoever has it may answer.
    shown = [replace(letter, values={**letter.values, "link": "https://…"}) for letter in letters[:1]]
    previews = in_each_language(request.edition, shown[0]) if shown else {}
    return Waiting(verdict, len(decisions), len(letters), decisions[0].proposal.code, previews)
