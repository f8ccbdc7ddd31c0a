"""The grid of a day, and the small form that places, moves, repeats and takes out."""

import re
from datetime import date, timedelta

import pytest

from convenor.kernel.translated import Translated
from convenor.programme.actions.happenings import tell
from convenor.programme.models import Happening, Placement
from tests import make
from tests.programme.stage import FRIDAY, MONDAY, TUESDAY
from tests.web.organiser.programme.doors import at, plain, send


def grid(client, stage, day=MONDAY):
    """What begins when and in which room, as the page says it."""
    text = client.get(at(stage, "programme_day", day.isoformat())).text
    found = {}
    for row in re.findall(r"<tr.*?</tr>", text, re.S)[1:]:
        time = re.search(r'<th scope="row">(.*?)</th>', row, re.S).group(1).strip()
        for room, cell in re.findall(r'<td\s[^>]*data-label="([^"]*)"[^>]*>(.*?)</td>', row, re.S):
            for title in re.findall(r'sessions/\w+/">([^<]*)</a>', cell) or re.findall("taken by", cell):
                found.setdefault((time, room), []).append(title)
    return found


def placed(session):
    return [(each.starts_at, each.ends_at, each.room) for each in session.placements.order_by("pk")]


def test_a_session_is_placed_by_its_length_moved_by_its_end_and_repeated(stage, client, session):
    new = at(stage, "placement_new", session.code)
    answer = send(client, new, day="2027-03-01", starts="10:00", room=stage.hall.pk)
    assert (answer["Location"], placed(session)) == (
        at(stage, "programme_day", "2027-03-01") + f"?moved={session.placements.get().pk}",
        [(stage.at(10), stage.at(11), stage.hall)],
    )
    assert grid(client, stage) == {("10:00", "Hall"): ["Tides"]}

    where = at(stage, "placement", session.code, session.placements.get().pk)
    send(client, where, day="2027-03-02", starts="09:15", ends="10:00")
    send(client, new, day="2027-03-01", starts="14:00", minutes="30", room=stage.attic.pk)
    assert placed(session) == [
        (stage.at(9, 15, TUESDAY), stage.at(10, day=TUESDAY), None),
        (stage.at(14), stage.at(14, 30), stage.attic),
    ]
    assert grid(client, stage) == {("14:00", "Attic"): ["Tides"]}
    assert grid(client, stage, TUESDAY) == {("09:15", "No room"): ["Tides"]}


def test_a_session_is_open_all_week_past_midnight_or_on_a_day_only(stage, client, session):
    new = at(stage, "placement_new", session.code)
    send(client, new, day="2027-03-01", starts="09:00", ends="18:00", last_day="2027-03-05")
    send(client, new, day="2027-03-02", starts="23:00", ends="01:00")
    send(client, new, day="2027-03-03")

    assert placed(session)[1] == (stage.at(23, day=TUESDAY), stage.at(1, day=date(2027, 3, 3)), None)
    assert session.placements.get(starts_at=stage.at(9)).ends_on == FRIDAY
    assert grid(client, stage, TUESDAY) == {
        ("09:00", "No room"): ["Tides"],
        ("23:00", "No room"): ["Tides"],
    }
    assert grid(client, stage, date(2027, 3, 3)) == {
        ("time unknown", "No room"): ["Tides"],
        ("09:00", "No room"): ["Tides"],
    }


def test_the_grid_says_what_became_of_a_session(stage, client, session):
    make.placement(session, room=stage.hall)
    address = at(stage, "programme_day", "2027-03-01")
    before = client.get(address).text

    tell(session=session, kind=Happening.CANCELLED, note=Translated(), by=stage.secretary, at=make.NOON)

    said = '<strong class="tag">cancelled</strong>'
    assert [said in each for each in (before, client.get(address).text)] == [False, True]


