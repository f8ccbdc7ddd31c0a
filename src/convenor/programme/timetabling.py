"""The programme as it is being made -> a problem of ``optim.timetable`` (``docs/reference/timetable.md``).

Planned are sessions of the call and those like them that are held once. Breaks, ceremonies, what is repeated
and whatever else has its place stay: their rooms are shut and their people busy, and no session runs
during a break. What is not held or was withdrawn is left out. Rooms are shut, too, while they are closed.
People are named by their numbers, never by their names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from math import gcd
from typing import Any
from zoneinfo import ZoneInfo

from convenor.editions.models import Edition
from convenor.kernel.regions import region_of
from convenor.programme.models import Appearance, Mark, SessionKind
from convenor.programme.planning import hall_of, plan_of
from convenor.programme.rules.plan import Hall, Lane, Plan, Span, Spot, Talk, parts_of_needs

FORMAT = "convenor timetable 1"
STEP = 5
LONGEST_LIST = 300  # sessions that somebody marked: of more, none counts, for it says nothing of interest
# For the library no windows at all are any time: this one is before all sessions.
NEVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, 0, 1, tzinfo=UTC))
Hours = tuple[time, time]
Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan does not hold of sessions and people, by code and uid."""

    kinds: dict[str, str]
    minutes: dict[str, int]
    subthemes: dict[str, str]
    remote: set[str]
    zones: dict[str, str]
    countries: dict[str, str]


@dataclass(frozen=True, slots=True)
class Parted:
    """A plan with what is known besides: of its sessions some are ``planned``, some stay where they are."""

    plan: Plan
    facts: Facts
    planned: Sequence[Talk]
    fixed: Sequence[Talk]


def problem_of(edition: Edition, hours: Sequence[Hours], *, is_published: bool = False) -> Form:
    """The problem of an edition whose sessions may run between ``hours`` of its days, by its own clock.

    With ``is_published`` sessions that have a place are to stay there as far as they can.
    """
    plan = plan_of(edition, edition.sessions.all())
    facts = facts_of(edition)
    planned = [each for each in plan.talks if _is_planned(each, facts) and not each.is_withdrawn]
    fixed = [each for each in plan.talks if not _is_planned(each, facts) and not each.is_withdrawn]
    form = form_of(edition, Parted(plan, facts, planned, fixed), list(_blocks(edition, hours)))
    form["step"] = _step(planned, facts, hours)
    form["interest"] = _interest(edition, {each.code for each in planned})
    if is_published:
        form["published"] = [each for talk in planned for each in _published(talk)]
    return form


def _is_planned(talk: Talk, facts: Facts) -> bool:
    return facts.kinds[talk.code] == SessionKind.SESSION and len(talk.spots) <= 1


def form_of(edition: Edition, parted: Parted, blocks: Sequence[Span]) -> Form:
    """The problem of planning what is ``planned``, on the finest grid, of whose interest nothing is known."""
    plan, facts, planned, fixed = parted.plan, parted.facts, parted.planned, parted.fixed
    halls = [hall_of(room) for room in edition.rooms.order_by("position", "slug")]
    people = {cast.person for each in planned for cast in _coming(each)}
    return {
        "format": FORMAT,
        "step": STEP,
        "blocks": [_block(each) for each in blocks],
        "rooms": [_room(hall, plan, fixed, planned) for hall in halls],
        "people": [_person(uid, plan, fixed, facts, blocks) for uid in sorted(people)],
        "tracks": [_track(lane, edition.tzinfo) for lane in _lanes(planned)],
        "sessions": [_session(each, facts, fixed, blocks) for each in planned],
    }


def facts_of(edition: Edition) -> Facts:
    rows = list(edition.sessions.select_related("subtheme"))
    appearing = Appearance.objects.filter(session__edition=edition).select_related("person")
    return Facts(
        {each.code: each.kind for each in rows},
        {each.code: each.minutes for each in rows},
        {each.code: each.subtheme.slug for each in rows if each.subtheme},
        {str(each.person.uid) for each in appearing if each.is_remote},
        {str(each.person.uid): each.person.zone for each in appearing},
        {str(each.person.uid): each.person.country for each in appearing},
    )


def _blocks(edition: Edition, hours: Sequence[Hours]) -> Iterator[Span]:
    days = (edition.ends_on - edition.starts_on).days + 1
    for number in range(days):
        day = edition.starts_on + timedelta(days=number)
        for starts, ends in hours:
            yield _at(day, starts, edition.tzinfo), _at(day, ends, edition.tzinfo)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone)


def _block(span: Span) -> Form:
    starts, ends = span
    return {"key": f"{starts:%Y-%m-%d %H:%M}", "starts": starts.isoformat(), "ends": ends.isoformat()}


def _step(planned: Iterable[Talk], facts: Facts, hours: Sequence[Hours]) -> int:
    """The grid on which all lengths and hours are: the coarser, the fewer places to try."""
    lengths = [facts.minutes[each.code] for each in planned]
    spans = [(ends.hour - starts.hour) * 60 + ends.minute - starts.minute for starts, ends in hours]
    return max(STEP, gcd(*lengths, *spans))


def _coming(talk: Talk) -> Iterator[Any]:
    return (cast for cast in talk.cast if cast.will_come is not False)


def _times(fixed: Iterable[Talk]) -> Iterator[tuple[Talk, Spot]]:
    return ((talk, spot) for talk in fixed for spot in talk.spots if spot.starts_at and spot.ends_at)


