"""The parts of a session."""

import pytest

from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Translated
from convenor.programme.actions import items
from convenor.programme.actions.common import Gone, OfAnotherEdition
from convenor.programme.actions.items import TitleMissing, TooManyParts, remove_item, set_item
from tests import make
from tests.programme.stage import said


@pytest.fixture
def session(stage):
    return make.session(of=stage.edition, track=stage.labs)


def put(stage, session, title="Part", **more):
    given = {"abstract": Translated(), "minutes": 15, "by": stage.of_labs, "at": make.NOON, **more}
    return set_item(session=session, title=make.english(title), **given)


def test_parts_stand_in_the_order_in_which_they_came_and_are_changed(stage, session):
    first, _second = put(stage, session, "One"), put(stage, session, "Two")

    put(stage, session, "One and a half", item=first, minutes=None)

    parts = session.items.order_by("position")
    assert [(str(each.title), each.minutes) for each in parts] == [("One and a half", None), ("Two", 15)]
    assert said() == ["session.parts_set"] * 3


def test_a_part_that_is_removed_leaves_its_people_in_the_session(stage, session):
    part = put(stage, session)
    appearance = make.appearance(session, make.person(), item=part)

    remove_item(item=part, by=stage.of_labs, at=make.NOON)

    appearance.refresh_from_db()
    assert (session.items.count(), appearance.item) == (0, None)
    assert str(put(stage, session, "Another").title) == "Another"


def test_who_does_not_arrange_the_session_sets_no_parts(stage, session):
    part = put(stage, session)

    with pytest.raises(NotAllowed):
        put(stage, session, by=stage.of_forum)
    with pytest.raises(NotAllowed):
        remove_item(item=part, by=stage.of_forum, at=make.NOON)
    assert session.items.get() == part


def test_a_part_has_a_title_and_stays_in_its_session(stage, session):
    foreign = make.item(make.session(of=stage.edition, track=stage.labs))

    with pytest.raises(TitleMissing):
        set_item(
            session=session,
            title=Translated(),
            abstract=Translated(),
            minutes=5,
            by=stage.chair,
            at=make.NOON,
        )
    with pytest.raises(OfAnotherEdition):
        put(stage, session, item=foreign)


def test_a_part_that_somebody_removed_meanwhile_is_neither_changed_nor_removed(stage, session):
    part = put(stage, session)
    remove_item(item=part, by=stage.of_labs, at=make.NOON)

    with pytest.raises(Gone):
        put(stage, session, item=part)
    with pytest.raises(Gone):
        remove_item(item=part, by=stage.of_labs, at=make.NOON)
    assert session.items.count() == 0


def test_there_is_a_most_of_parts(stage, session, monkeypatch):
    monkeypatch.setattr(items, "MOST_ITEMS", 1)
    part = put(stage, session)

    with pytest.raises(TooManyParts):
        put(stage, session)
    assert put(stage, session, "Changed", item=part) == part
