"""Counting places: what registrations hold, and moving the counts when that changes.

A place is a row that counts, a session's or a quota's. Everybody takes them in one order, the row that most
people want last, so that it is held for the shortest time and nobody waits in a circle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from convenor.editions.models import Attendance, Edition
from convenor.kernel.refusals import Refused
from convenor.programme.models import Session
from convenor.registration.models import Category, Entitlement, Quota, Registration


class SoldOut(Refused):
    """All places are taken."""


class Of(IntEnum):
    """What a place is of, in the order in which they are taken."""

    SESSION = 0
    TRACK = 1
    CATEGORY = 2
    EDITION = 3


class Place(NamedTuple):
    of: Of
    pk: int


@contextmanager
def counted(*registrations: Registration) -> Iterator[None]:
    """Whatever happens to ``registrations`` inside: afterwards the counts say what they hold, or ``SoldOut``.

    For use inside actions, which hold the registrations until they end.
    """
    before = held_by(registrations)
    yield
    after = held_by(registrations)
    for place in sorted(before.keys() | after.keys()):
        more = after[place] - before[place]
        if more > 0:
            _take(place, more)
        elif more < 0:
            _give_back(place, -more)


def take_places(registration: Registration) -> None:
    """Take what a registration that was just made holds, or say ``SoldOut``. For use inside actions."""
    for place, many in sorted(held_by([registration]).items()):
        _take(place, many)


def held_by(registrations: Iterable[Registration]) -> Counter[Place]:
    """The places that ``registrations``, as they are in memory, hold with their granted entitlements."""
    held: Counter[Place] = Counter()
    holding = [each for each in registrations if each.admitted_at and not each.ended_at]
    if not holding:
        return held
    granted = Entitlement.objects.granted().filter(registration__in=holding)
    carried = list(granted.values_list("registration_id", "track_id", "session_id"))
    quotas = list(Quota.objects.filter(edition__in={each.edition_id for each in holding}))
    for registration in holding:
        own = [(track, session) for pk, track, session in carried if pk == registration.pk]
        tracks = {track for track, _session in own if track}
        held.update(Place(Of.SESSION, session) for _track, session in own if session)
        held.update(_place(quota) for quota in quotas if _counts(quota, registration, tracks))
    return held


def refuse_full(edition: Edition, category: Category, attendance: str) -> None:
    """Say at once that all places are taken, where they are; ``counted`` says it for sure."""
    wanted = Quota.objects.filter(Q(category=category) | Q(category=None, track=None), edition=edition)
    if attendance == Attendance.ONLINE:
        wanted = wanted.filter(counts_online=True)
    for quota in wanted.filter(taken__gte=F("places")):
        raise SoldOut(_sold_out(_place(quota).of))


def _counts(quota: Quota, registration: Registration, tracks: set[int]) -> bool:
    if registration.is_online and not quota.counts_online:
        return False
    if quota.track_id:
        return quota.track_id in tracks
    is_of_edition = quota.category_id is None and quota.edition_id == registration.edition_id
    return is_of_edition or quota.category_id == registration.category_id


def _place(quota: Quota) -> Place:
    of = Of.TRACK if quota.track_id else Of.CATEGORY if quota.category_id else Of.EDITION
    return Place(of, quota.pk)


def _take(place: Place, many: int) -> None:
    if place.of == Of.SESSION:
        is_taken = sessions_with(many, place.pk).update(booked=F("booked") + many)
    else:
        is_taken = quotas_with(many, place.pk).update(taken=F("taken") + many)
    if not is_taken:
        raise SoldOut(_sold_out(place.of))


# Check and count in one statement, so that two people cannot both take the last place.


def quotas_with(many: int, pk: int) -> QuerySet[Quota]:
    """The quota, where it has so many places left."""
    return Quota.objects.filter(pk=pk, taken__lte=F("places") - many)


def sessions_with(many: int, pk: int) -> QuerySet[Session]:
    """The session, where it has so many places left, or does not count them."""
    return Session.objects.filter(Q(places=None) | Q(booked__lte=F("places") - many), pk=pk)


def _give_back(place: Place, many: int) -> None:
    if place.of == Of.SESSION:
        Session.objects.filter(pk=place.pk).update(booked=F("booked") - many)
    else:
        Quota.objects.filter(pk=place.pk).update(taken=F("taken") - many)


def _sold_out(of: Of) -> str:
    match of:
        case Of.SESSION:
            return _("All places in this session are taken.")
        case Of.TRACK:
            return _("All places in this track are taken.")
        case Of.CATEGORY:
            return _("All places for this category are taken.")
        case Of.EDITION:
            return _("All places are taken.")
