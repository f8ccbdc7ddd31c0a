"""Why a session is where it is and where else it could be; what a move did, and the way back."""

import re

import pytest

from convenor.kernel.translated import Translated
from convenor.programme.actions.happenings import tell
from convenor.programme.models import Happening
from tests import make
from tests.programme.stage import MONDAY, TUESDAY
from tests.web.organiser.programme.doors import at, plain, send


@pytest.fixture
def beside(stage, session):
    """Another of its track, in the hall at ten, with the same speaker."""
    ada = make.person("Ada")
    moss = make.session("Moss", of=stage.edition, track=stage.labs)
    make.placement(moss, room=stage.hall)
    for each in (session, moss):
        make.appearance(each, ada, agreed_at=make.NOON)
    return moss


def places(session):
    return [(each.starts_at, each.room) for each in session.placements.order_by("pk")]


def buttons(text):
    return re.findall(r'name="to" value="([^"]*)"', text)


def test_where_it_is_is_explained_in_words(stage, client, session, beside):
    make.placement(session, room=stage.hall)
    make.mark_list(stage.edition, session, beside)

    text = plain(client.get(at(stage, "elsewhere", session.code)).text)

    for sentence in (
        "Hall is used twice at once (Mon 1 Mar): ",
        "Ada is in two places at once (Mon 1 Mar): ",
        "Moss is at the same time. People who marked both: 1.",
        "Moss, of the same track, is at the same time.",
    ):
        assert sentence in text


def test_ten_places_are_on_a_page_and_the_rest_on_others(stage, client, session):
    address = at(stage, "elsewhere", session.code)

    first, second = (client.get(f"{address}?page={number}").text for number in (1, 2))

    assert (len(buttons(first)), len(buttons(second))) == (10, 10)
    assert not set(buttons(first)) & set(buttons(second))


def test_each_possible_place_is_a_button_and_the_best_comes_first(stage, client, session, beside):
    address = at(stage, "elsewhere", session.code)
    text = client.get(address).text
    best = buttons(text)[0]

    answer = client.post(address, {"key": make.form_key(text), "to": best})

    placement = session.placements.get()
    day = at(stage, "programme_day", placement.starts_on.isoformat())
    assert answer["Location"] == f"{day}?moved={placement.pk}"
    assert (placement.starts_at, placement.room) != (stage.at(10), stage.hall)
    said = client.get(answer["Location"]).text
    assert "It breaks no rule here." in said
    assert at(stage, "placement_removal", session.code, placement.pk) in said


def test_the_list_is_narrowed_by_day_room_and_what_breaks(stage, client, session, beside):
    address = at(stage, "elsewhere", session.code)

    sent = {
        query: buttons(client.get(f"{address}?{query}").text)
        for query in ("day=2027-03-02", "room=attic", "broken=yes", "broken=no&day=2027-03-01")
    }

    assert {each[:10] for each in sent["day=2027-03-02"]} == {"2027-03-02"}
    assert {each.split()[2] for each in sent["room=attic"]} == {"attic"}
    assert {each[:16] for each in sent["broken=yes"]} == {"2027-03-01 10:00"}
    assert not set(sent["broken=yes"]) & set(sent["broken=no&day=2027-03-01"])


def test_what_another_place_would_cost_is_asked_and_nothing_moves(stage, client, session, beside):
    make.placement(session, stage.at(12), room=stage.hall)
    address = at(stage, "elsewhere", session.code)

    text = plain(client.get(f"{address}?on=2027-03-01&begins=10:00&hall={stage.attic.pk}").text)

    asked = text[text.index('id="asked"') : text.index("Possible places")]
    assert "Ada is in two places at once" in asked
    assert "Tracks in several rooms, beside themselves, or with gaps: +3" in asked
    assert 'value="2027-03-01 10:00 attic"' in asked
    assert places(session) == [(stage.at(12), stage.hall)]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("on=x&begins=10:00", "year-month-day"),
        ("on=2027-03-01&begins=25:00", "hours and minutes"),
        ("on=2027-03-01&begins=10:00&hall=999", "one of the answers offered"),
        ("on=2027-03-28&begins=02:30", "clocks are put forward"),
        ("on=9999-12-31&begins=23:59", "cannot be meant"),
    ],
)
def test_a_place_that_is_none_is_said_and_kept(stage, client, session, asked, sentence):
    answer = client.get(at(stage, "elsewhere", session.code) + "?" + asked)

    assert (answer.status_code, sentence in answer.text) == (200, True)
    assert f'value="{asked.split("begins=")[1][:5]}"' in answer.text


