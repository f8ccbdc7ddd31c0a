"""Marks: what one may put on a list, whose it is, and that repeating it changes nothing."""

from datetime import date
from uuid import uuid4

import pytest

from convenor.audit.actions import KeyReused
from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.programme.actions import marks
from convenor.programme.actions.common import Gone, OfAnotherEdition
from convenor.programme.actions.marks import (
    NotReleased,
    TooManyMarks,
    adopt,
    begin_list,
    delete_list,
    mark,
    merge_marks,
    set_marks,
    unmark,
    write_note,
)
from convenor.programme.merging import A_MOMENT, Change
from convenor.programme.models import Mark, MarkList, Note
from convenor.programme.personal import erase, own_data
from convenor.programme.queries import (
    codes_marked_in,
    mark_list_at,
    marks_in,
    notes_in,
    own_marks,
    programme_of,
    programmes_for,
    with_demand,
)
from tests import make
from tests.programme.stage import said


@pytest.fixture
def sessions(stage):
    """Three that are released."""
    made = [make.session(f"Talk {number}", of=stage.edition) for number in range(3)]
    make.release(stage.edition)
    return made


def codes(*sessions):
    return frozenset(each.code for each in sessions)


def many(mark_list, marked=(), unmarked=(), **options):
    return set_marks(
        edition=mark_list.edition,
        mark_list=mark_list,
        marked=list(marked),
        unmarked=list(unmarked),
        by=None,
        at=make.NOON,
        **options,
    )


def merge(mark_list, marks=None, notes=None):
    return merge_marks(
        edition=mark_list.edition,
        mark_list=mark_list,
        marks=marks or {},
        notes=notes or {},
        by=None,
        at=make.LATER,
    )


def test_the_first_mark_of_a_visitor_begins_a_list_with_a_link_of_its_own(stage, sessions):
    made = mark(session=sessions[0], mark_list=None, by=None, at=make.NOON)
    other = mark(session=sessions[0], mark_list=None, by=None, at=make.NOON)

    assert (codes_marked_in(made), made.person, len(made.token)) == (codes(sessions[0]), None, 12)
    assert made.token != other.token


def test_whoever_is_signed_in_has_one_list(stage, sessions):
    ada = make.person("Ada")

    one = mark(session=sessions[0], mark_list=None, by=ada, at=make.NOON)
    same = mark(session=sessions[1], mark_list=None, by=ada, at=make.LATER)
    begun = begin_list(edition=stage.edition, by=ada, at=make.LATER)

    assert (one, begun, own_marks(stage.edition, ada)) == (same, one, one)
    assert codes_marked_in(one) == codes(*sessions[:2])


def test_marking_and_taking_off_again_are_each_done_once_however_often_they_are_asked(stage, sessions):
    made = begin_list(edition=stage.edition, by=None, at=make.NOON)

    for _time in range(2):
        mark(session=sessions[0], mark_list=made, by=None, at=make.NOON)
    marked = codes_marked_in(made)
    for _time in range(2):
        unmark(session=sessions[0], mark_list=made, by=None, at=make.NOON)

    assert (marked, codes_marked_in(made)) == (codes(sessions[0]), frozenset())
    assert (Mark.objects.count(), Mark.objects.standing().count()) == (1, 0)


def test_a_form_sent_twice_begins_one_list(stage, sessions):
    key = uuid4()

    lists = [mark.once(key, session=sessions[0], mark_list=None, by=None, at=make.NOON) for _time in range(2)]

    assert (lists[0], MarkList.objects.count(), Mark.objects.count()) == (lists[1], 1, 1)
    with pytest.raises(KeyReused):
        mark.once(key, session=sessions[1], mark_list=None, by=None, at=make.NOON)


def test_only_what_changed_is_saved_so_that_what_changed_elsewhere_stays(stage, sessions):
    made = make.mark_list(stage.edition, sessions[0])
    mark(session=sessions[2], mark_list=made, by=None, at=make.NOON)

    many(made, marked=[sessions[1]], unmarked=[sessions[0]])

    assert codes_marked_in(made) == codes(sessions[1], sessions[2])


def test_nobody_marks_what_the_public_does_not_read(stage, sessions):
    draft = make.session("Draft", of=stage.edition)
    elsewhere = make.session("Elsewhere", of=make.edition(slug="other"))
    make.release(elsewhere.edition)
    made = make.mark_list(stage.edition)

    with pytest.raises(NotReleased):
        many(made, marked=[sessions[0], draft])
    with pytest.raises(OfAnotherEdition):
        many(made, marked=[sessions[0], elsewhere])

    assert codes_marked_in(made) == frozenset()


def test_there_is_no_list_before_there_is_a_release(stage):
    for by in (None, make.person("Ada")):
        with pytest.raises(NotReleased):
            begin_list(edition=stage.edition, by=by, at=make.NOON)

    assert MarkList.objects.count() == 0


