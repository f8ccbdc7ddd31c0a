"""The steps of a proposal: which there are, what each still lacks, and how each is shown and saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.proposals.completeness import problems_of
from convenor.proposals.models import Proposal, ProposalQuerySet
from convenor.proposals.queries import (
    deadline_of,
    is_open,
    is_to_be_revised,
    proposals_of,
    questions_for,
    revisions_of,
)
from convenor.review.redacting import is_double_blind
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.request import SignedInRequest

_LABELS = {
    "text": _("Title and abstract"),
    "details": _("Track and details"),
    "session": _("Contributions of the session"),
    "people": _("People"),
    "questions": _("Questions"),
    "names": _("Names in the text"),
    "ties": _("Who should not review it"),
    "check": _("Check and hand in"),
}


class Step(NamedTuple):
    name: str
    label: str | Promise
    href: str
    problems: list[str]
    is_done: bool


def own(request: SignedInRequest, code: str) -> Proposal:
    """A proposal in which its reader has a part; 404 for every other."""
    return _at_hand(request, proposals_of(request.person), code)


def writable(request: SignedInRequest, code: str) -> Proposal:
    """A proposal that its reader may write; whether it still can be written, the action says."""
    agreed = proposals_of(request.person).filter(
        contributors__person=request.person, contributors__agreed_at__isnull=False
    )
    return _at_hand(request, agreed, code)


def managed(request: SignedInRequest, code: str) -> Proposal:
    """A proposal of the reader's own."""
    return _at_hand(request, proposals_of(request.person).filter(proposer=request.person), code)


def _at_hand(request: SignedInRequest, proposals: ProposalQuerySet, code: str) -> Proposal:
    proposal = get_object_or_404(proposals.select_related("subtheme", "organization"), code=code)
    request.edition = proposal.edition
    timezone.activate(proposal.edition.tzinfo)
    return proposal


def is_awaited(proposal: Proposal) -> bool:
    """Whether a revision was asked for, and none was handed in since."""
    return is_to_be_revised(proposal) and not revisions_of(proposal).exists()


def steps_of(proposal: Proposal) -> list[Step]:
    """What there is to do for ``proposal``, in order."""
    problems = problems_of(proposal)
    of_each = {name: [each.sentence for each in problems if each.step == name] for name in _LABELS}
    is_in = proposal.submitted_at is not None and not is_awaited(proposal)
    return [
        Step(
            name,
            _LABELS[name],
            reverse(f"me:proposal_{name}", args=[proposal.code]),
            of_each[name],
            is_in if name == "check" else not of_each[name],
        )
        for name in _names(proposal)
    ]


def _names(proposal: Proposal) -> Iterator[str]:
    yield from ("text", "details")
    if proposal.is_whole_session:
        yield "session"
    yield "people"
    if questions_for(proposal.call, proposal.track).exists():
        yield "questions"
    if is_double_blind(proposal.track):
        yield "names"
    yield from ("ties", "check")


def onward(proposal: Proposal, name: str) -> HttpResponse:
    """To the step after ``name``."""
    names = list(_names(proposal))
    after = names[names.index(name) + 1] if name in names else "check"
    return redirect(f"me:proposal_{after}", proposal.code)


def step_page(
    request: SignedInRequest, proposal: Proposal, name: str, form: KeyedForm, **more: Any
) -> HttpResponse:
    """The page of one step, or of something inside it."""
    steps = steps_of(proposal)
    number = next((number for number, step in enumerate(steps, 1) if step.name == name), None)
    if number is None:
        raise Http404
    facts = {
        "proposal": proposal,
        "steps": steps,
        "number": number,
        "step": steps[number - 1],
        "next_step": steps[number] if number < len(steps) else None,
        "problems_left": any(step.problems for step in steps),
        "form": form,
        **standing(request, proposal),
        **more,
    }
    template = more.get("template", f"me/proposals/{name}.html")
    return render(request, template, facts, status=invalid_status(form))


def standing(request: SignedInRequest, proposal: Proposal) -> dict[str, Any]:
    """Whether and until when ``proposal`` can be changed, and by whom."""
    return {
        "is_open": is_open(proposal, request.at),
        "is_to_be_revised": is_to_be_revised(proposal),
        "revision": revisions_of(proposal).first(),
        "deadline": deadline_of(proposal),
        "is_proposer": proposal.proposer_id == request.person.pk,
    }
