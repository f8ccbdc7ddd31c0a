"""Sessions are brought in, added, described, and told of on the organisers' pages."""

import re

import pytest

from convenor.editions.models import Role
from convenor.outbox.models import Message
from convenor.programme.actions.releases import publish
from convenor.programme.models import Appearance, Availability, Item, Session
from tests import make
from tests.programme.stage import MONDAY, TUESDAY
from tests.web.organiser.programme.doors import at, plain, send

FACTS = {"title": "Opening", "kind": "keynote", "minutes": "45", "attendance": "hybrid"}


def titles(client, stage, **query):
    text = client.get(at(stage, "programme"), query).text
    return re.findall(r'data-label="Title"><a href="[^"]*">([^<]*)', text)


def test_accepted_proposals_are_brought_in_one_by_one_or_all_at_once(stage, client):
    one, *_others = (stage.accepted(f"Talk {number}") for number in range(3))
    assert "3 accepted proposals are not in the programme yet." in client.get(at(stage, "programme")).text

    single = send(client, at(stage, "taking_up"), code=one.code)
    assert list(stage.edition.sessions.values_list("code", flat=True)) == [one.code]
    rest = send(client, at(stage, "taking_up"))

    assert (single.status_code, rest.status_code, stage.edition.sessions.count()) == (302, 302, 3)
    assert "All accepted proposals are in the programme." in client.get(at(stage, "taking_up")).text


def test_a_form_sent_twice_brings_in_one_proposal_and_says_so_twice(stage, client):
    proposal = stage.accepted()
    address = at(stage, "taking_up")
    sent = {"key": make.form_key(client.get(address).text), "code": proposal.code}

    answers = [client.post(address, sent).status_code for _ in range(2)]

    assert (answers, Session.objects.count()) == ([302, 302], 1)


def test_a_code_that_is_not_waiting_is_not_found(stage, client):
    assert send(client, at(stage, "taking_up"), code="NONE").status_code == 404


def test_a_session_is_added_by_hand_and_found_in_the_list(stage, client):
    sent = {**FACTS, "track": stage.labs.pk, "languages": ["en"], "interpretation": ["fr", "ar"]}

    answer = send(client, at(stage, "session_new"), **sent, needs="Piano", needs_step_free="on")

    session = Session.objects.get()
    assert (answer.status_code, session.kind, session.minutes, session.track) == (
        302,
        "keynote",
        45,
        stage.labs,
    )
    assert (session.interpretation, session.needs, session.needs_step_free) == (["fr", "ar"], "Piano", True)
    assert titles(client, stage) == ["Opening"]
    assert answer["Location"] == at(stage, "session", session.code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"minutes": "0"},
        {"minutes": "99999999999999999999"},
        {"kind": "party"},
        {"track": "999999"},
        {"track": "x"},
        {"languages": ["tlh"]},
        {"expected": "-1"},
        {"url": "javascript:alert(1)"},
        {"title": "x" * 301},
    ],
)
def test_what_makes_no_sense_is_said(stage, client, wrong):
    assert send(client, at(stage, "session_new"), **{**FACTS, **wrong}).status_code == 422
    assert Session.objects.count() == 0


def test_the_chair_of_a_track_adds_to_that_track_only(stage):
    client = make.signed_in(stage.of_labs)

    refused = [
        send(client, at(stage, "session_new"), **FACTS, **more).status_code
        for more in ({}, {"track": stage.forum.pk})
    ]
    taken = send(client, at(stage, "session_new"), **FACTS, track=stage.labs.pk)

    assert (refused, taken.status_code) == ([422, 422], 302)


def test_facts_are_changed_and_translated(stage, client, session):
    address = at(stage, "session_facts", session.code)
    send(client, address, **FACTS, track=stage.forum.pk, url="stream.example")

    translation = client.get(address + "?in=ar").text
    answer = client.post(
        address + "?in=ar",
        {
            "key": make.form_key(translation),
            "title": "الافتتاح",
            "title_status": "human",
            "abstract_status": "human",
        },
    )

    session.refresh_from_db()
    assert answer["Location"] == address + "?in=ar"
    assert session.title.in_("ar").text == "الافتتاح"
    assert (str(session.title), session.track, session.url) == (
        "Opening",
        stage.forum,
        "https://stream.example",
    )


