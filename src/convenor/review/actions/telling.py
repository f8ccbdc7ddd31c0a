"""Letters about who writes a review for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from convenor.editions.letters import Addressed, Page, Value, send_all
from convenor.editions.models import LetterKind
from convenor.people.models import Person
from convenor.review.models import Assignment, Delegation, ReviewRules
from convenor.review.redacting import title_for_reviewers

Words = str | Promise

AGREED = _("{name} agreed to write this review for you.")
CANNOT = _("{name} cannot write this review for you. You can write it yourself or ask somebody else.")
HANDED = _("{name} has written this review for you. Please read it, change what you like, and submit it.")
OVER = _("You are no longer asked for this review. Thank you.")


def invite(delegation: Delegation, at: datetime) -> None:
    """Ask the sub-reviewer whether they agree. For use inside actions."""
    note = format_lazy(
        _("{name} asks you to write it for them, and submits it. You are named on it."),
        name=delegation.assignment.reviewer.name,
    )
    facts = {"note": note, "link": Page("public:subreview", (delegation.token,)), **_due(delegation)}
    _send(LetterKind.SUBREVIEW_INVITATION, delegation, delegation.person, "asked", at, **facts)


def tell_reviewer(delegation: Delegation, what: Words, at: datetime) -> None:
    """Tell who delegated what the sub-reviewer did. For use inside actions."""
    note = format_lazy(cast(str, what), name=delegation.shown_name)
    link = _page("reviewer:review", delegation)
    _news(delegation, delegation.assignment.reviewer, note, at, link=link)


def tell_over(delegation: Delegation, to: Person, at: datetime) -> None:
    """Tell the reviewer or the sub-reviewer that the review is no longer theirs, and not why."""
    _news(delegation, to, OVER, at)


def remind_sub_reviewer(delegation: Delegation, at: datetime) -> Addressed:
    """The letter that goes to whoever writes, beside the one to the reviewer."""
    proposal = delegation.assignment.proposal
    return Addressed(
        kind=LetterKind.REVIEW_REMINDER,
        to=delegation.person,
        key=f"subreview:{delegation.token}:{at.astimezone(UTC).date()}",
        values={
            "track": proposal.track.name,
            "proposal_code": proposal.code,
            "link": _page("reviewer:subreview", delegation),
            **_due(delegation),
        },
    )


def end_delegations(assignments: Sequence[Assignment], at: datetime) -> None:
    """Whoever was asked to write for the reviewers of these need not any more, and is told."""
    open_ = Delegation.objects.open().filter(assignment__in=[each.pk for each in assignments])
    for delegation in open_.select_related("person", "assignment__proposal__edition").order_by("pk"):
        delegation.ended_at = at
        delegation.save(update_fields=["ended_at"])
        if delegation.handed_at is None:
            tell_over(delegation, delegation.person, at)


def _news(delegation: Delegation, to: Person, note: Words, at: datetime, **values: Value) -> None:
    key = f"{to.pk}:{at.isoformat()}"
    _send(LetterKind.SUBREVIEW_NEWS, delegation, to, key, at, note=note, **values)


def _send(
    kind: LetterKind, delegation: Delegation, to: Person, key: str, at: datetime, **values: Value
) -> None:
    proposal = delegation.assignment.proposal
    about = {
        "proposal_title": title_for_reviewers(proposal),
        "proposal_code": proposal.code,
        "track": proposal.track.name,
    }
    letter = Addressed(kind, to, f"subreview:{delegation.token}:{key}", {**about, **values})
    send_all(edition=proposal.edition, letters=[letter], at=at)


def _page(name: str, delegation: Delegation) -> Page:
    proposal = delegation.assignment.proposal
    return Page(name, (*proposal.edition.path.split("/"), proposal.code))


def _due(delegation: Delegation) -> dict[str, Value]:
    rules = ReviewRules.objects.filter(track=delegation.assignment.proposal.track_id).first()
    return {"deadline": rules.due_at} if rules and rules.due_at else {}
