"""schedule.xml and schedule.json: valid by their schemas, read by a strict reader, stable for ever."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft6Validator
from lxml import etree

from convenor.kernel.translated import Translated
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.placements import move
from convenor.programme.models import Happening, Licence, Material, MaterialKind
from tests import make
from tests.programme.render.stage import files, release
from tests.programme.stage import FRIDAY, TUESDAY

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = [above / "shared" / "data" / "schedule-format" for above in (ROOT.parent, ROOT.parent.parent)]
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def talk(stage):
    """On Monday at ten in the hall; Amina Diop speaks."""
    talk = make.session("Phones that teach", of=stage.edition, code="K7TQXM", track=stage.forum)
    make.placement(talk, room=stage.hall)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    return talk


@pytest.fixture(scope="module")
def schemas():
    folder = next((folder for folder in FOLDERS if folder.exists()), None)
    if folder is None:
        pytest.skip("The schemas are not beside the project.")
    of_json = json.loads((folder / "schedule.schema.json").read_text())
    return etree.XMLSchema(etree.parse(folder / "schedule.xsd")), Draft6Validator(of_json)


@dataclass
class Event:
    """What a reader of either format gets."""

    day: date
    room: str
    title: str
    starts_at: datetime
    lasts: timedelta
    guid: UUID
    id: int
    slug: str
    persons: tuple[tuple[int, str], ...]


def hours_and_minutes(text):
    assert re.fullmatch(r"\d\d:\d\d", text)
    return timedelta(hours=int(text[:2]), minutes=int(text[3:]))


def read_xml(content):
    """A strict reader, by the description of the format: what an element says agrees with where it stands."""
    root = etree.fromstring(content)
    assert [child.tag for child in root][:4] == ["generator", "url", "version", "conference"]
    days = root.findall("day")
    assert [int(day.get("index")) for day in days] == list(range(1, len(days) + 1))
    assert int(root.findtext("conference/days")) == len(days)
    assert (root.findtext("conference/start"), root.findtext("conference/end")) == (
        days[0].get("date"),
        days[-1].get("date"),
    )
    found = []
    for day in days:
        starts_at, ends_at = (datetime.fromisoformat(day.get(name)) for name in ("start", "end"))
        for room in day.findall("room"):
            for event in room.findall("event"):
                at = datetime.fromisoformat(event.findtext("date"))
                assert event.findtext("room") == room.get("name")
                assert event.findtext("start") == f"{at:%H:%M}"
                assert starts_at <= at < ends_at
                assert f"{at:%Y-%m-%d}" == day.get("date")
                found.append(
                    Event(
                        date.fromisoformat(day.get("date")),
                        room.get("name"),
                        event.findtext("title"),
                        at,
                        hours_and_minutes(event.findtext("duration")),
                        UUID(event.get("guid")),
                        int(event.get("id")),
                        event.findtext("slug"),
                        tuple((int(each.get("id")), each.text) for each in event.findall("persons/person")),
                    )
                )
    return found


def read_json(content):
    conference = json.loads(content)["schedule"]["conference"]
    rooms = {room["name"] for room in conference["rooms"]}
    assert len(conference["days"]) == conference["daysCount"]
    found = []
    for day in conference["days"]:
        assert day["rooms"].keys() <= rooms
        for room, events in day["rooms"].items():
            for event in events:
                at = datetime.fromisoformat(event["date"])
                assert datetime.fromisoformat(event["end"]) - at == hours_and_minutes(event["duration"])
                found.append(
                    Event(
                        date.fromisoformat(day["date"]),
                        room,
                        event["title"],
                        at,
                        hours_and_minutes(event["duration"]),
                        UUID(event["guid"]),
                        event["id"],
                        event["slug"],
                        tuple((each["id"], each["name"]) for each in event["persons"]),
                    )
                )
    return found


@pytest.fixture
def read(stage, schemas):
    """The events of the programme as it stands, which both formats tell alike and validly."""

    def reading():
        made = files(release(stage))
        of_xml, of_json = (
            made[f"{stage.edition.path}/schedule.xml"],
            made[f"{stage.edition.path}/schedule.json"],
        )
        xml_schema, json_schema = schemas
        xml_schema.assertValid(etree.fromstring(of_xml))
        assert [error.message for error in json_schema.iter_errors(json.loads(of_json))] == []
        events = read_xml(of_xml)
        assert events == read_json(of_json)
        for name in ("guid", "id", "slug"):
            values = [getattr(event, name) for event in events]
            assert len(set(values)) == len(values)
        return events

    return reading


def acronym(stage):
    return stage.edition.path.replace("/", "_").replace("-", "_")


def raw(stage):
    made = files(release(stage))
    xml = etree.fromstring(made[f"{stage.edition.path}/schedule.xml"])
    return xml, json.loads(made[f"{stage.edition.path}/schedule.json"])["schedule"]


def test_a_session_is_an_event(stage, talk, read):
    [event] = read()

    key = talk.placements.get().pk
    assert (event.day, event.room, event.title) == (date(2027, 3, 1), "Hall", "Phones that teach")
    assert event.starts_at == datetime(2027, 3, 1, 10, tzinfo=PARIS)
    assert event.lasts == timedelta(hours=1)
    assert (event.id, event.slug) == (key * 1000, f"{acronym(stage)}-k7tqxm-{key}")
    assert [name for _id, name in event.persons] == ["Amina Diop"]


def test_the_conference_says_what_it_is(stage, talk):
    xml, made = raw(stage)

    said = {child.tag: child.text for child in xml.find("conference") if child.text}
    assert said == {
        "title": "Learning Week 2027",
        "acronym": acronym(stage),
        "start": "2027-03-01",
        "end": "2027-03-05",
        "days": "5",
        "timeslot_duration": "00:05",
        "base_url": "http://testserver/",
        "url": f"http://testserver/en/{stage.edition.path}/programme/",
        "time_zone_name": "Europe/Paris",
    }
    assert [dict(track.attrib) for track in xml.findall("conference/track")] == [
        {"name": "Labs", "slug": "labs"},
        {"name": "Forum", "slug": "forum"},
    ]
    assert (made["version"], xml.findtext("version")) == ("1", "1")
    assert [(room["name"], room["capacity"]) for room in made["conference"]["rooms"]] == [
        ("Hall", 100),
        ("Attic", 20),
    ]


def test_all_that_is_known_of_a_session_is_in_both(stage, talk):
    talk.languages, talk.url = ["fr", "en"], "https://video.example.org/room"
    talk.save()
    make.item(talk, "A part", abstract=make.english("What it is."))
    Material.objects.create(
        session=talk,
        kind=MaterialKind.RECORDING,
        title="Film",
        licence=Licence.CC_BY,
        url="https://video.example.org/film",
        by=stage.secretary,
        at=make.NOON,
    )

    xml, made = raw(stage)

    [event] = made["conference"]["days"][0]["rooms"]["Hall"]
    links = [("web", "https://video.example.org/room"), ("media", "https://video.example.org/film")]
    assert [(link["type"], link["url"]) for link in event["links"]] == links
    assert [(link.get("type"), link.get("href")) for link in xml.findall(".//link")] == links
    facts = {name: event[name] for name in ("code", "language", "track", "type", "description", "url")}
    assert facts == {
        "code": "K7TQXM",
        "language": "fr",
        "track": "Forum",
        "type": "session",
        "description": "1. A part\nWhat it is.",
        "url": f"http://testserver/en/{stage.edition.path}/programme/sessions/K7TQXM/",
    }
    in_xml = xml.find(".//event")
    assert {name: in_xml.get(name) or in_xml.findtext(name) for name in facts} == facts


def test_guids_stay_when_a_session_moves(stage, talk, read):
    [before] = read()
    where = stage.where(15, 16, TUESDAY, stage.attic)
    move(placement=talk.placements.get(), where=where, by=stage.secretary, at=make.NOON)

    [after] = read()

    assert (after.guid, after.id, after.slug) == (before.guid, before.id, before.slug)
    assert (after.room, after.starts_at) == ("Attic", datetime(2027, 3, 2, 15, tzinfo=PARIS))


def test_a_repeated_session_and_one_of_all_week_are_several_events(stage, talk, read):
    make.placement(talk, stage.at(15, day=TUESDAY), room=stage.attic)
    stall = make.session("Stall", of=stage.edition, code="STALLS")
    make.placement(stall, ends_on=FRIDAY, room=stage.hall)

    events = read()

    assert [event.day.day for event in events if event.title == "Phones that teach"] == [1, 2]
    assert [event.day.day for event in events if event.title == "Stall"] == [1, 2, 3, 4, 5]
    codes = [event.get("code") for event in raw(stage)[0].findall(".//event")]
    assert sorted(filter(None, codes)) == ["K7TQXM", "STALLS"]


def test_what_has_no_room_stands_in_one_named_so_and_what_has_no_time_is_left_out(stage, talk, read):
    stage.room("online", 9).save()
    stage.edition.rooms.filter(slug="online").update(name=make.english("online"))
    talk.placements.update(room=None)
    online = make.session("Online", of=stage.edition, attendance="online")
    make.placement(online)
    timeless = make.session("Some time", of=stage.edition)
    make.placement(timeless, room=stage.hall)
    timeless.placements.update(starts_at=None, ends_at=None)
    make.session("Some day", of=stage.edition)

    assert sorted((event.title, event.room) for event in read()) == [
        ("Online", "online (…)"),
        ("Phones that teach", "room unknown"),
    ]


@pytest.mark.parametrize(
    ("kind", "told"),
    [(Happening.CANCELLED, []), (Happening.POSTPONED, []), (Happening.MOVED_ONLINE, ["moved online"])],
)
def test_what_is_off_is_left_out_and_what_moved_online_says_so(stage, talk, read, kind, told):
    tell(session=talk, kind=kind, note=Translated(), by=stage.secretary, at=make.NOON)

    assert len(read()) == len(told)
    assert [event.findtext("subtitle") for event in raw(stage)[0].findall(".//event")] == told


def test_a_session_past_midnight_belongs_to_the_day_on_which_it_begins(stage, talk, read):
    talk.placements.update(starts_at=stage.at(23, 30), ends_at=stage.at(1, day=TUESDAY))

    [event] = read()

    assert (event.day, event.lasts) == (date(2027, 3, 1), timedelta(hours=1, minutes=30))


def test_days_on_which_clocks_change_are_shorter_and_sessions_last_what_they_last(stage, talk, read):
    # Clocks go forward in Paris on 28 March 2027 at two.
    sunday = date(2027, 3, 28)
    stage.edition.starts_on, stage.edition.ends_on = sunday, sunday
    stage.edition.save()
    starts_at, ends_at = stage.at(1, 30, sunday), stage.at(3, 30, sunday)
    talk.placements.update(starts_on=sunday, ends_on=sunday, starts_at=starts_at, ends_at=ends_at)

    [event] = read()

    assert event.lasts == timedelta(hours=1)
    [day] = raw(stage)[1]["conference"]["days"]
    assert (day["day_start"], day["day_end"]) == ("2027-03-28T00:00:00+01:00", "2027-03-29T00:00:00+02:00")


def test_sixty_parallel_rooms_and_titles_of_250_characters(stage, read):
    letters = "wéñكщ海"
    for number in range(60):
        title = Translated.of(letters[number % 6] * 250, "en")
        session = make.session("x", of=stage.edition)
        session.title = title
        session.save()
        make.placement(session, room=stage.room(f"room-{number}", 10))

    events = read()

    assert (len(events), len({event.room for event in events})) == (60, 60)
    assert {len(event.title) for event in events} == {250}


def test_rooms_of_the_same_name_are_told_apart(stage, talk, read):
    stage.edition.rooms.update(name=make.english("Hall"))
    other = make.session("Tides", of=stage.edition)
    make.placement(other, room=stage.attic)

    assert sorted((event.title, event.room) for event in read()) == [
        ("Phones that teach", "Hall"),
        ("Tides", "Hall (attic)"),
    ]


def test_somebody_with_two_parts_is_one_person_and_an_erased_one_is_none(stage, talk, read):
    make.appearance(talk, talk.appearances.get().person, role="moderator", agreed_at=make.NOON)
    make.appearance(talk, make.person("Bo"), agreed_at=make.NOON)
    talk.people.filter(name="Bo").update(name="")

    assert [[name for _id, name in event.persons] for event in read()] == [["Amina Diop"]]


def test_an_edition_of_which_no_day_is_known_is_valid_and_empty(stage, read):
    make.session("Some day", of=stage.edition)

    assert read() == []


def test_short_and_strange_names_are_valid_too(stage, talk, read):
    stage.edition.path, stage.edition.zone = "A/1", "Etc/GMT+1"
    stage.edition.save()
    stage.edition.tracks.filter(slug="labs").update(slug="_")
    make.placement(make.session("Tides", of=stage.edition, code="S1"), stage.at(12))

    assert [event.slug.partition("-")[0] for event in read()] == ["a_1_", "a_1_"]


@pytest.mark.parametrize(("name", "wrong"), [("guid", "no uuid"), ("id", "0")])
def test_the_schema_finds_what_is_wrong(stage, talk, schemas, name, wrong):
    xml, _json = raw(stage)
    xml.find(".//event").set(name, wrong)

    assert not schemas[0].validate(xml)
