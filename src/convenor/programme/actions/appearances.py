"""The people in a session: named by those who arrange it, answering for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from convenor.accounts.actions import person_at
from convenor.accounts.addresses import checked
from convenor.audit.actions import record, write
from convenor.editions.letters import Page, send
from convenor.editions.models import Edition, LetterKind
from convenor.kernel.codes import new_token
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.people.models import Person
from convenor.programme.actions.common import (
    OfAnotherEdition,
    held,
    only_arrangers,
    only_arrangers_of,
    proposal_of,
    there,
)
from convenor.programme.models import Appearance, AppearanceRole, Availability, Item, Session

MOST_PEOPLE = 60


class AlreadyAppears(Refused):
    """A person has a role in a session once."""


class TooMany(Refused):
    """More people than a session can show."""


class AnsweredElsewhere(Refused):
    """Those who come with a proposal answer through its letter."""


class ImpossibleTimes(Refused):
    """A time that ends before it begins, or times beside no time at all."""


@write
def add_appearance(
    *,
    session: Session,
    address: str,
    name: str,
    by: Person,
    at: datetime,
    role: AppearanceRole = AppearanceRole.SPEAKER,
    item: Item | None = None,
    is_remote: bool = False,
    note: str = "",
    language: str = "",
) -> Appearance:
    """Name somebody in a session and ask them by mail whether they will come.

    ``language`` is that of somebody whom we do not know yet; without it, the first of the edition.
    """
    session = held(session)
    only_arrangers_of(by, session, at)
    _check_item(session, item)
    if session.appearances.count() >= MOST_PEOPLE:
        raise TooMany(_("There are too many here already."))
    name = one_line(name)[:200]
    person = person_at(checked(address), name=name, language=language or session.edition.languages[0], at=at)
    if session.appearances.filter(person=person, role=role).exists():
        raise AlreadyAppears(_("Whoever is reached at this address has this role here already."))
    appearance = Appearance.objects.create(
        session=session,
        person=person,
        role=role,
        item=item,
        position=_next_position(session),
        is_remote=is_remote,
        token=new_token(),
        invited_as=name,
        invited_at=at,
    )
    _say("appearance.invited", appearance, by, at, role=str(role))
    _write_to(appearance, note, at)
    return appearance


@write
def change_appearance(
    *,
    appearance: Appearance,
    role: AppearanceRole,
    is_remote: bool,
    by: Person,
    at: datetime,
    item: Item | None = None,
) -> Appearance:
    session = held(appearance.session)
    only_arrangers_of(by, session, at)
    _check_item(session, item)
    appearance = there(Appearance, appearance)
    others = session.appearances.filter(person=appearance.person, role=role).exclude(pk=appearance.pk)
    if others.exists():
        raise AlreadyAppears(_("Whoever is reached at this address has this role here already."))
    appearance.role, appearance.is_remote, appearance.item = role, is_remote, item
    appearance.save(update_fields=["role", "is_remote", "item"])
    _say("appearance.changed", appearance, by, at, role=str(role))
    return appearance


@write
def remove_appearance(*, appearance: Appearance, by: Person, at: datetime) -> Session:
    session = held(appearance.session)
    only_arrangers_of(by, session, at)
    appearance = there(Appearance, appearance)
    _say("appearance.removed", appearance, by, at)
    Appearance.objects.filter(pk=appearance.pk).delete()
    return session


@write
def answer_appearance(
    *, appearance: Appearance, will_come: bool, is_remote: bool, by: Person, at: datetime
) -> Appearance:
    """Somebody who was invited says whether they will appear, in the room or from afar."""
    appearance = there(Appearance, appearance)
    if by.pk != appearance.person_id:
        raise NotAllowed(_("Only the person who was invited can answer."))
    if appearance.contributor_id:
        raise AnsweredElsewhere(_("You come with a proposal: please answer through its letter."))
    said = bool(appearance.agreed_at) if will_come else bool(appearance.refused_at)
    if said and appearance.is_remote == is_remote:
        return appearance
    appearance.agreed_at, appearance.refused_at = (at, None) if will_come else (None, at)
    appearance.is_remote = is_remote
    appearance.save(update_fields=["agreed_at", "refused_at", "is_remote"])
    _say("appearance.answered", appearance, by, at, will_come=will_come)
    return appearance


@write
def set_availability(
    *,
    edition: Edition,
    person: Person,
    times: Sequence[tuple[datetime, datetime]],
    by: Person,
    at: datetime,
    is_never: bool = False,
) -> Person:
    """Say when ``person`` can be scheduled: they themselves, or organisers.

    No times at all mean always; with ``is_never`` it is at no time.
    """
    if by != person:
        only_arrangers(by, edition, None, at)
    if not Appearance.objects.filter(session__edition=edition, person=person).exists():
        raise OfAnotherEdition(_("This person is in no session of this edition."))
    if any(ends_at <= starts_at for starts_at, ends_at in times):
        raise ImpossibleTimes(_("The end comes before the beginning."))
    if is_never and times:
        raise ImpossibleTimes(_("Give times, or say that it is at no time; not both."))
    Availability.objects.filter(edition=edition, person=person).delete()
    spans: Sequence[tuple[datetime | None, datetime | None]] = [(None, None)] if is_never else times
    Availability.objects.bulk_create(
        Availability(edition=edition, person=person, starts_at=starts_at, ends_at=ends_at)
        for starts_at, ends_at in spans
    )
    record(
        "availability.set",
        subject=person,
        actor=by,
        at=at,
        scope=edition.path,
        about=[person],
        count=len(times),
        is_never=is_never,
    )
    return person


def _check_item(session: Session, item: Item | None) -> None:
    if item is not None and item.session_id != session.pk:
        raise OfAnotherEdition(_("This part belongs to another session."))


def _next_position(session: Session) -> int:
    last = session.appearances.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _write_to(appearance: Appearance, note: str, at: datetime) -> None:
    session = appearance.session
    send(
        edition=session.edition,
        kind=LetterKind.APPEARANCE_INVITATION,
        to=appearance.person,
        key=f"appearance:{appearance.pk}",
        at=at,
        session_title=session.title,
        role=AppearanceRole(appearance.role).label,
        track=session.track.name if session.track else "",
        note=note,
        link=Page("public:appearance", (appearance.token,)),
    )


def _say(what: str, appearance: Appearance, by: Person, at: datetime, **detail: Any) -> None:
    session = appearance.session
    record(
        what,
        subject=session,
        actor=by,
        at=at,
        scope=session.edition.path,
        about=[appearance.person],
        **proposal_of(session),
        **detail,
    )
