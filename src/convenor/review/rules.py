"""Who may review and who arranges reviewing. Each rule asks the query that shows the same things."""

from __future__ import annotations

from datetime import datetime

from convenor.editions.models import Edition, Role, Track
from convenor.editions.queries import holds
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.proposals.queries import proposals_for_organiser
from convenor.review import discussion, queries
from convenor.review.models import Assignment, Delegation


def may_run(person: Person, track: Track, *, at: datetime) -> bool:
    """Whether ``person`` arranges the reviewing of ``track``."""
    return queries.tracks_run_by(person, track.edition, at).filter(pk=track.pk).exists()


def may_assign(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """Whether ``person`` may say who reviews ``proposal``, and read its reviews."""
    readable = proposals_for_organiser(person, proposal.edition, at)
    return readable.filter(pk=proposal.pk).exists()


def may_screen(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """Whether ``person`` looks through ``proposal`` before it goes to review."""
    return may_assign(person, proposal, at=at) and holds(person, proposal.edition, Role.SECRETARY, at=at)


def may_summarise(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """Whether ``person`` says what the reviews of ``proposal`` say together: who may read them."""
    return may_assign(person, proposal, at=at)


def may_handle_conflicts(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """Whether ``person`` reads and overrules the conflicts of others with ``proposal``."""
    is_known = may_assign(person, proposal, at=at)
    return is_known and holds(person, proposal.edition, Role.CHAIR, Role.SECRETARY, at=at)


def may_review(person: Person, assignment: Assignment, *, at: datetime) -> bool:
    """Whether ``person`` may answer ``assignment``: it is theirs, and in their sight."""
    mine = queries.assignments_of(person, assignment.proposal.edition, at)
    return mine.filter(pk=assignment.pk).exists()


def may_write_for(person: Person, delegation: Delegation, *, at: datetime) -> bool:
    """Whether ``person`` answers ``delegation``, and writes once they agreed: theirs, and in their sight."""
    return queries.delegations_to(person, at).filter(pk=delegation.pk).exists()


def may_discuss(person: Person, proposal: Proposal, *, at: datetime) -> bool:
    """Whether ``person`` is in the discussion of ``proposal``: reviewed it, or arranges its reviewing."""
    mine = discussion.discussed_by(person, proposal.edition, at)
    return mine.filter(proposal=proposal).exists() or may_assign(person, proposal, at=at)


def may_describe(person: Person, reviewer: Person, *, edition: Edition, at: datetime) -> bool:
    """Whether ``person`` says what ``reviewer`` reads and wrote: themselves, and those they review for."""
    if person == reviewer:
        return queries.reviewer_tracks(person, edition, at).exists()
    return queries.reviewers_run_by(person, edition, at).filter(pk=reviewer.pk).exists()
