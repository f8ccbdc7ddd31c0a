"""The judge of timetables: one small case for each rule and each goal, counted by hand."""

import pytest

from convenor.optim.timetable.check import broken, values, verify

pytestmark = pytest.mark.once

GOALS = ["moved", "unplaced", "clashes", "seats", "tracks", "themes", "hours", "fairness", "wishes"]


def at(clock, day=4):
    return f"2027-05-0{day}T{clock}+00:00"


def span(first, last):
    return [at(first), at(last)]


def session(key, **fields):
    return {"key": key, "minutes": 60, **fields}


def form(*sessions, **fields):
    """Two mornings of three blocks, two rooms, and two people of whom one is remote."""
    clocks = [("09:00", "10:30"), ("11:00", "12:30"), ("14:00", "16:00")]
    return {
        "format": "convenor timetable 1",
        "blocks": [
            {"key": f"{day}-{n}", "starts": at(starts, day), "ends": at(ends, day)}
            for day in (4, 5)
            for n, (starts, ends) in enumerate(clocks)
        ],
        "rooms": [
            {"key": "hall", "seats": 100, "site": "north"},
            {"key": "attic", "seats": 40, "site": "south"},
        ],
        "people": [{"key": "ada"}, {"key": "bo", "is_remote": True, "offset": -300, "region": "americas"}],
        "tracks": [{"key": "red"}, {"key": "blue"}],
        "sessions": list(sessions),
        **fields,
    }


def plan(**places):
    """``TIDE="09:00 hall"``; another day stands before it, and no room is ``-``."""
    found = {}
    for key, told in places.items():
        *day, clock, room = told.split()
        found[key] = {"start": at(clock, *day), "room": None if room == "-" else room}
    return found


