"""When sessions run each day, as the programme in the making shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from convenor.editions.models import Edition
from convenor.programme.rules.plan import Placed, Span

USUAL = tuple(
    (time(*starts), time(*ends))
    for starts, ends in (((9, 0), (10, 30)), ((11, 0), (12, 30)), ((14, 0), (16, 0)), ((16, 30), (18, 30)))
)
ENOUGH = 5  # sessions that have their hours: then these are the hours of the edition
MOST_DAYS = 62


def days_of(edition: Edition) -> list[date]:
    """The days of the edition; of one that lasts for months, the first of them."""
    count = min((edition.ends_on - edition.starts_on).days + 1, MOST_DAYS)
    return [edition.starts_on + timedelta(days=number) for number in range(count)]


def hours_of(edition: Edition, placed: Sequence[Placed]) -> list[tuple[time, time]]:
    """The stretches of a day in which ``placed`` run, whatever the day; the usual ones where few do."""
    spans = list(_clocks(edition, placed))
    return _joined(spans if len(spans) >= ENOUGH else [*spans, *USUAL])


def _clocks(edition: Edition, placed: Iterable[Placed]) -> Iterator[tuple[time, time]]:
    for _talk, spot in placed:
        if spot.starts_at and spot.ends_at:
            first, last = (each.astimezone(edition.tzinfo) for each in (spot.starts_at, spot.ends_at))
            if first.date() == last.date():
                yield first.time(), last.time()


def _joined(spans: Iterable[tuple[time, time]]) -> list[tuple[time, time]]:
    """``spans`` in order, those that overlap or touch as one."""
    joined: list[tuple[time, time]] = []
    for starts, ends in sorted(spans):
        if joined and starts <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((starts, ends))
    return joined


def blocks_of(edition: Edition, placed: Sequence[Placed]) -> list[Span]:
    """The same on each day of the edition."""
    hours = hours_of(edition, placed)
    return [
        (
            datetime.combine(day, starts, edition.tzinfo),
            datetime.combine(day, ends, edition.tzinfo),
        )
        for day in days_of(edition)
        for starts, ends in hours
    ]
