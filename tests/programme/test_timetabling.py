"""From tables to the problem of a timetable, and that it can be solved and judged."""

import json
from datetime import time, timedelta

import pytest

from convenor.cli.main import main
from convenor.optim.timetable.check import broken
from convenor.optim.timetable.form import read, write_plan
from convenor.optim.timetable.solve import Limits, solve
from convenor.programme.actions.appearances import set_availability
from convenor.programme.actions.happenings import tell
from convenor.programme.models import Closure, Happening, Mark, MarkList, SessionKind
from convenor.programme.timetabling import problem_of
from convenor.proposals.models import Withdrawal
from tests import make

HOURS = [(time(9), time(10, 30)), (time(11), time(12, 30))]


@pytest.fixture
def filled(stage):
    """Two sessions with a speaker in common, a break in the hall and a keynote of the speaker."""
    stage.ada = make.person("Ada")
    track = make.track(
        stage.edition, "workshops", starts_on=stage.edition.starts_on, ends_on=stage.edition.starts_on
    )
    stage.tide = make.session(
        "Tide", of=stage.edition, code="TIDE", minutes=90, track=track, needs_step_free=True
    )
    stage.moss = make.session(
        "Moss", of=stage.edition, code="MOSS", minutes=60, needs="Screen, chalk", expected=7
    )
    for session in (stage.tide, stage.moss):
        make.appearance(session, stage.ada)
    pause = make.session("Coffee", of=stage.edition, code="REST", kind=SessionKind.BREAK)
    make.placement(pause, stage.at(9), 30, room=stage.hall)
    talk = make.session("Welcome", of=stage.edition, code="OPEN", kind=SessionKind.KEYNOTE)
    make.placement(talk, stage.at(11), 60)
    make.appearance(talk, stage.ada)
    return stage


def test_a_problem_holds_what_the_tables_say(filled):
    for n in range(2):
        marks = MarkList.objects.create(edition=filled.edition, token=f"{n}", created_at=make.NOON)
        for session in (filled.tide, filled.moss):
            Mark.objects.create(mark_list=marks, session=session, code=session.code, at=make.NOON)

    form = problem_of(filled.edition, HOURS)

    assert [(each["key"], each["minutes"], each["needs"], each["expected"]) for each in form["sessions"]] == [
        ("MOSS", 60, ["chalk", "screen"], 7),
        ("TIDE", 90, ["step-free"], 2),
    ]
    assert form["step"] == 30
    assert form["interest"] == [["MOSS", "TIDE", 2]]
    hall = next(each for each in form["rooms"] if each["key"] == "hall")
    assert hall["shut"] == [[filled.at(9).isoformat(), (filled.at(9) + timedelta(minutes=30)).isoformat()]]
    [ada] = form["people"]
    first = filled.edition.starts_on.isoformat()
    assert [span[0][:10] for span in ada["windows"]][:2] == [first, first]
    assert "Ada" not in json.dumps(form)


def test_whoever_is_available_is_so_save_when_they_are_elsewhere(filled):
    set_availability(
        edition=filled.edition,
        person=filled.ada,
        times=[(filled.at(10), filled.at(13))],
        by=filled.secretary,
        at=make.NOON,
    )

    [ada] = problem_of(filled.edition, HOURS)["people"]

    told = [[span[0][11:16], span[1][11:16]] for span in ada["windows"]]
    utc = [filled.at(hour).isoformat()[11:16] for hour in (10, 11, 12, 13)]
    assert told == [utc[:2], utc[2:]]


def test_it_is_solved_and_the_judge_agrees(filled):
    form = problem_of(filled.edition, [*HOURS, (time(13), time(14, 30))])
    for session in form["sessions"]:  # no room has chalk, and the one without steps is taken at nine
        session["needs"] = []
    problem = read(form)

    plan = solve(problem, limits=Limits(10, 1)).plan

    assert set(plan) == {"TIDE", "MOSS"}
    assert broken(form, write_plan(plan, problem)) == []


