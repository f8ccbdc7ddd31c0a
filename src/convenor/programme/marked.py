"""A reader's own programme: what they marked in a release, by day, and what is on at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from convenor.programme.frozen import Frozen, Line, Slot
from convenor.programme.models import SessionKind

_Times = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked session on one day; ``clashes`` are other marked sessions that are on at the same time."""

    slot: Slot
    clashes: tuple[Line, ...]


def days_of(release: Frozen, codes: Collection[str]) -> list[tuple[date, list[Marked]]]:
    """The days on which something is marked, in order, with what that is."""
    slots = [slot for slot in release.slots if slot.line.code in codes]
    clashes = _clashes(slots)
    days = groupby(slots, lambda slot: slot.day)
    return [
        (day, [Marked(slot, tuple(clashes.get(id(slot), ()))) for slot in of_day]) for day, of_day in days
    ]


def without_day(release: Frozen, codes: Collection[str]) -> list[Line]:
    """What is marked and has no day yet."""
    return [line for line in release.unplaced if line.code in codes]


def _clashes(slots: Sequence[Slot]) -> Mapping[int, list[Line]]:
    """By the identity of each slot, the sessions that are on at the same time."""
    timed = sorted(((times, slot) for slot in slots if (times := _times(slot))), key=lambda each: each[0])
    found: dict[int, list[Line]] = defaultdict(list)
    for number, ((_starts, ends), slot) in enumerate(timed, 1):
        for (starts, _ends), later in timed[number:]:
            if starts >= ends:
                break
            if later.line is not slot.line:
                found[id(slot)].append(later.line)
                found[id(later)].append(slot.line)
    return found


def _times(slot: Slot) -> _Times | None:
    """When it asks one to be there: never where it is off, a break, or open all week to drop in."""
    if slot.line.is_off or slot.place.is_all_week or slot.line.kind == SessionKind.BREAK:
        return None
    return (slot.starts_at, slot.ends_at) if slot.starts_at and slot.ends_at else None
