"""Receiving people: badges, checking in at the desk, being present online."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, write
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.people.models import Person
from convenor.registration import rules
from convenor.registration.actions.noting import record
from convenor.registration.actions.registering import refuse_others
from convenor.registration.models import Badge, CheckIn, Presence, Registration, Standing


class CannotComeIn(Refused):
    """The registration does not admit its person here."""


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


def _received(registration: Registration, by: Person, at: datetime) -> Registration:
    registration = locked(Registration, registration)
    if not rules.may_check_in(by, registration.edition, at=at):
        raise NotAllowed(_("Only the desk and the secretariat may check people in."))
    if why := why_not(registration):
        raise CannotComeIn(why)
    return registration
