"""Handing a proposal in, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.editions.letters import Page, send
from convenor.editions.models import LetterKind
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.facts import facts_changed
from convenor.people.models import Person
from convenor.proposals import rules
from convenor.proposals.actions.editing import Incomplete, changeable, keep_version
from convenor.proposals.actions.limits import keep_within_limits
from convenor.proposals.completeness import problems_of
from convenor.proposals.models import Proposal, Revision, Withdrawal
from convenor.proposals.queries import deadline_of, is_to_be_revised


class NotRevised(Refused):
    """It is to be revised, and reads as it did."""


@write
def submit(*, proposal: Proposal, by: Person, at: datetime) -> Proposal:
    """Hand a proposal in, or again when revised; ``Incomplete`` says at once everything that it lacks."""
    proposal = changeable(proposal, by=by, at=at, by_proposer=True)
    if proposal.submitted_at and not is_to_be_revised(proposal):
        return proposal
    if problems := problems_of(proposal):
        raise Incomplete(problems)
    keep_within_limits(proposal)

    is_first = proposal.submitted_at is None
    proposal.submitted_at = proposal.submitted_at or at
    proposal.save(update_fields=["submitted_at"])
    keep_version(proposal, by=by, at=at)
    version = proposal.versions.count()
    if not is_first and not _is_new_revision(proposal, by, at):
        return proposal
    record(
        "proposal.submitted",
        subject=proposal,
        actor=by,
        at=at,
        scope=proposal.edition.path,
        version=version,
        again=not is_first,
    )
    _thank(proposal, version, at)
    facts_changed([each.person for each in proposal.contributors.select_related("person")], at=at)
    return proposal


@write
def withdraw(*, proposal: Proposal, by: Person, at: datetime, reason: str = "") -> Withdrawal:
    """Take a proposal back while it may be changed; asking again gives the same withdrawal."""
    if not rules.may_manage(by, proposal):
        raise NotAllowed(_("Only the proposer may do this."))
    if earlier := Withdrawal.objects.filter(proposal=proposal).first():
        return earlier
    proposal = changeable(proposal, by=by, at=at, by_proposer=True)
    withdrawal = Withdrawal.objects.create(proposal=proposal, by=by, at=at, reason=clean(reason)[:2000])
    others = [each.person for each in proposal.contributors.select_related("person") if each.person != by]
    record("proposal.withdrawn", subject=proposal, actor=by, at=at, scope=proposal.edition.path, about=others)
    return withdrawal


def _is_new_revision(proposal: Proposal, by: Person, at: datetime) -> bool:
    """Keep that its last version answers the decision to revise; asking again changes nothing."""
    asked = proposal.decisions.known().get()
    written = proposal.versions.filter(by__in=proposal.people.all(), at__gte=asked.released_at)
    if not written.exists():
        raise NotRevised(_("Nothing has changed since you were asked to revise it. Change it first."))
    version = proposal.versions.latest("number")
    _revision, is_new = Revision.objects.get_or_create(
        version=version, defaults={"decision": asked, "by": by, "at": at}
    )
    return is_new


def _thank(proposal: Proposal, version: int, at: datetime) -> None:
    send(
        edition=proposal.edition,
        kind=LetterKind.PROPOSAL_RECEIVED,
        to=proposal.proposer,
        key=f"received:{proposal.code}:{version}",
        at=at,
        proposal_title=proposal.title,
        proposal_code=proposal.code,
        track=proposal.track.name,
        deadline=deadline if (deadline := deadline_of(proposal)) > at else "",
        link=Page("me:proposal", (proposal.code,)),
    )
