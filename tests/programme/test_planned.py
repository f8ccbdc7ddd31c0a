"""Timetables are worked out apart, kept as drafts whatever ends the work, and place nothing."""

import json
import os
import signal
import subprocess
from datetime import date
from pathlib import Path

import pytest

from convenor.editions.models import Edition
from convenor.kernel.queued import MOST_TRIES, RunState
from convenor.kernel.refusals import NotAllowed
from convenor.optim.timetable.explain import STANDING
from convenor.optim.timetable.sentences import OF_A_RULE
from convenor.programme.actions.planning import (
    NotPlanned,
    TooManyPlans,
    ask_for_plan,
    end_planning,
    name_draft,
)
from convenor.programme.drafting import working
from convenor.programme.drafting.gathering import gathered
from convenor.programme.drafting.solving import work_out
from convenor.programme.drafting.wishes import Wishes
from convenor.programme.drafting.wording import DEMANDS, WAYS
from convenor.programme.models import Placement
from convenor.programme.planned import PlanningRun
from convenor.programme.tasks import plan_due
from tests import make
from tests.programme.stage import MONDAY, said

HOURS = (("09:00", "10:30"), ("11:00", "12:30"))
QUICK = Wishes(hours=HOURS, seconds=10)
PLACED = {"A": (9, "hall"), "B": (9, "attic"), "C": (11, "hall")}


@pytest.fixture
def desk(stage):
    """Three sessions of 90 minutes; Ada is in two of them."""
    stage.ada = make.person("Ada")
    stage.sessions = {
        code: make.session(f"Session {code}", of=stage.edition, code=code, minutes=90) for code in PLACED
    }
    for code in ("A", "B"):
        make.appearance(stage.sessions[code], stage.ada)
    return stage


def ask(desk, wishes=QUICK, **more):
    given = {"edition": desk.edition, "by": desk.chair, "at": make.NOON, **more}
    return ask_for_plan(wishes=wishes.stored(), **given)


def planned(desk, wishes=QUICK, **more):
    run = ask(desk, wishes, **more)
    assert plan_due(make.NOON) == 1
    run.refresh_from_db()
    return run


def place_all(desk):
    for code, (hour, room) in PLACED.items():
        hall = desk.edition.rooms.get(slug=room)
        make.placement(desk.sessions[code], desk.at(hour), 90, room=hall)


def test_a_draft_has_a_place_for_each_session_and_nothing_is_placed(desk):
    run = planned(desk, name="First")

    draft = run.drafts.get()

    assert (run.state, run.problem, draft.name) == (RunState.DONE, "", "First")
    assert sorted(draft.plan) == ["A", "B", "C"]
    assert draft.plan["A"]["start"] != draft.plan["B"]["start"]  # Ada cannot be in both
    assert draft.is_proven
    assert run.solver.startswith("ortools ")
    assert not Placement.objects.exists()
    assert said()[-2:] == ["planning.asked", "planning.answered"]


def test_only_chairs_and_secretaries_plan_the_whole(desk):
    for person in desk.everybody:
        if person in (desk.chair, desk.secretary):
            ask(desk, by=person)
        else:
            with pytest.raises(NotAllowed):
                ask(desk, by=person)


def test_nobody_keeps_the_worker_from_the_others(desk):
    for _one in range(5):
        ask(desk)

    with pytest.raises(TooManyPlans):
        ask(desk)
    assert ask(desk, by=desk.secretary).state == RunState.WAITING


@pytest.mark.parametrize(
    ("kept", "field"), [("place", None), ("start", "start"), ("room", "room"), ("day", "day")]
)
def test_what_stays_is_locked(desk, kept, field):
    place_all(desk)
    wishes = Wishes(hours=HOURS, staying="some", sessions=("C",), kept=kept)

    locks = gathered(desk.edition, wishes, desk.chair).form["locks"]

    told = {name: value for lock in locks for name, value in lock.items()}
    assert told.pop("session") == "C"
    whole = {"start": desk.at(11).isoformat(), "room": "hall", "day": MONDAY.isoformat()}
    wanted = {field: whole[field]} if field else {name: whole[name] for name in ("start", "room")}
    assert told == wanted


