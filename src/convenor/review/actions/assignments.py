"""Who is asked to review what, and how such a request ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.proposals.actions import conflicts
from convenor.proposals.models import Conflict, Proposal, Withdrawal
from convenor.review import queries, rules
from convenor.review.actions.conflicts import look_at_pairs
from convenor.review.actions.reminders import tell_of_open_reviews
from convenor.review.actions.telling import end_delegations
from convenor.review.models import Assignment, Delegation, EndReason, Review
from convenor.review.naming import is_open
from convenor.review.screening import is_passed


class NotAReviewer(Refused):
    """They do not review for the proposal's track."""


class NotIndependent(Refused):
    """They contribute to the proposal, or have a conflict of interest with it."""


class AlreadyAsked(Refused):
    """They are asked to review the proposal already."""


class ProposalWithdrawn(Refused):
    """Its contributors took the proposal back."""


class NotScreened(Refused):
    """Its track has it looked through before it goes to review."""


class ReviewingIsOver(Refused):
    """A decision was released, so reviews stay as they are."""


class AlreadyEnded(Refused):
    """The assignment was taken away, declined or ended by a conflict before."""


class AlreadySubmitted(Refused):
    """The review is submitted; it can be changed, but no longer declined."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one pair of a list cannot be assigned."""

    proposal: Proposal
    reviewer: Person
    reason: Refused

    def __str__(self) -> str:
        return str(self.reason)


