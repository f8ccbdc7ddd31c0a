"""Calendars: sound to two parsers, an event for each place of a session, the same one however it moves."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from convenor.kernel.translated import LANGUAGES, Translated
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.placements import move
from convenor.programme.models import Happening
from tests import make
from tests.programme.render.stage import files, release
from tests.programme.stage import FRIDAY, MONDAY, TUESDAY

pytestmark = pytest.mark.once

MOST_OCTETS = 75


@pytest.fixture
def talk(stage):
    """On Monday at ten in the hall; Amina Diop speaks."""
    subtheme = make.subtheme(stage.edition, "inclusion")
    talk = make.session(
        "Phones, that; teach", of=stage.edition, code="K7TQXM", track=stage.forum, subtheme=subtheme
    )
    make.placement(talk, room=stage.hall)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    return talk


def lines(content):
    """The content lines of a file, unfolded: what RFC 5545, section 3.1, says and nothing more."""
    text = content.decode()
    assert text.endswith("\r\n")
    raw = text.removesuffix("\r\n").split("\r\n")
    assert [line for line in raw if "\n" in line or "\r" in line] == []
    assert [line for line in raw if len(line.encode()) > MOST_OCTETS] == []
    return re.sub("\r\n[ \t]", "", text.removesuffix("\r\n")).split("\r\n")


def components(content):
    """Name and properties (name to parameters and raw value) of each component, by a reader of our own."""
    found, open_ = [], []
    for line in lines(content):
        named = re.fullmatch(r'([A-Z0-9-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^;:"]*))*):(.*)', line)
        assert named, line
        name, parameters, value = named.groups()
        if name == "BEGIN":
            open_.append((value, {}))
        elif name == "END":
            assert open_[-1][0] == value
            found.append(open_.pop())
        else:
            assert name not in open_[-1][1], f"{name} twice"
            open_[-1][1][name] = (parameters.lstrip(";"), value)
    assert open_ == []
    return found


def events(made, path="programme.ics", language="en"):
    """The events of a calendar, which both parsers read alike."""
    content = made[f"{language}/{path}"]
    mine = [facts for name, facts in components(content) if name == "VEVENT"]
    theirs = Calendar.from_ical(content).events
    assert [str(each["UID"]) for each in theirs] == [each["UID"][1] for each in mine]
    return mine


def calendars(of):
    """Every calendar by its path below the edition's."""
    return {
        path.replace(f"{of.path}/", ""): content
        for path, content in files(of).items()
        if path.endswith(".ics")
    }


def values(event, *names):
    return tuple(event[name][1] if name in event else None for name in names)


def test_a_session_is_an_event(stage, talk):
    [event] = events(calendars(release(stage)))
    page = f"http://testserver/en/{stage.edition.path}/programme/sessions/K7TQXM/"

    assert event == {
        "UID": ("", f"K7TQXM-{talk.placements.get().pk}@testserver"),
        "SEQUENCE": ("", "1"),
        "DTSTAMP": ("", "20270115T120000Z"),
        "LAST-MODIFIED": ("", "20270115T120000Z"),
        "DTSTART": ("", "20270301T090000Z"),
        "DTEND": ("", "20270301T100000Z"),
        "SUMMARY": ("LANGUAGE=en", r"Phones\, that\; teach"),
        "DESCRIPTION": ("LANGUAGE=en", rf"Amina Diop · speaker\n{page}"),
        "LOCATION": ("LANGUAGE=en", r"Hall\, The House"),
        "URL": ("", page),
        "STATUS": ("", "CONFIRMED"),
        "CATEGORIES": ("LANGUAGE=en", "Forum"),
    }


def test_it_is_the_same_event_wherever_it_is_moved_and_a_newer_one_each_time(stage, talk):
    before = events(calendars(release(stage)))
    where = stage.where(15, 16, TUESDAY, stage.attic)
    move(placement=talk.placements.get(), where=where, by=stage.secretary, at=make.NOON)
    after = events(calendars(release(stage, at=make.LATER)))

    facts = ("UID", "SEQUENCE", "DTSTART", "LAST-MODIFIED")
    uid = before[0]["UID"][1]
    assert [values(event, *facts) for event in before + after] == [
        (uid, "1", "20270301T090000Z", "20270115T120000Z"),
        (uid, "2", "20270302T140000Z", "20270115T130000Z"),
    ]


def test_a_repeated_session_is_several_events(stage, talk):
    make.placement(talk, stage.at(15, day=TUESDAY))

    found = events(calendars(release(stage)))

    assert len({event["UID"][1] for event in found}) == 2


def test_what_is_all_week_or_without_a_time_is_of_whole_days_and_leaves_people_free(stage, talk):
    stall = make.session("Stall", of=stage.edition, code="STALLS")
    make.placement(stall, ends_on=FRIDAY)
    talk.placements.update(starts_at=None, ends_at=None, room=None)
    make.session("Some day", of=stage.edition)

    found = sorted(values(each, "DTSTART", "DTEND", "TRANSP") for each in events(calendars(release(stage))))

    assert found == [("20270301", "20270302", "TRANSPARENT"), ("20270301", "20270306", "TRANSPARENT")]
    said = [each["DESCRIPTION"][1].split(r"\n")[0] for each in events(calendars(release(stage)))]
    assert sorted(said) == ["10:00–11:00 (Paris)", "time unknown"]