@pytest.mark.parametrize(
    ("wishes", "codes"),
    [
        (Wishes(hours=HOURS), set()),
        (Wishes(hours=HOURS, staying="all"), {"A", "B", "C"}),
        (Wishes(hours=HOURS, staying="some", days=(MONDAY.isoformat(),)), {"A", "B", "C"}),
        (Wishes(hours=HOURS, staying="some", tracks=("labs",)), {"B"}),
    ],
)
def test_all_of_a_day_or_a_track_can_stay(desk, wishes, codes):
    place_all(desk)
    desk.sessions["B"].track = desk.labs
    desk.sessions["B"].save()

    locks = gathered(desk.edition, wishes, desk.chair).form["locks"]

    assert {lock["session"] for lock in locks} == codes


def test_what_is_kept_from_the_asker_stays_where_it_is(desk):
    proposal = desk.accepted("Kept")
    hidden = make.session("Kept", of=desk.edition, code="KEPT", proposal=proposal)
    desk.conflict(desk.chair, proposal)

    away = gathered(desk.edition, QUICK, desk.chair).form
    make.placement(hidden, desk.at(9), 60, room=desk.hall)
    locked = gathered(desk.edition, QUICK, desk.chair).form

    assert "KEPT" not in [each["key"] for each in away["sessions"]]
    assert {lock["session"] for lock in locked["locks"]} == {"KEPT"}


def test_what_is_repeated_stays_as_it_is(desk):
    for hour in (9, 11):
        make.placement(desk.sessions["A"], desk.at(hour), 90, room=desk.hall)

    form = gathered(desk.edition, QUICK, desk.chair).form

    assert [each["key"] for each in form["sessions"]] == ["B", "C"]
    assert len(next(each for each in form["rooms"] if each["key"] == "hall")["shut"]) == 2


def test_a_session_longer_than_any_time_is_told(desk):
    desk.sessions["B"].minutes = 120
    desk.sessions["B"].save()

    of = gathered(desk.edition, QUICK, desk.chair)

    assert (of.problem, of.about["key"]) == ("too-long", "Session B (B)")
    assert "takes \u2068120\u2069 minutes" in of.sentence
    assert planned(desk).state == RunState.FAILED


def test_nothing_to_plan_is_told(stage):
    assert gathered(stage.edition, QUICK, stage.chair).problem == "no-sessions"
    assert gathered(stage.edition, Wishes(hours=()), stage.chair).problem == "no-hours"
    make.session("One", of=stage.edition)
    stage.edition.rooms.all().delete()
    assert gathered(stage.edition, QUICK, stage.chair).problem == "no-rooms"


def test_the_impossible_is_explained(desk):
    for code in ("A", "B"):
        make.placement(desk.sessions[code], desk.at(9), 90, room=desk.hall)
    wishes = Wishes(goals=("clashes",), hours=HOURS, seconds=10, staying="all")

    run = planned(desk, wishes)

    explained = run.result["explained"]
    assert (run.state, run.problem, run.drafts.count()) == (RunState.SHORT, "impossible", 0)
    rules = {each["rule"] for each in explained["clash"]}
    assert {"placed"} < rules <= {"placed", "lock-start", "lock-room", "person", "room"}
    assert {each["rule"] for each in explained["ways_out"]} & {"lock-start", "placed"}


def test_what_has_no_place_is_explained_beside_the_draft(desk):
    for code in ("A", "B"):
        make.placement(desk.sessions[code], desk.at(9), 90, room=desk.hall)

    run = planned(desk, Wishes(hours=HOURS, seconds=10, staying="all"))

    assert (run.state, run.drafts.get().unplaced) == (RunState.DONE, 1)
    assert run.result["explained"]["clash"]


def test_a_repair_gives_drafts_side_by_side(desk):
    place_all(desk)
    Placement.objects.filter(session__code="A").update(starts_at=desk.at(11), ends_at=desk.at(12, 30))
    wishes = Wishes(hours=HOURS, seconds=10, moves=(0, 1, None))

    run = planned(desk, wishes, kind="repair")

    told = [(draft.number, draft.moves, draft.unplaced) for draft in run.drafts.order_by("number")]
    assert told == [(0, 0, 1), (1, 1, 0)]


def test_the_best_so_far_is_told_while_it_works(desk):
    of = gathered(desk.edition, QUICK, desk.chair)
    told = []
    inputs = {"kind": "plan", "form": of.form, "seconds": 10, "seed": 1, "moves": [], "start": {}}

    answer = work_out(inputs, told.append, lambda: False)

    assert told
    assert json.loads(json.dumps(told[-1]))["plan"].keys() == answer["drafts"][0]["plan"].keys()


