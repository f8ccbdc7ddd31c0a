"""Who is asked to review what, and how such a request ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.proposals.actions import conflicts
from convenor.proposals.models import Conflict, Proposal
from convenor.review import queries, rules
from convenor.review.actions.asking import Mine, Pairs, ReviewingIsOver
from convenor.review.actions.conflicts import look_at_pairs
from convenor.review.actions.reminders import tell_of_open_reviews
from convenor.review.actions.telling import end_delegations
from convenor.review.models import Assignment, EndReason, Review


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
    made, problems = assign_each([(proposal, reviewer)], by, at)
    for problem in problems:
        raise problem.reason
    return made[0]


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
    facts = Pairs(pairs, by, at)
    new: list[Assignment] = []
    problems: list[Problem] = []
    for given, reviewer in pairs:
        proposal = facts.held[given.pk]
        try:
            facts.refuse_pair(proposal, reviewer)
        except Refused as refusal:
            problems.append(Problem(proposal, reviewer, refusal))
            continue
        facts.asked.add((proposal.pk, reviewer.pk))
        is_named = proposal.track_id in facts.open
        asked = {"proposal": proposal, "reviewer": reviewer, "is_named": is_named}
        new.append(Assignment(**asked, assigned_by=by, assigned_at=at))
    made = Assignment.objects.bulk_create(new, batch_size=500)
    for assignment in made:
        _record("review.asked", assignment, by, at)
    _tell(made, at)
    return made, problems


@write
def take_away(*, assignment: Assignment, reason: str, by: Person, at: datetime) -> Assignment:
    """Ask the reviewer no longer; what they wrote is kept and counts no more."""
    ((assignment, refusal),) = take_away_each([assignment], by, at, reason)
    if refusal is not None:
        raise refusal
    return assignment


def take_away_each(
    assignments: Collection[Assignment], by: Person, at: datetime, reason: str = ""
) -> list[tuple[Assignment, Refused | None]]:
    """Take away those of ``assignments`` that can be; gives each, with why not. For use inside actions."""
    keys = [each.pk for each in assignments]
    held = Assignment.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    rows = held.select_related("proposal__edition", "reviewer").order_by("pk")
    facts = Mine({each.proposal_id for each in assignments}, by, at)
    told = [(each, _why_kept(each, facts)) for each in rows]
    _end([each for each, refusal in told if refusal is None], EndReason.TAKEN_AWAY, reason, by, at)
    return told


def _why_kept(assignment: Assignment, facts: Mine) -> Refused | None:
    try:
        facts.refuse(assignment.proposal)
        _refuse_ended(assignment)
    except Refused as refusal:
        return refusal
    return None


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


def end_assignment(assignment: Assignment, why: EndReason, note: str, by: Person, at: datetime) -> Assignment:
    """``assignment`` is at its end, for its sub-reviewer too. For use inside actions."""
    _refuse_ended(assignment)
    _end([assignment], why, note, by, at)
    return assignment


def _refuse_ended(assignment: Assignment) -> None:
    if assignment.ended_at is not None:
        raise AlreadyEnded(_("This reviewer is no longer asked to review the proposal."))


def _end(assignments: Sequence[Assignment], why: EndReason, note: str, by: Person, at: datetime) -> None:
    rows, told = Assignment.objects.filter(pk__in=[each.pk for each in assignments]), clean(note)
    rows.update(ended_at=at, end_reason=why, end_note=told)
    for assignment in assignments:
        assignment.ended_at, assignment.end_reason, assignment.end_note = at, why, told
        _record("review.asked_no_more", assignment, by, at, why=why)
    end_delegations(assignments, at)


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
