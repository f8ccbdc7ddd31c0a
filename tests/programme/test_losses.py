"""What a loss hits, the problem without it, and that what is repaired keeps to it."""

from datetime import timedelta

import pytest

from convenor.optim.timetable.form import read, read_plan
from convenor.optim.timetable.rules import broken_rules
from convenor.programme.actions.planning import ask_for_plan
from convenor.programme.drafting import gathering
from convenor.programme.drafting.adopting import adopt_draft, outlook
from convenor.programme.drafting.gathering import gathered
from convenor.programme.drafting.losses import Loss, hit
from convenor.programme.drafting.wishes import Wishes
from convenor.programme.models import Release, SessionKind
from convenor.programme.planned import PlanningKind
from convenor.programme.planning import plan_of
from convenor.programme.tasks import plan_due
from tests import make
from tests.programme.stage import TUESDAY

HOURS = (("09:00", "10:30"), ("11:00", "12:30"))


@pytest.fixture
def desk(stage):
    """Ada speaks in Tide, in the hall on Monday at nine; Moss is in the attic; a keynote of Ada at eleven."""
    stage.ada = make.person("Ada")
    stage.tide = make.session("Tide", of=stage.edition, code="TIDE", minutes=90)
    stage.moss = make.session("Moss", of=stage.edition, code="MOSS", minutes=90)
    make.placement(stage.tide, stage.at(9), 90, room=stage.hall)
    make.placement(stage.moss, stage.at(9), 90, room=stage.attic)
    stage.open = make.session("Open", of=stage.edition, code="OPEN", kind=SessionKind.KEYNOTE)
    make.placement(stage.open, stage.at(11), 60)
    for session in (stage.tide, stage.open):
        make.appearance(session, stage.ada)
    return stage


def loss(desk, *, people=(), rooms=(), is_all=False, starts=8, ends=20, days=0):
    starts_at, ends_at = desk.at(starts), desk.at(ends) + timedelta(days=days)
    return Loss(starts_at, ends_at, tuple(str(each.uid) for each in people), rooms, is_all)


def hits(desk, lost):
    return [talk.code for talk, _spot in hit(plan_of(desk.edition, desk.edition.sessions.all()), lost)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"rooms": ("hall",)}, ["TIDE"]),
        ({"is_all": True}, ["MOSS", "TIDE"]),
        ({"rooms": ("attic",), "starts": 11}, []),
        ({"rooms": ("attic",), "starts": 10}, ["MOSS"]),
    ],
)
def test_a_room_or_a_day_hits_what_is_there_meanwhile(desk, given, told):
    assert hits(desk, loss(desk, **given)) == told


def test_somebody_is_missed_wherever_they_appear(desk):
    assert hits(desk, loss(desk, people=(desk.ada,))) == ["TIDE", "OPEN"]
    assert hits(desk, loss(desk, people=(desk.ada,), starts=11)) == ["OPEN"]


def test_a_loss_is_stored_and_read_again(desk):
    lost = loss(desk, people=(desk.ada,), rooms=("hall",), is_all=True)

    assert Loss.of(lost.stored()) == lost
    assert Wishes.of(Wishes(lost=lost.stored()).stored()).lost == lost.stored()


def repaired(desk, lost):
    """The drafts of a repair, by how many moves each was allowed."""
    wishes = Wishes(hours=HOURS, seconds=10, lost=lost.stored(), moves=(0, 1, None))
    given = {"edition": desk.edition, "wishes": wishes.stored(), "kind": PlanningKind.REPAIR}
    run = ask_for_plan(**given, by=desk.chair, at=make.NOON)
    assert plan_due(make.NOON) == 1
    run.refresh_from_db()
    return {draft.moves: draft for draft in run.drafts.all()}


@pytest.mark.django_db(transaction=True)
def test_a_lost_room_is_repaired_with_one_move_that_a_chair_adopts(desk):
    drafts = repaired(desk, loss(desk, rooms=("hall",), days=4))

    assert {moves: draft.unplaced for moves, draft in drafts.items()} == {0: 1, 1: 0}
    looked = outlook(drafts[1], desk.chair)
    assert (looked.broken, len(looked.changes)) == ([], 1)
    adopt_draft(draft=drafts[1], seen=looked.seen, by=desk.chair, at=make.NOON)
    assert {each.room.slug for each in desk.tide.placements.all()} == {"attic"}
    assert Release.objects.count() == 0


def _planned(desk, lost):
    wishes = Wishes(hours=HOURS, lost=lost.stored())
    form = gathered(desk.edition, wishes, desk.chair).form
    return form, [row["key"] for row in form["sessions"]]


def test_what_no_loss_hits_stays_as_it_is_if_it_was_not_as_it_should_be(desk):
    beside, _waiting, roomless = (
        make.session(title, of=desk.edition, code=title[:4].upper(), minutes=90)
        for title in ("Beside", "Waiting", "Roomless")
    )
    make.placement(beside, desk.at(9), 90, room=desk.attic)
    make.placement(roomless, desk.at(9), 90)
    make.appearance(roomless, desk.ada)

    form, planned = _planned(desk, loss(desk, rooms=("hall",)))

    assert planned == ["TIDE"]  # Moss and Beside are in one room, Waiting and Roomless in none
    attic = next(room for room in form["rooms"] if room["key"] == "attic")
    nine = [desk.at(9).isoformat(), (desk.at(9) + timedelta(minutes=90)).isoformat()]
    assert attic["shut"] == [nine, nine]
    [ada] = form["people"]
    assert desk.at(9).isoformat() not in {starts for starts, _ends in ada["windows"]}
    assert _planned(desk, loss(desk, rooms=("attic",)))[1] == ["BESI", "MOSS"]


def test_a_track_that_stands_alone_keeps_its_hour_though_it_is_not_touched(desk):
    alone = make.track(desk.edition, "alone", may_overlap=False)
    desk.edition.sessions.filter(code="MOSS").update(track=alone)
    for code in ("TIDE", "BESI"):
        desk.edition.sessions.filter(code=code).update(track=desk.labs)

    form, planned = _planned(desk, loss(desk, rooms=("hall",)))

    assert planned == ["TIDE"]  # beside which Moss stands alone no more
    assert desk.at(9).isoformat() not in {starts for starts, _ends in form["sessions"][0]["windows"]}


@pytest.mark.django_db(transaction=True)
def test_a_speaker_who_is_away_on_monday_speaks_on_another_day(desk):
    drafts = repaired(desk, loss(desk, people=(desk.ada,)))

    assert drafts[1].plan["TIDE"]["start"] >= desk.at(9, day=TUESDAY).isoformat()


def test_a_draft_that_comes_back_to_what_is_lost_is_not_adopted(desk):
    wishes = Wishes(hours=HOURS, lost=loss(desk, rooms=("attic",)).stored())

    assert _broken_by_the_attic(desk, wishes)


def test_a_problem_that_forgets_what_is_lost_is_found_out(desk, monkeypatch):
    monkeypatch.setattr(gathering, "without", lambda form, _lost: form)
    wishes = Wishes(hours=HOURS, lost=loss(desk, rooms=("attic",)).stored())

    assert not _broken_by_the_attic(desk, wishes)


def _broken_by_the_attic(desk, wishes):
    """Whether Moss in the attic breaks a rule, as the problem is gathered."""
    form = gathered(desk.edition, wishes, desk.chair, is_repair=True).form
    problem = read(form)
    plan = read_plan({"MOSS": {"start": desk.at(9).isoformat(), "room": "attic"}}, problem)
    return [each.rule for each in broken_rules(problem, plan)] == ["room"]
