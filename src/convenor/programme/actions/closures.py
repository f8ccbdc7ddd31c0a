"""When rooms cannot be used: closed with what was lost, opened again by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from convenor.audit.actions import record, write
from convenor.editions.models import Edition, Room
from convenor.people.models import Person
from convenor.programme.actions.common import there
from convenor.programme.actions.planning import only_planners
from convenor.programme.models import Closure


@write
def close_rooms(
    *,
    edition: Edition,
    rooms: Iterable[Room],
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    at: datetime,
) -> int:
    """Close ``rooms`` between two moments; gives how many were not closed then already."""
    only_planners(by, edition, at)
    closed = 0
    for room in rooms:
        _closure, is_new = Closure.objects.get_or_create(room=room, starts_at=starts_at, ends_at=ends_at)
        if is_new:
            closed += 1
            record("room.closed", subject=room, actor=by, at=at, scope=edition.path)
    return closed


@write
def open_room(*, closure: Closure, by: Person, at: datetime) -> Room:
    """Let a room be used again at the time of ``closure``."""
    closure = there(Closure, closure)
    room = closure.room
    only_planners(by, room.edition, at)
    record("room.opened", subject=room, actor=by, at=at, scope=room.edition.path)
    Closure.objects.filter(pk=closure.pk).delete()
    return room
