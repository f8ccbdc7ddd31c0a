"""Registering, confirming the address, changing and cancelling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pycountry
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from convenor.accounts.actions import organization_named, person_at
from convenor.accounts.addresses import checked
from convenor.audit.actions import locked, write
from convenor.editions.models import Edition
from convenor.kernel.codes import new_code, new_token
from convenor.kernel.instants import in_words
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean, one_line
from convenor.people.models import Person
from convenor.registration import rules
from convenor.registration.actions import codes
from convenor.registration.actions.ending import end
from convenor.registration.actions.noting import record
from convenor.registration.actions.telling import tell_changed, tell_reinstated, tell_standing
from convenor.registration.models import (
    CancellationKind,
    Category,
    CheckIn,
    End,
    Entitlement,
    InvitationCode,
    Need,
    NeedKind,
    Registration,
    Standing,
)
from convenor.registration.places import counted, refuse_full, take_places
from convenor.registration.queries import registration_in, rules_of, ways_to_attend

_COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries)


class RegistrationClosed(Refused):
    """It is too late, or too early."""


class NotOffered(Refused):
    """A category, a language or a way to attend that the edition does not offer to this person."""


class HasEnded(Refused):
    """The registration was cancelled, or not confirmed in time."""


class RegisteredAgain(Refused):
    """Another registration of the person stands."""


class HasCome(Refused):
    """The person is here already."""


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody fills in."""

    category: Category
    name: str
    country: str
    language: str
    attendance: str
    organization: str = ""
    access: str | None = ""  # None: as it was
    diet: str | None = ""
    invitation: str = ""


@write
def register(*, edition: Edition, application: Application, by: Person, at: datetime) -> Registration:
    """Register ``by``, who proved their address by signing in; again, it is the registration that stands."""
    invitation = invitation_of(edition, application, at)
    standing = registration_in(edition, by)
    if standing is not None and standing.standing != Standing.UNCONFIRMED:
        return standing
    refuse_full(edition, application.category, application.attendance)
    if standing is not None:
        _make_room(standing, at)
    return made("registration.made", edition, application, invitation, person=by, by=by, at=at)


@write
def register_by_mail(*, edition: Edition, application: Application, address: str, at: datetime) -> None:
    """Register whoever is reached at ``address``, who is asked by mail to confirm it.

    It gives nothing, and refuses nothing, by which one could tell whether we know somebody there.
    """
    address = checked(address)
    invitation = invitation_of(edition, application, at)
    refuse_full(edition, application.category, application.attendance)
    person = _reading(person_at(address, language=application.language, at=at), application.language)
    standing = registration_in(edition, person)
    if standing is not None and standing.standing != Standing.UNCONFIRMED:
        tell_standing([standing], at=at)
        return
    if standing is not None:
        _make_room(standing, at)
    made("registration.made", edition, application, invitation, person=person, by=None, at=at)


@write
def confirm_address(*, registration: Registration, by: Person, at: datetime) -> Registration:
    """Whoever got the letter confirms that they registered; again changes nothing."""
    registration = locked(Registration, registration)
    if not rules.may_manage(by, registration):
        raise NotAllowed(_("Only they themselves may do this."))
    _refuse_ended(registration)
    if registration.confirmed_at is None:
        registration.confirmed_at = at
        registration.save(update_fields=["confirmed_at"])
        if not by.name:
            Person.objects.filter(pk=by.pk, name="").update(name=registration.name)
        record("registration.address_confirmed", registration, by, at)
        tell_standing([registration], at=at)
    return registration


@write
def change_registration(
    *, registration: Registration, application: Application, by: Person, at: datetime, note: str = ""
) -> Registration:
    """Say something else than before; a category that needs approval waits for it.

    The secretariat needs no approval and no invitation, and is never too late; the person is told of it.
    """
    registration = locked(Registration, registration)
    if not rules.may_change(by, registration, at=at):
        raise NotAllowed(_("Only the person themselves or the secretariat may change a registration."))
    _refuse_ended(registration)
    _refuse_unoffered(registration.edition, application)
    is_let_in = rules.may_answer(by, registration.edition, at=at)
    moves = _moves(registration, application)
    _refuse_to_move_who_came(registration, moves, is_let_in=is_let_in)
    before, facts = registration.standing, _facts(registration)
    with counted(registration):
        if moves:
            _move(registration, application, by, at, is_let_in=is_let_in)
        _put(registration, application)
        registration.save()
    _put_needs(registration, application)
    changed = [name for name, fact in _facts(registration).items() if fact != facts[name]]
    if rules.may_manage(by, registration):
        record("registration.changed", registration, by, at, fields=changed)
    elif changed:
        record("registration.changed", registration, by, at, fields=changed)
        tell_changed(registration, changed, at=at, note=clean(note)[:2000])
    if registration.standing != before:
        tell_standing([registration], at=at)
    return registration


