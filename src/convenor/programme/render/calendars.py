"""A release for calendars: one event for each place of a session in the programme.

A subscribed calendar recognizes an event by its UID, which stays the same wherever the session is moved,
and takes the newer one by SEQUENCE: the number of the release that last changed the session. What lasts
several days, and what has a day but no known time, is an event of whole days that leaves its reader free: so
it stands where one looks for it and claims no hours that nobody promised. A session of which not even the day
is known has no event. Cancelled, postponed and replaced ones stay, as cancelled, so that calendars strike
them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText, vUri

from convenor.kernel.columns import isolated
from convenor.kernel.days import separated, weekday
from convenor.kernel.translated import RIGHT_TO_LEFT, Translated
from convenor.programme.frozen import Frozen, Issue, Line, Place, Seat, Slot
from convenor.programme.render import addresses, words
from convenor.programme.render.once import made_once
from convenor.programme.shelf import File

CALENDAR = "text/calendar; charset=utf-8"
PRODUCT = "-//Convenor//Programme//EN"
END = b"END:VCALENDAR\r\n"
# A calendar must hold something, also one of a day without sessions.
_NOTHING = (
    b"BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    b"TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@made_once
def calendars(release: Frozen, language: str) -> Iterator[File]:
    """The whole programme; each day, track, subtheme, room, person and session."""
    yield from _Calendars(release, language).all()


def calendar_of(release: Frozen, language: str, slots: Iterable[Slot], *, page: str, about: str) -> File:
    """A calendar of some sessions, beside the ``page`` that shows them."""
    return _Calendars(release, language).file(page, about, slots)


class _Calendars:
    def __init__(self, release: Frozen, language: str) -> None:
        self.release, self.language = release, language
        self.programme = addresses.programme(release, language)
        self.direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        self.host = urlsplit(release.site).hostname or ""
        self._events: dict[int, bytes] = {}

    def all(self) -> Iterator[File]:
        release = self.release
        yield self._file("", "", release.slots)
        for day in release.days:
            yield self._file(addresses.day(day), weekday(day), release.on(day))
        for topic in release.tracks:
            yield self._file(addresses.track(topic.slug), str(topic.name), release.of_track(topic))
        for topic in release.subthemes:
            yield self._file(addresses.subtheme(topic.slug), str(topic.name), release.of_subtheme(topic))
        for room in release.rooms:
            yield self._file(addresses.room(room.slug), str(room.name), release.in_room(room))
        for guest in release.guests:
            slots = release.with_guest(guest)
            yield self._file(addresses.guest(guest.code), guest.shown_name, slots)
        for line in release.lines:
            yield self._file(addresses.session(line.code), str(line.title), release.of_line(line))

    def _file(self, inner: str, about: str, slots: Iterable[Slot]) -> File:
        return self.file(self.programme + inner, about, slots)

    def file(self, page: str, about: str, slots: Iterable[Slot]) -> File:
        path = addresses.twin(page, "ics")
        places = {slot.place.key: slot for slot in slots}
        changed_at = max(
            (self._changed(slot.line).at for slot in places.values()), default=self.release.issues[-1].at
        )
        frame: bytes = self._frame(path, page, about, changed_at).to_ical()
        events = b"".join(self._event_once(slot.line, slot.place) for slot in places.values())
        return File(path, CALENDAR, frame.removesuffix(END) + (events or _NOTHING) + END)

    def _changed(self, line: Line) -> Issue:
        return self.release.changed_last(line.code)

    def _frame(self, path: str, page: str, about: str, changed_at: datetime) -> Calendar:
        release, calendar = self.release, Calendar()
        name = " · ".join(filter(None, [about, str(release.name)]))
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", self._text(name))
        calendar.add("x-wr-calname", name)
        calendar.add("last-modified", changed_at)
        calendar.add("url", vUri(addresses.absolute(release, page)))
        calendar.add("source", vUri(addresses.absolute(release, path), params={"value": "URI"}))
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        return calendar

    def _event_once(self, line: Line, place: Place) -> bytes:
        """The same bytes in every calendar of a language."""
        if place.key not in self._events:
            self._events[place.key] = self._event(line, place).to_ical()
        return self._events[place.key]

    def _event(self, line: Line, place: Place) -> Event:
        event, changed = Event(), self._changed(line)
        event.add("uid", f"{line.code}-{place.key}@{self.host}")
        event.add("sequence", changed.number)
        event.add("dtstamp", changed.at)
        event.add("last-modified", changed.at)
        if place.is_all_week or place.starts_at is None or place.ends_at is None:
            event.add("dtstart", place.starts_on)
            event.add("dtend", place.ends_on + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        else:
            event.add("dtstart", place.starts_at.astimezone(UTC))
            event.add("dtend", place.ends_at.astimezone(UTC))
        event.add("summary", self._summary(line))
        event.add("description", self._text(self._description(line, place)))
        event.add("location", self._text(self._location(line, place)))
        event.add("url", vUri(self._page(line)))
        event.add("status", "CANCELLED" if line.is_off else "CONFIRMED")
        if line.track:
            event.add("categories", [str(line.track.name)], parameters=_in(line.track.name))
        return event

    def _summary(self, line: Line) -> vText:
        if line.state:
            return self._text(words.title_of(line))
        return vText(str(line.title), params=_in(line.title))

    def _description(self, line: Line, place: Place) -> str:
        said = [str(line.state.note)] if line.state else []
        if place.is_all_week or place.starts_at is None:
            zone = f" ({self.release.zone_name})" if place.starts_at else ""
            said.append(self.apart(words.time_of(self.release, place)) + zone)
        said += [self._seat(seat) for seat in line.seats]
        said += [line.url, self._page(line)]
        return "\n".join(filter(None, said))

    def _seat(self, seat: Seat) -> str:
        return " · ".join(self.apart(part) for part in (seat.guest.shown_name, *words.part_of(seat)))

    def _location(self, line: Line, place: Place) -> str:
        if line.attendance == "online" and place.room is None:
            return _("online")
        room = str(place.room.name) if place.room else ""
        return separated(filter(None, [room, str(self.release.venue), self.release.address]))

    def _page(self, line: Line) -> str:
        return addresses.absolute(self.release, self.programme + addresses.session(line.code))

    def _text(self, text: str) -> vText:
        return vText(text, params={"language": self.language})

    def apart(self, text: str) -> str:
        return isolated(text, self.direction)


def _in(text: Translated) -> dict[str, str]:
    return {"language": text.here.language}