def test_stopping_keeps_the_best_so_far(desk, monkeypatch):
    run = ask(desk)
    so_far = {"plan": {"A": {"start": desk.at(9).isoformat(), "room": "hall"}}, "bounds": {"unplaced": 0}}

    def ended(_run, _module, folder, _inputs, _at, *, told):
        (folder / "so_far.json").write_text(json.dumps(so_far))
        assert told(folder) == {"so_far": so_far, "step": 0}
        assert told(folder) == {"step": 0}  # each once
        end_planning(run=run, by=desk.secretary, at=make.NOON)
        told(folder)
        assert (folder / "end").exists()
        return "ended"

    monkeypatch.setattr(working, "worked_out", ended)
    plan_due(make.NOON)
    run.refresh_from_db()

    assert (run.state, run.problem) == (RunState.DONE, "ended")
    assert run.drafts.get().plan == so_far["plan"]
    assert run.drafts.get().reached[0] == {"goal": "unplaced", "value": 2, "bound": 0}


def test_what_is_not_begun_is_only_stopped(desk):
    run = ask(desk)

    run = end_planning(run=run, by=desk.chair, at=make.NOON)

    assert (run.state, plan_due(make.NOON)) == (RunState.STOPPED, 0)
    with pytest.raises(NotPlanned):
        end_planning(run=run, by=desk.chair, at=make.NOON)


def test_a_solver_that_is_killed_begins_again_from_its_best(desk, monkeypatch):
    run = ask(desk)
    best = {"C": {"start": desk.at(11).isoformat(), "room": "hall"}}
    begun = []

    class Killed(subprocess.Popen[bytes]):
        def __init__(self, command, **facts):
            super().__init__(["sleep", "30"], **facts)  # of our own
            folder = Path(command[-1])
            begun.append(json.loads((folder / "inputs.json").read_text())["start"])
            (folder / "so_far.json").write_text(json.dumps({"plan": best}))
            os.kill(self.pid, signal.SIGKILL)

    monkeypatch.setattr(subprocess, "Popen", Killed)
    for _one in range(MOST_TRIES):
        plan_due(make.NOON)
    run.refresh_from_db()

    assert begun == [{}, best, best]
    assert (run.state, run.problem, run.drafts.get().plan) == (RunState.DONE, "ended", best)


def test_a_worker_that_says_nothing_is_taken_over_with_its_best(desk):
    run = ask(desk)
    best = {"plan": {"C": {"start": desk.at(11).isoformat(), "room": "hall"}}}
    PlanningRun.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, leased_until=make.NOON, so_far=best, tries=MOST_TRIES
    )

    plan_due(make.LATER)
    run.refresh_from_db()

    assert (run.state, run.drafts.get().plan) == (RunState.DONE, best["plan"])


def test_drafts_have_names(desk):
    draft = planned(desk).drafts.get()

    name_draft(draft=draft, name="With quiet mornings", by=desk.secretary, at=make.NOON)

    draft.refresh_from_db()
    assert draft.name == "With quiet mornings"
    with pytest.raises(NotAllowed):
        name_draft(draft=draft, name="Mine", by=desk.of_labs, at=make.NOON)


def test_more_than_can_be_planned_is_told(desk, monkeypatch):
    monkeypatch.setattr("convenor.optim.timetable.problem.MOST_SESSIONS", 2)

    of = gathered(desk.edition, QUICK, desk.chair)

    assert of.problem == "too-many"
    assert "3\u2069 sessions are more than can be planned at once. Up to \u20682" in of.sentence


def test_an_hour_that_a_clock_skips_is_told(desk):
    day = date(2027, 3, 28)
    Edition.objects.filter(pk=desk.edition.pk).update(starts_on=day, ends_on=day)
    desk.edition.refresh_from_db()
    around = Wishes(hours=(("01:00", "02:00"), ("03:00", "05:00")))
    within = Wishes(hours=(("02:00", "02:30"), ("03:00", "05:00")))

    assert gathered(desk.edition, around, desk.chair).problem == ""
    assert gathered(desk.edition, within, desk.chair).problem == "clock"


def test_every_demand_that_an_edition_can_have_is_told_in_words():
    """Those that its problem never has are told by the library alone."""
    never = {"no-room", "track-room", "plenary", "crew", "order", "same-day", "apart"}

    assert set(DEMANDS) == set(OF_A_RULE) - never
    assert set(WAYS) == set(DEMANDS) - STANDING