@write
def cancel_registration(
    *, registration: Registration, by: Person, at: datetime, reason: str = ""
) -> Registration:
    """Give all places back; the person can register again."""
    registration = locked(Registration, registration)
    if not rules.may_cancel(by, registration, at=at):
        raise NotAllowed(_("Only the person themselves or the secretariat may cancel."))
    if registration.ended_at:
        return registration
    if CheckIn.objects.filter(registration=registration).exists():
        raise HasCome(_("Who is checked in can no longer cancel."))
    is_own = rules.may_manage(by, registration)
    kind = CancellationKind.BY_PERSON if is_own else CancellationKind.BY_SECRETARIAT
    with counted(registration):
        end(registration, kind, by=by, at=at, reason=reason)
    record("registration.cancelled", registration, by, at)
    tell_standing([registration], at=at, note=reason)
    return registration


@write
def reinstate_registration(
    *, registration: Registration, by: Person, at: datetime, note: str = ""
) -> Registration:
    """Let a cancelled registration stand again under its code, if places are left; again changes nothing."""
    registration = locked(Registration, registration)
    if not rules.may_answer(by, registration.edition, at=at):
        raise NotAllowed(_("Only the secretariat may reinstate a registration."))
    if registration.ended_at is None:
        return registration
    _refuse_gone(registration, at)
    with counted(registration):
        registration.ended_at = None
        try:
            with transaction.atomic():
                registration.save(update_fields=["ended_at"])
        except IntegrityError as problem:  # PostgreSQL: they registered again at the same moment
            raise _registered_again() from problem
    registration.cancellations.filter(reinstated_at=None).update(reinstated_at=at, reinstated_by=by)
    record("registration.reinstated", registration, by, at)
    tell_reinstated(registration, at=at, note=clean(note)[:2000])
    return registration


def refuse_others(registration: Registration, by: Person) -> None:
    if not rules.may_manage(by, registration):
        raise NotAllowed(_("Only the person themselves may change a registration."))


def invitation_of(
    edition: Edition, application: Application, at: datetime, *, is_let_in: bool = False
) -> InvitationCode | None:
    """The invitation that comes with ``application``, if all of it is offered to whoever has that.

    Whom the desk or the secretariat lets in, registers before it opens and after it closes.
    """
    invitation = (
        codes.code_that_works(edition, application.invitation, at) if application.invitation else None
    )
    _refuse_closed(edition, at, is_let_in=is_let_in or invitation is not None)
    _refuse_unoffered(edition, application)
    _refuse_uninvited(application.category, invitation)
    return invitation


def _refuse_closed(edition: Edition, at: datetime, *, is_let_in: bool) -> None:
    held = rules_of(edition)
    if held is None or edition.is_over(at):
        raise RegistrationClosed(_("This edition takes no registrations."))
    if is_let_in or held.is_open(at):
        return
    instant = {"instant": in_words(held.opens_at if at < held.opens_at else held.closes_at, edition.tzinfo)}
    if at < held.opens_at:
        raise RegistrationClosed(_("Registration opens on %(instant)s.") % instant)
    raise RegistrationClosed(_("Registration closed on %(instant)s.") % instant)


def _refuse_unoffered(edition: Edition, application: Application) -> None:
    if not any(sign.isalnum() for sign in application.name):
        raise NotOffered(_("Please say what your name is."))
    if application.country and application.country not in _COUNTRIES:
        raise NotOffered(_("Please choose a country that exists."))
    if application.language not in edition.languages:
        raise NotOffered(_("Please choose one of the languages of this edition."))
    if application.attendance not in ways_to_attend(edition):
        raise NotOffered(_("This edition does not offer that way to take part."))
    if application.category.edition_id != edition.pk:
        raise NotOffered(_("This edition does not have that category."))


def _refuse_uninvited(category: Category, invitation: InvitationCode | None) -> None:
    if not category.is_open and not _opens(invitation, category):
        raise NotOffered(_("This category is by invitation: please give your invitation code."))


def _opens(invitation: InvitationCode | None, category: Category) -> bool:
    return invitation is not None and invitation.category_id == category.pk


def made(
    name: str,
    edition: Edition,
    application: Application,
    invitation: InvitationCode | None,
    *,
    person: Person,
    by: Person | None,
    at: datetime,
) -> Registration:
    """A registration of ``person``; confirmed, where somebody saw to it. For use inside actions."""
    category = application.category
    is_admitted = not category.needs_approval or _opens(invitation, category)
    registration = Registration(
        edition=edition,
        person=person,
        code=_unused_code(),
        token=new_token(),
        invitation=invitation,
        registered_at=at,
        confirmed_at=at if by else None,
        admitted_at=at if is_admitted else None,
    )
    _put(registration, application)
    try:
        with transaction.atomic():
            registration.save(force_insert=True)
    except IntegrityError:  # PostgreSQL: they registered twice at the same moment
        return Registration.objects.standing().get(edition=edition, person=person)
    if invitation is not None:
        codes.use(invitation, person, at)
        _carry(registration, invitation, at)
    _put_needs(registration, application)
    take_places(registration)
    record(name, registration, by, at)
    tell_standing([registration], at=at)
    return registration


