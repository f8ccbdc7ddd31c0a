"""Each rule of a plan, with a plan that breaks it and one that does not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from convenor.programme.rules.plan import Broken, Cast, Hall, Lane, Plan, Spot, Talk, broken_at, broken_rules

MONDAY, TUESDAY, SUNDAY = date(2027, 3, 1), date(2027, 3, 2), date(2027, 2, 28)
HALL, ATTIC = Hall("hall", 100), Hall("attic", 20, is_step_free=True, booths=2, equipment="Loop, projector")
UNKNOWN = Hall("tent", None)
MINA, BO = Cast("mina", will_come=True), Cast("bo", will_come=True)


def at(hour, minute=0, day=MONDAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def spot(start=10, end=11, hall=None, day=MONDAY, number=1):
    return Spot(number, day, at(start, day=day), at(end, day=day), hall)


def talk(code="A", *spots, **facts):
    return Talk(code, spots=spots or (spot(),), **facts)


def broken(*talks, **availabilities):
    return broken_rules(Plan(MONDAY, date(2027, 3, 5), talks, availabilities))


def test_a_plan_that_keeps_to_everything_is_told_nothing():
    plan = [
        talk("A", spot(9, 10, HALL), spot(9, 10, HALL, TUESDAY, 2), cast=(MINA,), expected=100),
        talk("B", spot(10, 11, HALL), spot(10, 11, HALL, TUESDAY, 2), cast=(MINA, BO)),
        talk("C", spot(9, 11, ATTIC), interpretation=("fr", "ar"), needs_step_free=True, needs="Projector"),
        talk("D", Spot(1, MONDAY), cast=(BO,)),
    ]

    assert broken(*plan) == []


ONE = [
    (Talk("A"), Broken("unplaced", ("A",))),
    (talk(is_withdrawn=True, cast=(Cast("mina"),)), Broken("withdrawn", ("A",))),
    (talk(cast=(Cast("mina"),)), Broken("unconfirmed", ("A",), person="mina")),
    (talk(cast=(Cast("mina", will_come=False),)), Broken("refused", ("A",), person="mina")),
    (
        talk("A", spot(hall=ATTIC), expected=21),
        Broken("seats-expected", ("A",), MONDAY, hall="attic", count=21, most=20),
    ),
    (
        talk("A", spot(hall=ATTIC), expected=25, marked=30),
        Broken("seats-marked", ("A",), MONDAY, hall="attic", count=30, most=20),
    ),
    (
        talk("A", spot(hall=ATTIC), booked=40, marked=30),
        Broken("seats-booked", ("A",), MONDAY, hall="attic", count=40, most=20),
    ),
    (talk("A", spot(hall=HALL), needs_step_free=True), Broken("steps", ("A",), MONDAY, hall="hall")),
    (
        talk("A", spot(hall=ATTIC), interpretation=("fr", "ar", "zh")),
        Broken("booths", ("A",), MONDAY, hall="attic", count=3, most=2),
    ),
    (
        talk("A", spot(hall=ATTIC), needs="projector; piano"),
        Broken("equipment", ("A",), MONDAY, hall="attic", text="projector; piano"),
    ),
    (
        talk("A", spot(day=TUESDAY), lane=Lane("labs", MONDAY, MONDAY)),
        Broken("track-days", ("A",), TUESDAY, text="labs"),
    ),
    (talk("A", spot(day=SUNDAY)), Broken("edition-days", ("A",), SUNDAY)),
    (talk(minutes_of_parts=61), Broken("too-short", ("A",), MONDAY, count=61, most=60)),
]


@pytest.mark.parametrize(("session", "told"), ONE)
def test_a_session_is_told_what_it_breaks_and_nothing_else(session, told):
    assert broken(session) == [told]


@pytest.mark.parametrize(
    "session",
    [
        talk("A", spot(hall=ATTIC), expected=20, marked=20, booked=20),
        talk("A", spot(hall=UNKNOWN), expected=5000, needs_step_free=True, interpretation=("fr",)),
        talk(needs="A piano", needs_step_free=True, interpretation=("fr",)),
        talk("A", spot(hall=ATTIC), needs="LOOP; projector"),
        talk("A", spot(hall=ATTIC), needs="loop، projector؛ loop、projector，loop"),
        talk("A", spot(day=TUESDAY), lane=Lane("labs", MONDAY, TUESDAY)),
        talk(lane=Lane("labs")),
        talk(minutes_of_parts=60),
        talk("A", Spot(1, MONDAY), minutes_of_parts=600),
    ],
)
def test_what_fits_or_is_not_known_is_not_told(session):
    assert broken(session) == []


def test_who_is_not_available_is_told_and_who_never_said_when_always_is():
    session = talk("A", spot(10, 11), cast=(MINA, BO))

    assert broken(session, mina=((at(10), at(11)),)) == []
    assert broken(session, mina=((at(8), at(9)), (at(10, 30), at(12)))) == [
        Broken("unavailable", ("A",), MONDAY, person="mina")
    ]
    assert broken(session, mina=()) == [Broken("unavailable", ("A",), MONDAY, person="mina")]
    assert broken(talk("A", Spot(1, MONDAY), cast=(MINA,)), mina=((at(8), at(9)),)) == []


def test_what_was_withdrawn_takes_no_room_and_nobody_and_is_told_as_withdrawn_alone():
    held = talk("A", spot(hall=ATTIC), cast=(MINA,), lane=Lane("labs", may_overlap=False))
    gone = talk("B", spot(hall=ATTIC), cast=(MINA,), lane=Lane("forum"), expected=90)
    withdrawn = replace(gone, is_withdrawn=True)

    assert {each.rule for each in broken(held, gone)} >= {"room-twice", "person-twice", "track-alone"}
    assert broken(held, withdrawn, mina=((at(10), at(11)),)) == [Broken("withdrawn", ("B",))]
    plan = Plan(MONDAY, date(2027, 3, 5), (held, withdrawn))
    assert list(broken_at(plan, held, held.spots[0], [(withdrawn, withdrawn.spots[0])])) == []


def test_a_room_is_not_used_while_it_is_closed():
    closed = {"hall": ((at(8), at(10)), (at(12), at(13)))}

    def told(session):
        return broken_rules(Plan(MONDAY, date(2027, 3, 5), (session,), closures=closed))

    assert told(talk("A", spot(9, 11, HALL))) == [Broken("closed", ("A",), MONDAY, hall="hall")]
    assert told(talk("A", spot(10, 12, HALL))) == []
    assert told(talk("A", spot(9, 11, ATTIC))) == []
    assert told(talk("A", spot(9, 11))) == []


def test_a_person_is_in_one_place_whatever_their_roles_on_whatever_day():
    week = talk("A", spot(9, 12, day=MONDAY), spot(9, 12, day=TUESDAY), cast=(MINA, BO))
    inside = talk("B", spot(11, 13, day=TUESDAY), cast=(MINA, Cast("bo", will_come=False)))

    assert broken(week, inside) == [
        Broken("refused", ("B",), person="bo"),
        Broken("person-twice", ("A", "B"), TUESDAY, person="mina"),
    ]


def test_two_sessions_that_clash_every_day_are_told_of_once():
    days = (MONDAY, TUESDAY)
    one, other = (talk(code, *(spot(day=day) for day in days), cast=(MINA,)) for code in "AB")

    assert broken(one, other) == [Broken("person-twice", ("A", "B"), MONDAY, person="mina")]


def test_a_session_that_is_repeated_beside_itself_has_its_people_twice():
    session = talk("A", spot(10, 11, HALL), spot(10, 12, ATTIC, number=2), cast=(MINA,))

    assert broken(session) == [Broken("person-twice", ("A",), MONDAY, person="mina")]


def test_a_room_is_used_once_at_a_time_though_one_session_lasts_past_midnight():
    night = Talk("A", spots=(Spot(1, MONDAY, at(23), at(1, day=TUESDAY), HALL),))
    early = talk("B", Spot(1, TUESDAY, at(0, day=TUESDAY), at(2, day=TUESDAY), HALL))
    later = talk("C", Spot(1, TUESDAY, at(1, day=TUESDAY), at(2, day=TUESDAY), ATTIC))

    assert broken(night, early, later) == [Broken("room-twice", ("A", "B"), TUESDAY, hall="hall")]


def test_a_track_that_stands_alone_is_disturbed_by_other_tracks_only():
    alone, labs = Lane("forum", may_overlap=False), Lane("labs")
    forum, beside = talk("A", spot(10, 12), lane=alone), talk("B", spot(11, 12), lane=alone)

    assert broken(forum, beside, talk("C", spot(11, 12))) == []
    assert broken(talk("B", lane=labs), talk("C", lane=Lane("side"))) == []
    assert broken(forum, talk("B", spot(11, 12), lane=labs)) == [
        Broken("track-alone", ("A", "B"), MONDAY, text="forum")
    ]


def test_three_hundred_sessions_in_sixty_rooms_are_looked_through():
    halls = [Hall(f"room-{number}", 50) for number in range(60)]
    talks = [
        talk(f"T{number:03}", spot(9 + number // 60, 10 + number // 60, halls[number % 60]))
        for number in range(300)
    ]

    assert broken(*talks) == []
    assert len(broken(*talks, talk("X", spot(9, 10, halls[0])))) == 1