class NotAssigned(Refused):
    """Some of a list cannot be assigned, so nothing of it was."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


@write
def assign(*, proposal: Proposal, reviewer: Person, by: Person, at: datetime) -> Assignment:
    """Ask ``reviewer`` to review ``proposal``."""
    look_at_pairs(proposal.edition, [proposal.pk], [reviewer.pk], at)
    assignment = _assign(_held(proposal, by, at), reviewer, by, at)
    _tell([assignment], at)
    return assignment


def _held(proposal: Proposal, by: Person, at: datetime) -> Proposal:
    """``proposal`` held until the action ends, if ``by`` may ask somebody to review it now."""
    proposal = locked(Proposal, proposal)
    if not rules.may_assign(by, proposal, at=at):
        raise NotAllowed(_("You do not assign the reviews of this proposal."))
    refuse_when_over(proposal)
    said = {"code": proposal.code}
    if Withdrawal.objects.filter(proposal=proposal).exists():
        raise ProposalWithdrawn(_("Its contributors withdrew %(code)s.") % said)
    if not is_passed(proposal):
        raise NotScreened(_("%(code)s has not passed its screening yet.") % said)
    return proposal


def _assign(proposal: Proposal, reviewer: Person, by: Person, at: datetime) -> Assignment:
    _refuse_impossible(proposal, reviewer, at)
    assignment = Assignment.objects.create(
        proposal=proposal,
        reviewer=reviewer,
        assigned_by=by,
        assigned_at=at,
        is_named=is_open(proposal.track),
    )
    _record("review.asked", assignment, by, at)
    return assignment


def _tell(made: Collection[Assignment], at: datetime) -> None:
    """Owe each of the reviewers one letter, however many reviews they are asked for."""
    for edition in {assignment.proposal.edition for assignment in made}:
        of_edition = [each for each in made if each.proposal.edition_id == edition.pk]
        tell_of_open_reviews(edition=edition, assignments=of_edition, at=at)


@write
def assign_many(*, pairs: list[tuple[Proposal, Person]], by: Person, at: datetime) -> list[Assignment]:
    """Assign all of ``pairs``, or nothing and say what stands in the way of each."""
    for edition in {proposal.edition for proposal, _reviewer in pairs}:
        proposals = {proposal.pk for proposal, _reviewer in pairs}
        look_at_pairs(edition, proposals, {reviewer.pk for _proposal, reviewer in pairs}, at)
    made, problems = assign_each(pairs, by, at)
    if problems:
        raise NotAssigned(problems)
    return made


def assign_each(
    pairs: list[tuple[Proposal, Person]], by: Person, at: datetime
) -> tuple[list[Assignment], list[Problem]]:
    """Assign those of ``pairs`` that can be, and say what stands in the way of the others.

    For use inside actions, after ``look_at_pairs``.
    """
    made: list[Assignment] = []
    problems: list[Problem] = []
    held: dict[int, Proposal] = {}  # what is asked of a proposal is asked once, not of each of its reviewers
    for proposal, reviewer in pairs:
        try:
            if proposal.pk not in held:
                held[proposal.pk] = _held(proposal, by, at)
            made.append(_assign(held[proposal.pk], reviewer, by, at))
        except Refused as refusal:
            problems.append(Problem(proposal, reviewer, refusal))
    _tell(made, at)
    return made, problems


@write
def take_away(*, assignment: Assignment, reason: str, by: Person, at: datetime) -> Assignment:
    """Ask the reviewer no longer; what they wrote is kept and counts no more."""
    assignment = locked(Assignment, assignment)
    if not rules.may_assign(by, assignment.proposal, at=at):
        raise NotAllowed(_("You do not assign the reviews of this proposal."))
    refuse_when_over(assignment.proposal)
    return end_assignment(assignment, EndReason.TAKEN_AWAY, reason, by, at)


@write
def decline_assignment(*, assignment: Assignment, reason: str, by: Person, at: datetime) -> Assignment:
    """The reviewer cannot review this one."""
    assignment = in_sight(assignment, by, at)
    if Review.objects.filter(assignment=assignment, submitted_at__isnull=False).exists():
        raise AlreadySubmitted(_("Your review of this proposal is submitted already."))
    return end_assignment(assignment, EndReason.DECLINED, reason, by, at)


@write
def declare_conflict(
    *, assignment: Assignment, reason: str, by: Person, at: datetime, **facts: Any
) -> Conflict:
    """The reviewer has a conflict of interest: from now on the proposal does not exist for them."""
    assignment = in_sight(assignment, by, at)
    end_assignment(assignment, EndReason.CONFLICT, "", by, at)
    return conflicts.declare_conflict(
        proposal=assignment.proposal, person=by, reason=reason, by=by, at=at, **facts
    )


def give_all_back(reviewer: Person, at: datetime) -> None:
    """End what ``reviewer`` was asked for and did not answer. For use inside actions."""
    waiting = Assignment.objects.filter(reviewer=reviewer, ended_at=None)
    answered = Review.objects.filter(assignment__reviewer=reviewer, submitted_at__isnull=False)
    for assignment in waiting.exclude(pk__in=answered.values("assignment")).select_related("proposal"):
        end_assignment(assignment, EndReason.DECLINED, "", reviewer, at)


def in_sight(assignment: Assignment, by: Person, at: datetime) -> Assignment:
    """``assignment`` held until the action ends, for its reviewer if in sight. For use inside actions."""
    assignment = locked(Assignment, assignment)
    if not rules.may_review(by, assignment, at=at):
        raise NotAllowed(_("You are not asked to review this proposal."))
    return assignment


def refuse_when_over(proposal: Proposal) -> None:
    if queries.is_over(proposal):
        raise ReviewingIsOver(_("The decision on this proposal was sent, so its reviews stay as they are."))


def _refuse_impossible(proposal: Proposal, reviewer: Person, at: datetime) -> None:
    said = {"name": reviewer.name, "code": proposal.code}
    if not queries.reviewer_tracks(reviewer, proposal.edition, at).filter(pk=proposal.track_id):
        raise NotAReviewer(_("%(name)s does not review for the track of %(code)s.") % said)
    if not Proposal.objects.without_conflict(reviewer).filter(pk=proposal.pk).exists():
        raise NotIndependent(
            _("%(name)s contributes to %(code)s or has a conflict of interest with it.") % said
        )
    theirs = {"proposal": proposal, "ended_at": None}
    writes = Delegation.objects.open().filter(
        person=reviewer, assignment__in=Assignment.objects.filter(**theirs)
    )
    if Assignment.objects.filter(**theirs, reviewer=reviewer).exists() or writes.exists():
        raise AlreadyAsked(_("%(name)s is asked to review %(code)s already.") % said)


def end_assignment(assignment: Assignment, why: EndReason, note: str, by: Person, at: datetime) -> Assignment:
    """``assignment`` is at its end, for its sub-reviewer too. For use inside actions."""
    if assignment.ended_at is not None:
        raise AlreadyEnded(_("This reviewer is no longer asked to review the proposal."))
    assignment.ended_at, assignment.end_reason, assignment.end_note = at, why, clean(note)
    assignment.save(update_fields=["ended_at", "end_reason", "end_note"])
    _record("review.asked_no_more", assignment, by, at, why=why)
    end_delegations(assignment, at)
    return assignment


def _record(action: str, assignment: Assignment, by: Person, at: datetime, **detail: str) -> None:
    proposal = assignment.proposal
    record(
        action,
        subject=proposal,
        actor=by,
        at=at,
        scope=proposal.edition.path,
        about=[assignment.reviewer],
        **detail,
    )
