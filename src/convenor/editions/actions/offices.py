"""Entrust people with offices, and end that."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from convenor.accounts.actions import person_at
from convenor.audit.actions import locked, record, write
from convenor.editions import letters, rules
from convenor.editions.actions.common import only_secretaries
from convenor.editions.models import Edition, LetterKind, Office, Role, Track, last_day_of_access
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.people.facts import facts_changed
from convenor.people.models import Person

OF_A_TRACK = frozenset({Role.TRACK_CHAIR, Role.REVIEWER})


class AlreadyHeld(Refused):
    """This person holds the office now."""


class TrackMissing(Refused):
    """Some offices are held in one track, the others in none."""


class NameMissing(Refused):
    """Nobody could tell this person from others without a name."""


class AlreadyEnded(Refused):
    """The office has ended."""


class LastSecretary(Refused):
    """Somebody has to be able to give offices."""


@write
def give_office(
    *,
    edition: Edition,
    role: Role,
    address: str,
    by: Person,
    at: datetime,
    name: str = "",
    track: Track | None = None,
) -> Office:
    """Entrust whoever is reached at ``address`` with an office, and tell them."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    if (role in OF_A_TRACK) != (track is not None) or (track and track.edition_id != edition.pk):
        raise TrackMissing(_("Track chairs and reviewers are given one track; other offices have none."))
    person = _named(person_at(address, name=name, language=by.language, at=at), name)
    standing = Office.objects.filter(edition=edition, person=person, role=role, track=track, ended_at=None)
    if standing.exists():
        raise AlreadyHeld(_("This person holds the office already."))

    office = Office.objects.create(
        edition=edition,
        person=person,
        role=role,
        track=track,
        given_by=by,
        given_at=at,
        until_date=access_until(edition, at),
    )
    _record("office.given", office, by, at)
    facts_changed([person], at=at)
    letters.send(
        edition=edition,
        kind=LetterKind.OFFICE_GIVEN,
        to=person,
        key=f"office-given:{office.pk}",
        at=at,
        role=Role(role).label,
        track=track.name if track else "",
        link=letters.Page("me:home"),
    )
    return office


@write
def end_office(*, office: Office, by: Person, at: datetime) -> Office:
    """End an office: the secretariat may, and whoever holds it."""
    locked(Edition, office.edition)
    office = locked(Office, office)
    if by.pk != office.person_id and not rules.may_organise(by, office.edition, at=at):
        raise NotAllowed(_("Only the secretariat, or the one who holds an office, may end it."))
    if office.ended_at is not None:
        raise AlreadyEnded(_("This office has ended already."))
    if office.role == Role.SECRETARY and not _other_secretaries(office, at):
        raise LastSecretary(_("Give the office of secretary to somebody else first: nobody else holds it."))

    office.ended_at, office.ended_by = at, by
    office.save(update_fields=["ended_at", "ended_by"])
    _record("office.ended", office, by, at)
    facts_changed([office.person], at=at)
    return office


def extend_offices(edition: Edition, at: datetime) -> None:
    """Offices end with the edition: when it moves, so does their end. For use inside actions."""
    standing = Office.objects.filter(edition=edition, ended_at=None)
    standing.update(until_date=access_until(edition, at))


def access_until(edition: Edition, at: datetime) -> date:
    """The last day of offices given now; those who enter an edition of years ago get their time, too."""
    return last_day_of_access(max(edition.ends_on, edition.day_at(at)))


def _other_secretaries(office: Office, at: datetime) -> bool:
    held = Office.objects.held_at(at).filter(edition=office.edition_id, role=Role.SECRETARY)
    return held.exclude(pk=office.pk).exists()


def _record(name: str, office: Office, by: Person, at: datetime) -> None:
    record(
        name,
        subject=office.edition,
        actor=by,
        at=at,
        scope=office.edition.path,
        about=[office.person],
        role=office.role,
        track=office.track.slug if office.track else None,
    )


def _named(person: Person, name: str) -> Person:
    """``person``, who is called ``name`` where they have not said it themselves."""
    if not person.name:
        if not one_line(name):
            raise NameMissing(_("We do not know this person yet: please give their name, too."))
        person.name = one_line(name)[:200]
        person.save(update_fields=["name"])
    return person
