"""The organiser's pages of planning: ask, wait, stop, read, name, compare, adopt; and what is in the way."""

import re

import pytest

from convenor.kernel.queued import RunState
from convenor.programme.actions.appearances import set_availability
from convenor.programme.models import Placement, Session
from convenor.programme.planned import Draft, PlanningRun
from convenor.programme.tasks import plan_due
from convenor.web.links import page
from tests import make
from tests.programme.stage import TUESDAY, Stage, said

pytestmark = pytest.mark.django_db

FORM = {
    "hours": "9:00-10:30, 11:00–12:30",
    "seconds": "30",
    "staying": "none",
    "kept": "place",
    "goal_unplaced": "1",
    "goal_seats": "2",
}


@pytest.fixture
def desk():
    """Three sessions of 90 minutes; Ada is in two of them."""
    stage = Stage()
    stage.ada = make.person("Ada")
    stage.sessions = {
        code: make.session(f"Session {code}", of=stage.edition, code=code, minutes=90) for code in "ABC"
    }
    for code in "AB":
        make.appearance(stage.sessions[code], stage.ada)
    return stage


@pytest.fixture
def client(desk):
    return make.signed_in(desk.chair)


@pytest.fixture
def address(desk):
    return lambda name, *parts: page(desk.edition, f"organiser:{name}", *parts)


def _plain(html):
    return " ".join(re.sub("[\u2066-\u2069]", "", re.sub("<[^>]*>", " ", html)).split())


def _asked(client, address, **fields):
    key = make.form_key(client.get(address("planning")).text)
    return client.post(address("planning"), {"key": key, **FORM, **fields})


def _planned(client, address, **fields):
    """The draft that comes of it."""
    assert _asked(client, address, **fields).status_code == 302
    plan_due(make.NOON)
    return Draft.objects.order_by("-pk").first()


def _sent(client, url, shown, **fields):
    html = client.get(shown).text
    seen = re.search('name="seen" value="([0-9a-f]+)"', html)
    given = {"key": make.form_key(html), **({"seen": seen[1]} if seen else {}), **fields}
    return client.post(url, given, follow=True)


def test_what_is_asked_is_worked_out_while_a_page_waits(client, address):
    response = _asked(client, address, name="Quiet mornings")
    waiting = client.get(response["Location"])
    plan_due(make.NOON)
    shown = client.get(response["Location"], follow=True)
    text = _plain(shown.text)

    assert (waiting["Refresh"], "Nothing is found yet." in waiting.text) == ("3", True)
    assert "Quiet mornings" in text
    assert "Sessions without a place: 0. This is proven: there is no better one." in text
    assert "09:00–10:30 · Hall" in text
    assert re.search(r"before: no place ; then: \w+ \d Mar \d\d:00 · (Hall|Attic)", text)
    assert not Placement.objects.exists()


def test_the_waiting_page_tells_the_goal_its_value_and_its_bound(desk, client, address):
    _asked(client, address)
    run = PlanningRun.objects.get()
    run.state, run.step = RunState.RUNNING, 4
    run.so_far = {"goal": "seats", "value": 40, "bound": 10, "plan": {"A": {}}}
    run.save()

    text = _plain(client.get(address("planning_run", run.uid)).text)

    assert "People beyond the seats (2 of 2)" in text
    assert (
        "Reached so far 40 Proven: none as good in the goals before has less than 10 Gap, in per cent 75"
        in text
    )
    assert "4 of 30" in text


def test_it_is_stopped_and_says_so(client, address):
    where = _asked(client, address)["Location"]
    run = PlanningRun.objects.get()
    PlanningRun.objects.update(state=RunState.RUNNING)

    _sent(client, address("planning_end", run.uid), where)
    text = _plain(client.get(where).text)

    assert "It ends with the best so far." in text
    assert "Stop, and keep" not in text


def test_a_draft_is_adopted_and_nothing_is_published(desk, client, address):
    draft = _planned(client, address)
    shown = address("timetable", draft.uid)

    text = _plain(_sent(client, address("timetable_adoption", draft.uid), shown).text)

    assert "3 sessions are placed otherwise now. Readers see it with the next release." in text
    assert Placement.objects.count() == 3
    assert not desk.edition.releases.exists()
    assert "adopted" in _plain(client.get(shown).text)
    assert "The programme is as this draft has it." in client.get(shown).text


