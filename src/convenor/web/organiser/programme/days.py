"""The grid of one day: rooms beside each other, times below each other, and what is not placed yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from convenor.editions.models import Edition, Room
from convenor.kernel.days import hours
from convenor.kernel.translated import Translated
from convenor.programme.models import Placement, Session
from convenor.programme.planning import spots_of
from convenor.programme.rules.plan import Spot
from convenor.web.forms import KeyedForm
from convenor.web.organiser.programme.common import WITH_EVENTS, Advice, Warned, became, sessions_of
from convenor.web.organiser.programme.consequences import consequence_of
from convenor.web.request import SignedInRequest

FIRST_HOUR, LAST_HOUR = 9, 17  # to put sessions at on a day on which there is nothing yet
MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class Block:
    """A session in the grid. Without a ``session``, somebody else's: only that the room is taken."""

    session: Session | None
    placement: Placement
    spot: Spot
    time: str
    became: str | Promise
    warnings: list[str]

    @property
    def minutes(self) -> int:
        if self.spot.starts_at is None or self.spot.ends_at is None:
            return 0
        return (self.spot.ends_at - self.spot.starts_at) // timedelta(minutes=1)


@dataclass(slots=True)
class Row:
    """What begins at ``time`` in each of the rooms; without a time, what is on that day."""

    time: str
    cells: list[Cell]

    @property
    def is_free(self) -> bool:
        return not any(cell.blocks for cell in self.cells)


@dataclass(slots=True)
class Cell:
    room: Room | None
    name: Translated | str
    blocks: list[Block] = field(default_factory=list)


@require_safe
def day(request: SignedInRequest, day: str) -> HttpResponse:
    shown = _day(day)
    advice = Advice(request)
    placements = list(_placements_on(request.edition, shown))
    rooms: list[Room | None] = [*request.edition.rooms.order_by("position", "pk")]
    if not rooms or any(placement.room is None for placement in placements):
        rooms.append(None)
    arranged = sessions_of(request).select_related("track").prefetch_related(WITH_EVENTS)
    own = {session.pk: session for session in arranged}
    said = advice.on(shown)
    blocks = list(_blocks(request.edition, shown, placements, own, said))
    context = {
        "day": shown,
        "days": days_of(request.edition),
        "rooms": [_name(room) for room in rooms],
        "rows": _rows(request.edition, blocks, rooms),
        "unplaced": _unplaced(request),
        "warnings": [(each, own_of(each.codes, own)) for each in said],
        "form": KeyedForm(request),
        "moved": consequence_of(request),
    }
    return render(request, "organiser/programme/day.html", context)


def days_of(edition: Edition) -> list[date]:
    """The days of the edition, and others on which something is placed."""
    count = min((edition.ends_on - edition.starts_on).days + 1, MOST_DAYS)
    days = {edition.starts_on + timedelta(days=number) for number in range(count)}
    placed = Placement.objects.filter(session__edition=edition).values_list("starts_on", flat=True)
    return sorted(days | set(placed.distinct()))


def own_of(codes: Iterable[str], own: dict[int, Session]) -> list[Session]:
    by_code = {session.code: session for session in own.values()}
    return [by_code[code] for code in codes if code in by_code]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Http404 from problem


def _placements_on(edition: Edition, day: date) -> QuerySet[Placement]:
    on_day = Placement.objects.filter(session__edition=edition, starts_on__lte=day, ends_on__gte=day)
    return on_day.select_related("room", "session").order_by("starts_at", "session__code", "pk")


def _blocks(
    edition: Edition,
    day: date,
    placements: list[Placement],
    own: dict[int, Session],
    said: list[Warned],
) -> Iterator[Block]:
    for placement in placements:
        spot = next(each for each in spots_of(placement, None, edition.tzinfo) if each.day == day)
        session = own.get(placement.session_id)
        time = hours(spot.starts_at, spot.ends_at, edition.tzinfo) if spot.starts_at and spot.ends_at else ""
        warnings = [each.sentence for each in said if session and session.code in each.codes]
        yield Block(session, placement, spot, time, became(session) if session else "", warnings)


def _rows(edition: Edition, blocks: list[Block], rooms: list[Room | None]) -> list[Row]:
    begins = {id(block): _clock(edition, block) for block in blocks}
    times = {*begins.values(), *_full_hours(begins.values())}
    return [
        Row(time, [_cell(room, [b for b in blocks if begins[id(b)] == time]) for room in rooms])
        for time in sorted(times)
    ]


def _cell(room: Room | None, blocks: list[Block]) -> Cell:
    return Cell(room, _name(room), [block for block in blocks if block.placement.room == room])


def _name(room: Room | None) -> Translated | str:
    return room.name if room else _("No room")


def _clock(edition: Edition, block: Block) -> str:
    at = block.spot.starts_at
    return f"{at.astimezone(edition.tzinfo):%H:%M}" if at else ""


def _full_hours(times: Iterable[str]) -> set[str]:
    taken = [int(time[:2]) for time in times if time]
    first, last = min([FIRST_HOUR, *taken]), max([LAST_HOUR, *taken])
    return {f"{hour:02}:00" for hour in range(first, last + 1)}


def _unplaced(request: SignedInRequest) -> QuerySet[Any]:
    waiting = sessions_of(request).filter(placements=None)
    return waiting.select_related("track").order_by("track__position", "title_text", "code")