def _make_room(unconfirmed: Registration, at: datetime) -> None:
    """End a registration that nobody confirmed, for the same person registers again."""
    unconfirmed = locked(Registration, unconfirmed)
    with counted(unconfirmed):
        end(unconfirmed, CancellationKind.MADE_AGAIN, by=None, at=at)


def _put(registration: Registration, application: Application) -> None:
    registration.category = application.category
    registration.name = one_line(application.name)[:200]
    registration.country = application.country
    registration.organization = organization_named(application.organization)
    registration.language = application.language
    registration.attendance = application.attendance


def _facts(registration: Registration) -> dict[str, object]:
    names = ("name", "category", "attendance", "country", "organization", "language")
    return {name: getattr(registration, name) for name in names}


def _put_needs(registration: Registration, application: Application) -> None:
    """What they need now; each is kept until so many days after the edition."""
    kinds = {NeedKind.ACCESS: application.access, NeedKind.DIET: application.diet}
    said = {kind: one_line(text)[:500] for kind, text in kinds.items() if text is not None}
    registration.needs.filter(kind__in=said).delete()
    needs = {kind: text for kind, text in said.items() if text}
    held = rules_of(registration.edition) if needs else None
    if held is None or not held.asks_needs:
        return
    keep_until = registration.edition.ends_on + timedelta(days=held.needs_days)
    Need.objects.bulk_create(
        Need(registration=registration, kind=kind, text=text, keep_until=keep_until)
        for kind, text in needs.items()
    )


def _carry(registration: Registration, invitation: InvitationCode, at: datetime) -> None:
    if invitation.track is not None:
        Entitlement.objects.create(
            registration=registration,
            track=invitation.track,
            invitation=invitation,
            asked_at=at,
            granted_at=at,
        )


def _moves(registration: Registration, application: Application) -> list[str]:
    """Which of the facts by which places are counted ``application`` changes."""
    said = {"category": application.category, "attendance": application.attendance}
    return [name for name, fact in said.items() if fact != getattr(registration, name)]


def _refuse_to_move_who_came(registration: Registration, moves: list[str], *, is_let_in: bool) -> None:
    """Who came, came in person; under a wrong category perhaps, which the secretariat corrects."""
    if not moves or not CheckIn.objects.filter(registration=registration).exists():
        return
    if not is_let_in:
        raise HasCome(_("You are checked in: your category and your way to take part stay as they are."))
    if "attendance" in moves:
        raise HasCome(_("This person is checked in: their way to take part stays as it is."))


def _move(
    registration: Registration, application: Application, by: Person, at: datetime, *, is_let_in: bool
) -> None:
    """Into another category, or to another way to attend."""
    edition, category = registration.edition, application.category
    held = registration.invitation
    invitation = held if _opens(held, category) else None
    _refuse_closed(edition, at, is_let_in=is_let_in or invitation is not None)
    if category.pk != registration.category_id:
        if not is_let_in:
            _refuse_uninvited(category, invitation)
        is_approved = is_let_in and registration.admitted_at is not None
        is_admitted = not category.needs_approval or invitation is not None or is_approved
        registration.admitted_at = (registration.admitted_at or at) if is_admitted else None
        registration.refused_at = None
    if application.attendance != registration.attendance:
        # Seats are for those who come.
        booked = Entitlement.objects.standing().filter(registration=registration, session__isnull=False)
        booked.update(ended_at=at, ended_by=by, end=End.GIVEN_BACK)


def _reading(person: Person, language: str) -> Person:
    """``person``; one who was invited, and told nothing of themselves, is written to in ``language``."""
    if not person.name and person.language != language:
        person.language = language
        person.save(update_fields=["language"])
    return person


def _refuse_ended(registration: Registration) -> None:
    if registration.ended_at:
        raise HasEnded(_("This registration was cancelled or not confirmed in time. Please register again."))


def _refuse_gone(registration: Registration, at: datetime) -> None:
    """What cannot be reinstated: because the edition, its proof or its turn is over."""
    if registration.edition.is_over(at):
        raise RegistrationClosed(_("This edition is over."))
    if registration.person.erased_at is not None:
        raise HasEnded(_("This person asked to be forgotten: please have them register again."))
    if registration.confirmed_at is None:
        raise HasEnded(
            _("The address of this registration was never confirmed: please have them register again.")
        )
    if registration_in(registration.edition, registration.person):
        raise _registered_again()


def _registered_again() -> RegisteredAgain:
    return RegisteredAgain(_("This person has registered again: their new registration stands."))


def _unused_code() -> str:
    unseen = iter(new_code, "")
    return next(code for code in unseen if not Registration.objects.filter(code=code).exists())
