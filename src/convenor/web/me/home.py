"""My page: what waits for me, what I am entrusted with, where I take part, what I proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convenor.editions.models import Edition, Office, Role
from convenor.people.models import Person
from convenor.programme.models import Appearance, Placement
from convenor.programme.queries import appearances_of, programmes_for
from convenor.proposals.models import Contributor, ContributorRole, Decision, Proposal, Revision, Verdict
from convenor.proposals.queries import deadline_of, proposals_of
from convenor.registration.queries import registrations_of
from convenor.review.crediting import editions_served_by
from convenor.review.models import Assignment, Delegation
from convenor.review.queries import Progress, delegations_to, progress_by
from convenor.review.rebuttal import proposals_to_answer_by
from convenor.review.redacting import hide_names_in
from convenor.review.screening import to_mend_by
from convenor.web.request import SignedInRequest

MOST_PROPOSALS = 20  # the list of all has a page of its own
_WITH_EDITION = "proposal__edition__series"


@dataclass(frozen=True, slots=True)
class Engagement:
    """What a person does for one edition."""

    edition: Edition
    offices: tuple[Office, ...]
    reviews: Progress

    @property
    def organises(self) -> bool:
        return any(office.role in {Role.CHAIR, Role.SECRETARY, Role.TRACK_CHAIR} for office in self.offices)

    @property
    def receives(self) -> bool:
        return any(office.role in {Role.DESK, Role.SECRETARY} for office in self.offices)

    @property
    def to_review(self) -> bool:
        return any(office.role == Role.REVIEWER for office in self.offices)


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    person, at = request.person, request.at
    proposals, engagements = _proposals(person), engagements_of(person, at)
    page = {
        "invitations": _invitations(person),
        "served": editions_served_by(person),
        "delegations": _delegations(person, at),
        "confirmations": _confirmations(person, at),
        "drafts": [(each, deadline_of(each)) for each in proposals if is_open_draft(each, at)],
        "to_answer": proposals_to_answer_by(person, at).select_related("edition__series"),
        "to_mend": to_mend_by(person, at).select_related(_WITH_EDITION),
        "to_revise": [each for each in proposals if is_to_be_revised(each)],
        "engagements": engagements,
        "has_reviews": any(each.reviews.open for each in engagements),
        "proposals": proposals,
        "registrations": registrations_of(person),
        "appearances": _appearances(person, at),
        "programmes": programmes_for(person, at),
    }
    return render(request, "me/home.html", page)


def _appearances(person: Person, at: datetime) -> list[Appearance]:
    """Where ``person`` appears, in editions that are not over, with the places that are planned now."""
    placements = Placement.objects.select_related("room", "session__edition")
    placements = placements.order_by("starts_on", "starts_at", "pk")
    mine = appearances_of(person).prefetch_related(Prefetch("session__placements", placements))
    return [each for each in mine if not each.session.edition.is_over(at)]


def engagements_of(person: Person, at: datetime) -> list[Engagement]:
    """The offices that ``person`` holds, by edition, the latest first, and how far their reviews are."""
    held = Office.objects.held_at(at).filter(person=person).select_related("edition__series", "track")
    offices = held.order_by("-edition__starts_on", "edition", "pk")
    asked = Assignment.objects.answerable(at).filter(reviewer=person)
    progress = progress_by("proposal__edition", asked, at=at)
    return [
        Engagement(edition, tuple(group), progress.get(edition.pk, Progress()))
        for edition, group in groupby(offices, key=lambda office: office.edition)
    ]


def is_open_draft(proposal: Proposal, at: datetime) -> bool:
    return (
        proposal.submitted_at is None and at < deadline_of(proposal) and not hasattr(proposal, "withdrawal")
    )


def is_to_be_revised(proposal: Proposal) -> bool:
    """Whether they were told so last, and have not yet; ``_proposals`` fetched what they were told."""
    known: list[Any] = getattr(proposal, "known_decisions", [])
    asked = any(each.verdict == Verdict.REVISE and not each.is_answered for each in known)
    return asked and not hasattr(proposal, "withdrawal")


def _proposals(person: Person) -> list[Proposal]:
    """Those in which ``person`` takes part, the newest first, with what they were told of each."""
    takes_part = Contributor.objects.taking_part().filter(proposal=OuterRef("pk"), person=person)
    is_answered = Exists(Revision.objects.filter(decision=OuterRef("pk")))
    told = Decision.objects.known().annotate(is_answered=is_answered)
    known = Prefetch("decisions", queryset=told, to_attr="known_decisions")
    return list(proposals_of(person).filter(Exists(takes_part)).prefetch_related(known)[:MOST_PROPOSALS])


def _invitations(person: Person) -> list[Contributor]:
    """Where ``person`` was named and has not said yet whether they take part."""
    asked = Contributor.objects.filter(person=person, invited_at__isnull=False, proposal__withdrawal=None)
    unanswered = asked.filter(agreed_at=None, refused_at=None)
    return list(unanswered.select_related(_WITH_EDITION, "proposal__proposer").order_by("pk"))


def _delegations(person: Person, at: datetime) -> list[Delegation]:
    """Where ``person`` is asked to write a review for somebody, or agreed and has not handed it over."""
    asked = list(delegations_to(person, at).filter(handed_at=None))
    if asked:
        hide_names_in(*[each.assignment.proposal for each in asked])
    return asked


def _confirmations(person: Person, at: datetime) -> list[Contributor]:
    """Where ``person`` knows that a proposal is accepted and has not said yet whether they will come."""
    accepted = Decision.objects.known().filter(proposal=OuterRef("proposal"), verdict=Verdict.ACCEPT)
    parts = Contributor.objects.taking_part().filter(person=person, proposal__withdrawal=None)
    silent = parts.filter(Exists(accepted), confirmations=None).exclude(role=ContributorRole.AUTHOR)
    parts_to_confirm = silent.select_related(_WITH_EDITION).order_by("pk")
    return [part for part in parts_to_confirm if not part.proposal.edition.has_begun(at)]
