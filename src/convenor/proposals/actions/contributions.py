"""The contributions inside a proposed session."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Max
from django.utils.translation import gettext as _

from convenor.audit.actions import write
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.proposals.actions.drafts import MOST_MINUTES
from convenor.proposals.actions.editing import MOST_PARTS, TooMany, editing
from convenor.proposals.actions.texts import own_contribution, put_text
from convenor.proposals.models import Contribution, Contributor, Proposal


class NotAWholeSession(Refused):
    """Only workshops, panels and symposia have contributions inside."""


class TitleMissing(Refused):
    """It cannot be spoken of without a title."""


@write
def set_contribution(
    *,
    proposal: Proposal,
    title: str,
    abstract: str,
    by: Person,
    at: datetime,
    minutes: int | None = None,
    presenter: Contributor | None = None,
    contribution: Contribution | None = None,
) -> Contribution:
    """Change a contribution of a session, or add one at its end."""
    with editing(proposal, "session", by=by, at=at) as held:
        if not held.is_whole_session:
            raise NotAWholeSession(_("Only a workshop, panel or symposium has contributions inside it."))
        if not title.strip():
            raise TitleMissing(_("Please give the contribution a title."))
        contribution = own_contribution(held, contribution) if contribution else _new(held)
        put_text(contribution, held.call, title=title, abstract=abstract, language=held.language)
        contribution.minutes = max(1, min(minutes, MOST_MINUTES)) if minutes else None
        contribution.presenter = _own_contributor(held, presenter)
        contribution.save()
    return contribution


@write
def remove_contribution(*, contribution: Contribution, by: Person, at: datetime) -> Proposal:
    with editing(contribution.proposal, "session", by=by, at=at) as held:
        held.contributions.filter(pk=contribution.pk).delete()
    return held


@write
def move_contribution(*, contribution: Contribution, earlier: bool, by: Person, at: datetime) -> Proposal:
    """Swap a contribution with the one before it, or after it."""
    with editing(contribution.proposal, "session", by=by, at=at) as held:
        row = list(held.contributions.order_by("position"))
        place = row.index(own_contribution(held, contribution))
        other = place - 1 if earlier else place + 1
        if 0 <= other < len(row):
            row[place], row[other] = row[other], row[place]
            _put_in_order(held, row)
    return held


def _new(proposal: Proposal) -> Contribution:
    if proposal.contributions.count() >= MOST_PARTS:
        raise TooMany(_("There are too many here already."))
    last = proposal.contributions.aggregate(last=Max("position"))["last"] or 0
    return Contribution(proposal=proposal, position=last + 1)


def _own_contributor(proposal: Proposal, presenter: Contributor | None) -> Contributor | None:
    return proposal.contributors.filter(pk=presenter.pk).first() if presenter else None


def _put_in_order(proposal: Proposal, row: list[Contribution]) -> None:
    # First out of the way: no two may stand at one place, not even for a moment.
    proposal.contributions.update(position=F("position") + 1000)
    for position, contribution in enumerate(row, 1):
        Contribution.objects.filter(pk=contribution.pk).update(position=position)
