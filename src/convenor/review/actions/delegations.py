"""A reviewer has a named sub-reviewer write one review, and submits it under their own responsibility."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.accounts.actions.people import person_at
from convenor.accounts.addresses import checked
from convenor.audit.actions import locked, record, write
from convenor.kernel.codes import new_token
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.people.models import Person
from convenor.proposals.actions.conflicts import enter_conflict
from convenor.proposals.models import Conflict, Proposal
from convenor.review import rules
from convenor.review.actions import telling
from convenor.review.actions.assignments import (
    AlreadySubmitted,
    end_assignment,
    in_sight,
    refuse_when_over,
)
from convenor.review.actions.conflicts import look_at_pairs
from convenor.review.actions.reviews import put_review, refuse_incomplete
from convenor.review.models import Assignment, Delegation, EndReason, Review

MOST_DELEGATIONS = 5  # of one review, one after the other


class AlreadyDelegated(Refused):
    """Somebody is asked to write this review already."""


class NotToBeAsked(Refused):
    """They cannot write this review. Why is not told: it could name who proposes, or who reviews."""


class NotAgreed(Refused):
    """They did not say yet that they write the review."""


class HandedOver(Refused):
    """The review is with the reviewer now."""


class DelegationOver(Refused):
    """It was refused, or taken back."""


@write
def delegate(*, assignment: Assignment, address: str, name: str, by: Person, at: datetime) -> Delegation:
    """Ask whoever is reached at ``address`` to write the review of ``assignment`` for its reviewer."""
    address, name = checked(address), one_line(name)[:200]
    assignment = in_sight(assignment, by, at)
    refuse_when_over(assignment.proposal)
    _refuse_further(assignment)
    person = person_at(address, name=name, language=by.language, at=at)
    delegation = Delegation.objects.create(
        assignment=assignment, person=person, token=new_token(), invited_as=name, invited_at=at
    )
    look_at_pairs(assignment.proposal.edition, [assignment.proposal_id], [person.pk], at)
    _refuse_unfit(person, assignment)
    _record("review.delegated", delegation, by, at, about=[person])
    telling.invite(delegation, at)
    return delegation


@write
def answer_delegation(*, delegation: Delegation, agrees: bool, by: Person, at: datetime) -> Delegation:
    """The sub-reviewer says whether they write the review; until it is handed over they may step back."""
    delegation = _held(delegation, by, at)
    refuse_when_over(delegation.assignment.proposal)
    if delegation.handed_at:
        raise HandedOver(_("You have handed this review over already."))
    if agrees and delegation.agreed_at:
        return delegation  # said before
    if agrees:
        delegation.agreed_at = at
    elif delegation.agreed_at:
        delegation.ended_at = at
    else:
        delegation.refused_at = at
    delegation.save(update_fields=["agreed_at", "refused_at", "ended_at"])
    _record("review.delegation_answered", delegation, by, at)
    telling.tell_reviewer(delegation, telling.AGREED if agrees else telling.CANNOT, at)
    return delegation


@write
def write_for(
    *,
    delegation: Delegation,
    scores: Mapping[str, int],
    to_contributors: str,
    to_committee: str,
    hands_over: bool,
    by: Person,
    at: datetime,
) -> Review:
    """The sub-reviewer keeps a draft, or hands it to the reviewer, who submits it."""
    delegation = _held(delegation, by, at)
    if delegation.agreed_at is None:
        raise NotAgreed(_("Please say first that you agree to write this review."))
    if delegation.handed_at:
        raise HandedOver(_("You have handed this review over already."))
    review, is_complete = put_review(delegation.assignment, scores, to_contributors, to_committee, at)
    if hands_over:
        refuse_incomplete(review, scores, is_complete=is_complete)
    delegation.wrote_at, delegation.handed_at = at, at if hands_over else None
    delegation.save(update_fields=["wrote_at", "handed_at"])
    _record("review.handed_over" if hands_over else "review.drafted", delegation, by, at)
    if hands_over:
        telling.tell_reviewer(delegation, telling.HANDED, at)
    return review


@write
def take_back(*, delegation: Delegation, by: Person, at: datetime) -> Delegation:
    """The reviewer writes it after all; what the sub-reviewer wrote stays in the draft."""
    delegation = locked(Delegation, delegation)
    assignment = in_sight(delegation.assignment, by, at)
    _refuse_submitted(assignment)
    if delegation.ended_at or delegation.refused_at:
        raise DelegationOver(_("Nobody is asked to write this review for you any more."))
    telling.end_delegations([assignment], at)
    _record("review.taken_back", delegation, by, at, about=[delegation.person])
    return locked(Delegation, delegation)


@write
def declare_conflict_of_sub_reviewer(
    *, delegation: Delegation, reason: str, by: Person, at: datetime, **facts: Any
) -> Conflict:
    """The sub-reviewer has a conflict of interest: the proposal leaves their sight, and the reviewer's."""
    delegation = _held(delegation, by, at)
    delegation.ended_at = at
    delegation.save(update_fields=["ended_at"])
    assignment = locked(Assignment, delegation.assignment)
    end_assignment(assignment, EndReason.CONFLICT, "", by, at)
    telling.tell_over(delegation, assignment.reviewer, at)
    return enter_conflict(assignment.proposal, by, reason, by=by, at=at, **facts)


def _held(delegation: Delegation, by: Person, at: datetime) -> Delegation:
    delegation = locked(Delegation, delegation)
    if not rules.may_write_for(by, delegation, at=at):
        raise NotAllowed(_("You are not asked to write this review."))
    return delegation


def _refuse_further(assignment: Assignment) -> None:
    _refuse_submitted(assignment)
    theirs = Delegation.objects.filter(assignment=assignment)
    if theirs.open().exists():
        raise AlreadyDelegated(_("Somebody is asked to write this review already. Take it back first."))
    if theirs.count() >= MOST_DELEGATIONS:
        raise AlreadyDelegated(_("You have asked enough people to write this review."))


def _refuse_submitted(assignment: Assignment) -> None:
    if Review.objects.filter(assignment=assignment, submitted_at__isnull=False).exists():
        raise AlreadySubmitted(_("Your review of this proposal is submitted already."))


def _refuse_unfit(person: Person, assignment: Assignment) -> None:
    if person.pk == assignment.reviewer_id:
        raise NotToBeAsked(_("This is your own address. Just write the review."))
    proposal = assignment.proposal
    asked = Assignment.objects.filter(proposal=proposal, reviewer=person)
    others = Delegation.objects.filter(assignment__proposal=proposal, person=person)
    writes = others.exclude(assignment=assignment)
    is_independent = Proposal.objects.without_conflict(person).filter(pk=proposal.pk).exists()
    if not is_independent or asked.exists() or writes.exists():
        # One sentence for all: none of them tells who proposes, or who else reviews.
        raise NotToBeAsked(_("This person cannot be asked to write this review. Please name somebody else."))


def _record(
    action: str,
    delegation: Delegation,
    by: Person,
    at: datetime,
    about: tuple[Person, ...] | list[Person] = (),
) -> None:
    proposal = delegation.assignment.proposal
    record(action, subject=proposal, actor=by, at=at, scope=proposal.edition.path, about=about)
