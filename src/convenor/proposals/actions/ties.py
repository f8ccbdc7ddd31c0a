"""Naming somebody, or an organization, as in conflict: nobody learns whether those named judge at all."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.accounts.addresses import checked
from convenor.audit.actions import locked, record, write
from convenor.editions.models import Edition
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean, one_line
from convenor.people.facts import facts_changed
from convenor.people.models import Person
from convenor.proposals import rules
from convenor.proposals.actions.editing import refuse_withdrawn
from convenor.proposals.kinds import ConflictKind
from convenor.proposals.models import Proposal, Tie

MOST_TIES = 50


class NobodyNamed(Refused):
    """Neither a name, nor an address, nor an organization."""


class TooManyNamed(Refused):
    """More than anybody needs."""


@write
def declare_tie(
    *,
    edition: Edition,
    proposal: Proposal | None = None,
    kind: ConflictKind = ConflictKind.OTHER,
    name: str = "",
    address: str = "",
    organization: str = "",
    from_year: int | None = None,
    to_year: int | None = None,
    note: str = "",
    by: Person,
    at: datetime,
) -> Tie:
    """Name whom ``by`` cannot judge in ``edition``; with ``proposal``, who should not judge it.

    The answer is the same whether or not those named are known here.
    """
    if proposal is not None:
        proposal = locked(Proposal, proposal)
        refuse_withdrawn(proposal)
    if not rules.may_declare_tie(by, edition, proposal, at=at):
        raise NotAllowed(_("Only people in this proposal, and those who judge, may name somebody."))
    facts = {
        "name": one_line(name)[:200],
        "address": checked(address) if address else "",
        "organization": one_line(organization)[:200],
    }
    if not any(facts.values()):
        raise NobodyNamed(_("Please name somebody or an organization."))
    earlier = Tie.objects.filter(edition=edition, proposal=proposal, retracted_at=None)
    if (earlier if proposal else earlier.filter(person=by)).count() >= MOST_TIES:
        raise TooManyNamed(_("There are too many here already."))
    years = {"from_year": from_year, "to_year": to_year}
    tie = Tie.objects.create(
        edition=edition,
        proposal=proposal,
        person=by,
        kind=ConflictKind(kind),
        note=clean(note)[:2000],
        declared_at=at,
        **facts,
        **years,
    )
    _told("tie.declared", tie, by, at)
    return tie


@write
def retract_tie(*, tie: Tie, by: Person, at: datetime) -> Tie:
    """It was a mistake, or is over: of a proposal, those who may name somebody may also take it back."""
    tie = locked(Tie, tie)
    is_own = tie.person_id == by.pk
    if not is_own and not (tie.proposal and rules.may_write(by, tie.proposal)):
        raise NotAllowed(_("Only people in this proposal, and those who judge, may name somebody."))
    if tie.retracted_at is None:
        tie.retracted_at = at
        tie.save(update_fields=["retracted_at"])
        _told("tie.retracted", tie, by, at)
    return tie


def _told(action: str, tie: Tie, by: Person, at: datetime) -> None:
    code = tie.proposal.code if tie.proposal else ""
    record(action, subject=tie.edition, actor=by, at=at, scope=tie.edition.path, proposal=code)
    facts_changed([tie.proposal.proposer if tie.proposal else tie.person], at=at)
