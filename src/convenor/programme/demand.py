"""How many want to come to each session, how many find a seat, and what could be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from convenor.programme.models import Placement, Session
from convenor.programme.rules.plan import Hall, Spot, Talk
from convenor.programme.weighing import Grid, Weighing

MOST_ROOMS = 3
MOST_REPEATS = 2


@dataclass(frozen=True, slots=True)
class Demand:
    """``wanted`` is the greatest of what is expected, marked and booked; ``seats`` those of all its places.

    ``seats`` is ``None`` while a room, or how many seats it has, is not known.
    """

    talk: Talk
    wanted: int
    seats: int | None

    @property
    def beyond(self) -> int:
        """How many more than there are seats."""
        return max(0, self.wanted - self.seats) if self.seats is not None else 0


def demand_of(talk: Talk) -> Demand:
    wanted = max(talk.expected, talk.marked, talk.booked)
    seats = [spot.hall.seats if spot.hall else None for spot in _first_days(talk)]
    known = [each for each in seats if each is not None]
    return Demand(talk, wanted, sum(known) if known and len(known) == len(seats) else None)


def _first_days(talk: Talk) -> Iterator[Spot]:
    """Each of its placements once, on however many days it is."""
    seen: set[int] = set()
    for spot in talk.spots:
        if spot.number not in seen:
            seen.add(spot.number)
            yield spot


def larger_rooms(session: Session, placement: Placement, grid: Grid) -> list[Spot]:
    """Rooms with more seats, free at the same time, in which it breaks no rule; the smallest first."""
    weighing = Weighing(session, placement, grid)
    here = weighing.here
    if here is None or here.starts_at is None or here.hall is None:
        return []
    least = here.hall.seats or 0
    larger = sorted((hall for hall in grid.halls if (hall.seats or 0) > least), key=_seats)
    spots = (weighing.spot(here.starts_at, hall) for hall in larger)
    return list(islice((spot for spot in spots if not weighing.broken(spot)), MOST_ROOMS))


def repeats(session: Session, placement: Placement, grid: Grid) -> list[Spot]:
    """Hours and rooms with as many seats, in which it can be held once more and breaks no rule."""
    weighing = Weighing(session, None, grid)
    room = next((hall for hall in grid.halls if placement.room and hall.slug == placement.room.slug), None)
    if room is None:
        return []
    halls = sorted((hall for hall in grid.halls if (hall.seats or 0) >= (room.seats or 0)), key=_seats)
    spots = (weighing.spot(start, hall) for start in weighing.starts() for hall in halls)
    return list(islice((spot for spot in spots if not weighing.broken(spot)), MOST_REPEATS))


def _seats(hall: Hall) -> int:
    return hall.seats or 0
