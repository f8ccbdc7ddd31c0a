"""The hours in which sessions run each day, to be proposed: as they are placed now, else usual ones."""

from __future__ import annotations

from collections.abc import Iterable

from convenor.editions.models import Edition
from convenor.programme.drafting.gathering import places_now
from convenor.programme.drafting.wishes import HOURS
from convenor.programme.models import SessionKind

Hours = tuple[tuple[str, str], ...]


def usual_hours(edition: Edition) -> Hours:
    """Those of the day with the most sessions; of all days together where a session is too long for these."""
    zone = edition.tzinfo
    of_day: dict[str, list[tuple[str, str]]] = {}
    for each in places_now(edition).values():
        if each.session.kind == SessionKind.SESSION and each.starts_at and each.ends_at:
            span = (f"{each.starts_at.astimezone(zone):%H:%M}", f"{each.ends_at.astimezone(zone):%H:%M}")
            of_day.setdefault(each.starts_on.isoformat(), []).append(span)
    if not of_day:
        return HOURS
    most = max(len(spans) for spans in of_day.values())
    busiest = merged(next(spans for spans in of_day.values() if len(spans) == most))
    every = merged(span for spans in of_day.values() for span in spans)
    longest = edition.sessions.filter(kind=SessionKind.SESSION).order_by("-minutes").first()
    return busiest if longest and longest.minutes <= _most_minutes(busiest) else every or HOURS


def merged(spans: Iterable[tuple[str, str]]) -> Hours:
    """Those that overlap as one; without those that end on another day."""
    found: list[tuple[str, str]] = []
    for starts, ends in sorted(spans):
        if starts >= ends:
            continue
        if found and starts < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return tuple(found)


def _most_minutes(spans: Hours) -> int:
    return max((_minutes(ends) - _minutes(starts) for starts, ends in spans), default=0)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