@pytest.mark.parametrize(
    "sent", ["", "x", "2027-03-01", "2027-03-01 10:00 nowhere", "0001-01-01 00:00 hall", "2027-03-28 02:30"]
)
def test_what_no_button_sends_moves_nothing(stage, client, session, sent):
    answer = send(client, at(stage, "elsewhere", session.code), to=sent)

    assert (answer.status_code, places(session)) == (422, [])


def test_a_move_says_what_it_did_and_goes_back_by_a_button(stage, client, session, beside):
    placement = make.placement(session, stage.at(12), room=stage.attic)
    where = at(stage, "placement", session.code, placement.pk)

    answer = send(client, where, day="2027-03-01", starts="10:00", minutes="60", room=stage.hall.pk)
    text = plain(client.get(answer["Location"]).text)

    did = text[text.index("What this move changed") : text.index("Move it back")]
    assert "Hall is used twice at once (Mon 1 Mar): " in did
    assert "Tracks in several rooms, beside themselves, or with gaps: " in did
    form = text[text.rindex("<form", 0, text.index("Move it back")) : text.index("Move it back")]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert f'action="{where}"' in form
    client.post(where, fields)
    assert places(session) == [(stage.at(12), stage.attic)]


@pytest.mark.parametrize(
    "asked", ["moved=x", "moved=999", "moved=9" * 9, "moved={pk}&day=x", "moved={pk}&day=2027-03-01&room=x"]
)
def test_an_address_that_names_no_move_is_the_days(stage, client, session, asked):
    placement = make.placement(session, room=stage.hall)
    day = at(stage, "programme_day", "2027-03-01")

    answer = client.get(f"{day}?{asked.format(pk=placement.pk)}")

    assert (answer.status_code, "Move it back" in answer.text) == (200, False)


def test_of_a_session_of_others_nobody_is_told_what_moved(stage, session):
    secret = make.session("Secret", of=stage.edition, track=stage.forum)
    placement = make.placement(secret, room=stage.hall)
    client = make.signed_in(stage.of_labs)

    text = client.get(at(stage, "programme_day", "2027-03-01") + f"?moved={placement.pk}").text

    assert ("What this move changed" in text, "Secret" in text) == (False, False)
    assert client.get(at(stage, "elsewhere", secret.code)).status_code == 404


def test_a_repetition_is_chosen_and_the_other_stays(stage, client, session):
    first = make.placement(session, room=stage.hall)
    second = make.placement(session, stage.at(10, day=TUESDAY), room=stage.hall)
    address = at(stage, "elsewhere", session.code) + f"?place={second.pk}"

    key = make.form_key(client.get(address).text)
    client.post(address, {"key": key, "to": "2027-03-01 14:00 attic"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.starts_at, second.starts_at, second.room) == (stage.at(10), stage.at(14), stage.attic)


def test_what_is_not_held_or_open_all_week_has_no_list(stage, client, session):
    address = at(stage, "elsewhere", session.code)
    make.placement(session, room=stage.hall, ends_on=TUESDAY)
    long = client.get(address).text
    tell(session=session, kind=Happening.CANCELLED, note=Translated(), by=stage.secretary, at=make.NOON)
    off = send(client, address, to="2027-03-01 14:00 attic")

    assert ("Possible places" in long, "It has no hour of one day here" in long) == (False, True)
    assert (off.status_code, "Choose “held as planned” under" in off.text) == (422, True)
    assert session.placements.get().starts_on == MONDAY


def test_the_grid_leads_to_suggestions(stage, client, session):
    text = client.get(at(stage, "programme_day", "2027-03-01")).text
    assert f'href="{at(stage, "elsewhere", session.code)}"' in text

    placement = make.placement(session, room=stage.hall)
    text = client.get(at(stage, "programme_day", "2027-03-01")).text
    assert f'href="{at(stage, "elsewhere", session.code)}?place={placement.pk}"' in text


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_queries_however_many_sessions(
    stage, client, session, django_assert_num_queries, many
):
    for number in range(many):
        other = make.session(of=stage.edition, track=stage.labs)
        make.placement(other, stage.at(9 + number), room=stage.hall)
        make.appearance(other, make.person())
    client.get(at(stage, "elsewhere", session.code))

    with django_assert_num_queries(29):
        client.get(at(stage, "elsewhere", session.code))