@pytest.mark.parametrize(
    ("kind", "status", "summary"),
    [
        (Happening.CANCELLED, "CANCELLED", r"[cancelled] Phones\, that\; teach"),
        (Happening.POSTPONED, "CANCELLED", r"[postponed] Phones\, that\; teach"),
        (Happening.MOVED_ONLINE, "CONFIRMED", r"[moved online] Phones\, that\; teach"),
    ],
)
def test_what_became_of_a_session_is_its_status(stage, talk, kind, status, summary):
    tell(session=talk, kind=kind, note=make.english("Ill."), by=stage.secretary, at=make.NOON)

    [event] = events(calendars(release(stage)))

    assert values(event, "STATUS", "SUMMARY") == (status, summary)
    assert event["DESCRIPTION"][1].startswith(r"Ill.\n")


def test_every_list_has_its_calendar_with_the_same_events(stage, talk):
    made = release(stage)
    guest = made.guests[0].code
    found = calendars(made)

    [whole] = events(found)
    for path in (
        "programme/2027-03-01.ics",
        "programme/tracks/forum.ics",
        "programme/subthemes/inclusion.ics",
        "programme/rooms/hall.ics",
        f"programme/people/{guest}.ics",
        "programme/sessions/K7TQXM.ics",
    ):
        assert events(found, path) == [whole], path


def test_a_calendar_says_what_it_is_and_where_it_comes_from(stage, talk):
    found = calendars(release(stage))
    address = f"http://testserver/en/{stage.edition.path}/programme/2027-03-01"

    [(_name, frame)] = [
        each for each in components(found["en/programme/2027-03-01.ics"]) if each[0] == "VCALENDAR"
    ]

    assert frame == {
        "VERSION": ("", "2.0"),
        "PRODID": ("", "-//Convenor//Programme//EN"),
        "METHOD": ("", "PUBLISH"),
        "NAME": ("LANGUAGE=en", "Monday 1 March 2027 · Learning Week 2027"),
        "X-WR-CALNAME": ("", "Monday 1 March 2027 · Learning Week 2027"),
        "LAST-MODIFIED": ("", "20270115T120000Z"),
        "URL": ("", f"{address}/"),
        "SOURCE": ("VALUE=URI", f"{address}.ics"),
        "REFRESH-INTERVAL": ("VALUE=DURATION", "PT1H"),
        "X-PUBLISHED-TTL": ("", "PT1H"),
    }


def test_an_empty_calendar_is_sound_too(stage, talk):
    found = calendars(release(stage))

    names = [name for name, _facts in components(found["en/programme/2027-03-02.ics"])]

    assert names == ["STANDARD", "VTIMEZONE", "VCALENDAR"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_calendar_is_sound_in_every_script(stage, talk, language):
    letters = dict(zip(LANGUAGES, ("wörd, ", "mót; ", "año\\ ", "كلمة ", "слово ", "海"), strict=True))
    talk.title = Translated({code: ((word * 250)[:250].strip(), "human") for code, word in letters.items()})
    talk.save()

    made = calendars(release(stage))
    found = {
        path: events(made, path.partition("/")[2], language)
        for path in made
        if path.startswith(f"{language}/")
    }

    assert len(found) == 13
    [event] = found[f"{language}/programme.ics"]
    plain = re.sub(r"\\(.)", r"\1", event["SUMMARY"][1])
    assert (event["SUMMARY"][0], plain) == (f"LANGUAGE={language}", str(talk.title.in_(language)))


def test_arabic_keeps_names_apart_and_addresses_bare(stage, talk):
    [event] = events(calendars(release(stage)), language="ar")

    said = event["DESCRIPTION"][1].split(r"\n")
    assert said[0] == "\u2068Amina Diop\u2069 · متحدث/ة"
    assert said[1].startswith("http://testserver/ar/")
    assert said[1].endswith("/K7TQXM/")


def test_times_are_those_of_the_clock_on_the_wall_though_clocks_change(stage, talk):
    # Clocks go forward on 28 March 2027 in Paris: an hour later than 01:30 it is 03:30 on the wall.
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    talk.placements.update(
        starts_on=date(2027, 3, 28),
        ends_on=date(2027, 3, 28),
        starts_at=night,
        ends_at=night + timedelta(hours=1),
    )

    [event] = events(calendars(release(stage)))

    assert values(event, "DTSTART", "DTEND") == ("20270328T003000Z", "20270328T013000Z")


def test_a_session_past_midnight_ends_on_the_next_day(stage, talk):
    talk.placements.update(starts_at=stage.at(23, 30), ends_at=stage.at(0, 30, TUESDAY))
    assert talk.placements.get().starts_on == MONDAY

    [event] = events(calendars(release(stage)))

    assert values(event, "DTSTART", "DTEND") == ("20270301T223000Z", "20270301T233000Z")


@pytest.mark.parametrize(
    "broken", [b"BEGIN:VEVENT\r\n", b"X" * 80 + b":1\r\n", b"NO VALUE\r\n", b"A:1\nB:2\r\n"]
)
def test_the_reader_finds_what_is_not_sound(broken):
    with pytest.raises(AssertionError):
        components(b"BEGIN:VCALENDAR\r\n" + broken + b"END:VCALENDAR\r\n")