TIDE, MOSS = session("TIDE"), session("MOSS")
BOTH = plan(TIDE="09:00 hall", MOSS="09:00 attic")
APART = plan(TIDE="09:00 hall", MOSS="11:00 attic")
CASES = {
    "placed": (form(TIDE, MOSS, goals=["seats"]), plan(TIDE="09:00 hall"), APART),
    "block": (form(TIDE), plan(TIDE="10:00 hall"), plan(TIDE="09:30 hall")),
    "times": (
        form(session("TIDE", windows=[span("09:00", "10:00"), span("10:00", "11:00")])),
        plan(TIDE="09:05 hall"),
        plan(TIDE="09:00 hall"),
    ),
    "track-times": (
        form(session("TIDE", track="red"), tracks=[{"key": "red", "windows": [span("14:00", "16:00")]}]),
        plan(TIDE="11:00 hall"),
        plan(TIDE="15:00 hall"),
    ),
    "available": (
        form(session("TIDE", people=["ada"]), people=[{"key": "ada", "windows": [span("08:00", "10:00")]}]),
        plan(TIDE="09:01 hall"),
        plan(TIDE="09:00 hall"),
    ),
    "person": (form(session("TIDE", people=["bo"]), session("MOSS", people=["bo"])), BOTH, APART),
    "room": (form(TIDE, MOSS), plan(TIDE="09:00 hall", MOSS="09:30 hall"), BOTH),
    "any-room": (form(TIDE), plan(TIDE="09:00 -"), plan(TIDE="09:00 hall")),
    "no-room": (form(session("TIDE", needs_room=False)), plan(TIDE="09:00 hall"), plan(TIDE="09:00 -")),
    "needs": (
        form(session("TIDE", needs=["piano"]), rooms=[{"key": "hall", "has": ["piano"]}, {"key": "attic"}]),
        plan(TIDE="09:00 attic"),
        plan(TIDE="09:00 hall"),
    ),
    "booths": (
        form(session("TIDE", booths=2), rooms=[{"key": "hall", "booths": 2}, {"key": "attic", "booths": 1}]),
        plan(TIDE="09:00 attic"),
        plan(TIDE="09:00 hall"),
    ),
    "promised": (form(session("TIDE", promised=41)), plan(TIDE="09:00 attic"), plan(TIDE="09:00 hall")),
    "track-room": (
        form(
            session("TIDE", track="red"),
            session("MOSS", track="red"),
            session("REED", track="red", needs_room=False),
            tracks=[{"key": "red", "has_one_room": True}],
        ),
        {**APART, **plan(REED="14:00 -")},
        plan(TIDE="09:00 hall", MOSS="11:00 hall", REED="14:00 -"),
    ),
    "track-alone": (
        form(
            session("TIDE", track="red"),
            session("MOSS", track="blue"),
            session("REED", needs_room=False),
            tracks=[{"key": "red", "is_alone": True}, {"key": "blue"}],
        ),
        {**BOTH, **plan(REED="14:00 -")},
        {**APART, **plan(REED="09:00 -")},
    ),
    "plenary": (form(session("TIDE", is_plenary=True), MOSS), BOTH, APART),
    "crew": (
        form(session("TIDE", crews=["fr"]), session("MOSS", crews=["fr"]), crews=[{"key": "fr", "count": 1}]),
        BOTH,
        APART,
    ),
    "order": (
        form(TIDE, MOSS, orders=[["TIDE", "MOSS"]]),
        plan(TIDE="14:00 hall", MOSS="14:30 attic"),
        plan(TIDE="14:00 hall", MOSS="15:00 attic"),
    ),
    "same-day": (
        form(TIDE, MOSS, same_day=[["TIDE", "MOSS"]]),
        plan(TIDE="09:00 hall", MOSS="5 09:00 hall"),
        BOTH,
    ),
    "apart": (form(TIDE, MOSS, apart=[["TIDE", "MOSS"]]), BOTH, APART),
    "lock-start": (
        form(TIDE, locks=[{"session": "TIDE", "start": at("09:07")}]),
        plan(TIDE="09:05 hall"),
        plan(TIDE="09:07 hall"),
    ),
    "lock-room": (
        form(TIDE, locks=[{"session": "TIDE", "room": "hall"}]),
        plan(TIDE="09:00 attic"),
        plan(TIDE="09:00 hall"),
    ),
    "lock-day": (
        form(TIDE, locks=[{"session": "TIDE", "day": "2027-05-05"}]),
        plan(TIDE="09:00 hall"),
        plan(TIDE="5 09:00 hall"),
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_plan_breaks_the_one_rule_and_its_neighbour_none(rule):
    given, bad, good = CASES[rule]

    assert [name for name, _sentence in broken(given, bad)] == [rule]
    assert broken(given, good) == []


@pytest.mark.parametrize("rule", sorted(set(CASES) - {"placed"}))
def test_a_session_without_a_place_breaks_no_other_rule(rule):
    given, *_ = CASES[rule]

    assert broken(given, {}) == []


def test_a_sentence_names_whom_it_touches():
    given, bad, _ = CASES["person"]

    assert broken(given, bad) == [("person", "bo has TIDE and MOSS, which overlap.")]


@pytest.mark.parametrize(("who", "told"), [("ada", ["person"]), ("bo", [])])
def test_who_is_there_in_person_walks_from_site_to_site(who, told):
    given = form(session("TIDE", people=[who]), session("MOSS", people=[who]), walks=[["south", "north", 10]])
    hurried = plan(TIDE="14:00 hall", MOSS="15:00 attic")
    there_in_time = plan(TIDE="14:00 hall", MOSS="15:10 attic") | {}
    given["blocks"][2]["ends"] = at("16:10")

    assert [rule for rule, _ in broken(given, hurried)] == told
    assert broken(given, there_in_time) == []


def test_a_room_that_is_shut_holds_no_session():
    given = form(TIDE, rooms=[{"key": "hall", "shut": [span("09:30", "11:00")]}])

    assert [rule for rule, _ in broken(given, plan(TIDE="09:00 hall"))] == ["room"]
    assert broken(given, plan(TIDE="11:00 hall")) == []


def test_a_room_of_unknown_seats_has_enough_and_none_is_needed_without_a_room():
    given = form(session("TIDE", promised=500, needs=["piano"], needs_room=False), rooms=[{"key": "hall"}])

    assert broken(given, plan(TIDE="09:00 -")) == []
    assert [rule for rule, _ in broken(given, plan(TIDE="09:00 hall"))] == ["no-room", "needs"]


def test_a_session_is_on_the_day_of_the_block_in_which_it_starts():
    given = form(TIDE, locks=[{"session": "TIDE", "day": "2027-05-04"}])

    assert [rule for rule, _ in broken(given, plan(TIDE="10:00 hall"))] == ["block"]
    assert [rule for rule, _ in broken(given, plan(TIDE="10:30 hall"))] == ["block", "lock-day"]


def goal(name, given, placed):
    return values({**given, "goals": [name]}, placed)[name]


@pytest.mark.parametrize(
    ("there", "moved"),
    [
        ("09:00 hall", 0),
        ("09:00 attic", 3 * 17),
        ("11:00 hall", 4 * 17),
        ("5 09:00 hall", 5 * 17),
        ("10:30 hall", 5 * 17),  # in a break, which is on no day
        (None, 8 * 17),
    ],
)
def test_what_moves_counts_by_how_far_and_by_who_marked_it(there, moved):
    published = [{"session": "TIDE", "start": at("09:00"), "room": "hall", "marks": 7}]

    assert goal("moved", form(TIDE, published=published), plan(TIDE=there) if there else {}) == moved


def test_no_more_than_forty_marks_count():
    published = [{"session": "TIDE", "start": at("09:00"), "room": "hall", "marks": 41}]

    assert goal("moved", form(TIDE, published=published), {}) == 8 * 50


def test_what_has_no_place_counts():
    assert goal("unplaced", form(TIDE, MOSS), plan(TIDE="09:00 hall")) == 1


def test_people_who_want_to_be_in_two_places_count():
    given = form(TIDE, MOSS, interest=[["TIDE", "MOSS", 12], ["MOSS", "TIDE", 3]])

    assert [goal("clashes", given, placed) for placed in (BOTH, APART, {})] == [15, 0, 0]


def test_people_beyond_the_seats_count():
    given = form(session("TIDE", expected=50), session("MOSS", expected=50))

    assert goal("seats", given, BOTH) == 10


def test_a_track_counts_rooms_gaps_and_sessions_side_by_side():
    reds = [session(key, track="red") for key in ("TIDE", "MOSS", "REED", "FERN")]
    given = form(*reds, session("KELP", track="blue"))
    scattered = plan(
        TIDE="09:00 hall", MOSS="14:00 attic", REED="14:30 hall", FERN="5 14:00 hall", KELP="11:00 hall"
    )

    assert goal("tracks", given, scattered) == 1 + 1 + 2


def test_sessions_of_one_subtheme_at_the_same_time_count():
    given = form(*(session(key, subtheme="peace") for key in ("TIDE", "MOSS", "REED")), session("FERN"))
    placed = plan(TIDE="09:00 hall", MOSS="09:30 attic", REED="09:59 hall", FERN="09:00 attic")

    assert goal("themes", given, placed) == 3


def test_half_hours_of_the_night_count_for_each_who_is_remote():
    given = form(session("TIDE", minutes=90, people=["ada", "bo"]), session("MOSS", people=["bo"]))

    # By the clock of bo 11:00 is 06:00, and 09:00 is 04:00: two and two half hours before 07:00.
    assert goal("hours", given, plan(TIDE="11:00 hall", MOSS="09:00 hall")) == 4
    # A half hour counts by when it begins: 06:59 does, 07:29 does not.
    assert goal("hours", given, plan(MOSS="11:59 hall")) == 1


def test_the_region_that_fares_worst_counts():
    people = [
        {"key": "bo", "is_remote": True, "offset": -300, "region": "americas"},
        {"key": "cy", "is_remote": True, "offset": 720, "region": "pacific"},
        {"key": "di", "is_remote": True, "offset": 780, "region": "pacific"},
    ]
    given = form(session("TIDE", people=["bo", "cy", "di"]), people=people)

    # 09:00 is 04:00, 21:00 and 22:00: two half hours, none, and two.
    assert (
        goal("hours", given, plan(TIDE="09:00 hall")),
        goal("fairness", given, plan(TIDE="09:00 hall")),
    ) == (4, 2)
    # 09:30 is 04:30, 21:30 and 22:30: two, one, and two.
    assert goal("fairness", given, plan(TIDE="09:30 hall")) == 3


@pytest.mark.parametrize(
    ("there", "paid"), [("14:00 hall", 0), ("14:00 attic", 5), ("09:00 hall", 5), ("09:00 attic", 10)]
)
def test_wishes_that_are_not_met_count(there, paid):
    wishes = [{"session": "TIDE", "price": 5, "windows": [span("14:00", "16:00")], "rooms": ["hall"]}]

    assert goal("wishes", form(TIDE, wishes=wishes), plan(TIDE=there)) == paid


def test_values_come_in_the_order_of_the_goals():
    assert list(values(form(TIDE), {})) == GOALS
    assert list(values(form(TIDE, goals=["wishes", "unplaced"]), {}).items()) == [
        ("wishes", 0),
        ("unplaced", 1),
    ]


def test_a_local_midnight_and_another_zone_are_the_same_minute():
    given = form(TIDE)
    given["blocks"][0]["starts"] = "2027-05-04T14:30+05:30"

    assert broken(given, {"TIDE": {"start": "2027-05-04T04:00-05:00", "room": "hall"}}) == []


GIVEN = form(session("TIDE", expected=45), MOSS, goals=["unplaced", "seats"])


def answer(*reached, **fields):
    stages = [dict(zip(("goal", "value", "bound"), stage, strict=True)) for stage in reached]
    placed = plan(TIDE="09:00 attic", MOSS="11:00 hall")
    return {"format": "convenor timetable answer 1", "plan": placed, "reached": stages, **fields}


def test_a_right_answer_has_nothing_wrong():
    assert verify(GIVEN, answer(("unplaced", 0, 0), ("seats", 5, 0))) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (answer(("unplaced", 0, 0), ("seats", 4, 0)), ["The value of seats is 5, not 4."]),
        (answer(("unplaced", 0, 0), ("seats", 5, 6)), ["The bound of seats is 6, above its value 5."]),
        (answer(("unplaced", 0, -1), ("seats", 5, 5)), ["The bound of unplaced is -1, below 0."]),
        (
            answer(("seats", 5, 5), ("unplaced", 0, 0)),
            ["The goals of the answer are not those of the problem: unplaced, seats."],
        ),
        (
            answer(("unplaced", 0, 0), ("seats", 5, 5), ("moved", 0, 0)),
            ["The goals of the answer are not those of the problem: unplaced, seats."],
        ),
        (
            answer(("unplaced", 1, 0), ("seats", 5, 0), plan=plan(TIDE="10:00 attic")),
            ["TIDE is not within one block. (block)"],
        ),
        (answer(format="another"), ["The answer is of another format."]),
    ],
)
def test_every_wrong_answer_is_told(wrong, told):
    assert verify(GIVEN, wrong) == told


