"""A day on a wide screen: its sessions beside each other along the hours, by classes that the style knows.

The page stays the same list; without the style, or on a narrow screen, nothing of this is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from convenor.programme.frozen import Slot
from convenor.web.style import MOST_LANES, MOST_LINES


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a session stands: from line to line, counted from 1, and in which lane.

    ``lane`` is 0 for what is as wide as the page: what stands above the hours, or has its hours alone.
    The first session of those that begin together carries the clock: ``begins``.
    """

    first: int
    last: int
    lane: int
    begins: datetime | None = None

    @property
    def classes(self) -> str:
        return f"r{self.first} e{self.last} c{self.lane}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """A spot for each of the sessions, in their order."""

    spots: Sequence[Spot]
    lanes: int


def timeline(slots: Sequence[Slot]) -> Timeline | None:
    """The timeline of ``slots``; none where nothing is at once, or too much to be read beside each other.

    Lanes are given as by the classic partition of intervals in the order of their beginning, which takes as
    many as there are sessions at once; a room keeps its lane where that is free.
    """
    above = [slot for slot in slots if not _has_hours(slot)]
    timed = sorted((slot for slot in slots if _has_hours(slot)), key=attrgetter("starts_at"))
    lane_of, lanes = _lanes(timed)
    edges = sorted({edge for slot in timed for edge in (slot.starts_at, slot.ends_at) if edge})
    line_of = {edge: line for line, edge in enumerate(edges, len(above) + 1)}
    if not 1 < lanes <= MOST_LANES or len(above) + len(edges) > MOST_LINES:
        return None
    spots: dict[int, Spot] = {id(slot): Spot(line, line + 1, 0) for line, slot in enumerate(above, 1)}
    begun: set[datetime] = set()
    for slot in timed:
        assert slot.starts_at and slot.ends_at  # noqa: S101, PT018  # as _has_hours says
        begins = None if slot.starts_at in begun else slot.starts_at
        begun.add(slot.starts_at)
        lane = 0 if _is_alone(slot, timed) else lane_of[id(slot)]
        spots[id(slot)] = Spot(line_of[slot.starts_at], line_of[slot.ends_at], lane, begins)
    return Timeline([spots[id(slot)] for slot in slots], lanes)


def _has_hours(slot: Slot) -> bool:
    """Whether it is at known hours of this day alone; what is open all week would fill a lane."""
    if slot.place.is_all_week or slot.starts_at is None or slot.ends_at is None:
        return False
    return slot.starts_at < slot.ends_at


def _is_alone(slot: Slot, timed: Sequence[Slot]) -> bool:
    """Whether nothing else of this day is on meanwhile, as at an opening or in a break."""
    assert slot.starts_at and slot.ends_at  # noqa: S101, PT018  # as _has_hours says
    return not any(
        other.starts_at < slot.ends_at and slot.starts_at < other.ends_at
        for other in timed
        if other is not slot and other.starts_at and other.ends_at
    )


def _lanes(timed: Sequence[Slot]) -> tuple[dict[int, int], int]:
    """The lane of each session, by its identity, and how many lanes there are."""
    free_at: list[datetime] = []
    rooms: list[object] = []
    lane_of: dict[int, int] = {}
    for slot in timed:
        assert slot.starts_at and slot.ends_at  # noqa: S101, PT018  # as _has_hours says
        free = [lane for lane, until in enumerate(free_at) if until <= slot.starts_at]
        if not free:
            free_at.append(slot.ends_at)
            rooms.append(slot.room)
            lane_of[id(slot)] = len(free_at)
            continue
        lane = next((lane for lane in free if rooms[lane] is slot.room), free[0])
        free_at[lane], rooms[lane] = slot.ends_at, slot.room
        lane_of[id(slot)] = lane + 1
    return lane_of, len(free_at)
