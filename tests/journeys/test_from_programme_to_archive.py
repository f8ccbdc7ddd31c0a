"""The second half of the story on the smallest screen: programme, releases, registration, desk, archive."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests.journeys.installation import SECONDS
from tests.journeys.people import HOUR, Edition, Guest, Secretary, founded

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite]

NAME = "Week of Learning"
TALK, FORUM = "Lessons by radio", "Round table of ministers"
ILL = "The speaker is ill."


class Organiser(Secretary):
    def makes_session(self, title, *, day, starts, room, **facts):
        """One that no proposal asked for, placed at once."""
        self.at_desk("Sessions", "New session").presses("Save", title=title, **facts)
        self.reads(title).follows("Place").presses("Place", day=day, starts=starts, room=room)
        return self

    def opens_session(self, title):
        return self.at_desk("Sessions", title)

    def invites(self, title, guest, role):
        self.opens_session(title).follows("Invite somebody")
        return self.presses("Name and write to them", name=guest.name, address=guest.address, role=role)

    def publishes(self, number):
        """And waits until everybody reads it."""
        self.at_desk("Publish the programme").presses("Publish now")
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            self.opens_edition("programme/")
            if f"Release {number} ·" in self.text:
                return self
            time.sleep(0.2)
        raise AssertionError(f"release {number} did not come out: {self.text}")


@pytest.fixture
def cast(installation, handset):
    edition = Edition(installation, "week-of-learning/2026")
    return SimpleNamespace(
        edition=edition,
        today=datetime.now(UTC).date(),
        secretary=Organiser(edition, handset(), "Amina Odhiambo"),
        visitor=Guest(edition, handset(), "Visitor"),
        minister=Guest(edition, handset(), "Layla Haddad", language="ar"),
        speaker=Guest(edition, handset(), "Wei Chen"),
        participant=Guest(edition, handset(), "Omar Nasser", language="ar"),
        desk=Guest(edition, handset(), "Linh Tran"),
    )


def test_from_a_draft_to_people_at_the_desk(cast):
    the_week_is_set_up(cast)
    a_minister_is_invited_and_comes_from_afar(cast)
    the_first_release_is_read_by_everybody(cast)
    a_session_moves_and_its_speaker_is_told(cast)
    somebody_registers_in_arabic(cast)
    the_desk_receives_them_once(cast)


def the_week_is_set_up(cast):
    secretary, today = cast.secretary, cast.today
    link = founded(
        cast.edition, secretary, series_name=NAME, starts=f"{today}", ends=f"{today + timedelta(days=4)}"
    )
    secretary.signs_in_by(link).follows("Organise")
    secretary.adds("Tracks", "New track", name="Policy forum", access="invitation", way_in="invitation")
    secretary.adds("Rooms", "New room", name="Room IV", seats="120", is_step_free="on")
    secretary.adds("Rooms", "New room", name="Foyer", seats="300")
    secretary.announces().gives_office("desk", cast.desk)
    secretary.makes_session(TALK, day=f"{today}", starts="10:00", room="Room IV", languages=["English"])
    secretary.makes_session(FORUM, day=f"{today}", starts="10:30", room="Room IV", track="Policy forum")
    secretary.opens_session(FORUM).reads("Room IV")


def a_minister_is_invited_and_comes_from_afar(cast):
    cast.secretary.invites(FORUM, cast.minister, "speaker").invites(TALK, cast.speaker, "speaker")
    letter = cast.minister.opens_mail("/appearances/")
    cast.minister.reads(FORUM).presses("Yes, from afar").reads("You said that you take part from afar.")
    cast.speaker.opens_mail("/appearances/")
    cast.speaker.presses("Yes, I will come").reads("You said that you will come.")
    cast.secretary.opens_session(FORUM).reads("Layla Haddad", "will come", "from afar")

    assert FORUM in letter.text


def the_first_release_is_read_by_everybody(cast):
    visitor, today = cast.visitor, cast.today
    visitor.opens_edition("programme/").reads("The programme is not published yet.")
    cast.secretary.publishes(1)
    visitor.opens_edition(f"programme/{today}/").reads("10:00–11:00", TALK, "Room IV").follows(FORUM)
    visitor.reads("Layla Haddad", "10:30–11:30")
    cast.minister.opens_edition(f"programme/{today}/").reads(TALK, FORUM).follows(FORUM).reads("Layla Haddad")


def a_session_moves_and_its_speaker_is_told(cast):
    secretary, today = cast.secretary, cast.today
    tomorrow = today + timedelta(days=1)
    secretary.opens_session(TALK)
    secretary.door.open(next(href for _words, href in secretary.door.page.links if "/places/" in href))
    secretary.presses("Move", day=f"{tomorrow}", starts="14:00", room="Foyer")
    secretary.opens_session(FORUM).follows("Cancel, postpone, move online, replace")
    secretary.presses("Save", kind="cancelled", note_en=ILL)
    secretary.at_desk("What the draft changes").reads(TALK, "Foyer")
    cast.visitor.opens_edition(f"programme/{today}/").reads(TALK)
    secretary.publishes(2)

    moved = cast.speaker.gets_mail("/programme/")
    cast.visitor.opens_edition(f"programme/{today}/").reads("cancelled")
    cast.visitor.opens_edition(f"programme/{tomorrow}/").reads("14:00–15:00", TALK, "Foyer")
    cast.visitor.opens_edition("programme/changes/").reads("Release 2", TALK, "Foyer").follows("Release 1")
    assert "Foyer" in moved.text


def somebody_registers_in_arabic(cast):
    secretary, participant = cast.secretary, cast.participant
    secretary.at_desk("Registration").presses(
        "Set up registration", opens_at=cast.edition.instant(-HOUR), closes_at=cast.edition.instant(48 * HOUR)
    )
    participant.opens_edition().follows("Register to take part")
    participant.presses(
        "Register", name=participant.name, address=participant.address, category="educator", country="JO"
    )
    participant.reads("We have written to you").opens_mail("/")
    participant.presses("Confirm my registration").reads("Your code:")


def the_desk_receives_them_once(cast):
    code = (
        cast.participant.text.partition(cast.participant.said("Your code:"))[2]
        .split()[0]
        .strip("\u2068\u2069")
    )
    desk = cast.desk.signs_in().opens_edition("desk/")
    desk.presses("Find", q=code).reads("Omar Nasser").presses("Check in").reads("Omar Nasser")
    desk.opens_edition("desk/").presses("Find", q=code).reads("Checked in already.")
    desk.opens_edition("desk/").presses("Find", q="Omar").reads("checked in")
    desk.opens_edition("desk/?q=NOBODY", expecting=404).reads("Nobody has this code or this name here.")


def test_from_the_last_day_to_the_archive(installation, handset, tmp_path):
    edition = Edition(installation, "week-of-learning-past/2026")
    secretary, visitor = Organiser(edition, handset(), "Amina Odhiambo"), Guest(edition, handset(), "Visitor")
    last_month = datetime.now(UTC).date() - timedelta(days=30)
    link = founded(
        edition, secretary, series_name=NAME, starts=f"{last_month}", ends=f"{last_month + timedelta(days=4)}"
    )
    secretary.signs_in_by(link).follows("Organise")
    secretary.adds("Rooms", "New room", name="Room IV", seats="120").announces()
    secretary.makes_session(TALK, day=f"{last_month}", starts="10:00", room="Room IV").publishes(1)

    secretary.opens_session(TALK).follows("Add a material")
    slides = {"title": "What we showed", "kind": "slides", "url": "https://slides.example/radio"}
    secretary.presses("Save", licence="cc-by-4.0", **slides).publishes(2)
    secretary.at_desk("Announce, postpone, move online, archive", "Say that it was held").presses(
        "Say that it was held"
    )
    secretary.at_desk("Announce, postpone, move online, archive", "Archive").presses("Archive")

    visitor.opens_edition("programme/changes/").reads("New materials: What we showed.").follows(TALK)
    visitor.reads("What we showed", "CC BY 4.0")
    address = visitor.path
    visitor.opens("").reads(NAME)
    visitor.door.open(address)
    printed = installation.command("release", "export", edition.path, str(tmp_path / "copy"))
    verified = installation.command("release", "verify", str(tmp_path / "copy"))
    page = (tmp_path / "copy" / "ar" / edition.path / "programme" / "index.html").read_text()
    assert 'dir="rtl"' in page
    assert (printed != "", verified != "") == (True, True)