def without(name):
    return {key: value for key, value in form(TIDE).items() if key != name}


ODD_FORMS = [
    [],
    without("rooms"),
    form(TIDE, format="another"),
    form(TIDE, colour="red"),
    form(TIDE, TIDE),
    form(session("TIDE", colour="red")),
    form({"key": "TIDE"}),
    form(session("TIDE", minutes=0)),
    form(session("TIDE", minutes=True)),
    form(session("TIDE", people="ada")),
    form(session("TIDE", people=["nobody"])),
    form(session("TIDE", track="green")),
    form(session("TIDE", crews=["fr"])),
    form(session("TIDE", needs_room=1)),
    form(session("TIDE", windows=[span("10:00", "09:00")])),
    form(session("TIDE", windows=[[at("09:00")]])),
    form(session("TIDE", windows=[["2027-05-04T09:00", at("10:00")]])),
    form(session("TIDE", windows=[["2027-05-04T09:00:30Z", at("10:00")]])),
    form(session("TIDE", windows=[[9, 10]])),
    form(TIDE, blocks=[{"key": "b", "starts": at("10:00"), "ends": at("09:00")}]),
    form(TIDE, blocks=[{"key": key, "starts": at("09:00"), "ends": at("10:00")} for key in "ab"]),
    form(TIDE, step=0),
    form(TIDE, goals=["beauty"]),
    form(TIDE, goals=["seats", "seats"]),
    form(TIDE, orders=[["TIDE"]]),
    form(TIDE, orders=[["TIDE", "TIDE"]]),
    form(TIDE, apart=[["TIDE", "KELP"]]),
    form(TIDE, MOSS, interest=[["TIDE", "MOSS", -1]]),
    form(TIDE, walks=[["north", "south", 5], ["south", "north", 6]]),
    form(TIDE, locks=[{"session": "TIDE", "day": "monday"}]),
    form(TIDE, locks=[{"session": "TIDE", "room": "cellar"}]),
    form(TIDE, wishes=[{"session": "TIDE"}]),
    form(TIDE, published=[{"session": "TIDE", "start": at("09:00")}] * 2),
    form(TIDE, people=[{"key": "ada", "offset": 5.5}]),
    form(TIDE, people=[{"key": "ada", "region": ["africa"]}]),
    form(TIDE, rooms=[{"key": "hall", "site": 5}]),
    form(session("TIDE", subtheme=["peace"])),
    form(TIDE, walks=[["north", "south", 5], ["north", "south", 5]]),
    form(TIDE, published=[{"session": "TIDE", "start": at("09:00"), "room": ["hall"]}]),
]  # fmt: skip
ODD_PLANS = [
    [],
    plan(KELP="09:00 hall"),
    plan(TIDE="09:00 cellar"),
    {"TIDE": None},
    {"TIDE": {"room": "hall"}},
    {"TIDE": {"start": "nine", "room": "hall"}},
    {"TIDE": {"start": at("09:00"), "room": ["hall"]}},
]


@pytest.mark.parametrize("given", ODD_FORMS)
def test_a_problem_of_another_shape_is_told_in_a_sentence(given):
    with pytest.raises(ValueError, match=r"\.$"):
        broken(given, {})


def test_a_person_who_is_named_twice_is_there_once():
    given = form(session("TIDE", people=["bo", "bo"]))

    assert broken(given, plan(TIDE="09:00 hall")) == []
    assert goal("hours", given, plan(TIDE="09:00 hall")) == 2


@pytest.mark.parametrize("placed", ODD_PLANS)
def test_a_plan_of_another_shape_is_told_in_a_sentence(placed):
    with pytest.raises(ValueError, match=r"\.$"):
        values(form(TIDE), placed)


@pytest.mark.parametrize(
    "given",
    [{}, answer(reached=[{"goal": "seats", "value": 5}]), answer(("unplaced", 0.0, 0)), answer((5, 0, 0))],
)
def test_an_answer_of_another_shape_is_told_in_a_sentence(given):
    with pytest.raises(ValueError, match=r"\.$"):
        verify(GIVEN, given)
