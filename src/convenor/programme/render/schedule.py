"""A release as ``schedule.xml`` and ``schedule.json``: the formats of frab, pretalx and c3voc, which apps for
conferences, signs in front of rooms and video systems read. In English, or what stands in for it.

A session is an event in its room on each of its days; after midnight it stays with the day on which it began,
and days last from midnight to midnight. What has no room stands in a room named so, as the formats know no
event without one. What has no time is left out, and so is what is cancelled, postponed or replaced: readers
compare two versions and tell by themselves what is gone. ``release.json`` tells all of it.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from convenor.programme.document import Json
from convenor.programme.frozen import Frozen, Guest, Line, Slot, Topic
from convenor.programme.render import addresses, words
from convenor.programme.render.once import made_once
from convenor.programme.render.xml import document, put
from convenor.programme.shelf import File

XML, JSON = "application/xml; charset=utf-8", "application/json; charset=utf-8"
SCHEMA = "https://c3voc.de/schedule/schema"
TIMESLOT = "00:05"
NO_ROOM = ":"  # stands in no slug
_LINKS = {"slides": "slides", "paper": "paper", "recording": "media"}  # kinds of material; others are related
_DAYS_OF_A_PLACE = 1000  # so many numbers each place has for its days
_ZONE_NAME = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+")  # what the schema takes
_CODE, _SLUG = re.compile(r"[0-9A-Z]{6}"), re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
_TEXTS = ("room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track")
_SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"


@made_once
def schedule(release: Frozen, _language: str) -> Iterator[File]:
    made = _Schedule(release)
    content = json.dumps(made.as_json(), ensure_ascii=False, separators=(",", ":")).encode()
    yield File(f"{release.path}/schedule.json", JSON, content + b"\n")
    yield File(f"{release.path}/schedule.xml", XML, document(made.as_xml()))


class _Schedule:
    def __init__(self, release: Frozen) -> None:
        self.release = release
        self.programme = addresses.programme(release, "en")
        self.acronym = re.sub(r"[^a-z0-9]", "_", release.path.lower()).ljust(4, "_")

    @cached_property
    def slots(self) -> list[Slot]:
        return [
            slot for slot in self.release.slots if slot.starts_at and slot.ends_at and not slot.line.is_off
        ]

    @cached_property
    def days(self) -> list[date]:
        """Those of the programme; there is at least one."""
        count = (self.release.ends_on - self.release.starts_on).days + 1
        return list(self.release.days) or [
            self.release.starts_on + timedelta(days=number) for number in range(count)
        ]

    @cached_property
    def rooms(self) -> Mapping[str, str]:
        """The name of each room by its slug, then of what stands in for one by itself; each name is once."""
        named: dict[str, str] = {}
        for room in self.release.rooms:
            name = str(room.name)
            named[room.slug] = f"{name} ({room.slug})" if name in named.values() else name
        of_rooms = set(named.values())
        for slot in self.slots:
            if slot.room is None:
                name = words.where(slot.line, slot.place)
                named[f"{NO_ROOM}{name}"] = f"{name} (…)" if name in of_rooms else name
        return named

    def room_of(self, slot: Slot) -> str:
        return self.rooms[slot.room.slug if slot.room else NO_ROOM + words.where(slot.line, slot.place)]

    def of_day(self, day: date) -> dict[str, list[Json]]:
        """The events of a day by the name of their room, in the order of the rooms."""
        events: dict[str, list[Json]] = {name: [] for name in self.rooms.values()}
        for slot in self.slots:
            if slot.day == day:
                events[self.room_of(slot)].append(self.event(slot))
        return {name: found for name, found in events.items() if found}

    def event(self, slot: Slot) -> Json:
        line, starts_at, ends_at = slot.line, slot.starts_at, slot.ends_at
        assert starts_at and ends_at  # noqa: S101, PT018  # `slots` has no others
        page = self.programme + addresses.session(line.code)
        number = (slot.day - slot.place.starts_on).days
        name = f"{line.code}-{slot.place.key}" + (f"-{number}" if number else "")
        return {
            "id": slot.place.key * _DAYS_OF_A_PLACE + number,
            "code": line.code,
            "guid": self.guid(f"sessions/{name}"),
            "date": self.local(starts_at),
            "start": f"{starts_at.astimezone(self.release.zone):%H:%M}",
            "end": self.local(ends_at),
            "duration": _duration(ends_at - starts_at),
            "room": self.room_of(slot),
            "slug": f"{self.acronym}-{name.lower()}",
            "url": addresses.absolute(self.release, page),
            "title": str(line.title),
            "subtitle": line.state.label if line.state else "",
            "track": str(line.track.name) if line.track else "",
            "type": line.label,
            "language": line.languages[0] if line.languages else None,
            "abstract": str(line.abstract),
            "description": _description(line),
            "persons": [self.person(guest) for guest in _guests(line)],
            "links": self.links(line),
        }

    def person(self, guest: Guest) -> Json:
        return {
            "id": int(hashlib.sha256(guest.code.encode()).hexdigest()[:7], 16),
            "guid": self.guid(addresses.guest(guest.code)),
            "code": guest.code,
            "name": guest.name,
            "biography": guest.biography or None,
            "url": addresses.absolute(self.release, self.programme + addresses.guest(guest.code)),
        }

    def links(self, line: Line) -> list[Json]:
        online = [{"type": "web", "url": line.url, "title": line.url}] if line.url else []
        return online + [
            {
                "type": _LINKS.get(each.kind, "related"),
                "url": addresses.material(self.release, each),
                "title": each.title,
            }
            for each in line.materials
        ]

    def guid(self, name: str) -> str:
        """Always the same for the same thing, here and nowhere else."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.release.site}/{self.release.path}/{name}"))

    def local(self, at: datetime) -> str:
        return at.astimezone(self.release.zone).isoformat()

    def midnight(self, day: date) -> str:
        # By way of UTC: on some days in some zones, clocks skip midnight.
        begins = datetime.combine(day, time(), self.release.zone).astimezone(UTC)
        return self.local(begins)

    @property
    def page(self) -> str:
        return addresses.absolute(self.release, self.programme)

    def as_json(self) -> Json:
        release = self.release
        conference: Json = {
            "acronym": self.acronym,
            "title": str(release.name),
            "description": str(release.theme),
            "start": self.days[0].isoformat(),
            "end": self.days[-1].isoformat(),
            "daysCount": len(self.days),
            "timeslot_duration": TIMESLOT,
            "url": self.page,
            "tracks": [_track(topic) for topic in release.tracks],
            "rooms": self._rooms_as_json(),
            "days": [
                {
                    "index": index,
                    "date": day.isoformat(),
                    "day_start": self.midnight(day),
                    "day_end": self.midnight(day + timedelta(days=1)),
                    "rooms": self.of_day(day),
                }
                for index, day in enumerate(self.days, 1)
            ],
        }
        if release.zone.key == "UTC" or _ZONE_NAME.match(release.zone.key):
            conference["time_zone_name"] = release.zone.key
        return {
            "$schema": f"{SCHEMA}.json",
            "generator": {"name": "Convenor", "url": release.site},
            "schedule": {
                "version": str(release.number),
                "base_url": f"{release.site}/",
                "conference": conference,
            },
        }

    def _rooms_as_json(self) -> list[Json]:
        seats = {room.slug: room.seats for room in self.release.rooms}
        return [
            {"name": name, "guid": self.guid(f"rooms/{key}"), "capacity": seats.get(key)}
            for key, name in self.rooms.items()
        ]

    def as_xml(self) -> Element:
        release = self.release
        root = Element("schedule", {_SCHEMA_LOCATION: f"{SCHEMA}.xsd"})
        put(root, "generator", name="Convenor", system=urlsplit(release.site).netloc)
        put(root, "url", addresses.absolute(release, f"{release.path}/schedule.xml"))
        put(root, "version", str(release.number))
        self._conference(put(root, "conference"))
        named: set[str] = set()
        guids = {name: self.guid(f"rooms/{key}") for key, name in self.rooms.items()}
        for index, day in enumerate(self.days, 1):
            start, end = self.midnight(day), self.midnight(day + timedelta(days=1))
            of_day = put(root, "day", index=str(index), date=day.isoformat(), start=start, end=end)
            for name, events in self.of_day(day).items():
                room = put(of_day, "room", name=name, guid=guids[name])
                for event in events:
                    _event(room, event, named)
        return root

    def _conference(self, conference: Element) -> None:
        release = self.release
        put(conference, "title", str(release.name))
        put(conference, "acronym", self.acronym)
        put(conference, "start", self.days[0].isoformat())
        put(conference, "end", self.days[-1].isoformat())
        put(conference, "days", str(len(self.days)))
        put(conference, "timeslot_duration", TIMESLOT)
        put(conference, "base_url", f"{release.site}/")
        put(conference, "url", self.page)
        put(conference, "time_zone_name", release.zone.key)
        for topic in release.tracks:
            put(conference, "track", **_track(topic))


