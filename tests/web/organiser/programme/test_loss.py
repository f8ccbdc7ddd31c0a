"""A speaker or a room is lost: read what that hits, have it repaired, choose, and publish by hand."""

import re

import pytest

from convenor.audit.models import Entry
from convenor.kernel.queued import RunState
from convenor.programme.drafting.gathering import gathered
from convenor.programme.drafting.losses import Loss
from convenor.programme.drafting.wishes import Wishes
from convenor.programme.models import Closure, Release
from convenor.programme.planned import Draft, PlanningKind, PlanningRun
from tests import make
from tests.programme.stage import said
from tests.web.organiser.programme.doors import at, plain

SPAN = "starts=2027-03-01T08:00&ends=2027-03-01T20:00"


@pytest.fixture
def lost(stage, session):
    """Tides is in the hall, with Ada."""
    stage.ada = make.person("Ada")
    make.placement(session, room=stage.hall)
    make.appearance(session, stage.ada)
    return session


def asked(stage, query):
    return f"{at(stage, 'loss')}?{SPAN}&{query}"


def test_what_is_lost_hits_sessions_that_are_named_with_what_they_lose(stage, client, lost):
    room = plain(client.get(asked(stage, "rooms=hall")).text)
    person = plain(client.get(asked(stage, f"people={stage.ada.uid}")).text)
    none = client.get(asked(stage, "rooms=attic")).text

    assert "What is missing there: Hall." in room
    assert "What is missing there: Ada." in person
    assert ("Work out ways" in room, "Work out ways" in none) == (True, False)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (SPAN, "Say who or what is lost"),
        ("rooms=hall&starts=x&ends=y", "year-month-day"),
        ("rooms=hall&starts=2027-03-02T08:00&ends=2027-03-01T08:00", "comes before the beginning"),
        (f"rooms=cellar&{SPAN}", "one of the answers offered"),
        (f"people=nobody&{SPAN}", "one of the answers offered"),
        ("rooms=hall&starts=9999-12-31T23:00&ends=9999-12-31T23:59", "cannot be meant"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_asked(stage, client, lost, query, sentence):
    address = f"{at(stage, 'loss')}?{query}"
    answer = client.get(address)
    key = make.form_key(client.get(asked(stage, "rooms=hall")).text)

    assert (answer.status_code, sentence in answer.text) == (200, True)
    assert client.post(address, {"key": key}).status_code == 422
    assert PlanningRun.objects.count() == 0


def test_a_repair_is_asked_for_with_what_is_lost(stage, client, lost):
    address = asked(stage, "rooms=hall")
    key = make.form_key(client.get(address).text)

    answers = [client.post(address, {"key": key}) for _ in range(2)]

    run = PlanningRun.objects.get()
    assert {each["Location"] for each in answers} == {at(stage, "planning_run", run.uid)}
    assert (run.kind, Loss.of(run.wishes["lost"]).rooms) == (PlanningKind.REPAIR, ("hall",))
    assert client.get(at(stage, "loss_options", run.uid))["Location"] == at(stage, "planning_run", run.uid)


def test_the_seconds_of_a_repair_are_those_of_all_its_ways(stage, client, lost):
    address = asked(stage, "rooms=hall")
    client.post(address, {"key": make.form_key(client.get(address).text)})

    waiting = client.get(at(stage, "planning_run", PlanningRun.objects.get().uid))

    assert "0 of 100" in " ".join(waiting.text.split())


def test_without_hours_or_rooms_a_sentence_says_what_is_missing(stage, client, lost):
    lost.minutes = 600
    lost.save()
    address = asked(stage, "rooms=hall")

    answer = client.post(address, {"key": make.form_key(client.get(address).text)})

    assert (answer.status_code, "takes 600 minutes" in plain(answer.text)) == (422, True)


@pytest.fixture
def options(stage, lost):
    """With no move Tides has no place; with one it is in the attic."""
    starts = stage.at(8)
    loss = Loss(starts, stage.at(20), (), ("hall",))
    wishes = Wishes(hours=(("09:00", "12:00"),), lost=loss.stored())
    of = gathered(stage.edition, wishes, stage.secretary, is_repair=True)
    run = PlanningRun.objects.create(
        edition=stage.edition,
        by=stage.secretary,
        at=make.NOON,
        state=RunState.DONE,
        kind=PlanningKind.REPAIR,
        wishes=wishes.stored(),
        given=of.given,
    )
    place = {"start": stage.at(10).isoformat(), "room": "attic"}
    for moves, plan in ((0, {}), (1, {lost.code: place})):
        Draft.objects.create(
            run=run,
            number=moves,
            moves=moves,
            plan=plan,
            unplaced=1 - len(plan),
            reached=[{"goal": "unplaced", "value": 1 - len(plan), "bound": 1 - len(plan)}],
        )
    return run


def test_options_stand_side_by_side_with_who_is_affected(stage, client, lost, options):
    make.mark_list(stage.edition, lost)
    address = at(stage, "loss_options", options.uid)

    assert client.get(at(stage, "planning_run", options.uid))["Location"] == address
    text = plain(client.get(address).text)

    row = re.search(r"Sessions without a place</th>(.*?)</tr>", text, re.S).group(1)
    assert re.findall(r">(\d+)<", row) == ["1", "0"]
    assert text.count("<bdi>Ada</bdi>") == 2
    assert "Lists in which people marked these sessions: 1." in text
    assert at(stage, "session_told", lost.code) in text
    assert f"{at(stage, 'loss')}?rooms=hall&amp;starts=2027-03-01T08%3A00" in text


def test_the_chosen_one_becomes_the_programme_and_waits_for_a_person_to_publish(stage, client, lost, options):
    text = client.get(at(stage, "loss_options", options.uid)).text
    draft = options.drafts.get(moves=1)
    where = at(stage, "timetable_adoption", draft.uid)
    form = text[text.index(f'action="{where}"') :]
    sent = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', form)[:2])

    answer = client.post(where, sent)

    assert answer["Location"] == at(stage, "publication")
    assert lost.placements.get().room == stage.attic
    assert Release.objects.count() == 0
    assert Entry.objects.order_by("-seq").first().action == "draft.adopted"


def _adopted(client, stage, draft):
    address = at(stage, "timetable_adoption", draft.uid)
    html = client.get(at(stage, "timetable", draft.uid)).text
    seen = re.search(r'name="seen" value="([^"]*)"', html)
    return client.post(address, {"key": make.form_key(html), "seen": seen[1] if seen else ""})


def test_the_loss_is_written_down_and_the_room_can_be_opened_again(stage, client, lost, options):
    draft = options.drafts.get(moves=1)
    before = client.get(at(stage, "loss_options", options.uid)).text

    _adopted(client, stage, draft)
    closure = Closure.objects.get()
    shown = client.get(at(stage, "loss"))
    where = at(stage, "room_opening", closure.pk)
    key = make.form_key(shown.text)
    first = client.post(where, {"key": key}, follow=True).text
    again = client.post(where, {"key": key}, follow=True)

    assert (closure.room, closure.starts_at, closure.ends_at) == (stage.hall, stage.at(8), stage.at(20))
    assert "the loss is written down" in before
    assert where in shown.text
    assert ("Saved." in first, again.status_code, "opened again already" in again.text) == (True, 200, True)
    assert not Closure.objects.exists()
    entries = said()
    assert entries.index("room.closed") < entries.index("draft.adopted") < entries.index("room.opened")


def test_a_plan_that_is_adopted_closes_nothing(stage, client, lost, options):
    """As a control: it is the loss that closes the room."""
    PlanningRun.objects.update(wishes={**options.wishes, "lost": {}})

    _adopted(client, stage, options.drafts.get(moves=1))

    assert lost.placements.get().room == stage.attic
    assert not Closure.objects.exists()


def test_who_arranges_one_track_has_no_such_page(stage, lost, options):
    client = make.signed_in(stage.of_labs)

    for address in (at(stage, "loss"), at(stage, "loss_options", options.uid)):
        assert client.get(address).status_code in {403, 404}


def test_people_of_sessions_that_are_kept_from_the_reader_are_not_named(stage, lost):
    hidden = make.session("Secret", of=stage.edition, proposal=stage.accepted())
    make.appearance(hidden, make.person("Quiet"))
    stage.conflict(stage.chair, hidden.proposal)
    make.placement(hidden, room=stage.attic)
    address = asked(stage, "rooms=attic")

    seen = [make.signed_in(who).get(address).text for who in (stage.secretary, stage.chair)]

    assert ["Quiet" in text for text in seen] == [True, False]
    assert ["Secret" in text for text in seen] == [True, False]
