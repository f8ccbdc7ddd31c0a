"""A release remembers the changes of those before it, and the names that they tell."""

import json
from datetime import timedelta

import pytest

from convenor.programme.actions.appearances import remove_appearance
from convenor.programme.actions.placements import move
from convenor.programme.actions.releases import complete, publish
from convenor.programme.freezing import HISTORY
from convenor.programme.thawing import thaw
from convenor.programme.wording import change_in_words
from tests import make
from tests.programme.stage import TUESDAY


@pytest.fixture
def session(stage):
    session = make.session("Forum", of=stage.edition, track=stage.forum)
    make.placement(session, room=stage.hall)
    make.appearance(session, make.person("Mina"), agreed_at=make.NOON)
    return session


def published(stage, note="Again.", at=make.NOON):
    frozen = publish(edition=stage.edition, note=make.english(note), by=stage.secretary, at=at)
    return complete(release=frozen, at=at)


def read(release):
    return thaw(release.document, release.people, release.digest)


def leave(session, by):
    remove_appearance(appearance=session.appearances.get(), by=by, at=make.NOON)


def test_the_changes_of_earlier_releases_stay_the_latest_first(stage, session):
    published(stage, note="First.")
    where = stage.where(15, 16, TUESDAY, stage.attic)
    move(placement=session.placements.get(), where=where, by=stage.secretary, at=make.NOON)
    second = published(stage, note="Moved.", at=make.LATER)

    third = read(published(stage, at=make.NEXT_DAY))

    assert [
        (issue.number, issue.at, str(issue.note), [each.kind for each in issue.changes])
        for issue in third.history
    ] == [(2, make.LATER, "Moved.", ["moved"]), (1, make.NOON, "First.", [])]
    assert third.history[0].changes == read(second).changes


def test_who_left_is_named_where_it_is_told_and_nowhere_else(stage, session):
    published(stage)
    leave(session, stage.secretary)
    published(stage)

    third = read(published(stage))

    [change] = third.history[0].changes
    assert change_in_words(third, change) == "No longer with Mina (speaker)."
    assert third.guests == ()


def test_an_erased_name_does_not_come_back(stage, session):
    published(stage)
    leave(session, stage.secretary)
    second = published(stage)
    second.people = {}
    second.save()

    third = read(published(stage))

    assert change_in_words(third, third.history[0].changes[0]) == (
        "No longer with a person who asked to be forgotten (speaker)."
    )


def test_history_ends_somewhere(stage, session):
    for number in range(HISTORY + 3):
        last = published(stage, at=make.NOON + timedelta(hours=number))

    history = json.loads(last.document)["history"]

    assert [each["number"] for each in history] == list(range(HISTORY + 2, 2, -1))


def test_put_to_the_same_place_again_nothing_moved(stage, session):
    published(stage)
    placement = session.placements.get()
    placement.delete()
    placement.pk = None
    placement.save()

    second = read(published(stage))

    assert second.changes == ()
    assert second.lines[0].placements[0].key == placement.pk