def test_what_is_published_is_told_as_such(filled):
    make.placement(filled.moss, filled.at(9), 60, room=filled.hall)

    form = problem_of(filled.edition, HOURS, is_published=True)

    assert form["published"] == [
        {"session": "MOSS", "start": filled.at(9).isoformat(), "room": "hall", "marks": 0}
    ]


def test_a_track_that_stands_alone_keeps_away_from_what_stays(filled):
    alone = make.track(filled.edition, "plenary", may_overlap=False)
    filled.edition.sessions.filter(code="OPEN").update(track=alone)

    form = problem_of(filled.edition, HOURS)

    tide = next(each for each in form["sessions"] if each["key"] == "TIDE")
    assert [filled.at(11).isoformat(), filled.at(12).isoformat()] == [
        tide["windows"][0][1],
        tide["windows"][1][0],
    ]


@pytest.mark.parametrize(
    ("kind", "is_kept_off"), [(SessionKind.BREAK, True), (SessionKind.EXHIBITION, False)]
)
def test_nothing_is_planned_during_a_break(filled, kind, is_kept_off):
    filled.edition.sessions.filter(code="REST").update(kind=kind)

    form = problem_of(filled.edition, HOURS)

    moss = next(each for each in form["sessions"] if each["key"] == "MOSS")
    ends = (filled.at(9) + timedelta(minutes=30)).isoformat()
    assert (ends in [starts for starts, _ in moss.get("windows", ())]) == is_kept_off


def _shut(form, slug):
    return next(each for each in form["rooms"] if each["key"] == slug)["shut"]


def test_what_is_cancelled_shuts_no_room_and_keeps_nobody_busy(filled):
    """Nor does it where the proposal of what stays was withdrawn."""
    opening = filled.edition.sessions.get(code="OPEN")
    opening.placements.update(room=filled.attic)
    before = problem_of(filled.edition, HOURS)
    facts = {"kind": Happening.CANCELLED, "note": make.english(""), "by": filled.secretary, "at": make.NOON}

    tell(session=opening, **facts)
    cancelled = problem_of(filled.edition, HOURS)

    assert (len(_shut(before, "attic")), _shut(cancelled, "attic")) == (1, [])
    assert ["windows" in each["people"][0] for each in (before, cancelled)] == [True, False]


def test_what_was_withdrawn_shuts_no_room_and_keeps_nobody_busy(filled):
    proposal = filled.accepted("Welcome", proposer=filled.ada)
    filled.edition.sessions.filter(code="OPEN").update(proposal=proposal)
    opening = filled.edition.sessions.get(code="OPEN")
    opening.placements.update(room=filled.attic)
    before = problem_of(filled.edition, HOURS)

    Withdrawal.objects.create(proposal=proposal, by=filled.ada, at=make.NOON)
    after = problem_of(filled.edition, HOURS)

    assert (len(_shut(before, "attic")), _shut(after, "attic")) == (1, [])
    assert ["windows" in each["people"][0] for each in (before, after)] == [True, False]


def test_a_room_is_shut_while_it_is_closed(filled):
    Closure.objects.create(room=filled.attic, starts_at=filled.at(9), ends_at=filled.at(10))

    form = problem_of(filled.edition, HOURS)

    assert _shut(form, "attic") == [[filled.at(9).isoformat(), filled.at(10).isoformat()]]


def test_the_command_prints_it_and_refuses_what_is_none(filled, capsys):
    assert main(["timetable", "export", filled.edition.path, "--hours", "09:00-10:30"]) == 0
    assert len(read(json.loads(capsys.readouterr().out)).sessions) == 2
    assert main(["timetable", "export", "no/where"]) == 2
    assert capsys.readouterr().err == "There is no edition no/where.\n"
    for hours in ("9", "11:00-10:00", "09:00-10:00,09:30-11:00", "tea"):
        with pytest.raises(SystemExit):
            main(["timetable", "export", filled.edition.path, "--hours", hours])