def test_parts_are_added_changed_and_removed(stage, client, session):
    send(client, at(stage, "item_new", session.code), title="Paper", minutes="20")
    part = Item.objects.get()
    send(client, at(stage, "item", session.code, part.pk), title="Paper on tides", minutes="25")
    part.refresh_from_db()
    assert (str(part.title), part.minutes) == ("Paper on tides", 25)
    assert "25 minutes" in client.get(at(stage, "session", session.code)).text

    send(client, at(stage, "item_removal", session.code, part.pk))
    assert Item.objects.count() == 0


def test_somebody_is_invited_changed_and_taken_out(stage, client, session):
    part = make.item(session)
    invited = {"name": "Mina", "address": "mina@ministry.example", "language": "fr", "role": "moderator"}
    send(client, at(stage, "appearance_new", session.code), **invited, item=part.pk, note="Please.")
    mina = Appearance.objects.get()
    assert (mina.role, mina.item, Message.objects.get().address) == (
        "moderator",
        part,
        "mina@ministry.example",
    )
    shown = client.get(at(stage, "session", session.code)).text
    assert ("no answer yet" in shown, "Mina" in shown) == (True, True)

    send(client, at(stage, "appearance", session.code, mina.pk), role="chair", is_remote="on")
    mina.refresh_from_db()
    assert (mina.role, mina.item, mina.is_remote) == ("chair", None, True)
    send(client, at(stage, "appearance_removal", session.code, mina.pk))
    assert Appearance.objects.count() == 0


def test_a_second_click_on_remove_is_told_that_it_is_so_already(stage, client, session):
    mina = make.person("Mina")
    rows = {
        "item_removal": make.item(session),
        "appearance_removal": make.appearance(session, mina),
        "placement_removal": make.placement(session),
    }
    doors = {at(stage, name, session.code, row.pk): row for name, row in rows.items()}
    doors[at(stage, "session_removal", session.code)] = session

    for address in doors:
        key = make.form_key(client.get(address).text)
        client.post(address, {"key": key})
        again = client.post(address, {"key": key}, follow=True)
        assert (again.status_code, "It was removed already." in again.text) == (200, True), address
        assert client.get(address).status_code == 404


def test_nothing_is_said_to_be_removed_that_is_of_another_edition(stage, client, session):
    other = make.placement(make.session(of=make.edition()))
    key = make.form_key(client.get(at(stage, "session_new")).text)

    for address in (
        at(stage, "placement_removal", session.code, other.pk),
        at(stage, "session_removal", other.session.code),
    ):
        assert client.post(address, {"key": key}).status_code == 404


def test_an_invitation_without_an_address_is_said(stage, client, session):
    answer = send(client, at(stage, "appearance_new", session.code), name="Mina", address="mina", role="x")

    assert (answer.status_code, Message.objects.count()) == (422, 0)


def test_when_somebody_can_be_scheduled_is_written_day_by_day(stage, client, session):
    mina = make.person("Mina")
    make.appearance(session, mina)
    address = at(stage, "availability", mina.uid)

    send(client, address, **{f"from_{MONDAY}": "09:00", f"until_{MONDAY}": "12:30"})

    [row] = Availability.objects.all()
    assert (row.starts_at, row.ends_at) == (stage.at(9), stage.at(12, 30))
    assert 'value="12:30"' in client.get(address).text
    make.placement(session)
    make.placement(session, stage.at(14))
    warned = plain(client.get(at(stage, "session", session.code)).text)
    assert warned.count("Mina is not available at this time") == 1

    for wrong in ({f"from_{TUESDAY}": "09:00"}, {f"from_{TUESDAY}": "12:00", f"until_{TUESDAY}": "09:00"}):
        assert send(client, address, **wrong).status_code == 422
    assert Availability.objects.count() == 1


def test_somebody_can_be_available_at_no_time_and_then_at_some_again(stage, client, session):
    mina = make.person("Mina")
    make.appearance(session, mina)
    make.placement(session)
    address = at(stage, "availability", mina.uid)
    nine = {f"from_{MONDAY}": "09:00", f"until_{MONDAY}": "12:30"}

    both = send(client, address, is_never="on", **nine)
    send(client, address, is_never="on")

    assert (both.status_code, "not both" in both.text) == (422, True)
    assert [each.starts_at for each in Availability.objects.all()] == [None]
    assert "checked" in client.get(address).text
    told = plain(client.get(at(stage, "session", session.code)).text)
    assert "Mina is not available at this time" in told
    assert "when they can come</a>: at no time" in told
    send(client, address, **nine)
    assert [each.starts_at for each in Availability.objects.all()] == [stage.at(9)]


