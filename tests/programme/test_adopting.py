"""A draft becomes the programme in the making: told before, by the rules of placing, and never published."""

import pytest

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.programme.actions.placements import place, unplace
from convenor.programme.drafting import adopting
from convenor.programme.drafting.adopting import NotPossibleNow, ProgrammeChanged, adopt_draft, outlook
from convenor.programme.drafting.comparing import changes, spots_in
from convenor.programme.drafting.gathering import gathered
from convenor.programme.drafting.wishes import Wishes
from convenor.programme.models import Placement, Release, Session
from convenor.programme.planned import Draft, PlanningRun
from tests import make
from tests.programme.stage import said

HOURS = (("09:00", "10:30"), ("11:00", "12:30"))
WISHES = Wishes(hours=HOURS, seconds=10)


@pytest.fixture
def desk(stage):
    """Three sessions of 90 minutes; Ada is in two of them."""
    stage.ada = make.person("Ada")
    stage.sessions = {
        code: make.session(f"Session {code}", of=stage.edition, code=code, minutes=90) for code in "ABC"
    }
    for code in "AB":
        make.appearance(stage.sessions[code], stage.ada)
    return stage


def draft_of(desk, **places):
    """A draft of now with sessions by their codes at (hour, room)."""
    of = gathered(desk.edition, WISHES, desk.chair)
    run = PlanningRun.objects.create(
        edition=desk.edition,
        by=desk.chair,
        at=make.NOON,
        state="done",
        wishes=WISHES.stored(),
        given=of.given,
    )
    plan = {code: {"start": desk.at(hour).isoformat(), "room": room} for code, (hour, room) in places.items()}
    return Draft.objects.create(run=run, number=0, plan=plan, unplaced=3 - len(plan))


def adopt(desk, draft, by=None, **more):
    by = by or desk.chair
    seen = outlook(draft, by).seen
    return adopt_draft(**{"draft": draft, "seen": seen, "by": by, "at": make.NOON, **more})


def places():
    rows = Placement.objects.order_by("session__code", "pk").select_related("session__edition", "room")
    return [
        (
            each.session.code,
            f"{each.starts_at.astimezone(each.session.edition.tzinfo):%H:%M}",
            each.room and each.room.slug,
        )
        for each in rows
    ]


GOOD = {"A": (9, "hall"), "B": (11, "hall"), "C": (9, "attic")}
AS_GOOD = [("A", "09:00", "hall"), ("B", "11:00", "hall"), ("C", "09:00", "attic")]


def test_a_draft_becomes_the_programme_and_nothing_is_published(desk):
    draft = draft_of(desk, **GOOD)

    assert adopt(desk, draft) == 3

    draft.refresh_from_db()
    assert places() == AS_GOOD
    assert (draft.adopted_at, Release.objects.count()) == (make.NOON, 0)
    assert said()[-4:] == ["session.placed"] * 3 + ["draft.adopted"]


def test_adopted_again_nothing_changes(desk):
    draft = draft_of(desk, **GOOD)
    adopt(desk, draft)

    assert adopt(desk, draft) == 0
    assert places() == AS_GOOD


def test_sessions_move_and_lose_their_places(desk):
    make.placement(desk.sessions["A"], desk.at(11), 90, room=desk.attic)
    make.placement(desk.sessions["C"], desk.at(9), 90, room=desk.hall)
    draft = draft_of(desk, A=(9, "hall"))

    told = [
        (each.code, each.was and each.was.room, each.becomes and each.becomes.room)
        for each in outlook(draft, desk.chair).changes
    ]
    adopt(desk, draft)

    assert told == [("A", "attic", "hall"), ("C", "hall", None)]
    assert places() == [("A", "09:00", "hall")]


def test_only_those_who_plan_the_whole_adopt(desk):
    draft = draft_of(desk, **GOOD)

    for person in (desk.of_labs, desk.of_forum):
        with pytest.raises(NotAllowed):
            adopt(desk, draft, by=person)
    assert places() == []
    assert adopt(desk, draft, by=desk.secretary) == 3


def test_what_changed_since_it_was_read_is_read_first(desk):
    draft = draft_of(desk, **GOOD)
    seen = outlook(draft, desk.chair).seen
    place(session=desk.sessions["A"], where=desk.where(11, 12), by=desk.secretary, at=make.NOON)

    with pytest.raises(ProgrammeChanged):
        adopt(desk, draft, seen=seen)

    assert [each.part for each in outlook(draft, desk.chair).since] == ["places"]
    assert adopt(desk, draft) == 3


