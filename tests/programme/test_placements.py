"""Where and when sessions are: on days with clocks that change, past midnight, all week, again."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Room
from convenor.kernel.refusals import NotAllowed
from convenor.programme.actions.common import Gone, OfAnotherEdition
from convenor.programme.actions.placements import AlreadyThere, ImpossibleTime, Where, move, place, unplace
from convenor.programme.models import Placement
from tests import make
from tests.programme.stage import FRIDAY, MONDAY, TUESDAY, said

KEY = UUID(int=1)


@pytest.fixture
def session(stage):
    return make.session(of=stage.edition, track=stage.labs)


def put(stage, session, where, **more):
    return place(session=session, where=where, **{"by": stage.of_labs, "at": make.NOON, **more})


def test_a_session_is_placed_moved_and_taken_out_again(stage, session):
    placement = put(stage, session, stage.where(10, 11, room=stage.hall))
    given = {"placement": placement, "by": stage.chair, "at": make.NOON}

    move(where=stage.where(14, 15, TUESDAY), **given)
    move(where=stage.where(14, 15, TUESDAY), **given)
    placement.refresh_from_db()
    assert (placement.starts_on, placement.starts_at, placement.room) == (
        TUESDAY,
        stage.at(14, day=TUESDAY),
        None,
    )
    unplace(**given)

    assert (Placement.objects.count(), said()) == (
        0,
        ["session.placed", "session.moved", "session.unplaced"],
    )
    assert Entry.objects.get(action="session.moved").detail == {
        "day": "2027-03-02",
        "starts_at": "2027-03-02T13:00:00+00:00",
        "room": "",
    }


def test_who_does_not_arrange_the_session_places_it_nowhere(stage, session):
    placement = put(stage, session, stage.where())

    for action, given in (
        (place, {"session": session, "where": stage.where(12, 13)}),
        (move, {"placement": placement, "where": stage.where(12, 13)}),
        (unplace, {"placement": placement}),
    ):
        with pytest.raises(NotAllowed):
            action(by=stage.of_forum, at=make.NOON, **given)
    assert said() == ["session.placed"]


def test_sent_twice_it_is_placed_once(stage, session):
    given = {"session": session, "where": stage.where(), "by": stage.chair}

    first = place.once(KEY, at=make.NOON, **given)

    assert place.once(KEY, at=make.LATER, **given) == first
    assert Placement.objects.count() == 1


def test_a_session_is_repeated_but_not_at_the_same_time(stage, session):
    put(stage, session, stage.where(10, 11))
    again = put(stage, session, stage.where(14, 15))

    with pytest.raises(AlreadyThere):
        put(stage, session, stage.where(10, 12, room=stage.attic))
    with pytest.raises(AlreadyThere):
        move(placement=again, where=stage.where(10, 11), by=stage.chair, at=make.NOON)
    assert move(placement=again, where=stage.where(14, 16), by=stage.chair, at=make.NOON) == again


def test_a_day_without_times_is_enough_and_so_are_several_days(stage, session):
    unknown = put(stage, session, Where(MONDAY))
    week = put(stage, session, Where(MONDAY, FRIDAY, stage.at(9), stage.at(18), room=stage.hall))

    assert (unknown.ends_on, unknown.starts_at) == (MONDAY, None)
    assert (week.starts_on, week.ends_on) == (MONDAY, FRIDAY)
    with pytest.raises(AlreadyThere):
        put(stage, session, Where(MONDAY))


def test_a_session_past_midnight_belongs_to_the_day_on_which_it_begins(stage, session):
    night = Where(MONDAY, None, stage.at(23), stage.at(1, day=TUESDAY))

    assert put(stage, session, night).ends_on == MONDAY


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 28), 2), (date(2027, 10, 31), 4)],
)
def test_on_days_when_clocks_change_a_session_lasts_as_long_as_it_lasts(stage, session, day, hours):
    placement = put(stage, session, stage.where(1, 4, day))

    assert placement.ends_at - placement.starts_at == timedelta(hours=hours)


@pytest.mark.parametrize(
    "where",
    [
        Where(MONDAY, MONDAY, datetime(2027, 3, 1, 10, tzinfo=UTC), datetime(2027, 3, 1, 10, tzinfo=UTC)),
        Where(MONDAY, MONDAY, datetime(2027, 3, 1, 10, tzinfo=UTC), datetime(2027, 3, 2, 11, tzinfo=UTC)),
        Where(MONDAY, MONDAY, datetime(2027, 3, 2, 10, tzinfo=UTC), datetime(2027, 3, 2, 11, tzinfo=UTC)),
        Where(MONDAY, MONDAY, datetime(2027, 3, 1, 23, 30, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)),
        Where(MONDAY, MONDAY, datetime(2027, 3, 1, 10, tzinfo=UTC), None),
        Where(TUESDAY, MONDAY),
    ],
)
def test_times_that_cannot_be_are_refused(stage, session, where):
    with pytest.raises(ImpossibleTime):
        put(stage, session, where)
    assert (Placement.objects.count(), said()) == (0, [])


def test_a_room_of_another_edition_is_refused(stage, session):
    foreign = Room.objects.create(edition=make.edition(slug="2028"), slug="x", name=make.english("X"))

    with pytest.raises(OfAnotherEdition):
        put(stage, session, stage.where(room=foreign))


def test_what_somebody_took_out_meanwhile_is_neither_moved_nor_taken_out(stage, session):
    placement = put(stage, session, stage.where())
    given = {"placement": placement, "by": stage.chair, "at": make.NOON}
    unplace(**given)

    with pytest.raises(Gone):
        move(where=stage.where(12, 13), **given)
    with pytest.raises(Gone):
        unplace(**given)
    assert said() == ["session.placed", "session.unplaced"]
