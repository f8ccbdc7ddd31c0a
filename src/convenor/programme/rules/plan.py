"""What a plan of the programme had better keep to: each rule once, over plain values.

A rule looks at one session, at one session in one place, or at two sessions at the same time. It gives what
is broken as values; ``programme/advice.py`` has the sentences. Nothing here forbids anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

Span = tuple[datetime, datetime]
_BETWEEN = re.compile("[,;،؛，；、]")  # what stands between two needs in the scripts of our languages


@dataclass(frozen=True, slots=True)
class Lane:
    """A track: its days where it has any, and whether other tracks may run beside it."""

    slug: str
    starts_on: date | None = None
    ends_on: date | None = None
    may_overlap: bool = True


@dataclass(frozen=True, slots=True)
class Hall:
    """A room, its equipment in all languages. Of one without ``seats`` nothing is known but its name."""

    slug: str
    seats: int | None
    is_step_free: bool = False
    booths: int = 0
    equipment: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """A person in a session, with what they answered: ``None`` is no answer."""

    person: str
    will_come: bool | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a session is on one day. ``number`` is its placement's, which several days share."""

    number: int
    day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    hall: Hall | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """What the rules ask of a session that is held."""

    code: str
    lane: Lane | None = None
    minutes_of_parts: int = 0
    cast: tuple[Cast, ...] = ()
    spots: tuple[Spot, ...] = ()
    expected: int = 0
    marked: int = 0
    booked: int = 0
    interpretation: tuple[str, ...] = ()
    needs_step_free: bool = False
    needs: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The programme of an edition.

    Without an entry in ``availabilities`` a person can always come, with one without times never.
    ``closures`` say, by the slugs of rooms, when these cannot be used.
    """

    starts_on: date
    ends_on: date
    talks: tuple[Talk, ...]
    availabilities: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    closures: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """What a plan does not keep to: the rule, the sessions, and the facts that its sentence names."""

    rule: str
    sessions: tuple[str, ...]
    day: date | None = None
    person: str = ""
    hall: str = ""
    count: int = 0
    most: int = 0
    text: str = ""


OfTalk = Callable[[Plan, Talk], Iterator[Broken]]
OfSpot = Callable[[Plan, Talk, Spot], Iterator[Broken]]
Placed = tuple[Talk, Spot]
OfPair = Callable[[Plan, Placed, Placed], Iterator[Broken]]


def broken_rules(plan: Plan, *, on: date | None = None) -> list[Broken]:
    """Every rule that ``plan`` breaks, each about the same things once, on the first day on which it does.

    ``on`` one day: what it breaks there, and by the sessions of that day wherever they are.
    """
    broken = list(_all(plan))
    if on is not None:
        there = {talk.code for talk in plan.talks if any(spot.day == on for spot in talk.spots)}
        broken = [each for each in broken if _is_about(each, on, there)]
    return list({_without_day(each): each for each in reversed(broken)}.values())[::-1]


def _is_about(broken: Broken, day: date, codes: set[str]) -> bool:
    return broken.day == day or (broken.day is None and broken.sessions[0] in codes)


def _without_day(each: Broken) -> tuple[object, ...]:
    return (
        each.rule,
        each.sessions,
        each.person,
        each.hall,
        each.count,
        each.most,
        each.text,
    )


def _all(plan: Plan) -> Iterator[Broken]:
    for talk in plan.talks:
        for of_talk in RULES_OF_TALKS:
            yield from of_talk(plan, talk)
        for spot in () if talk.is_withdrawn else talk.spots:
            for of_spot in RULES_OF_SPOTS:
                yield from of_spot(plan, talk, spot)
    for one, other in at_the_same_time(plan):
        for of_pair in RULES_OF_PAIRS:
            yield from of_pair(plan, one, other)


def broken_at(plan: Plan, talk: Talk, spot: Spot, others: Iterable[Placed]) -> Iterator[Broken]:
    """What ``talk`` breaks at ``spot``, with ``others`` as they are; only those at the same time matter."""
    for of_spot in RULES_OF_SPOTS:
        yield from of_spot(plan, talk, spot)
    here = (talk, spot)
    for other in others:
        if overlap(here, other) and not other[0].is_withdrawn:
            one, later = sorted((here, other), key=_start)
            for of_pair in RULES_OF_PAIRS:
                yield from of_pair(plan, one, later)


def overlap(one: Placed, other: Placed) -> bool:
    """Whether the two, whose times are known, run at once."""
    return _start(one) < _end(other) and _start(other) < _end(one)


def at_the_same_time(plan: Plan) -> Iterator[tuple[Placed, Placed]]:
    """Every two placed sessions of which one begins before the other ends; the earlier comes first.

    What was withdrawn takes no room and nobody’s time.
    """
    held = [talk for talk in plan.talks if not talk.is_withdrawn]
    timed = [(talk, spot) for talk in held for spot in talk.spots if spot.starts_at and spot.ends_at]
    timed.sort(key=lambda placed: (_start(placed), placed[0].code, placed[1].number))
    running: list[Placed] = []
    for placed in timed:
        running = [each for each in running if _end(each) > _start(placed)]
        yield from ((each, placed) for each in running)
        running.append(placed)


def _start(placed: Placed) -> datetime:
    assert placed[1].starts_at  # noqa: S101  # asked only where it is known
    return placed[1].starts_at


def _end(placed: Placed) -> datetime:
    assert placed[1].ends_at  # noqa: S101  # as above
    return placed[1].ends_at


# Of a session, wherever it is.


def a_session_is_placed(_plan: Plan, talk: Talk) -> Iterator[Broken]:
    if not talk.spots and not talk.is_withdrawn:
        yield Broken("unplaced", (talk.code,))


def its_proposal_is_still_offered(_plan: Plan, talk: Talk) -> Iterator[Broken]:
    if talk.is_withdrawn:
        yield Broken("withdrawn", (talk.code,))


def its_people_said_that_they_come(_plan: Plan, talk: Talk) -> Iterator[Broken]:
    if talk.is_withdrawn:
        return
    for each in talk.cast:
        if not each.will_come:
            rule = "unconfirmed" if each.will_come is None else "refused"
            yield Broken(rule, (talk.code,), person=each.person)


# Of a session in one place.


def seats_are_enough(_plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    if spot.hall is None or spot.hall.seats is None:
        return
    wanted = {
        "seats-booked": talk.booked,
        "seats-expected": talk.expected,
        "seats-marked": talk.marked,
    }
    rule = max(wanted, key=wanted.__getitem__)
    if wanted[rule] > spot.hall.seats:
        yield Broken(
            rule, (talk.code,), spot.day, hall=spot.hall.slug, count=wanted[rule], most=spot.hall.seats
        )


def it_is_reached_without_steps(_plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    if talk.needs_step_free and _is_known(spot.hall) and spot.hall and not spot.hall.is_step_free:
        yield Broken("steps", (talk.code,), spot.day, hall=spot.hall.slug)


def booths_are_enough(_plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    if _is_known(spot.hall) and spot.hall and len(talk.interpretation) > spot.hall.booths:
        yield Broken(
            "booths",
            (talk.code,),
            spot.day,
            hall=spot.hall.slug,
            count=len(talk.interpretation),
            most=spot.hall.booths,
        )


def what_it_needs_is_there(_plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    """In words on both sides: what the room is not said to have, somebody has to look after."""
    if not talk.needs or spot.hall is None:
        return
    there = spot.hall.equipment.casefold()
    if any(part not in there for part in parts_of_needs(talk.needs)):
        yield Broken("equipment", (talk.code,), spot.day, hall=spot.hall.slug, text=talk.needs)


def parts_of_needs(needs: str) -> set[str]:
    """What stands between commas, in small letters."""
    return {part.strip() for part in _BETWEEN.split(needs.casefold())} - {""}


def it_is_on_a_day_of_its_track(_plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    lane = talk.lane
    if lane and lane.starts_on and lane.ends_on and not lane.starts_on <= spot.day <= lane.ends_on:
        yield Broken("track-days", (talk.code,), spot.day, text=lane.slug)


def it_is_on_a_day_of_the_edition(plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    if not plan.starts_on <= spot.day <= plan.ends_on:
        yield Broken("edition-days", (talk.code,), spot.day)


def its_people_are_available(plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    if spot.starts_at is None or spot.ends_at is None:
        return
    for each in talk.cast:
        spans = plan.availabilities.get(each.person)
        if spans is not None and not any(
            starts <= spot.starts_at and spot.ends_at <= ends for starts, ends in spans
        ):
            yield Broken("unavailable", (talk.code,), spot.day, person=each.person)


def its_room_is_open(plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    if spot.hall is None or spot.starts_at is None or spot.ends_at is None:
        return
    for starts, ends in plan.closures.get(spot.hall.slug, ()):
        if starts < spot.ends_at and spot.starts_at < ends:
            yield Broken("closed", (talk.code,), spot.day, hall=spot.hall.slug)


def its_parts_fit(_plan: Plan, talk: Talk, spot: Spot) -> Iterator[Broken]:
    if spot.starts_at is None or spot.ends_at is None:
        return
    minutes = (spot.ends_at - spot.starts_at) // timedelta(minutes=1)
    if minutes < talk.minutes_of_parts:
        yield Broken("too-short", (talk.code,), spot.day, count=talk.minutes_of_parts, most=minutes)


def _is_known(hall: Hall | None) -> bool:
    return hall is not None and hall.seats is not None


# Of two sessions at the same time.


def nobody_is_in_two_places(_plan: Plan, one: Placed, other: Placed) -> Iterator[Broken]:
    """Whatever their roles: moderators and chairs are people too."""
    here = {each.person for each in one[0].cast if each.will_come is not False}
    there = {each.person for each in other[0].cast if each.will_come is not False}
    for person in sorted(here & there):
        yield Broken("person-twice", _both(one, other), other[1].day, person=person)


def a_room_is_used_once(_plan: Plan, one: Placed, other: Placed) -> Iterator[Broken]:
    hall = one[1].hall
    if hall is not None and hall == other[1].hall:
        yield Broken("room-twice", _both(one, other), other[1].day, hall=hall.slug)


def a_track_that_stands_alone_does(_plan: Plan, one: Placed, other: Placed) -> Iterator[Broken]:
    """A track beside which no other may run; sessions of no track, such as breaks, do not disturb it."""
    first, second = one[0].lane, other[0].lane
    if first is None or second is None or first == second:
        return
    alone = next((lane for lane in (first, second) if not lane.may_overlap), None)
    if alone:
        yield Broken("track-alone", _both(one, other), other[1].day, text=alone.slug)


def _both(one: Placed, other: Placed) -> tuple[str, ...]:
    return tuple(sorted({one[0].code, other[0].code}))


RULES_OF_TALKS: tuple[OfTalk, ...] = (
    a_session_is_placed,
    its_proposal_is_still_offered,
    its_people_said_that_they_come,
)
RULES_OF_SPOTS: tuple[OfSpot, ...] = (
    seats_are_enough,
    it_is_reached_without_steps,
    booths_are_enough,
    what_it_needs_is_there,
    it_is_on_a_day_of_its_track,
    it_is_on_a_day_of_the_edition,
    its_people_are_available,
    its_room_is_open,
    its_parts_fit,
)
RULES_OF_PAIRS: tuple[OfPair, ...] = (
    nobody_is_in_two_places,
    a_room_is_used_once,
    a_track_that_stands_alone_does,
)