def test_of_a_day_with_two_times_both_stay_until_the_first_is_changed(stage, client, session):
    mina = make.person("Mina")
    make.appearance(session, mina)
    address = at(stage, "availability", mina.uid)
    for first, last in ((9, 10), (15, 18)):
        Availability.objects.create(
            edition=stage.edition, person=mina, starts_at=stage.at(first), ends_at=stage.at(last)
        )
    as_it_is = {f"from_{MONDAY}": "09:00", f"until_{MONDAY}": "10:00"}

    shown = re.sub("[\u2066-\u2069]", "", client.get(address).text)
    send(client, address, **as_it_is)
    kept = Availability.objects.count()
    send(client, address, **as_it_is | {f"until_{MONDAY}": "11:00"})

    assert "On this day also: 15:00–18:00." in shown
    assert kept == 2
    assert [each.ends_at for each in Availability.objects.all()] == [stage.at(11)]


def test_who_appears_nowhere_has_no_page(stage, client):
    assert client.get(at(stage, "availability", make.person().uid)).status_code == 404


def test_a_session_is_replaced_with_a_note_in_two_languages_and_restored(stage, client, session):
    other = make.session("Other", of=stage.edition)
    address = at(stage, "session_told", session.code)

    refused = send(client, address, kind="replaced")
    told = send(
        client,
        address,
        kind="replaced",
        replaced_by=other.pk,
        note_en="Ada is ill.",
        note_fr="Ada est malade.",
    )

    event = session.events.get()
    assert (refused.status_code, told.status_code, event.replaced_by) == (422, 302, other)
    assert event.note.versions == {"en": ("Ada is ill.", "original"), "fr": ("Ada est malade.", "human")}
    shown = client.get(at(stage, "session", session.code)).text
    assert ("Ada is ill." in shown, "Other" in shown) == (True, True)
    send(client, address, kind="restored")
    assert session.events.count() == 2


def test_a_session_is_removed_until_it_was_released_then_only_cancelled(stage, client, session):
    released = make.session("Released", of=stage.edition)
    address = at(stage, "session_removal", session.code)
    send(client, address)
    assert not Session.objects.filter(pk=session.pk).exists()

    publish(edition=stage.edition, note=make.english("."), by=stage.secretary, at=make.NOON)
    answer = send(client, at(stage, "session_removal", released.code))

    assert (answer.status_code, "cancel it instead" in answer.text) == (422, True)
    assert (
        at(stage, "session_removal", released.code)
        not in client.get(at(stage, "session", released.code)).text
    )


def test_the_list_is_searched_narrowed_and_exported(stage, client, session):
    placed = make.session("Moss", of=stage.edition, track=stage.forum, kind="keynote")
    make.placement(placed, room=stage.hall)
    make.appearance(placed, make.person("Mina"), agreed_at=make.NOON)
    make.appearance(session, make.person("Bo"))

    found = {
        str(query): titles(client, stage, **query)
        for query in (
            {},
            {"q": "mina"},
            {"track": "labs"},
            {"kind": "keynote"},
            {"placed": "yes"},
            {"placed": "no"},
            {"warnings": "yes"},
            {"warnings": "no"},
            {"sort": "-title"},
            {"sort": "when"},
            {"sort": "marked"},
        )
    }

    assert list(found.values()) == [
        ["Moss", "Tides"],
        ["Moss"],
        ["Tides"],
        ["Moss"],
        ["Moss"],
        ["Tides"],
        ["Tides"],
        ["Moss"],
        ["Tides", "Moss"],
        ["Moss", "Tides"],
        ["Tides", "Moss"],
    ]
    file = b"".join(client.get(at(stage, "programme"), {"file": "csv"}).streaming_content).decode()
    assert "Mon 1 Mar 10:00–11:00" in file


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_queries_however_long_it_is(stage, client, django_assert_num_queries, many):
    for _ in range(many):
        session = make.session(of=stage.edition, track=stage.labs)
        make.placement(session, room=stage.hall)
        make.appearance(session, make.person())
    client.get(at(stage, "programme"))

    with django_assert_num_queries(28):
        client.get(at(stage, "programme"))


def test_other_offices_see_nothing_of_it(stage, session):
    desk, reviewer = make.person(), make.reviewer(stage.labs)
    make.office(stage.edition, desk, Role.DESK)

    for person in (desk, reviewer, make.person()):
        client = make.signed_in(person)
        pages = [at(stage, "programme"), at(stage, "session", session.code)]
        assert [client.get(page).status_code for page in pages] == [404, 404]