def test_it_is_taken_out_of_the_grid_and_waits_beside_it(stage, client, session):
    placement = make.placement(session, room=stage.hall)

    send(client, at(stage, "placement_removal", session.code, placement.pk))

    text = client.get(at(stage, "programme_day", "2027-03-01")).text
    assert Placement.objects.count() == 0
    assert f'{at(stage, "placement_new", session.code)}?day=2027-03-01"' in text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": ""}, "Please fill this in."),
        ({"day": "yesterday"}, "year-month-day"),
        ({"day": "9999-12-31"}, "cannot be meant"),
        ({"starts": "25:00"}, "hours and minutes"),
        ({"starts": "10:00", "ends": "11:00", "minutes": "30"}, "not both"),
        ({"starts": "10:00", "minutes": "0"}, "a number of at least 1."),
        ({"room": "999"}, "one of the answers offered"),
        ({"last_day": "2027-02-01"}, "comes before the first"),
        ({"day": "2027-03-28", "starts": "02:30"}, "clocks are put forward"),
    ],
)
def test_what_cannot_be_is_said(stage, client, session, wrong, sentence):
    answer = send(client, at(stage, "placement_new", session.code), **{"day": "2027-03-01", **wrong})

    assert (answer.status_code, sentence in answer.text, placed(session)) == (422, True, [])


def test_where_clocks_are_put_back_the_first_of_the_two_times_is_meant(stage, client, session):
    new = at(stage, "placement_new", session.code)
    send(client, new, day="2027-10-31", starts="02:30", ends="03:30")

    [(starts_at, ends_at, _room)] = placed(session)
    assert ends_at - starts_at == timedelta(hours=2)


def test_the_form_begins_with_the_day_of_the_grid_or_with_what_is_placed(stage, client, session):
    placement = make.placement(session, room=stage.hall, ends_on=FRIDAY)
    new, old = at(stage, "placement_new", session.code), at(stage, "placement", session.code, placement.pk)

    asked = [client.get(new + query).text for query in ("?day=2027-03-02", "?day=x", "")]
    said = client.get(old).text

    assert ['value="2027-03-02"' in text for text in asked] == [True, False, False]
    values = ("2027-03-01", "10:00", "60", "2027-03-05", str(stage.hall.pk))
    assert [f'value="{value}"' in said for value in values] == [True] * 5


def test_warnings_stand_at_each_session_and_below_the_day(stage, client, session):
    other = make.session("Moss", of=stage.edition, track=stage.labs)
    for each in (session, other):
        make.placement(each, room=stage.hall)

    text = plain(client.get(at(stage, "programme_day", "2027-03-01")).text)

    assert text.count("Hall is used twice at once (Mon 1 Mar): ") == 3
    assert "There are none for this day." in client.get(at(stage, "programme_day", "2027-03-02")).text


def test_who_arranges_one_track_sees_that_a_room_is_taken_and_not_by_what(stage, session):
    secret = make.session("Secret", of=stage.edition, track=stage.forum)
    make.placement(secret, room=stage.hall)
    make.placement(session, room=stage.hall)
    client = make.signed_in(stage.of_labs)

    text = client.get(at(stage, "programme_day", "2027-03-01")).text

    assert grid(client, stage) == {("10:00", "Hall"): ["Tides"]}
    assert ("Secret" in text, "taken by a session of others" in text) == (False, True)
    assert "another session" in text


@pytest.mark.parametrize("day", ["tomorrow", "2027-13-01", "20270301x"])
def test_a_day_that_is_none_is_not_found(stage, client, day):
    assert client.get(at(stage, "programme_day", day)).status_code == 404


def test_sixty_parallel_rooms_stand_beside_each_other(stage, client):
    for number in range(58):
        stage.room(f"r{number:02}", 10)
    for room in stage.edition.rooms.all():
        make.placement(make.session(str(room.name), of=stage.edition), room=room)

    assert len(grid(client, stage)) == 60


@pytest.mark.parametrize("many", [1, 3])
def test_the_grid_costs_the_same_queries_however_full_it_is(stage, client, django_assert_num_queries, many):
    for number in range(many):
        session = make.session(of=stage.edition, track=stage.labs)
        make.placement(session, stage.at(10 + number), room=stage.hall)
        make.session(of=stage.edition)
    client.get(at(stage, "programme_day", "2027-03-01"))

    with django_assert_num_queries(19):
        client.get(at(stage, "programme_day", "2027-03-01"))
