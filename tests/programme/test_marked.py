"""A reader's own programme: what is marked, day by day, and what is on at the same time."""

from datetime import timedelta

import pytest

from convenor.programme.actions.happenings import tell
from convenor.programme.current import current_release
from convenor.programme.marked import by_day, in_order, turned, without_day
from convenor.programme.merging import Change
from convenor.programme.models import Happening, SessionKind
from tests import make
from tests.programme.stage import FRIDAY, MONDAY, TUESDAY


@pytest.fixture
def placed(stage):
    """Makes a session that begins at an hour and lasts for some minutes."""

    def make_one(title, hour, minutes=60, day=MONDAY, **facts):
        made = make.session(title, of=stage.edition, **facts)
        make.placement(made, stage.at(hour, day=day), minutes)
        return made

    return make_one


def shown(stage, *sessions):
    """Days, titles and what is on at the same time, of a release made now."""
    make.release(stage.edition)
    marked = {each.code for each in sessions}
    return [
        (day, [(str(each.slot.line.title), [str(line.title) for line in each.clashes]) for each in of_day])
        for day, of_day in by_day(in_order(current_release(stage.edition), marked))
    ]


def test_what_is_marked_stands_by_day_in_the_order_of_the_programme(stage, placed):
    late, early = placed("Late", 15), placed("Early", 9)
    tuesday, _unmarked = placed("Tuesday", 9, day=TUESDAY), placed("Other", 9)

    assert shown(stage, late, early, tuesday) == [
        (MONDAY, [("Early", []), ("Late", [])]),
        (TUESDAY, [("Tuesday", [])]),
    ]


def test_sessions_that_are_on_at_the_same_time_name_each_other(stage, placed):
    first, second, third = placed("First", 9, 90), placed("Second", 10), placed("Third", 11)

    assert shown(stage, first, second, third) == [
        (MONDAY, [("First", ["Second"]), ("Second", ["First"]), ("Third", [])])
    ]


def test_a_clash_past_midnight_is_seen(stage, placed):
    night, early = placed("Night", 23, 180), placed("Early", 1, day=TUESDAY)

    assert shown(stage, night, early) == [(MONDAY, [("Night", ["Early"])]), (TUESDAY, [("Early", ["Night"])])]


def test_what_asks_nobody_to_be_there_clashes_with_nothing(stage, placed):
    talk, off = placed("Talk", 10), placed("Off", 10)
    tell(session=off, kind=Happening.CANCELLED, note=make.english("Sorry"), by=stage.secretary, at=make.NOON)
    pause = placed("Break", 10, kind=SessionKind.BREAK)
    stands = make.session("Stands", of=stage.edition)
    make.placement(stands, stage.at(9), 480, ends_on=TUESDAY)
    someday = make.session("Someday", of=stage.edition)
    make.placement(someday, starts_on=MONDAY, ends_on=MONDAY)
    someday.placements.update(starts_at=None, ends_at=None)

    found = shown(stage, talk, off, pause, stands, someday)

    assert [clashes for _day, of_day in found for _title, clashes in of_day] == [[]] * 6


def test_a_session_that_is_repeated_does_not_clash_with_itself(stage, placed):
    talk = placed("Talk", 10)
    make.placement(talk, stage.at(10) + timedelta(minutes=30))

    assert shown(stage, talk) == [(MONDAY, [("Talk", []), ("Talk", [])])]


def test_what_has_no_day_stands_apart(stage):
    someday = make.session("Someday", of=stage.edition)
    make.session("Not marked", of=stage.edition)
    make.release(stage.edition)

    found = without_day(current_release(stage.edition), {someday.code})

    assert [line.code for line in found] == [someday.code]


def test_the_public_reads_the_last_release_that_was_published_and_no_names_are_kept(stage, placed):
    talk = placed("Talk", 10, day=FRIDAY)
    make.appearance(talk, make.person("Amina"), agreed_at=make.NOON)
    before = current_release(stage.edition)
    make.release(stage.edition)
    first = current_release(stage.edition)
    make.session("Second", of=stage.edition)
    waiting = make.release(stage.edition)
    type(waiting).objects.filter(pk=waiting.pk).update(published_at=None)

    assert (before, first.number, current_release(stage.edition) is first) == (None, 1, True)
    assert (first.guests, [line.seats for line in first.lines]) == ((), [()])


# What became of it since its reader last looked


def turns(stage, marks, seen=0):
    found = turned(current_release(stage.edition), marks, seen=seen)
    return [(str(turn.title), turn.line is not None, turn.sentences) for turn in found]


def moved(stage, session, hour, at):
    session.placements.update(starts_at=stage.at(hour), ends_at=stage.at(hour + 1))
    make.release(stage.edition, at=at)


def test_a_reader_is_told_where_it_was_and_where_it_is_now_in_one_sentence(stage, placed):
    talk = placed("Tides", 9)
    make.release(stage.edition, at=make.NOON)
    moved(stage, talk, 10, at=make.LATER)
    moved(stage, talk, 11, at=make.LATER + timedelta(hours=1))
    marks = {talk.code: Change(make.NOON, value=True)}

    sentence = "Moved from Monday 1 March 2027, 09:00–10:00 to Monday 1 March 2027, 11:00–12:00."
    since = "Moved from Monday 1 March 2027, 10:00–11:00 to Monday 1 March 2027, 11:00–12:00."
    found = [turns(stage, marks, seen) for seen in (0, 1, 2, 3)]
    assert found == [[("Tides", True, (each,))] for each in (sentence, sentence, since)] + [[]]


def test_what_was_cancelled_or_left_is_told_and_what_moved_back_is_not(stage, placed):
    off, gone, back, unmarked = (placed(title, 9) for title in ("Off", "Gone", "Back", "Unmarked"))
    make.release(stage.edition, at=make.NOON)
    moved(stage, back, 10, at=make.NOON + timedelta(minutes=1))
    moved(stage, back, 9, at=make.NOON + timedelta(minutes=2))
    for each in (off, unmarked):
        tell(
            session=each, kind=Happening.CANCELLED, note=make.english("Ill"), by=stage.secretary, at=make.NOON
        )
    gone_code = gone.code
    gone.delete()
    make.release(stage.edition, at=make.LATER)
    marks = {code: Change(make.NOON, value=True) for code in (off.code, gone_code, back.code)}

    assert sorted(turns(stage, marks | {unmarked.code: Change(make.NOON, value=False)})) == [
        ("Gone", False, ("No longer in the programme.",)),
        ("Off", True, ("It is now marked: cancelled.",)),
    ]


def test_what_changed_before_it_was_marked_is_not_told(stage, placed):
    talk = placed("Tides", 9)
    make.release(stage.edition, at=make.NOON)
    moved(stage, talk, 10, at=make.LATER)

    assert turns(stage, {talk.code: Change(make.LATER, value=True)}) == []
