"""Tables -> plan: the programme as it is being made, as the values that ``rules/plan.py`` looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from convenor.editions.models import Edition, Room, Track
from convenor.kernel.days import days_later
from convenor.programme.models import (
    OFF,
    Appearance,
    Availability,
    Closure,
    Item,
    Placement,
    Session,
    SessionEvent,
)
from convenor.programme.queries import with_demand
from convenor.programme.rules.plan import Cast, Hall, Lane, Plan, Span, Spot, Talk


def plan_of(edition: Edition, sessions: QuerySet[Session]) -> Plan:
    """Those of ``sessions`` that are held, in the order of their codes; a few queries, however many."""
    halls = {room.pk: hall_of(room) for room in edition.rooms.all()}
    lanes = {track.pk: _lane(track) for track in edition.tracks.all()}
    rows: Iterable[Any] = with_demand(_with_facts(sessions.filter(edition=edition))).order_by("code")
    return Plan(
        edition.starts_on,
        edition.ends_on,
        tuple(_talk(each, lanes, halls, edition.tzinfo) for each in rows if not _is_off(each)),
        _availabilities(edition),
        _closures(edition),
    )


def spots_of(placement: Placement, hall: Hall | None, zone: ZoneInfo) -> Iterator[Spot]:
    """A placement on each of its days, at the same time by the clock on the wall."""
    first, last = placement.starts_at, placement.ends_at
    for number in range((placement.ends_on - placement.starts_on).days + 1):
        yield Spot(
            placement.pk,
            placement.starts_on + timedelta(days=number),
            days_later(first, number, zone) if first else None,
            days_later(last, number, zone) if last else None,
            hall,
        )


def _with_facts(sessions: QuerySet[Session]) -> QuerySet[Session]:
    answers = Appearance.objects.with_answers().select_related("person")
    placements = Placement.objects.order_by("starts_on", "starts_at", "pk")
    return sessions.select_related("proposal__withdrawal").prefetch_related(
        Prefetch("items", Item.objects.only("session", "minutes")),
        Prefetch("appearances", answers.order_by("position", "pk")),
        Prefetch("placements", placements),
        Prefetch("events", SessionEvent.objects.order_by("at", "pk")),
    )


def _is_off(session: Session) -> bool:
    events = list(session.events.all())
    return bool(events) and events[-1].kind in OFF


def _talk(session: Any, lanes: dict[int, Lane], halls: dict[int, Hall], zone: ZoneInfo) -> Talk:
    return Talk(
        session.code,
        lanes.get(session.track_id),
        sum(item.minutes or 0 for item in session.items.all()),
        tuple(Cast(str(each.person.uid), each.will_come) for each in session.appearances.all()),
        tuple(
            spot
            for placement in session.placements.all()
            for spot in spots_of(placement, halls.get(placement.room_id), zone)
        ),
        session.expected or 0,
        session.demand,
        session.booked,
        tuple(session.interpretation),
        session.needs_step_free,
        session.needs,
        session.proposal is not None and hasattr(session.proposal, "withdrawal"),
    )


def _lane(track: Track) -> Lane:
    return Lane(track.slug, track.starts_on, track.ends_on, track.may_overlap)


def hall_of(room: Room) -> Hall:
    equipment = "\n".join(text for text, _status in room.equipment.versions.values())
    return Hall(room.slug, room.seats, room.is_step_free, room.booths, equipment)


def _closures(edition: Edition) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    rows = Closure.objects.filter(room__edition=edition).select_related("room").order_by("starts_at", "pk")
    for each in rows:
        found[each.room.slug] = (*found.get(each.room.slug, ()), (each.starts_at, each.ends_at))
    return found


def _availabilities(edition: Edition) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    rows = Availability.objects.filter(edition=edition).select_related("person").order_by("starts_at", "pk")
    for each in rows:
        known = found.setdefault(str(each.person.uid), ())
        if each.starts_at and each.ends_at:
            found[str(each.person.uid)] = (*known, (each.starts_at, each.ends_at))
    return found