def _span(spot: Spot) -> list[str]:
    return [each.isoformat() for each in (spot.starts_at, spot.ends_at) if each]


def _room(hall: Hall, plan: Plan, fixed: Sequence[Talk], planned: Sequence[Talk]) -> Form:
    has = ["step-free"] if hall.is_step_free else []
    wanted = {need for talk in planned for need in parts_of_needs(talk.needs)}
    has += sorted(need for need in wanted if need in hall.equipment.casefold())
    shut = [_span(spot) for _talk, spot in _times(fixed) if spot.hall and spot.hall.slug == hall.slug]
    shut += [[starts.isoformat(), ends.isoformat()] for starts, ends in plan.closures.get(hall.slug, ())]
    return {"key": hall.slug, "has": has, "booths": hall.booths, "shut": shut} | (
        {} if hall.seats is None else {"seats": hall.seats}
    )


def _person(uid: str, plan: Plan, fixed: Sequence[Talk], facts: Facts, blocks: Sequence[Span]) -> Form:
    """When they said they can, save when they are in what stays."""
    busy = [spot for talk, spot in _times(fixed) if any(cast.person == uid for cast in _coming(talk))]
    given = plan.availabilities.get(uid)
    form: Form = {"key": uid}
    if busy or given is not None:
        whole = ((blocks[0][0], blocks[-1][1]),) if given is None else given
        form["windows"] = _without(whole, busy)
    if uid in facts.remote and facts.zones[uid]:
        there = blocks[0][0].astimezone(ZoneInfo(facts.zones[uid])).utcoffset()
        assert there is not None  # noqa: S101  # it has a zone
        region = region_of(facts.countries[uid])
        form |= {"is_remote": True, "offset": int(there.total_seconds()) // 60, "region": region}
    return form


def _without(spans: Iterable[Span], busy: Iterable[Spot]) -> list[list[str]]:
    """``spans`` less the times of ``busy``; a moment long ago where nothing is left."""
    left = sorted(spans)
    for spot in busy:
        parts = ((first, min(last, spot.starts_at or last)) for first, last in left)
        rests = ((max(first, spot.ends_at or first), last) for first, last in left)
        left = sorted(each for each in (*parts, *rests) if each[0] < each[1])
    return [[first.isoformat(), last.isoformat()] for first, last in left or [NEVER]]


def _lanes(planned: Iterable[Talk]) -> list[Lane]:
    lanes = {talk.lane.slug: talk.lane for talk in planned if talk.lane}
    return [lanes[slug] for slug in sorted(lanes)]


def _track(lane: Lane, zone: ZoneInfo) -> Form:
    form: Form = {"key": lane.slug, "is_alone": not lane.may_overlap}
    if lane.starts_on and lane.ends_on:
        after = lane.ends_on + timedelta(days=1)
        form["windows"] = [
            [_at(lane.starts_on, time(), zone).isoformat(), _at(after, time(), zone).isoformat()]
        ]
    return form


def _session(talk: Talk, facts: Facts, fixed: Sequence[Talk], blocks: Sequence[Span]) -> Form:
    form: Form = {
        "key": talk.code,
        "minutes": max(facts.minutes[talk.code], talk.minutes_of_parts),
        "people": sorted({cast.person for cast in _coming(talk)}),
        "expected": max(talk.expected, talk.marked),
        "promised": talk.booked,
        "booths": len(talk.interpretation),
        "needs": [*(["step-free"] if talk.needs_step_free else []), *sorted(parts_of_needs(talk.needs))],
    }
    if talk.lane:
        form["track"] = talk.lane.slug
    if talk.code in facts.subthemes:
        form["subtheme"] = facts.subthemes[talk.code]
    if beside := [spot for other, spot in _times(fixed) if _is_kept_off(talk, other, facts)]:
        form["windows"] = _without(((blocks[0][0], blocks[-1][1]),), beside)
    return form


def _is_kept_off(talk: Talk, other: Talk, facts: Facts) -> bool:
    """Whether ``other`` is a break, in which nothing is planned, or one of the two stands alone."""
    return facts.kinds[other.code] == SessionKind.BREAK or _is_alone(talk, other)


def _is_alone(talk: Talk, other: Talk) -> bool:
    """Whether the two may not run at once, for the track of one of them stands alone."""
    one, two = talk.lane, other.lane
    return bool(one and two and one != two and not (one.may_overlap and two.may_overlap))


def _interest(edition: Edition, codes: set[str]) -> list[list[str | int]]:
    """For each two sessions, how many lists have both."""
    marked: dict[int, list[str]] = defaultdict(list)
    rows = Mark.objects.standing().filter(session__edition=edition, session__code__in=codes)
    for mark_list, code in rows.order_by("session__code").values_list("mark_list", "session__code"):
        marked[mark_list].append(code)
    pairs = Counter(
        pair for each in marked.values() if len(each) <= LONGEST_LIST for pair in combinations(each, 2)
    )
    return [[one, other, people] for (one, other), people in sorted(pairs.items())]


def _published(talk: Talk) -> Iterator[Form]:
    """Where it is, for a session that is held once."""
    if len(talk.spots) == 1 and (spot := talk.spots[0]).starts_at and spot.hall:
        yield {
            "session": talk.code,
            "start": spot.starts_at.isoformat(),
            "room": spot.hall.slug,
            "marks": talk.marked,
        }
