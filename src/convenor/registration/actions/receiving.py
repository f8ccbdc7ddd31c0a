"""Receiving people: registering at the desk, badges, checking in, being present online."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from convenor.accounts.actions import person_at, person_named
from convenor.audit.actions import locked, write
from convenor.editions.models import Attendance, Edition
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.people.models import Person
from convenor.registration import rules
from convenor.registration.actions.noting import record
from convenor.registration.actions.registering import Application, invitation_of, made, refuse_others
from convenor.registration.models import Badge, CheckIn, Presence, Registration, Standing
from convenor.registration.places import refuse_full
from convenor.registration.queries import registration_in


class CannotComeIn(Refused):
    """The registration does not admit its person here."""


class RegisteredAlready(Refused):
    """Whoever is reached at this address has a registration that stands."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(_("Whoever has this address is registered already."))
        self.registration = registration


@write
def register_at_desk(
    *,
    edition: Edition,
    application: Application,
    address: str,
    by: Person,
    at: datetime,
    desk: str = "",
) -> Registration:
    """Register somebody who came without registration, and check them in, unless they need approval."""
    _only_who_receives(by, edition, at)
    application = replace(application, attendance=Attendance.IN_PERSON)
    invitation = invitation_of(edition, application, at, is_let_in=True)
    person = _met(application, address, at)
    if standing := registration_in(edition, person):
        raise RegisteredAlready(standing)
    refuse_full(edition, application.category, application.attendance)
    registration = made(
        "registration.made_at_desk", edition, application, invitation, person=person, by=by, at=at
    )
    if not why_not(registration):
        check_in(registration=registration, by=by, at=at, desk=desk)
    return registration


@write
def make_badge(*, registration: Registration, by: Person, at: datetime) -> Badge:
    """Say that a badge was made; again, it is the first one."""
    registration = _received(registration, by, at)
    badge, is_new = Badge.objects.get_or_create(registration=registration, defaults={"by": by, "at": at})
    if is_new:
        record("badge.made", registration, by, at)
    return badge


@write
def check_in(*, registration: Registration, by: Person, at: datetime, desk: str = "") -> CheckIn:
    """Receive somebody, once; again, it is the first time that counts."""
    registration = _received(registration, by, at)
    came, is_new = CheckIn.objects.get_or_create(
        registration=registration, defaults={"by": by, "at": at, "desk": one_line(desk)[:60]}
    )
    if is_new:
        record("registration.checked_in", registration, by, at)
    return came


@write
def say_present(*, registration: Registration, by: Person, at: datetime) -> Presence:
    """Somebody who takes part online is here; the first time counts."""
    registration = locked(Registration, registration)
    refuse_others(registration, by)
    edition = registration.edition
    if registration.standing != Standing.ADMITTED or not registration.is_online:
        raise CannotComeIn(_("This is for those who are registered to take part online."))
    if not edition.has_begun(at) or edition.is_over(at):
        raise CannotComeIn(_("This is possible on the days of the edition."))
    here, is_new = Presence.objects.get_or_create(registration=registration, defaults={"at": at})
    if is_new:
        record("registration.present_online", registration, by, at)
    return here


def why_not(registration: Registration) -> str:
    """Why its person cannot be checked in, in words for the desk; nothing where they can."""
    match registration.standing:
        case Standing.CANCELLED:
            return _("This registration was cancelled.")
        case Standing.REFUSED:
            return _("The secretariat did not approve this registration.")
        case Standing.WAITING:
            return _("This registration still waits for approval by the secretariat.")
    if registration.admitted_at is None:
        return _("This registration still waits for approval by the secretariat.")
    if registration.is_online:
        return _("This person registered to take part online, and holds no place here.")
    return ""


def _met(application: Application, address: str, at: datetime) -> Person:
    """Whoever stands at the desk: by their address, or somebody new who gives none."""
    if address:
        return person_at(address, name=application.name, language=application.language, at=at)
    return person_named(application.name, language=application.language, at=at)


def _only_who_receives(by: Person, edition: Edition, at: datetime) -> None:
    if not rules.may_check_in(by, edition, at=at):
        raise NotAllowed(_("Only the desk and the secretariat may check people in."))


def _received(registration: Registration, by: Person, at: datetime) -> Registration:
    registration = locked(Registration, registration)
    _only_who_receives(by, registration.edition, at)
    if why := why_not(registration):
        raise CannotComeIn(why)
    return registration