def test_an_older_draft_over_a_changed_programme_is_told(desk, client, address):
    older = _planned(client, address, name="Older")
    newer = _planned(make.signed_in(desk.secretary), address, name="Newer", hours="14:00-15:30, 16:00-17:30")
    _sent(client, address("timetable_adoption", newer.uid), address("timetable", newer.uid))

    text = _plain(client.get(address("timetable", older.uid)).text)

    assert "Since this draft was made, the programme changed:" in text
    assert "Sessions that somebody placed otherwise: Session A (A), Session B (B) and Session C (C)." in text


def test_what_changed_after_the_page_was_read_is_not_adopted(desk, client, address):
    draft = _planned(client, address)
    shown = address("timetable", draft.uid)
    html = client.get(shown).text
    seen = re.search('name="seen" value="([0-9a-f]+)"', html)[1]
    make.placement(desk.sessions["A"], desk.at(9), 90, room=desk.attic)

    response = client.post(
        address("timetable_adoption", draft.uid), {"key": make.form_key(html), "seen": seen}, follow=True
    )

    assert "The programme changed since you read this." in _plain(response.text)
    assert Placement.objects.count() == 1


def test_a_draft_that_breaks_a_rule_by_now_has_no_button(desk, client, address):
    draft = _planned(client, address)
    desk.edition.rooms.filter(slug=draft.plan["A"]["room"]).delete()

    text = _plain(client.get(address("timetable", draft.uid)).text)

    assert "It cannot be adopted, for as things are now it breaks this:" in text
    assert "Session A (A): a room that exists." in text
    assert "Make it the programme" not in text


def test_two_drafts_are_compared_by_goals_and_by_changes(client, address):
    one = _planned(client, address, name="One")
    other = _planned(client, address, name="Other", hours="14:00-15:30, 16:00-17:30")

    text = _plain(client.get(address("timetable_comparison", other.uid, one.uid)).text)

    assert "Sessions without a place 0 0" in text
    assert re.search(r"Session A \(A\) before: .* (09|11):00 · \w+ ; then: .* 1[46]:00", text)


def test_what_is_not_proven_is_said(client, address):
    draft = _planned(client, address)
    draft.plan.pop("A")
    draft.unplaced, draft.reached[0] = 1, {"goal": "unplaced", "value": 1, "bound": 0}
    draft.save()

    text = _plain(client.get(address("timetable", draft.uid)).text)

    assert "Sessions without a place: 1. It is proven that no timetable has less than 0." in text
    assert "It is not proven that so many have none." in text


def test_drafts_are_listed_and_named(client, address):
    draft = _planned(client, address)
    shown = address("timetable", draft.uid)

    _sent(client, address("timetable_name", draft.uid), shown, name="With <b>tea</b>")

    listed = client.get(address("planning")).text
    assert "With &lt;b&gt;tea&lt;/b&gt;" in listed
    assert "<b>tea" not in listed
    too_long = _sent(client, address("timetable_name", draft.uid), shown, name="x" * 101)
    assert "Please shorten this to 100 characters" in _plain(too_long.text)


def test_the_impossible_tells_why_and_leads_to_the_ways_out(desk, client, address):
    for code in "AB":
        make.placement(desk.sessions[code], desk.at(9), 90, room=desk.hall)

    _planned(client, address, staying="all", goal_unplaced="")
    run = PlanningRun.objects.get()
    html = client.get(address("planning_run", run.uid)).text
    text = _plain(html)

    assert (run.state, Draft.objects.count()) == (RunState.SHORT, 0)
    assert "No timetable keeps to all of this." in text
    assert "Session A (A) and Session B (B): at the time at which it is now, as you asked." in text
    assert f'href="{address("planning")}?like={run.pk}"' in html
    assert "Let these start at another time: Session A (A) and Session B (B)." in text


