"""One session and its places: what of the rules it breaks at each, and its price in each goal.

The rules are those of ``rules/plan.py``, the goals those of ``optim.timetable``. All other sessions stay
where they are, so that hundreds of places are weighed while a page is waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet

from convenor.editions.models import Edition
from convenor.optim.timetable.form import read
from convenor.optim.timetable.prices import Cost
from convenor.optim.timetable.problem import Goal, Place, Problem
from convenor.optim.timetable.refusals import Refused
from convenor.optim.timetable.weigh import Scales
from convenor.programme.current import current_release
from convenor.programme.drafting.wishes import GOALS
from convenor.programme.models import Mark, Placement, Session, SessionKind
from convenor.programme.openings import blocks_of, days_of
from convenor.programme.planning import hall_of, plan_of, spots_of
from convenor.programme.rules.plan import Broken, Hall, Placed, Plan, Spot, Talk, broken_at
from convenor.programme.timetabling import LONGEST_LIST, Facts, Parted, facts_of, form_of

MOST_PLACES = 2000
MINUTE = timedelta(minutes=1)
Prices = Mapping[Goal, int]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A place, the rules that the session breaks there, and its price in each goal."""

    spot: Spot
    broken: tuple[Broken, ...]
    prices: Prices

    def against(self, other: Prices) -> dict[Goal, int]:
        """By how much each goal is dearer here, or cheaper (below 0); without those that are the same."""
        changes = {goal: price - other.get(goal, 0) for goal, price in self.prices.items()}
        return {goal: change for goal, change in changes.items() if change}


class NotHeld(Exception):
    """The session is cancelled, postponed or replaced: it has no place to weigh."""


class Grid:
    """The programme in the making, as whoever knows of the sessions ``known`` sees it.

    Of all others it is only known when they take up which room.
    """

    def __init__(self, edition: Edition, known: QuerySet[Session]) -> None:
        self.edition = edition
        self.plan: Plan = plan_of(edition, known)
        self.hidden = list(_hidden(edition, known))

    @cached_property
    def halls(self) -> list[Hall]:
        return [hall_of(room) for room in self.edition.rooms.order_by("position", "slug")]

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.edition)


