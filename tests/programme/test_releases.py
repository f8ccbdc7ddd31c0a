"""Publishing: frozen in one moment, rendered by a worker, read, and told to those whose sessions moved."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.outbox.models import Message
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.placements import Where, move, place
from convenor.programme.actions.releases import (
    InTheMaking,
    NotAnnounced,
    NothingChanged,
    NothingToPublish,
    complete,
    give_up,
    publish,
    try_again,
)
from convenor.programme.actions.sessions import change_session, take_up
from convenor.programme.document import canonical, digest_of, opens
from convenor.programme.freezing import frozen
from convenor.programme.models import Happening, Release
from convenor.programme.queries import latest_release, releases_of
from convenor.programme.thawing import thaw
from tests import make
from tests.programme.stage import FRIDAY, MONDAY, TUESDAY, Stage, said

KEY = UUID(int=1)


@pytest.fixture
def session(stage):
    """Placed on Monday at ten in the hall; Mina speaks, Bo was asked and refused."""
    session = make.session("Forum", of=stage.edition, track=stage.forum)
    make.placement(session, room=stage.hall)
    make.appearance(session, make.person("Mina", language="fr"), agreed_at=make.NOON)
    make.appearance(session, make.person("Bo"), refused_at=make.NOON)
    return session


def published(stage, **more):
    given = {"edition": stage.edition, "note": Translated(), "by": stage.secretary, "at": make.NOON}
    return complete(release=publish(**{**given, **more}), at=make.LATER)


def changes(release):
    return [(each["kind"], each["session"]) for each in release.changes]


def read(release):
    return thaw(release.document, release.people, release.digest)


def test_a_release_is_frozen_then_read_once_it_is_rendered(stage, session):
    release = publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)
    assert (release.number, release.published_at, latest_release(stage.edition)) == (1, None, None)

    complete(release=release, at=make.LATER)
    complete(release=release, at=make.NEXT_DAY)

    release.refresh_from_db()
    assert (release.published_at, latest_release(stage.edition)) == (make.LATER, release)
    assert said() == ["release.frozen", "release.published"]
    assert [entry.detail["digest"] for entry in Entry.objects.all()] == [release.digest] * 2
    assert Message.objects.count() == 0


def test_only_the_secretariat_publishes(stage, session):
    for person in stage.everybody[1:]:
        with pytest.raises(NotAllowed):
            publish(edition=stage.edition, note=Translated(), by=person, at=make.NOON)
    assert Release.objects.count() == 0


def test_nothing_is_published_of_an_edition_that_nobody_knows_or_that_has_no_session(stage):
    with pytest.raises(NothingToPublish):
        published(stage)
    stage.edition.events.all().delete()
    make.session(of=stage.edition)
    with pytest.raises(NotAnnounced):
        published(stage)


def test_sent_twice_it_is_one_release(stage, session):
    given = {"edition": stage.edition, "note": Translated(), "by": stage.secretary}

    first = publish.once(KEY, at=make.NOON, **given)

    assert publish.once(KEY, at=make.LATER, **given) == first
    assert Release.objects.count() == 1


def test_one_release_at_a_time_is_in_the_making(stage, session):
    publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)

    with pytest.raises(InTheMaking):
        published(stage)


def test_a_release_that_says_nothing_new_is_refused_unless_it_has_a_note(stage, session):
    first = published(stage)

    with pytest.raises(NothingChanged):
        published(stage)
    second = published(stage, note=make.english("The same again."))

    assert (second.number, second.changes, read(second).note) == (2, [], make.english("The same again."))
    assert json.loads(second.document)["before"] == first.digest


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_who_publish_at_once_one_is_told_to_wait():
    stage = Stage()
    make.session(of=stage.edition)

    def try_to_publish(number):
        try:
            publish.once(
                UUID(int=number),
                edition=stage.edition,
                note=Translated(),
                by=stage.secretary,
                at=make.NOON,
            )
        except InTheMaking:
            return "told to wait"
        else:
            return "published"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(try_to_publish, (1, 2)))

    assert (answers, Release.objects.count()) == (["published", "told to wait"], 1)


def test_a_release_that_could_not_be_rendered_is_tried_again_or_given_up(stage, session):
    release = publish(edition=stage.edition, note=Translated(), by=stage.secretary, at=make.NOON)
    given = {"release": release, "by": stage.secretary, "at": make.NOON}

    for action in (give_up, try_again):
        with pytest.raises(InTheMaking):
            action(**given)
    Release.objects.update(problem="disk full", leased_until=make.LATER)
    for action in (give_up, try_again):
        with pytest.raises(NotAllowed):
            action(**{**given, "by": stage.chair})
    again = try_again(**given)
    assert (again.problem, again.leased_until) == ("", None)
    Release.objects.update(problem="disk full")
    give_up(**given)

    assert Release.objects.count() == 0
    assert said() == ["release.frozen", "release.tried_again", "release.given_up"]
    assert published(stage).number == 1


def test_what_is_out_is_not_given_up(stage, session):
    release = published(stage)

    for action in (give_up, try_again):
        with pytest.raises(InTheMaking):
            action(release=release, by=stage.secretary, at=make.NOON)


def test_the_document_is_canonical_and_opens_its_people_only_with_their_salt(stage, session):
    release = published(stage)

    document = json.loads(release.document)
    assert canonical(document) == release.document
    assert digest_of(release.document) == release.digest
    assert "Mina" not in release.document
    [(code, commitment)] = document["people"].items()
    assert release.people[code]["name"] == "Mina"
    assert opens(commitment, release.people[code])
    assert not opens(commitment, {**release.people[code], "name": "Bo"})


def test_the_same_programme_frozen_again_differs_in_number_and_moment_only(stage, session):
    one = published(stage)
    text, _people = frozen(stage.edition, number=2, note=Translated(), at=make.NEXT_DAY)

    same = {**json.loads(text), "number": 1, "at": "2027-01-15T12:00:00Z", "before": "", "history": []}
    assert canonical(same) == one.document


def test_a_release_reads_as_the_programme_stood(stage):
    session = take_up(proposal=stage.symposium(), by=stage.secretary, at=make.NOON)
    place(
        session=session,
        where=Where(MONDAY, FRIDAY, stage.at(23), stage.at(1, day=TUESDAY), stage.hall),
        by=stage.secretary,
        at=make.NOON,
    )

    release = read(published(stage))

    [line] = release.lines
    assert [(seat.guest.name, seat.role, seat.item) for seat in line.seats] == [
        ("Ada", "speaker", 0),
        ("Bo", "moderator", 1),
    ]
    assert [(slot.day, slot.starts_at) for slot in release.slots][:2] == [
        (MONDAY, stage.at(23)),
        (TUESDAY, stage.at(23, day=TUESDAY)),
    ]
    assert len(release.slots) == 5
    assert [(paper.code, paper.session) for paper in release.compendium] == [(session.code, session.code)]
    assert release.guests[0].name == "Absent"


def test_each_day_opens_by_the_clock_on_the_wall_though_clocks_change(stage):
    saturday = FRIDAY.replace(day=27)
    session = make.session(of=stage.edition)
    place(
        session=session,
        where=Where(
            saturday, saturday.replace(day=28), stage.at(9, day=saturday), stage.at(10, day=saturday)
        ),
        by=stage.secretary,
        at=make.NOON,
    )

    slots = read(published(stage)).slots

    assert [f"{slot.starts_at:%d %H}" for slot in slots] == ["27 08", "28 07"]


def test_an_edition_without_rooms_and_tracks_is_published_too(db):
    secretary = make.person("Sela")
    edition = make.edition(secretaries=(secretary,))
    make.session(of=edition)
    place(session=edition.sessions.get(), where=Where(MONDAY), by=secretary, at=make.NOON)

    release = read(publish(edition=edition, note=Translated(), by=secretary, at=make.NOON))

    assert (release.rooms, release.tracks, len(release.slots)) == ((), (), 1)


def test_who_appears_in_a_session_that_moved_is_told_in_their_language_and_nobody_else(stage, session):
    bystander = make.session("Quiet", of=stage.edition)
    make.appearance(bystander, make.person("Bystander"), agreed_at=make.NOON)
    published(stage)
    move(
        placement=session.placements.get(),
        where=stage.where(15, 16, TUESDAY, stage.attic),
        by=stage.secretary,
        at=make.NOON,
    )

    release = published(stage)
    complete(release=release, at=make.NEXT_DAY)

    letter = Message.objects.get()
    assert changes(release) == [("moved", session.code)]
    assert (letter.person.name, letter.kind, letter.language) == ("Mina", "session-moved", "fr")
    assert "lundi 1 mars 2027, 10:00–11:00, Hall" in letter.body
    assert "mardi 2 mars 2027, 15:00–16:00, Attic" in letter.body
    assert f"/fr/{stage.edition.path}/programme/" in letter.body


def test_who_appears_in_a_cancelled_session_is_told(stage, session):
    published(stage)
    tell(
        session=session,
        kind=Happening.CANCELLED,
        note=Translated(),
        by=stage.secretary,
        at=make.NOON,
    )

    published(stage)

    assert list(Message.objects.values_list("person__name", "kind")) == [("Mina", "session-moved")]


def test_text_changes_are_published_without_letters(stage, session):
    published(stage)
    change_session(session=session, abstract=make.english("More."), by=stage.chair, at=make.NOON)

    assert changes(published(stage)) == [("text", session.code)]
    assert Message.objects.count() == 0


def test_releases_are_listed_newest_first(stage, session):
    published(stage)
    published(stage, note=make.english("Again."))

    assert [each.number for each in releases_of(stage.edition)] == [2, 1]


def test_titles_of_250_characters_in_six_scripts_are_released_whole(stage):
    letters = dict(zip(LANGUAGES, "séñضщ海", strict=True))
    title = Translated({language: (letter * 250, "human") for language, letter in letters.items()})
    session = make.session(of=stage.edition)
    change_session(session=session, title=title, by=stage.secretary, at=make.NOON)

    [line] = read(published(stage)).lines

    assert line.title == title
