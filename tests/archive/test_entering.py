"""Previous editions enter from the data files through the ordinary actions, whole, and once."""

from datetime import UTC, date, datetime

import pytest

from convenor.archive import data
from convenor.archive.actions import load
from convenor.archive.models import Figure, Remark, Source
from convenor.audit.models import Entry
from convenor.audit.verification import verify
from convenor.editions.actions import change_edition
from convenor.editions.models import Edition, Office, Role, Room, Track
from convenor.editions.queries import standing_of
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.programme.models import Appearance, Placement, Release, Session
from tests import make

pytestmark = pytest.mark.django_db

ROWS = (Edition, Track, Room, Source, Figure, Remark, Session, Placement, Appearance, Release, Person, Entry)


@pytest.fixture(scope="module")
def entered(django_db_setup, django_db_blocker):
    """Everything loaded once for the tests that only look; gives the secretary."""
    from tests.world import taken_back  # noqa: PLC0415  # its models need the database set up

    with django_db_blocker.unblock(), taken_back():
        secretary = make.person("Archivist")
        for series in data.SERIES:
            load(series, by=secretary, at=make.NOON)
        yield secretary


def rows():
    return {model.__name__: model.objects.count() for model in ROWS}


def of(path):
    return Edition.objects.get(path=path)


def test_every_edition_of_the_files_is_entered_and_archived(entered):
    standings = {edition.path: standing_of(edition) for edition in Edition.objects.all()}

    assert sorted(standings) == sorted(
        f"{series}/{each['slug']}" for series in data.SERIES for each in data.read(series)["editions"]
    )
    assert {path for path, standing in standings.items() if not standing.is_archived} == set()
    assert {path for path, standing in standings.items() if not standing.is_held} == {
        "mobile-learning-week/2020"
    }


def test_loading_again_changes_nothing(entered):
    before = rows()

    again = [load(series, by=entered, at=make.LATER) for series in data.SERIES]

    assert (again, rows()) == ([[], []], before)


def test_the_week_of_march_2020_was_postponed_and_replaced_by_the_one_online(entered):
    events = of("mobile-learning-week/2020").events.order_by("pk")

    assert [(event.kind, event.replaced_by and event.replaced_by.path) for event in events] == [
        ("announced", None),
        ("postponed", None),
        ("replaced", "mobile-learning-week/2020-online"),
        ("archived", None),
    ]


def test_who_enters_an_edition_is_its_secretary_now_and_can_put_it_right(entered):
    edition = of("mobile-learning-week/2014")

    changed = change_edition(edition=edition, theme=make.english("Teachers!"), by=entered, at=make.LATER)

    office = Office.objects.get(edition=edition)
    assert (office.person, office.role, office.until_date > make.NOON.date()) == (
        entered,
        Role.SECRETARY,
        True,
    )
    assert str(changed.theme) == "Teachers!"


def test_what_nobody_knows_stays_unknown(entered):
    edition = of("mobile-learning-week/2011")
    gallery = edition.tracks.get(slug="walking-gallery")
    room = Room.objects.get(edition__path="mobile-learning-week/2019")

    assert (bool(edition.theme), gallery.starts_on, gallery.access) == (False, None, "")
    assert (str(room.name), room.seats) == ("Room I", None)


def test_figures_that_contradict_each_other_stand_side_by_side_with_their_sources(entered):
    figures = Figure.objects.filter(edition__path="mobile-learning-week/2018", counted="workshops")

    assert [(each.value, each.source.publisher) for each in figures.order_by("position")] == [
        (16, "ITU"),
        (17, "UNESCO IITE"),
    ]


def test_programmes_are_released_with_unknown_times_and_rooms(entered):
    where = {
        session.title_text: [
            (each.starts_on, each.starts_at, each.room and each.room.slug)
            for each in session.placements.select_related("room")
        ]
        for session in Session.objects.filter(edition__path="mobile-learning-week/2019")
    }

    assert len(where) == 18
    assert where["Keynote 1"] == [(date(2019, 3, 4), datetime(2019, 3, 4, 9, 15, tzinfo=UTC), "room-i")]
    assert where["Policy Forum - opening"] == [(date(2019, 3, 5), None, None)]
    assert where["How can AI improve learning?"] == []
    assert sorted(Release.objects.values_list("edition__path", "number")) == [
        (f"mobile-learning-week/{year}", 1) for year in range(2014, 2020)
    ]


def test_somebody_in_several_editions_is_one_person_and_nobody_is_written_to(entered):
    appearances = Appearance.objects.filter(person__name="Alexander Khoroshilov")
    speaker = Person.objects.get(name="Alexander Khoroshilov")

    assert sorted(appearances.values_list("session__edition__slug", flat=True)) == ["2015", "2016"]
    assert (str(speaker.organization), speaker.contact_points.count()) == ("UNESCO IITE", 0)
    assert Message.objects.count() == 0


def test_a_session_tells_who_organised_it_and_where_that_is_known_from(entered):
    session = Session.objects.get(title_text="Looking at AI through a gender-lens")

    assert session.abstract.in_("en").text.split("\n\n") == [
        "With work in breakout groups.",
        "The day follows from the track, which had only one; no source gives it.",
        "The subtheme follows from the title; no source gives it.",
        "Organised by: BMZ (Germany), UNESCO",
        "Source: eSkills4Girls, https://www.eskills4girls.org/mobile-learning-week/",
    ]


def test_everything_stands_in_a_log_that_holds(entered):
    assert Entry.objects.filter(action="edition.created").count() == Edition.objects.count()
    assert set(Entry.objects.values_list("at", flat=True)) == {make.NOON}
    assert verify() == []