def test_a_person_who_can_never_come_is_named_with_their_page(desk, client, address):
    set_availability(
        edition=desk.edition,
        person=desk.ada,
        times=[(desk.at(20), desk.at(21))],
        by=desk.secretary,
        at=make.NOON,
    )

    draft = _planned(client, address)
    html = client.get(address("timetable", draft.uid)).text

    assert draft.unplaced == 2
    assert "when Ada is available and not elsewhere." in _plain(html)
    assert "Without a place Session A (A) Session B (B)" in _plain(html)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"hours": "whenever"}, "This is no time from and until, such as 09:00-10:30: whenever"),
        ({"hours": "9:00-25:00"}, "This is no time from and until, such as 09:00-10:30: 9:00-25:00"),
        ({"hours": "11:00-10:00"}, "Each time is to begin when the one before has ended, or later."),
        ({"hours": "9:00-11:00,10:00-12:00"}, "Each time is to begin when the one before has ended"),
        ({"hours": ""}, "Please fill this in."),
        ({"hours": ";"}, "There is no time in which sessions may run."),
        ({"hours": "9:00-10:00"}, "Session A (A) takes 90 minutes, and no time between two breaks"),
        ({"goal_unplaced": "", "goal_seats": ""}, "Choose a place for one of the goals at least."),
        ({"staying": "some"}, "Name the sessions that stay: a day, a track, or codes."),
        ({"staying": "some", "sessions": "nope"}, "has one of these codes: NOPE."),
        ({"staying": "some", "days": "1999-01-01"}, "Please choose one of the answers offered."),
        ({"seconds": "1000000"}, "Please choose one of the answers offered."),
        ({"goal_seats": "99"}, "Please choose one of the answers offered."),
    ],
)
def test_what_makes_no_sense_is_told_and_kept(client, address, fields, sentence):
    response = _asked(client, address, name="Kept", **fields)

    assert response.status_code == 422
    above = response.text[: response.text.index("<h2>")]  # drafts may fill screens before the form
    assert sentence in _plain(above)
    assert 'value="Kept"' in response.text
    assert 'action="#' not in response.text  # with it the page that waits would not ask again
    assert not PlanningRun.objects.exists()


def test_nothing_to_plan_and_nowhere_to_plan_it_are_told(desk, client, address):
    desk.edition.rooms.all().delete()
    assert "There is no room yet." in _plain(_asked(client, address).text)

    Session.objects.all().delete()
    assert "There is no session to plan." in _plain(_asked(client, address).text)


def test_what_is_kept_from_the_reader_has_no_name(desk, client, address):
    proposal = desk.accepted("Secret")
    Session.objects.filter(code="C").update(proposal=proposal, title=make.english("Secret"))
    draft = _planned(make.signed_in(desk.secretary), address)
    desk.conflict(desk.chair, proposal)

    html = client.get(address("timetable", draft.uid)).text

    assert "Secret" not in html
    assert "a session of others" in html


def test_the_hours_of_the_busiest_day_are_proposed(desk, client, address):
    for code, hour in (("A", 9), ("B", 9), ("C", 11)):
        make.placement(desk.sessions[code], desk.at(hour), 90)
    late = make.session("Late", of=desk.edition, minutes=60)
    there = make.placement(late, desk.at(10, day=TUESDAY), 60)

    assert "09:00-10:30, 11:00-12:30" in client.get(address("planning")).text

    there.ends_at = desk.at(13, day=TUESDAY)
    there.save()
    Session.objects.filter(pk=late.pk).update(minutes=180)
    assert 'value="09:00-13:00"' in client.get(address("planning")).text


def test_times_that_touch_are_two(client, address):
    assert _asked(client, address, hours="9:00-10:30,10:30-12:00").status_code == 302


def test_asked_otherwise_begins_from_the_answers_of_before(client, address):
    _asked(client, address, name="First", staying="all", goal_themes="7", seconds="120")
    run = PlanningRun.objects.get()

    html = client.get(f"{address('planning')}?like={run.pk}").text

    assert 'value="First"' in html
    assert re.search(r'value="all"[^>]*checked', html)
    assert "09:00-10:30, 11:00-12:30" in html
    assert re.search(r'value="120"[^>]*selected', html)


def test_a_repair_shows_its_drafts_beside_each_other(desk, client, address):
    run = PlanningRun.objects.create(
        edition=desk.edition, by=desk.chair, at=make.NOON, kind="repair", state=RunState.DONE, name="Lost"
    )
    for number, (moves, unplaced) in enumerate(((0, 2), (1, 1), (None, 0), (None, 3))):
        Draft.objects.create(run=run, number=number, name="Lost", moves=moves, unplaced=unplaced)

    text = _plain(client.get(address("planning_run", run.uid), follow=True).text)

    assert (
        "at most 0 sessions move at most 1 session moves as few moves as all sessions need"
        " few moves, 3 sessions left out" in text
    )


