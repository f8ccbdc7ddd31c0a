"""Sessions by how many want to come, and what can be done where seats are too few."""

import re

import pytest

from tests import make
from tests.programme.stage import MONDAY
from tests.web.organiser.programme.doors import at, plain, send


@pytest.fixture
def full(stage, session):
    """Thirty are expected in the attic, which has 20 seats; the hall beside it is free."""
    session.expected = 30
    session.save()
    make.placement(session, room=stage.attic)
    return session


def rows(text):
    """What the list says of each session: its title, and what can be done by which button."""
    found = {}
    for row in re.findall(r"<tr><td.*?</tr>", text, re.S):
        title = re.search(r'data-label="Title"><a[^>]*>(?:<[^>]*>)*([^<]*)', row)
        found[title.group(1)] = re.findall(r'name="what" value="([^"]*)"', row)
    return found


def places(session):
    return [(each.starts_at, each.room) for each in session.placements.order_by("pk")]


def test_a_session_with_too_few_seats_is_offered_a_larger_room_and_other_hours(stage, client, full):
    calm = make.session("Calm", of=stage.edition)
    make.placement(calm, stage.at(14), room=stage.hall)

    text = plain(client.get(at(stage, "demand")).text)

    assert rows(text) == {
        "Tides": [f"move {full.code} 0", f"repeat {full.code} 0", f"repeat {full.code} 1"],
        "Calm": [],
    }
    assert "Move to Hall (100)" in text
    assert "1 session has fewer seats" in text


def test_a_button_moves_it_and_the_day_says_so(stage, client, full):
    answer = send(client, at(stage, "demand"), what=f"move {full.code} 0")

    assert places(full) == [(stage.at(10), stage.hall)]
    assert answer["Location"].startswith(at(stage, "programme_day", MONDAY.isoformat()) + "?moved=")
    assert rows(client.get(at(stage, "demand")).text) == {"Tides": []}


def test_a_button_repeats_it_and_seats_are_those_of_both(stage, client, full):
    send(client, at(stage, "demand"), what=f"repeat {full.code} 0")

    assert len(places(full)) == 2
    assert places(full)[0] == (stage.at(10), stage.attic)
    assert rows(client.get(at(stage, "demand")).text) == {"Tides": []}


def test_a_room_that_is_taken_is_not_offered(stage, client, full):
    other = make.session("Other", of=stage.edition)
    make.placement(other, room=stage.hall)

    assert f"move {full.code} 0" not in rows(client.get(at(stage, "demand")).text)["Tides"]


@pytest.mark.parametrize("sent", ["", "move", "move X 0", "move {code} 9", "move {code} ٣", "drop {code} 0"])
def test_what_no_button_sends_is_refused_in_words(stage, client, full, sent):
    answer = send(client, at(stage, "demand"), what=sent.format(code=full.code))

    assert (answer.status_code, places(full)) == (422, [(stage.at(10), stage.attic)])


def test_marks_and_bookings_count_as_numbers(stage, client, session):
    make.placement(session, room=stage.attic)
    for _ in range(21):
        make.mark_list(stage.edition, session)

    assert rows(client.get(at(stage, "demand") + "?beyond=yes").text)["Tides"]
    session.booked = 25
    session.save()
    text = client.get(at(stage, "demand")).text
    assert '<td class="number" data-label="Beyond the seats">5</td>' in text


def test_who_arranges_one_track_sees_its_sessions_only(stage, full):
    secret = make.session("Secret", of=stage.edition, track=stage.forum, expected=500)
    make.placement(secret, room=stage.hall)

    labs = make.signed_in(stage.of_labs).get(at(stage, "demand")).text
    forum = make.signed_in(stage.of_forum)

    assert ("Tides" in labs, "Secret" in labs) == (True, False)
    assert f"move {full.code} 0" not in labs  # the hall is taken, by whatever it is
    assert send(forum, at(stage, "demand"), what=f"repeat {full.code} 0").status_code == 422


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_queries_however_many_sessions(
    stage, client, full, django_assert_num_queries, many
):
    for _ in range(many):
        other = make.session(of=stage.edition, expected=500, track=stage.labs)
        make.placement(other, stage.at(14), room=stage.attic)
    client.get(at(stage, "demand"))

    with django_assert_num_queries(21):
        client.get(at(stage, "demand"))


def test_the_overview_leads_there(stage, client):
    assert f'href="{at(stage, "demand")}"' in client.get(at(stage, "programme")).text
