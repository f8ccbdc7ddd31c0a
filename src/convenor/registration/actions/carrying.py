"""What a registration carries: tracks with limited access, by asking or by code, and places in sessions."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, write
from convenor.editions.models import Access, Track
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.people.models import Person
from convenor.programme.models import Session
from convenor.registration import rules
from convenor.registration.actions import codes
from convenor.registration.actions.noting import record
from convenor.registration.actions.registering import refuse_others
from convenor.registration.actions.telling import tell_standing
from convenor.registration.models import End, Entitlement, InvitationCode, Registration, Standing
from convenor.registration.places import counted
from convenor.registration.queries import bookable_sessions, limited_tracks


class NotStanding(Refused):
    """The registration is not confirmed, not approved, or over."""


class NeedsNothing(Refused):
    """Everybody who registered may go there."""


class ByInvitation(Refused):
    """Only an invitation code opens it."""


@write
def ask_for_track(*, registration: Registration, track: Track, by: Person, at: datetime) -> Entitlement:
    """Ask to attend a track; one that only counts its places grants it at once."""
    registration = _own_and_standing(registration, by, at)
    if not limited_tracks(registration.edition).filter(pk=track.pk).exists():
        raise NeedsNothing(_("This track is open to all who register."))
    earlier = registration.entitlements.filter(track=track)
    if standing := earlier.filter(ended_at=None).first():
        return standing
    if track.access == Access.INVITATION:
        raise ByInvitation(_("This track is by invitation: please give your invitation code."))
    if earlier.filter(end=End.REFUSED).exists():
        raise NotAllowed(_("The secretariat has answered already. Please write to it."))
    with counted(registration):
        entitlement = Entitlement.objects.create(
            registration=registration,
            track=track,
            asked_at=at,
            granted_at=at if track.access == Access.OPEN else None,
        )
    record("entitlement.asked", registration, by, at, track=track.slug)
    return entitlement


@write
def redeem_code(*, registration: Registration, typed: str, by: Person, at: datetime) -> InvitationCode:
    """Use an invitation code: for its track, its category, or both."""
    registration = locked(Registration, registration)
    refuse_others(registration, by)
    if registration.ended_at or not registration.confirmed_at:
        raise NotStanding(_("Please confirm your registration first."))
    invitation = codes.code_that_works(registration.edition, typed, at)
    codes.use(invitation, by, at)
    before = registration.standing
    with counted(registration):
        if invitation.category is not None:
            registration.category, registration.invitation = invitation.category, invitation
            registration.admitted_at, registration.refused_at = registration.admitted_at or at, None
            registration.save()
        if invitation.track is not None:
            _grant(registration, invitation, at)
    record("code.redeemed", registration, by, at)
    if registration.standing != before:
        tell_standing([registration], at=at)
    return invitation


@write
def book_session(*, registration: Registration, session: Session, by: Person, at: datetime) -> Entitlement:
    """Take a place in a session that has a number of them."""
    registration = _own_and_standing(registration, by, at)
    if standing := registration.entitlements.filter(session=session, ended_at=None).first():
        return standing
    _refuse_unbookable(registration, session)
    with counted(registration):
        place = Entitlement.objects.create(
            registration=registration, session=session, asked_at=at, granted_at=at
        )
    record("session.booked", registration, by, at, session=session.code)
    return place


@write
def give_back(*, entitlement: Entitlement, by: Person, at: datetime) -> Entitlement:
    """Give a track or a place back, and with a track the places in its sessions; again changes nothing."""
    registration = locked(Registration, entitlement.registration)
    if not rules.may_cancel(by, registration, at=at):
        raise NotAllowed(_("Only the person themselves or the secretariat may give this back."))
    entitlement = locked(Entitlement, entitlement)
    if entitlement.ended_at:
        return entitlement
    standing = registration.entitlements.filter(ended_at=None)
    given = standing.filter(pk=entitlement.pk)
    if entitlement.track_id:
        given |= standing.filter(session__track=entitlement.track_id)
    with counted(registration):
        Entitlement.objects.filter(pk__in=list(given.values_list("pk", flat=True))).update(
            ended_at=at, ended_by=by, end=End.GIVEN_BACK
        )
    if entitlement.track:
        record("entitlement.given_back", registration, by, at, track=entitlement.track.slug)
    elif entitlement.session:
        record("session.given_back", registration, by, at, session=entitlement.session.code)
    return Entitlement.objects.get(pk=entitlement.pk)


def _own_and_standing(registration: Registration, by: Person, at: datetime) -> Registration:
    registration = locked(Registration, registration)
    refuse_others(registration, by)
    if registration.standing != Standing.ADMITTED:
        raise NotStanding(_("This is possible once your registration is confirmed and approved."))
    if registration.edition.is_over(at):
        raise NotStanding(_("This edition is over."))
    return registration


def _grant(registration: Registration, invitation: InvitationCode, at: datetime) -> None:
    entitlement, _is_new = Entitlement.objects.get_or_create(
        registration=registration,
        track=invitation.track,
        ended_at=None,
        defaults={"asked_at": at, "granted_at": at, "invitation": invitation},
    )
    if entitlement.granted_at is None:
        entitlement.granted_at, entitlement.invitation = at, invitation
        entitlement.save(update_fields=["granted_at", "invitation"])


def _refuse_unbookable(registration: Registration, session: Session) -> None:
    if not bookable_sessions(registration.edition).filter(pk=session.pk).exists():
        raise NeedsNothing(_("This session takes no bookings."))
    if registration.is_online:
        raise NeedsNothing(_("Places are for those who come. Online, you need none."))
    track = session.track_id
    if track is None or not limited_tracks(registration.edition).filter(pk=track).exists():
        return
    if not registration.entitlements.filter(track=track, ended_at=None, granted_at__isnull=False).exists():
        raise NotAllowed(_("This session belongs to a track with limited access: ask for the track first."))