def test_a_list_outlives_releases_and_what_becomes_of_sessions(stage, sessions):
    made = make.mark_list(stage.edition, *sessions)

    make.release(stage.edition, at=make.LATER)
    unmark(session=sessions[1], mark_list=made, by=None, at=make.LATER)

    assert codes_marked_in(made) == codes(sessions[0], sessions[2])


def test_a_list_is_never_longer_than_anybody_needs(stage, sessions, monkeypatch):
    monkeypatch.setattr(marks, "MOST_MARKS", 2)
    made = make.mark_list(stage.edition, *sessions[:2])

    with pytest.raises(TooManyMarks):
        mark(session=sessions[2], mark_list=made, by=None, at=make.NOON)
    many(made, marked=[sessions[2]], unmarked=[sessions[0]])

    assert codes_marked_in(made) == codes(sessions[1], sessions[2])


def test_a_person_takes_over_a_list_with_its_link(stage, sessions):
    ada, made = make.person("Ada"), make.mark_list(stage.edition, sessions[0])

    for _time in range(2):
        adopt(mark_list=made, by=ada, at=make.NOON)

    assert (own_marks(stage.edition, ada), mark_list_at(made.token)) == (made, made)
    assert said() == ["marks.adopted"]


def test_a_list_that_a_person_has_already_takes_over_the_marks_and_both_links_lead_to_it(stage, sessions):
    ada = make.person("Ada")
    mine = make.mark_list(stage.edition, sessions[0], sessions[1], person=ada)
    other = make.mark_list(stage.edition, sessions[1], sessions[2])

    for _time in range(2):
        adopt(mark_list=other, by=ada, at=make.NOON)
    mark(session=sessions[2], mark_list=other, by=None, at=make.NOON)

    assert codes_marked_in(mine) == codes(*sessions)
    assert (mark_list_at(other.token), Mark.objects.count()) == (mine, 3)


def test_of_two_lists_that_become_one_the_latest_change_of_each_session_stays(stage, sessions):
    ada = make.person("Ada")
    mine = make.mark_list(stage.edition, *sessions[:2], person=ada)
    other = make.mark_list(stage.edition, *sessions[:2])
    unmark(session=sessions[0], mark_list=mine, by=ada, at=make.LATER)
    unmark(session=sessions[1], mark_list=other, by=None, at=make.LATER)

    adopt(mark_list=other, by=ada, at=make.LATER)

    off = Change(make.LATER, value=False)
    assert marks_in(mine) == {sessions[0].code: off, sessions[1].code: off}


def test_what_a_device_took_off_before_it_knew_of_the_mark_stays_off_only_if_that_was_later(stage, sessions):
    made = make.mark_list(stage.edition)
    off = {each.code: Change(make.NOON, value=False) for each in sessions}

    merge(made, marks=off)
    earlier = {sessions[0].code: Change(make.NOON - A_MOMENT, value=True)}
    merge(made, marks=earlier)
    mark(session=sessions[1], mark_list=made, by=None, at=make.NOON)

    assert codes_marked_in(made) == codes(sessions[1])


def test_a_device_may_take_off_what_is_no_longer_in_the_programme(stage, sessions):
    draft = make.session("Draft", of=stage.edition)
    made = make.mark_list(stage.edition, draft)
    off = {draft.code: Change(make.LATER, value=False)}

    merge(made, marks=off)

    assert codes_marked_in(made) == frozenset()


def write(mark_list, session, text, at=make.NOON):
    seen = notes_in(mark_list).get(session.code)
    known = {"seen": seen.at if seen else None, "by": None, "at": at}
    return write_note(session=session, mark_list=mark_list, text=text, **known)


def test_of_notes_all_that_their_writers_did_not_see_of_each_other_stays(stage, sessions):
    ada = make.person("Ada")
    mine, other = make.mark_list(stage.edition, person=ada), make.mark_list(stage.edition)
    first, second, third = (each.code for each in sessions)
    for each in sessions[:2]:
        write(mine, each, "Sit in front")
        write(other, each, "Ask about batteries", at=make.NOON + A_MOMENT)
    write(mine, sessions[1], "", at=make.LATER)

    adopt(mark_list=other, by=ada, at=make.LATER)
    merge(mine, notes={first: Change(make.NOON, "Old"), third: Change(make.NOON, "Offline")})

    assert notes_in(mine) == {
        first: Change(make.NOON + 3 * A_MOMENT, "Ask about batteries\nSit in front\nOld"),
        second: Change(make.LATER + A_MOMENT, "Ask about batteries"),
        third: Change(make.NOON, "Offline"),
    }
    assert (own_data(ada)["notes"][1]["text"], codes_marked_in(mine)) == ("Ask about batteries", frozenset())


def test_emptying_a_note_that_is_seen_takes_it_away_and_one_that_came_meanwhile_stays(stage, sessions):
    mine = make.mark_list(stage.edition)
    for each in sessions[:2]:
        write(mine, each, "Sit in front")
    merge(mine, notes={sessions[1].code: Change(make.LATER, "Ask", seen=make.NOON)})

    for each in sessions[:2]:
        write_note(session=each, mark_list=mine, text="", seen=make.NOON, by=None, at=make.LATER)

    assert [notes_in(mine)[each.code].value for each in sessions[:2]] == ["", "Ask"]


