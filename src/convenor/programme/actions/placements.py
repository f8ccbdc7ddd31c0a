"""Where and when sessions are: placed, moved, taken out again. What a plan had better not do, it may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from convenor.audit.actions import record, write
from convenor.editions.models import Edition, Room
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.programme.actions.common import OfAnotherEdition, held, only_arrangers_of, proposal_of, there
from convenor.programme.models import Placement, Session

_LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Where:
    """A day, its times and its room where they are known; further days up to ``ends_on``."""

    starts_on: date
    ends_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    room: Room | None = None


class ImpossibleTime(Refused):
    """It would end before it begins, last for more than a day, or be on another day than its own."""


class AlreadyThere(Refused):
    """The session is placed there already."""


@write
def place(*, session: Session, where: Where, by: Person, at: datetime) -> Placement:
    """Put ``session`` into the programme, once more if it is there already."""
    session = held(session)
    only_arrangers_of(by, session, at)
    return _place(session, where, by, at)


@write
def move(*, placement: Placement, where: Where, by: Person, at: datetime) -> Placement:
    """Put it elsewhere, or at another time."""
    session = held(placement.session)
    only_arrangers_of(by, session, at)
    return _move(there(Placement, placement), where, by, at)


@write
def unplace(*, placement: Placement, by: Person, at: datetime) -> Session:
    """Take it out of the grid; the session stays in the draft."""
    session = held(placement.session)
    only_arrangers_of(by, session, at)
    _unplace(there(Placement, placement), by, at)
    return session


def settle(
    *, session: Session, placement: Placement | None, where: Where | None, by: Person, at: datetime
) -> None:
    """Have ``session`` be ``where``, or nowhere, instead of where ``placement`` has it. For use inside
    actions that hold the edition and have asked whether ``by`` may.
    """
    if where is None:
        if placement is not None:
            _unplace(placement, by, at)
    elif placement is None:
        _place(session, where, by, at)
    else:
        _move(placement, where, by, at)


def _place(session: Session, where: Where, by: Person, at: datetime) -> Placement:
    _check(session, where, ())
    placement = Placement.objects.create(session=session, **_facts(where))
    _say("session.placed", placement, by, at)
    return placement


def _move(placement: Placement, where: Where, by: Person, at: datetime) -> Placement:
    _check(placement.session, where, (placement.pk,))
    facts = _facts(where)
    if all(getattr(placement, name) == value for name, value in facts.items()):
        return placement
    for name, value in facts.items():
        setattr(placement, name, value)
    placement.save(update_fields=list(facts))
    _say("session.moved", placement, by, at)
    return placement


def _unplace(placement: Placement, by: Person, at: datetime) -> None:
    _say("session.unplaced", placement, by, at)
    Placement.objects.filter(pk=placement.pk).delete()


def _facts(where: Where) -> dict[str, object]:
    return {
        "starts_on": where.starts_on,
        "ends_on": where.ends_on or where.starts_on,
        "starts_at": where.starts_at,
        "ends_at": where.ends_at,
        "room": where.room,
    }


def _check(session: Session, where: Where, but: tuple[int, ...]) -> None:
    if where.room is not None and where.room.edition_id != session.edition_id:
        raise OfAnotherEdition(_("This belongs to another edition."))
    if where.ends_on is not None and where.ends_on < where.starts_on:
        raise ImpossibleTime(_("The last day comes before the first."))
    if (where.starts_at is None) != (where.ends_at is None):
        raise ImpossibleTime(_("Give both the beginning and the end, or neither."))
    if where.starts_at is not None and where.ends_at is not None:
        _check_times(session.edition, where.starts_on, where.starts_at, where.ends_at)
    others = session.placements.filter(starts_on=where.starts_on, starts_at=where.starts_at)
    if others.exclude(pk__in=but).exists():
        raise AlreadyThere(_("This session is placed on this day and at this time already."))


def _check_times(edition: Edition, day: date, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise ImpossibleTime(_("The end comes before the beginning."))
    if ends_at - starts_at > _LONGEST:
        raise ImpossibleTime(_("A session ends within a day; for several days, give its last day."))
    if edition.day_at(starts_at) != day:
        raise ImpossibleTime(_("The beginning is not on the first day."))


def _say(what: str, placement: Placement, by: Person, at: datetime) -> None:
    session = placement.session
    record(
        what,
        subject=session,
        actor=by,
        at=at,
        scope=session.edition.path,
        day=placement.starts_on.isoformat(),
        starts_at=placement.starts_at.isoformat() if placement.starts_at else None,
        room=placement.room.slug if placement.room else "",
        **proposal_of(session),
    )
