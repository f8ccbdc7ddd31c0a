"""Telling reviewers that a proposal which they review was revised."""

from __future__ import annotations

from datetime import UTC, datetime

from convenor.audit.actions import locked, record, write
from convenor.editions.letters import Addressed, Page, send_all
from convenor.editions.models import LetterKind
from convenor.people.models import Person
from convenor.proposals.models import Proposal, Revision
from convenor.review import queries
from convenor.review.models import Assignment, RevisionNotice
from convenor.review.redacting import title_for_reviewers


@write
def tell_of_revision(*, revision: Revision, at: datetime) -> int:
    """Owe the reviewers a letter, by nobody's order, the first of the day about it; gives how many."""
    revision = locked(Revision, revision)
    _notice, is_new = RevisionNotice.objects.get_or_create(revision=revision, defaults={"at": at})
    proposal = revision.decision.proposal
    if not is_new or queries.is_over(proposal):
        return 0
    asked = Assignment.objects.answerable(at).filter(proposal=proposal).select_related("reviewer")
    letters = [_letter(proposal, assignment.reviewer, at) for assignment in asked.order_by("pk")]
    send_all(edition=proposal.edition, letters=letters, at=at)
    record("reviewers.told_of_revision", subject=proposal, actor=None, at=at, scope=proposal.edition.path)
    return len(letters)


def _letter(proposal: Proposal, reviewer: Person, at: datetime) -> Addressed:
    return Addressed(
        kind=LetterKind.REVISION,
        to=reviewer,
        key=f"revision:{proposal.code}:{reviewer.pk}:{at.astimezone(UTC).date()}",
        values={
            "proposal_title": title_for_reviewers(proposal),
            "proposal_code": proposal.code,
            "track": proposal.track.name,
            "link": Page("reviewer:review", (*proposal.edition.path.split("/"), proposal.code)),
        },
    )