def test_notes_go_with_the_list_and_with_the_person(stage, sessions):
    ada = make.person("Ada")
    for made in (make.mark_list(stage.edition), make.mark_list(stage.edition, person=ada)):
        write(made, sessions[0], "Mine")

    delete_list(mark_list=MarkList.objects.get(person=None), by=None, at=make.NOON)
    left = Note.objects.count()
    erase(ada, make.NOON)

    assert (left, Note.objects.count()) == (1, 0)


def test_nobody_writes_on_what_the_public_does_not_read(stage, sessions):
    draft, made = make.session("Draft", of=stage.edition), make.mark_list(stage.edition)

    with pytest.raises(NotReleased):
        write(made, draft, "Secret")
    merge(made, notes={draft.code: Change(make.NOON, "Secret")})

    assert notes_in(made) == {}


def test_nobody_takes_over_the_list_of_somebody_else(stage, sessions):
    made = make.mark_list(stage.edition, sessions[0], person=make.person("Ada"))

    with pytest.raises(NotAllowed):
        adopt(mark_list=made, by=make.person("Eve"), at=make.NOON)


def test_deleting_a_list_deletes_its_marks_and_every_link_to_it(stage, sessions):
    ada = make.person("Ada")
    mine = make.mark_list(stage.edition, sessions[0], person=ada)
    other = adopt(mark_list=make.mark_list(stage.edition, sessions[1]), by=ada, at=make.NOON)

    delete_list(mark_list=other, by=ada, at=make.NOON)

    assert (MarkList.objects.count(), Mark.objects.count()) == (0, 0)
    with pytest.raises(Gone):
        mark(session=sessions[0], mark_list=mine, by=None, at=make.NOON)


def test_the_link_is_enough_to_delete_a_list_of_nobody_but_not_a_person_s(stage, sessions):
    ada, eve = make.person("Ada"), make.person("Eve")
    mine, nobodys = make.mark_list(stage.edition, person=ada), make.mark_list(stage.edition)

    for by in (None, eve):
        with pytest.raises(NotAllowed):
            delete_list(mark_list=mine, by=by, at=make.NOON)
    delete_list(mark_list=nobodys, by=None, at=make.NOON)

    assert list(MarkList.objects.all()) == [mine]


def test_the_log_tells_a_person_of_their_list_and_nobody_of_their_marks(stage, sessions):
    ada = make.person("Ada")

    mine = mark(session=sessions[0], mark_list=None, by=ada, at=make.NOON)
    adopt(mark_list=mark(session=sessions[1], mark_list=None, by=None, at=make.NOON), by=ada, at=make.NOON)
    delete_list(mark_list=mine, by=ada, at=make.NOON)

    told = [(each.action, each.actor, each.scope, each.detail) for each in Entry.objects.order_by("seq")]
    of_edition = {"edition": stage.edition.path}
    assert told == [(f"marks.{what}", ada, "", of_edition) for what in ("begun", "adopted", "deleted")]


def test_a_person_gets_what_is_kept_of_their_marks_and_nothing_of_others(stage, sessions):
    ada = make.person("Ada")
    mine = make.mark_list(stage.edition, sessions[0], person=ada)
    make.mark_list(stage.edition, sessions[1])

    data = own_data(ada)

    kept = {"edition__path": stage.edition.path, "token": mine.token, "created_at": make.NOON}
    assert (data["mark_lists"], data["marks"]) == (
        [kept],
        [{"code": sessions[0].code, "is_marked": True, "at": make.NOON}],
    )


def test_demand_counts_lists_whoever_they_belong_to(stage, sessions):
    ada = make.person("Ada")
    make.mark_list(stage.edition, sessions[0], sessions[1], person=ada)
    adopt(mark_list=make.mark_list(stage.edition, sessions[0]), by=ada, at=make.NOON)
    make.mark_list(stage.edition, sessions[0])
    for each in sessions[:2]:
        make.placement(each)
        make.item(each)
        make.item(each)

    counted = with_demand(programme_of(stage.edition)).order_by("title_text")

    assert [(each.title_text, each.demand) for each in counted] == [
        ("Talk 0", 2),
        ("Talk 1", 1),
        ("Talk 2", 0),
    ]


def test_a_programme_of_one_s_own_is_offered_where_there_is_one_to_come_or_something_is_marked(
    stage, sessions
):
    ada = make.person("Ada")
    past = make.edition(slug="2026", starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 6))
    make.session(of=past)
    make.release(past)
    make.edition(slug="2028")  # without a release

    before = programmes_for(ada, make.NOON)
    make.mark_list(past, person=ada)

    assert (before, programmes_for(ada, make.NOON)) == ([stage.edition], [past, stage.edition])