class Weighing:
    """``session`` in its ``placement``, or in none yet. Raises ``NotHeld``."""

    def __init__(self, session: Session, placement: Placement | None, grid: Grid) -> None:
        self.grid, self.edition, self.plan = grid, grid.edition, grid.plan
        talk = next((each for each in self.plan.talks if each.code == session.code), None)
        if talk is None:
            raise NotHeld
        # How many come is a goal, with a price; what was promised to those who booked, is a rule.
        self.talk: Talk = replace(talk, expected=0, marked=0)
        self.marked: int = talk.marked
        mine = [each for each in talk.spots if placement and each.number == placement.pk]
        self.here: Spot | None = mine[0] if len(mine) == 1 and mine[0].starts_at and mine[0].ends_at else None
        self.length: timedelta = self._length(session)
        self._rest = [spot for spot in talk.spots if spot not in mine]

    def _length(self, session: Session) -> timedelta:
        if self.here and self.here.starts_at and self.here.ends_at:
            return self.here.ends_at - self.here.starts_at
        return timedelta(minutes=session.minutes)

    @cached_property
    def others(self) -> list[Placed]:
        """Whatever else has its times, the session's own repetitions too."""
        talks = [each for each in self.plan.talks if each.code != self.talk.code]
        placed = [(talk, spot) for talk in talks for spot in talk.spots if spot.starts_at and spot.ends_at]
        return [*placed, *((self.talk, spot) for spot in self._rest if spot.starts_at), *self.grid.hidden]

    @property
    def halls(self) -> list[Hall]:
        return self.grid.halls

    @cached_property
    def _planned(self) -> list[Placed]:
        """The sessions that are planned and have a place, each at its first."""
        kinds = self.grid.facts.kinds
        first: dict[str, Placed] = {}
        for talk, spot in self.others:
            if kinds.get(talk.code) == SessionKind.SESSION and spot.ends_at and not talk.is_withdrawn:
                first.setdefault(talk.code, (talk, spot))
        first.pop(self.talk.code, None)
        return list(first.values())

    @cached_property
    def blocks(self) -> list[tuple[datetime, datetime]]:
        here = [(self.talk, self.here)] if self.here else []
        return blocks_of(self.edition, [*self._planned, *here])

    @cached_property
    def problem(self) -> Problem | None:
        """The sessions that have a place, and this one; nothing where that makes no problem, as where it is
        longer than every block.
        """
        if all(ends - starts < self.length for starts, ends in self.blocks):
            return None
        talk = next(each for each in self.plan.talks if each.code == self.talk.code)
        planned = [talk, *(other for other, _spot in self._planned)]
        lengths = {other.code: _minutes(spot) for other, spot in self._planned}
        lengths[talk.code] = self.length // MINUTE
        form = form_of(self.edition, Parted(self.plan, self.grid.facts, planned, []), self.blocks)
        longest = max((ends - starts) // MINUTE for starts, ends in self.blocks)
        for row in form["sessions"]:
            row["minutes"] = min(lengths[row["key"]], longest)
            row["needs_room"] = bool(form["rooms"])
        form["interest"] = _interest(self.edition, talk.code, set(lengths))
        form["published"] = list(_published(self.edition, talk))
        form["goals"] = [*GOALS, Goal.WISHES]
        try:
            return read(form)
        except Refused:  # as where the clock is put forward within a block
            return None

    @cached_property
    def _scales(self) -> Scales | None:
        if self.problem is None:
            return None
        plan = {talk.code: self._place(spot) for talk, spot in self._planned}
        return Scales(self.problem, plan, self.talk.code)

    def _place(self, spot: Spot) -> Place:
        origin = self.problem.origin if self.problem else None
        since = _known(spot.starts_at) - _known(origin)
        return Place(since // MINUTE, spot.hall.slug if spot.hall else None)

    def at(self, spot: Spot) -> Weighed:
        """The session at a spot whose times are known."""
        prices = self._scales.values(self._place(spot)) if self._scales else {}
        return Weighed(spot, self.broken(spot), prices)

    def broken(self, spot: Spot) -> tuple[Broken, ...]:
        """The rules that the session breaks there."""
        return tuple(broken_at(self.plan, self.talk, spot, self._beside(spot)))

    def nowhere(self) -> Prices:
        """The prices of having no place."""
        return self._scales.values(None) if self._scales else {}

    def paid(self, spot: Spot) -> dict[Goal, list[tuple[Cost, int]]]:
        """Of which costs the prices at ``spot`` consist."""
        found = self._scales.paid(self._place(spot)) if self._scales else {}
        return {goal: costs for goal, costs in found.items() if costs}

    def _beside(self, spot: Spot) -> list[Placed]:
        """Those of the others that run meanwhile; kept, for many places have their time in common."""
        if spot.starts_at not in self._kept:
            self._kept[spot.starts_at] = [
                (talk, other)
                for talk, other in self.others
                if other.starts_at and other.ends_at and spot.starts_at and spot.ends_at
                if other.starts_at < spot.ends_at and spot.starts_at < other.ends_at
            ]
        return self._kept[spot.starts_at]

    @cached_property
    def _kept(self) -> dict[datetime | None, list[Placed]]:
        return {}

    def spot(self, starts_at: datetime, hall: Hall | None) -> Spot:
        """The session there, as long as it is now."""
        number = self.here.number if self.here else 0
        return Spot(number, self.edition.day_at(starts_at), starts_at, starts_at + self.length, hall)

    def places(self) -> list[Weighed]:
        """The best places first: those that break the fewest rules, then by the goals in their order."""
        halls: list[Hall | None] = [*self.halls]
        found = [self.at(self.spot(each, hall)) for each in self.starts() for hall in halls or [None]]
        return sorted(found, key=_rank)

    def starts(self) -> list[datetime]:
        """Where blocks or sessions begin, or sessions end, by the clock: of many, those of most sessions."""
        zone, clocks = self.edition.tzinfo, Counter[Any]()
        most = MOST_PLACES // max(1, len(self.halls))
        for starts, _ends in self.blocks:
            clocks[starts.time()] += len(self._planned) + 1  # before all others
        for _talk, spot in self._planned:
            clocks.update(at.astimezone(zone).time() for at in (spot.starts_at, spot.ends_at) if at)
        days = days_of(self.edition)
        common = [clock for clock, _many in clocks.most_common(max(1, most // len(days)))]
        moments = [datetime.combine(day, clock, zone) for day in days for clock in sorted(common)]
        return [
            at.astimezone(UTC)
            for at in moments
            if any(starts <= at and at + self.length <= ends for starts, ends in self.blocks)
        ]


def _rank(weighed: Weighed) -> tuple[object, ...]:
    return (len(weighed.broken), *weighed.prices.values(), weighed.spot.starts_at)


def _minutes(spot: Spot) -> int:
    return (_known(spot.ends_at) - _known(spot.starts_at)) // MINUTE


def _known(at: datetime | None) -> datetime:
    assert at is not None  # noqa: S101  # asked only where times are known
    return at


def _hidden(edition: Edition, known: QuerySet[Session]) -> Iterator[Placed]:
    """When rooms are taken by sessions that are not ``known``, as the grid of a day shows it."""
    halls = {room.pk: hall_of(room) for room in edition.rooms.all()}
    rows = Placement.objects.standing().filter(session__edition=edition, starts_at__isnull=False)
    for each in rows.exclude(session__in=known).select_related("session"):
        hall = halls.get(each.room_id) if each.room_id else None
        yield from ((Talk(each.session.code), spot) for spot in spots_of(each, hall, edition.tzinfo))


def _interest(edition: Edition, code: str, codes: set[str]) -> list[list[str | int]]:
    """How many lists have each other session beside this one."""
    standing = Mark.objects.standing().filter(session__edition=edition, session__code__in=codes)
    short = standing.values("mark_list").annotate(many=Count("pk")).filter(many__lte=LONGEST_LIST)
    mine = standing.filter(session__code=code, mark_list__in=short.values("mark_list"))
    beside = standing.filter(mark_list__in=mine.values("mark_list")).exclude(session__code=code)
    counted = beside.values_list("session__code").annotate(many=Count("pk")).order_by("session__code")
    return [[code, other, many] for other, many in counted]


def _published(edition: Edition, talk: Talk) -> Iterator[dict[str, Any]]:
    """Where readers find it, if it is held once."""
    release = current_release(edition)
    slots = [slot for slot in release.slots if slot.line.code == talk.code] if release else []
    if len(slots) == 1 and (slot := slots[0]).starts_at and slot.room:
        yield {
            "session": talk.code,
            "start": slot.starts_at.isoformat(),
            "room": slot.room.slug,
            "marks": talk.marked,
        }