def test_drafts_of_a_repair_stand_under_their_repair(desk, client, address):
    asked = {"edition": desk.edition, "by": desk.chair, "at": make.NOON, "state": RunState.DONE}
    plan = PlanningRun.objects.create(**asked)
    repair = PlanningRun.objects.create(**asked, kind="repair")
    Draft.objects.create(run=plan, number=0, name="Quiet")
    Draft.objects.create(run=repair, number=0, name="Mended", moves=0)

    html = client.get(address("planning")).text

    assert ("Quiet" in html, "Mended" in html) == (True, False)
    assert address("planning_run", repair.uid) in html
    assert address("planning_run", plan.uid) not in html


def test_a_draft_is_removed_unless_it_was_adopted(desk, client, address):
    asked = {"edition": desk.edition, "by": desk.chair, "at": make.NOON, "state": RunState.DONE}
    run = PlanningRun.objects.create(**asked, kind="repair")
    one, other = (Draft.objects.create(run=run, number=number, moves=number) for number in range(2))

    def remove(draft):
        return _sent(client, address("timetable_removal", draft.uid), address("timetable", draft.uid))

    text = _plain(remove(one).text)
    Draft.objects.update(adopted_at=make.NOON)
    kept = client.get(address("timetable", other.uid)).text
    refused = _plain(remove(other).text)
    Draft.objects.update(adopted_at=None)
    remove(other)

    assert "The draft is removed." in text
    assert address("timetable_removal", other.uid) not in kept
    assert "This draft was adopted." in refused
    assert (Draft.objects.count(), PlanningRun.objects.count()) == (0, 0)
    assert said().count("draft.removed") == 2


def test_a_plan_is_compared_with_plans_and_a_repair_with_its_other_ways(desk, client, address):
    asked = {"edition": desk.edition, "by": desk.chair, "at": make.NOON, "state": RunState.DONE}
    plans = [PlanningRun.objects.create(**asked, kind="plan") for _ in range(2)]
    repairs = [PlanningRun.objects.create(**asked, kind="repair") for _ in range(2)]
    one, two = (Draft.objects.create(run=run, number=0) for run in plans)
    few, more = (Draft.objects.create(run=repairs[0], number=number, moves=number) for number in range(2))
    Draft.objects.create(run=repairs[1], number=0, moves=0)

    def offered(draft):
        html = client.get(address("timetable", draft.uid)).text
        others = Draft.objects.exclude(pk=draft.pk)
        return [each for each in others if address("timetable_comparison", draft.uid, each.uid) in html]

    assert (offered(one), offered(few)) == ([two], [more])


def test_what_is_sent_of_a_removed_draft_is_told_so_beside_the_others(desk, client, address):
    asked = {"edition": desk.edition, "by": desk.chair, "at": make.NOON, "state": RunState.DONE}
    draft = Draft.objects.create(run=PlanningRun.objects.create(**asked), number=0)
    key = make.form_key(client.get(address("timetable", draft.uid)).text)
    draft.delete()

    for name in ("timetable_removal", "timetable_name", "timetable_adoption"):
        answer = client.post(address(name, draft.uid), {"key": key, "name": "New"}, follow=True)
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, address("planning"))
        assert "It was removed already." in answer.text
    assert client.get(address("timetable", draft.uid)).status_code == 404


def test_where_no_single_way_out_is_known_hours_and_rooms_are_a_link_away(desk, client, address):
    run = PlanningRun.objects.create(
        edition=desk.edition,
        by=desk.chair,
        at=make.NOON,
        state=RunState.SHORT,
        problem="impossible",
        result={"explained": {"clash": [{"rule": "placed", "about": {}, "sessions": ["A"]}]}},
    )

    html = client.get(address("planning_run", run.uid)).text

    assert f'{address("planning")}?like={run.pk}">Plan with other hours' in html
    assert address("parts", "rooms") in html


def test_a_draft_without_a_name_is_called_by_its_time_without_markup(desk, client):
    run = PlanningRun.objects.create(
        edition=desk.edition, by=desk.chair, at=make.NOON, kind="plan", state=RunState.DONE
    )
    Draft.objects.create(run=run, number=0)

    page = client.get(f"/ar/{desk.edition.path}/organise/programme/planning/").text

    assert re.search("\u2068\\d\\d:\\d\\d [^\u2069<]*\u2069", page)
    assert "&lt;bdi&gt;" not in page


def test_the_chair_of_a_track_finds_no_planning(desk, address):
    assert make.signed_in(desk.of_labs).get(address("planning")).status_code == 404
    shown = make.signed_in(desk.of_labs).get(address("programme")).text
    assert address("planning") not in shown
