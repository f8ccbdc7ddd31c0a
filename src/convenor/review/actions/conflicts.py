"""Keep the conflicts of interest that are computed equal to the facts, and overrule one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.models import Edition, Office
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean
from convenor.people.models import Person
from convenor.proposals.models import (
    Conflict,
    Contributor,
    Proposal,
    Tie,
    Waiver,
)
from convenor.review import rules
from convenor.review.conflicts import JUDGING, found_conflicts
from convenor.review.finding import Found
from convenor.review.models import Assignment, Delegation


class NotWaivable(Refused):
    """Somebody said it of themselves, or an organiser did: that is retracted by who said it."""


class ReasonMissing(Refused):
    """A conflict is not waived without a reason."""


def look_again(people: Iterable[Person], at: datetime) -> None:
    """The facts about ``people`` changed: compare them again, as judges and in proposals. Inside actions.

    What is found is not in the log: how many entries an author's own action makes would tell them who judges.
    """
    keys = [person.pk for person in people]
    judged, offered = _judged_by(keys, at), _offered_by(keys)
    judging = Office.objects.held_at(at).filter(role__in=JUDGING).values("edition")
    either = Edition.objects.filter(pk__in=judged | offered.keys())
    for edition in either.filter(pk__in=judging).order_by("pk") if judged or offered else ():
        if proposals := offered.get(edition.pk):
            _compare(edition, at, proposals=proposals)
        if edition.pk in judged:
            _compare(edition, at, people=keys)


def look_again_at(edition: Edition, at: datetime) -> int:
    """All conflicts of ``edition``; gives how many rows this changed. For use inside actions."""
    return _compare(edition, at)


def look_at_pairs(
    edition: Edition, proposals: Collection[int], people: Collection[int], at: datetime
) -> None:
    """Before somebody of ``people`` is asked to judge one of ``proposals``. For use inside actions."""
    _compare(edition, at, proposals=proposals, people=people)


@write
def find_conflicts(*, edition: Edition, at: datetime) -> int:
    """Compare all facts of ``edition`` again; gives how many rows this changed: none, unless time did."""
    return look_again_at(locked(Edition, edition), at)


@write
def waive(*, conflict: Conflict, reason: str, by: Person, at: datetime) -> Waiver:
    """Let somebody judge in spite of a conflict that was found, or that a contributor named."""
    conflict = locked(Conflict, conflict)
    _only_who_handles(conflict.proposal, by, at)
    if not conflict.can_be_waived or conflict.retracted_at:
        raise NotWaivable(_("This conflict of interest was declared; who declared it may retract it."))
    if not clean(reason):
        raise ReasonMissing(_("Please give the reason: it stays beside the conflict of interest."))
    waiver, is_new = Waiver.objects.get_or_create(
        **_pair(conflict),
        retracted_at=None,
        defaults={"reason": clean(reason)[:2000], "by": by, "at": at},
    )
    if is_new:
        _record("conflict.waived", conflict, by, at)
        _look_at_pair(conflict, at)
    return waiver


@write
def end_waiver(*, conflict: Conflict, by: Person, at: datetime) -> Conflict:
    """What was waived counts again."""
    conflict = locked(Conflict, conflict)
    _only_who_handles(conflict.proposal, by, at)
    if Waiver.objects.filter(**_pair(conflict), retracted_at=None).update(retracted_at=at):
        _record("conflict.waived_no_more", conflict, by, at)
        _look_at_pair(conflict, at)
    return conflict


def _pair(conflict: Conflict) -> dict[str, object]:
    names = ("proposal", "person", "kind", "source")
    return {name: getattr(conflict, name) for name in names}


def _look_at_pair(conflict: Conflict, at: datetime) -> None:
    look_at_pairs(conflict.proposal.edition, [conflict.proposal_id], [conflict.person_id], at)


def _only_who_handles(proposal: Proposal, by: Person, at: datetime) -> None:
    if not rules.may_handle_conflicts(by, proposal, at=at):
        raise NotAllowed(_("Only chairs and the secretariat, without a conflict of their own, may do this."))


def _record(action: str, conflict: Conflict, by: Person, at: datetime) -> None:
    proposal = conflict.proposal
    record(
        action,
        subject=proposal,
        actor=by,
        at=at,
        scope=proposal.edition.path,
        about=[conflict.person],
        kind=conflict.kind,
    )


def _judged_by(people: Collection[int], at: datetime) -> set[int]:
    """The editions in which one of ``people`` judges, or in which something was found of them as judges."""
    offices = Office.objects.held_at(at).filter(role__in=JUDGING, person__in=people)
    asked = Assignment.objects.filter(
        Q(reviewer__in=people) | Q(delegations__in=Delegation.objects.open().filter(person__in=people)),
        ended_at=None,
    )
    found = Conflict.objects.standing().derived().filter(person__in=people)
    return {
        *offices.values_list("edition", flat=True),
        *asked.order_by().values_list("proposal__edition", flat=True).distinct(),
        *found.order_by().values_list("proposal__edition", flat=True).distinct(),
    }


def _offered_by(people: Collection[int]) -> dict[int, set[int]]:
    """What was handed in with one of ``people`` among its contributors, by edition."""
    parts = Contributor.objects.filter(person__in=people, proposal__submitted_at__isnull=False).order_by()
    found: defaultdict[int, set[int]] = defaultdict(set)
    for edition, proposal in parts.values_list("proposal__edition", "proposal"):
        found[edition].add(proposal)
    return found


def _compare(
    edition: Edition,
    at: datetime,
    *,
    proposals: Collection[int] | None = None,
    people: Collection[int] | None = None,
) -> int:
    """Make the rows of these pairs what the facts say; gives how many changed."""
    stored = Conflict.objects.standing().derived().filter(proposal__edition=edition)
    if proposals is not None:
        stored = stored.filter(proposal__in=proposals)
    if people is not None:
        stored = stored.filter(person__in=people)
    wanted = set(found_conflicts(edition, at, proposals=proposals, people=people))
    standing = {_value(row): row.pk for row in stored}
    over = [pk for value, pk in standing.items() if value not in wanted]
    new = sorted(wanted - standing.keys(), key=lambda value: (value.proposal, value.person, value.kind))
    if over:
        Conflict.objects.filter(pk__in=over).update(retracted_at=at)
    if new:
        declarers = dict(Tie.objects.filter(pk__in={each.tie for each in new}).values_list("pk", "person"))
        Conflict.objects.bulk_create((_row(value, declarers, at) for value in new), batch_size=500)
    return len(over) + len(new)


def _value(row: Conflict) -> Found:
    return Found(
        proposal=row.proposal_id,
        person=row.person_id,
        kind=row.kind,
        source=row.source,
        severity=row.severity,
        tie=row.tie_id,
        counterpart=row.counterpart_id,
        detail=row.detail,
        from_year=row.from_year,
        to_year=row.to_year,
    )


def _row(found: Found, declarers: dict[int, int], at: datetime) -> Conflict:
    return Conflict(
        proposal_id=found.proposal,
        person_id=found.person,
        kind=found.kind,
        source=found.source,
        severity=found.severity,
        tie_id=found.tie,
        counterpart_id=found.counterpart,
        detail=found.detail,
        from_year=found.from_year,
        to_year=found.to_year,
        declared_by_id=declarers[found.tie] if found.tie else None,
        declared_at=at,
    )
