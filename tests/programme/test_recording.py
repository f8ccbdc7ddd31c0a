"""A loss is written down: rooms are closed, people cannot be scheduled then, and twice changes nothing."""

from datetime import time, timedelta

import pytest

from convenor.kernel.refusals import NotAllowed
from convenor.optim.timetable.form import read, read_plan
from convenor.optim.timetable.rules import broken_rules as of_the_library
from convenor.programme.actions.closures import close_rooms, open_room
from convenor.programme.drafting.losses import Loss
from convenor.programme.drafting.recording import write_down
from convenor.programme.models import Availability, Closure
from convenor.programme.planning import plan_of
from convenor.programme.rules.plan import broken_rules
from convenor.programme.timetabling import problem_of
from tests import make
from tests.programme.stage import FRIDAY, TUESDAY, said


@pytest.fixture
def ada(stage):
    person = make.person("Ada")
    make.appearance(make.session(of=stage.edition), person)
    return person


def lost(stage, first, last, *people, **more):
    loss = Loss(first, last, tuple(str(each.uid) for each in people), **more)
    write_down(loss, stage.edition, by=stage.secretary, at=make.NOON)


def clocks(stage):
    rows = Availability.objects.order_by("starts_at")
    zone = stage.edition.tzinfo
    return [
        f"{each.starts_at.astimezone(zone):%d %H:%M}-{each.ends_at.astimezone(zone):%H:%M}" for each in rows
    ]


def test_who_could_always_come_can_come_on_the_other_days(stage, ada):
    for _ in range(2):
        lost(stage, stage.at(0), stage.at(12, day=TUESDAY), ada)

    assert clocks(stage)[:2] == ["02 12:00-23:59", "03 00:00-23:59"]
    assert said().count("availability.set") == 1


def test_the_lost_hours_are_taken_from_those_that_were_said(stage, ada):
    for first, last in ((9, 12), (14, 18)):
        Availability.objects.create(
            edition=stage.edition, person=ada, starts_at=stage.at(first), ends_at=stage.at(last)
        )

    lost(stage, stage.at(10), stage.at(15), ada)

    assert clocks(stage) == ["01 09:00-10:00", "01 15:00-18:00"]


def test_who_is_lost_altogether_is_not_always_there(stage, ada):
    for _ in range(2):
        lost(stage, stage.at(0), stage.at(0, day=FRIDAY) + timedelta(days=1), ada)

    [row] = Availability.objects.all()
    assert (row.person, row.starts_at, row.ends_at) == (ada, None, None)
    assert said().count("availability.set") == 1


def test_who_is_lost_altogether_is_missed_at_every_minute_by_pages_and_by_the_checker(stage, ada):
    session = stage.edition.sessions.get()
    make.placement(session, stage.at(0), 1, room=stage.hall)

    lost(stage, stage.at(0), stage.at(0, day=FRIDAY) + timedelta(days=1), ada)

    plan = plan_of(stage.edition, stage.edition.sessions.all())
    assert plan.availabilities == {str(ada.uid): ()}
    assert "unavailable" in {each.rule for each in broken_rules(plan)}
    form = problem_of(stage.edition, [(time(0), time(12))])
    at_once = {session.code: {"start": stage.at(0).isoformat(), "room": "hall"}}
    problem = read(form)
    assert "available" in {each.rule for each in of_the_library(problem, read_plan(at_once, problem))}


def test_hours_at_which_somebody_could_not_come_anyway_change_nothing(stage, ada):
    Availability.objects.create(
        edition=stage.edition, person=ada, starts_at=stage.at(9), ends_at=stage.at(12)
    )

    lost(stage, stage.at(14), stage.at(18), ada)

    assert clocks(stage) == ["01 09:00-12:00"]
    assert "availability.set" not in said()


def test_a_lost_day_closes_all_rooms_once(stage):
    for _ in range(2):
        lost(stage, stage.at(8), stage.at(20), is_all=True)

    assert [each.room for each in Closure.objects.order_by("room__position", "pk")] == [
        stage.hall,
        stage.attic,
    ]
    assert said().count("room.closed") == 2


def test_only_those_who_plan_the_whole_close_and_open_rooms(stage):
    closure = Closure.objects.create(room=stage.hall, starts_at=stage.at(8), ends_at=stage.at(9))
    span = {"starts_at": stage.at(10), "ends_at": stage.at(11)}

    for person in (stage.of_labs, stage.of_forum):
        with pytest.raises(NotAllowed):
            close_rooms(edition=stage.edition, rooms=[stage.hall], **span, by=person, at=make.NOON)
        with pytest.raises(NotAllowed):
            open_room(closure=closure, by=person, at=make.NOON)

    assert list(Closure.objects.all()) == [closure]