def test_two_plan_at_once_and_the_older_is_told_what_the_newer_did(desk):
    older, newer = draft_of(desk, **GOOD), draft_of(desk, A=(11, "hall"), B=(9, "hall"), C=(9, "attic"))
    adopt(desk, newer, by=desk.secretary)

    looked = outlook(older, desk.chair)

    assert [(each.part, each.other) for each in looked.since] == [("places", ("A", "B", "C"))]
    assert [each.code for each in looked.changes] == ["A", "B"]
    assert Draft.objects.count() == 2


def test_what_it_breaks_by_now_is_refused_in_words(desk):
    draft = draft_of(desk, **GOOD)
    make.appearance(desk.sessions["C"], desk.ada)

    with pytest.raises(NotPossibleNow, match=r"Ada.*: in one place at a time.*Session A.* and .*Session C"):
        adopt(desk, draft)

    assert places() == []


def test_a_room_that_is_gone_is_told(desk):
    draft = draft_of(desk, **GOOD)
    desk.attic.delete()

    with pytest.raises(NotPossibleNow, match=r"Session C.*a room that exists"):
        adopt(desk, draft)


def test_a_session_that_came_since_stays_where_somebody_put_it(desk):
    draft = draft_of(desk, **GOOD)
    late = make.session("Late", of=desk.edition, code="L", minutes=60)
    there = make.placement(late, desk.at(9), 60, room=desk.hall)

    with pytest.raises(NotPossibleNow, match=r"Hall.*: one session at a time"):
        adopt(desk, draft)
    unplace(placement=there, by=desk.chair, at=make.NOON)
    make.placement(late, desk.at(11), 60, room=desk.attic)

    assert adopt(desk, draft) == 3
    assert ("L", "11:00", "attic") in places()


def test_a_session_that_is_gone_is_left_out(desk):
    draft = draft_of(desk, **GOOD)
    Session.objects.filter(code="C").delete()

    [since] = [each for each in outlook(draft, desk.chair).since if each.part == "sessions"]

    assert since.gone == ("C",)
    assert adopt(desk, draft) == 2


def test_a_session_that_takes_longer_now_is_checked_again(desk):
    draft = draft_of(desk, **GOOD)
    Session.objects.filter(code="A").update(minutes=45)

    assert adopt(desk, draft) == 3
    ends = Placement.objects.get(session__code="A").ends_at
    assert ends == desk.at(9, 45)


def test_what_is_kept_from_the_adopter_stays(desk):
    draft = draft_of(desk, **GOOD)
    proposal = desk.accepted("Kept")
    Session.objects.filter(code="C").update(proposal=proposal)
    desk.conflict(desk.secretary, proposal)

    assert adopt(desk, draft, by=desk.secretary) == 2
    assert [code for code, _time, _room in places()] == ["A", "B"]


def test_the_log_tells_how_many_and_which_draft(desk):
    draft = draft_of(desk, **GOOD)
    adopt(desk, draft)

    entry = Entry.objects.get(action="draft.adopted")

    assert entry.detail == {"draft": str(draft.uid), "moved": 3}


def test_two_drafts_differ_in_what_is_elsewhere(desk):
    one = draft_of(desk, **GOOD)
    other = draft_of(desk, **{**GOOD, "C": (11, "attic")})

    [change] = changes(spots_in(one.plan), spots_in(other.plan), "ABC")

    assert (change.code, change.was.starts_at, change.becomes.starts_at) == ("C", desk.at(9), desk.at(11))


def test_without_asking_for_rights_anybody_would_adopt(desk, monkeypatch):
    """That the refusal above is of the rule, and of nothing else."""
    draft = draft_of(desk, **GOOD)
    monkeypatch.setattr(adopting, "only_planners", lambda *_facts: None)

    assert adopt(desk, draft, by=desk.of_labs) == 3


def test_without_looking_for_broken_rules_it_would_be_adopted(desk, monkeypatch):
    draft = draft_of(desk, **GOOD)
    make.appearance(desk.sessions["C"], desk.ada)
    monkeypatch.setattr(adopting, "broken_rules", lambda *_facts: [])

    assert adopt(desk, draft) == 3
