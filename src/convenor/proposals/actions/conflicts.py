"""Conflicts of interest: why somebody may not judge a proposal."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.proposals import rules
from convenor.proposals.kinds import ConflictKind, ConflictSource, Severity
from convenor.proposals.models import Conflict, Proposal


class FoundOrNamed(Refused):
    """It follows from facts, or from somebody who was named: there is nothing to retract here."""


@write
def declare_conflict(
    *,
    proposal: Proposal,
    person: Person,
    reason: str,
    by: Person,
    at: datetime,
    kind: ConflictKind = ConflictKind.OTHER,
    severity: Severity = Severity.BARS,
    from_year: int | None = None,
    to_year: int | None = None,
) -> Conflict:
    """From now on ``proposal`` does not exist for ``person``; declaring it again gives the same conflict.

    What people say of themselves bars; an organiser may say of others that it is only to be weighed.
    """
    proposal = locked(Proposal, proposal)
    if not rules.may_declare_conflict(by, proposal, person, at=at):
        raise NotAllowed(
            _("You may declare your own conflicts of interest; the secretariat those of others.")
        )
    years = {"from_year": from_year, "to_year": to_year}
    return enter_conflict(proposal, person, reason, by=by, at=at, kind=kind, severity=severity, **years)


def enter_conflict(
    proposal: Proposal,
    person: Person,
    reason: str,
    *,
    by: Person,
    at: datetime,
    kind: ConflictKind = ConflictKind.OTHER,
    severity: Severity = Severity.BARS,
    from_year: int | None = None,
    to_year: int | None = None,
) -> Conflict:
    """The same of who may declare it for a reason that lies higher up. For use inside actions."""
    conflict, is_new = Conflict.objects.get_or_create(
        proposal=proposal,
        person=person,
        kind=ConflictKind(kind),
        source=ConflictSource.PERSON if by == person else ConflictSource.ORGANISER,
        tie=None,
        retracted_at=None,
        defaults={
            "severity": Severity.BARS if by == person else Severity(severity),
            "from_year": from_year,
            "to_year": to_year,
            "reason": clean(reason)[:2000],
            "declared_by": by,
            "declared_at": at,
        },
    )
    if is_new:
        scope = proposal.edition.path
        record("conflict.declared", subject=proposal, actor=by, at=at, scope=scope, about=[person])
    return conflict


@write
def retract_conflict(*, conflict: Conflict, by: Person, at: datetime) -> Conflict:
    """``conflict`` was a mistake, or is over. It stays as a row; another one may be declared later."""
    conflict = locked(Conflict, conflict)
    if not rules.may_retract_conflict(by, conflict, at=at):
        raise NotAllowed(
            _("Only who declared this conflict of interest, or the secretariat, may retract it.")
        )
    if conflict.is_derived:
        raise FoundOrNamed(_("This conflict of interest was found; it can be waived, not retracted."))
    if conflict.retracted_at is None:
        conflict.retracted_at = at
        conflict.save(update_fields=["retracted_at"])
        proposal, person = conflict.proposal, conflict.person
        scope = proposal.edition.path
        record("conflict.retracted", subject=proposal, actor=by, at=at, scope=scope, about=[person])
    return conflict