def _event(room: Element, event: Json, named: set[str]) -> None:
    """``named`` are the codes told so far: each stands in the file once, though a session may be repeated."""
    made = put(room, "event", id=str(event["id"]), guid=event["guid"])
    code = event["code"]
    if _CODE.fullmatch(code) and code not in named:
        made.set("code", code)
        named.add(code)
    for name in (
        "room",
        "title",
        "subtitle",
        "type",
        "date",
        "start",
        "duration",
        "abstract",
        "slug",
        "track",
    ):
        put(made, name, event[name])
    persons = put(made, "persons")
    for person in event["persons"]:
        put(persons, "person", person["name"], id=str(person["id"]), guid=person["guid"])
    if event["language"]:
        put(made, "language", event["language"])
    put(made, "description", event["description"])
    links = put(made, "links")
    for link in event["links"]:
        put(links, "link", link["title"], href=link["url"], type=link["type"])
    put(made, "url", event["url"])


def _track(topic: Topic) -> dict[str, str]:
    slug = {"slug": topic.slug} if _SLUG.fullmatch(topic.slug) else {}
    return {"name": str(topic.name), **slug}


def _guests(line: Line) -> Iterable[Guest]:
    """Each once, though somebody may speak and moderate; not those who were erased."""
    guests = {seat.guest.code: seat.guest for seat in line.seats if seat.guest.name}
    return guests.values()


def _description(line: Line) -> str:
    """The parts of a session, one after the other."""
    parts = [
        "\n".join(filter(None, [f"{number}. {piece.title}", str(piece.abstract)]))
        for number, piece in enumerate(line.pieces, 1)
    ]
    return "\n\n".join(parts)


def _duration(lasts: timedelta) -> str:
    minutes = int(lasts.total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
