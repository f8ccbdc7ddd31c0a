"""Document -> values: reads a canonical document and what opens its people; no database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from convenor.kernel.translated import Translated
from convenor.programme.document import Json, from_utc
from convenor.programme.frozen import (
    Change,
    Frozen,
    Guest,
    Hall,
    Issue,
    Left,
    Line,
    Paper,
    Piece,
    Place,
    Seat,
    State,
    Topic,
)


def thaw(text: str, people: Mapping[str, Json], digest: str) -> Frozen:
    """The values of a canonical document and of what opens its people."""
    document: Json = json.loads(text)
    return _Thawing(document, people).release(digest)


class _Thawing:
    """Builds the values; rooms, topics and guests are shared."""

    def __init__(self, document: Json, people: Mapping[str, Json]) -> None:
        self.document = document
        self.tracks = {each["slug"]: _topic(each, n) for n, each in enumerate(document["tracks"])}
        self.subthemes = {each["slug"]: _topic(each, n) for n, each in enumerate(document["subthemes"])}
        self.rooms = {each["slug"]: _hall(each) for each in document["rooms"]}
        self.people = people
        self.guests = {code: _guest(code, people.get(code)) for code in _appearing(document)}

    def release(self, digest: str) -> Frozen:
        document, edition = self.document, self.document["edition"]
        return Frozen(
            document=document,
            people={code: self.people[code] for code in document["people"] if code in self.people},
            site=document["site"],
            path=edition["path"],
            name=_text(edition["name"]),
            series=_text(edition["series"]),
            theme=_text(edition["theme"]),
            description=_text(edition["description"]),
            starts_on=date.fromisoformat(edition["starts_on"]),
            ends_on=date.fromisoformat(edition["ends_on"]),
            zone=ZoneInfo(edition["zone"]),
            venue=_text(edition["venue"]),
            address=edition["address"],
            is_fictional=edition["is_fictional"],
            number=document["number"],
            at=_moment(document["at"]),
            note=_text(document["note"]),
            tracks=tuple(self.tracks.values()),
            subthemes=tuple(self.subthemes.values()),
            rooms=tuple(self.rooms.values()),
            guests=_in_order(self.guests.values()),
            lines=tuple(self.line(each) for each in document["sessions"]),
            compendium=tuple(self.paper(each) for each in document["compendium"]),
            changes=tuple(_change(each) for each in document["changes"]),
            history=tuple(_issue(each) for each in document["history"]),
            digest=digest,
        )

    def line(self, each: Json) -> Line:
        return Line(
            code=each["code"],
            kind=each["kind"],
            format=each["format"],
            track=self.tracks.get(each["track"]),
            subtheme=self.subthemes.get(each["subtheme"]),
            title=_text(each["title"]),
            abstract=_text(each["abstract"]),
            languages=tuple(each["languages"]),
            interpretation=tuple(each["interpretation"]),
            attendance=each["attendance"],
            url=each["url"],
            places_to_book=each["places"],
            state=_state(each["state"]),
            pieces=tuple(_piece(piece) for piece in each["items"]),
            seats=tuple(self.seat(seat) for seat in each["people"]),
            placements=tuple(self.place(place) for place in each["placements"]),
            materials=tuple(Left(**left) for left in each["materials"]),
            report=_text(each["report"]["text"] if each["report"] else {}),
            report_licence=each["report"]["licence"] if each["report"] else "",
        )

    def seat(self, each: Json) -> Seat:
        return Seat(
            self.guests[each["person"]], each["role"], each["item"], each["is_remote"], each["is_confirmed"]
        )

    def place(self, each: Json) -> Place:
        return Place(
            starts_on=date.fromisoformat(each["starts_on"]),
            ends_on=date.fromisoformat(each["ends_on"]),
            starts_at=from_utc(each["starts_at"]),
            ends_at=from_utc(each["ends_at"]),
            room=self.rooms.get(each["room"]),
            key=each["key"],
        )

    def paper(self, each: Json) -> Paper:
        return Paper(
            code=each["code"],
            title=_text(each["title"]),
            abstract=_text(each["abstract"]),
            track=self.tracks.get(each["track"]),
            subtheme=self.subthemes.get(each["subtheme"]),
            guests=tuple(self.guests[code] for code in each["people"]),
            licence=each["licence"],
            session=each["session"],
        )


def _text(stored: Json) -> Translated:
    return Translated.from_json(stored)


def _moment(stored: str) -> datetime:
    at = from_utc(stored)
    assert at is not None  # noqa: S101  # what happened has its moment
    return at


def _appearing(document: Json) -> set[str]:
    """The codes of those who appear in a session or wrote a paper; a change may name others, who left."""
    seats = (seat["person"] for session in document["sessions"] for seat in session["people"])
    authors = (code for paper in document["compendium"] for code in paper["people"])
    return {*seats, *authors}


def _topic(each: Json, number: int) -> Topic:
    return Topic(
        each["slug"], _text(each["name"]), _text(each["description"]), each.get("access", "open"), number
    )


def _hall(each: Json) -> Hall:
    return Hall(
        each["slug"],
        _text(each["name"]),
        each["seats"],
        each["is_step_free"],
        each["booths"],
        _text(each["equipment"]),
    )


def _guest(code: str, opened: Json | None) -> Guest:
    if opened is None:
        return Guest(code, "", "", "", "", is_forgotten=True)
    return Guest(code, opened["name"], opened["organization"], opened["country"], opened["biography"])


def _in_order(guests: Iterable[Guest]) -> tuple[Guest, ...]:
    """Those whom a list of people names, by name."""
    known = (guest for guest in guests if not guest.is_forgotten)
    return tuple(sorted(known, key=lambda guest: (guest.name.casefold(), guest.code)))


def _piece(each: Json) -> Piece:
    return Piece(_text(each["title"]), _text(each["abstract"]), each["minutes"])


def _state(each: Json | None) -> State | None:
    if each is None:
        return None
    return State(each["kind"], _text(each["note"]), _moment(each["at"]), each["replaced_by"])


def _change(each: Json) -> Change:
    return Change(each["kind"], each["session"], _text(each["title"]), each["before"], each["after"])


def _issue(each: Json) -> Issue:
    changes = tuple(_change(change) for change in each["changes"])
    return Issue(each["number"], _moment(each["at"]), _text(each["note"]), changes)
