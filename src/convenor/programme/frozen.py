"""A released programme as values: what every rendering is a function of. ``thawing.thaw`` makes them.

Times are aware and in UTC; ``zone`` is the edition's. Texts are ``Translated``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from convenor.editions.models import Format
from convenor.kernel.days import days_later, language_name, zone_name
from convenor.kernel.translated import Translated
from convenor.people.models import NOBODY
from convenor.programme.document import Json
from convenor.programme.models import OFF, AppearanceRole, Happening, Licence, MaterialKind, SessionKind

NAMED_IN_LISTS = 3


def forgotten() -> str:
    """How the gap is called that an erased person leaves, in the active language."""
    return _("a person who asked to be forgotten")


@dataclass(frozen=True)
class Topic:
    """A track or a subtheme."""

    slug: str
    name: Translated
    description: Translated
    access: str = "open"  # of a track: open, approval, invitation
    number: int = 0  # its place, from 0: which accent it has


@dataclass(frozen=True)
class Hall:
    """A room."""

    slug: str
    name: Translated
    seats: int | None  # unknown: nothing is known of it but its name
    is_step_free: bool
    booths: int
    equipment: Translated


@dataclass(frozen=True)
class Guest:
    """Somebody who appears in the programme. Of who ``is_forgotten`` nothing is left but the place."""

    code: str
    name: str
    organization: str
    country: str
    biography: str
    is_forgotten: bool = False

    @property
    def shown_name(self) -> str:
        return forgotten() if self.is_forgotten else self.name or NOBODY


@dataclass(frozen=True)
class Seat:
    """A guest's part in a session; ``item`` is the place of the contribution it belongs to, from 0."""

    guest: Guest
    role: str
    item: int | None
    is_remote: bool
    is_confirmed: bool

    @property
    def label(self) -> str:
        return str(AppearanceRole(self.role).label)


@dataclass(frozen=True)
class Piece:
    """A contribution inside a session."""

    title: Translated
    abstract: Translated
    minutes: int | None


@dataclass(frozen=True)
class Place:
    """When and where; times and room are ``None`` where nobody knows them."""

    starts_on: date
    ends_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    room: Hall | None
    key: int  # the same in every release, wherever it was moved

    @property
    def is_all_week(self) -> bool:
        return self.ends_on > self.starts_on


@dataclass(frozen=True)
class State:
    """What became of a session: ``kind`` is one of ``models.Happening``."""

    kind: str
    note: Translated
    at: datetime
    replaced_by: str

    @property
    def label(self) -> str:
        return str(Happening(self.kind).label)

    @property
    def is_off(self) -> bool:
        return self.kind in OFF


@dataclass(frozen=True)
class Left:
    """A material that a session left behind."""

    kind: str
    title: str
    language: str
    licence: str
    url: str
    bytes: int | None = None  # of a file that was uploaded

    @property
    def label(self) -> str:
        return str(MaterialKind(self.kind).label)

    @property
    def licence_label(self) -> str:
        return str(Licence(self.licence).label)


@dataclass(frozen=True)
class Line:
    """A session of the release."""

    code: str
    kind: str
    format: str
    track: Topic | None
    subtheme: Topic | None
    title: Translated
    abstract: Translated
    languages: tuple[str, ...]
    interpretation: tuple[str, ...]
    attendance: str
    url: str
    places_to_book: int | None
    state: State | None
    pieces: tuple[Piece, ...]
    seats: tuple[Seat, ...]
    placements: tuple[Place, ...]
    materials: tuple[Left, ...]
    report: Translated
    report_licence: str

    @property
    def label(self) -> str:
        return str(Format(self.format).label if self.format else SessionKind(self.kind).label)

    @property
    def is_off(self) -> bool:
        return self.state is not None and self.state.is_off

    @property
    def people(self) -> tuple[Seat, ...]:
        """Those who belong to the whole session, and not to one contribution inside it."""
        return tuple(seat for seat in self.seats if seat.item is None)

    @property
    def first_seats(self) -> tuple[Seat, ...]:
        """Whom a list names."""
        return self.seats[:NAMED_IN_LISTS]

    @property
    def other_seats(self) -> int:
        return max(0, len(self.seats) - NAMED_IN_LISTS)

    @property
    def spoken(self) -> list[str]:
        return [language_name(code) for code in self.languages]

    @property
    def interpreted(self) -> list[str]:
        return [language_name(code) for code in self.interpretation]

    @property
    def report_licence_label(self) -> str:
        return str(Licence(self.report_licence).label) if self.report_licence else ""


@dataclass(frozen=True)
class Slot:
    """A session on one day: what a day's page lists. ``starts_at`` is that day's."""

    line: Line
    place: Place
    day: date
    starts_at: datetime | None
    ends_at: datetime | None

    @property
    def room(self) -> Hall | None:
        return self.place.room


@dataclass(frozen=True)
class Paper:
    """An entry of the compendium."""

    code: str
    title: Translated
    abstract: Translated
    track: Topic | None
    subtheme: Topic | None
    guests: tuple[Guest, ...]
    licence: str
    session: str

    @property
    def licence_label(self) -> str:
        return str(Licence(self.licence).label)


@dataclass(frozen=True)
class Change:
    """What differs from the release before, in one session. ``docs/reference/release.md`` lists the kinds."""

    kind: str
    session: str
    title: Translated
    before: Any
    after: Any


@dataclass(frozen=True)
class Issue:
    """A release, this one or one before it, as the feed of changes tells it."""

    number: int
    at: datetime
    note: Translated
    changes: tuple[Change, ...]


@dataclass(frozen=True, eq=False)  # one is itself alone, so that what is made of it can be kept beside it
class Frozen:
    """One release. ``path`` is the edition's: ``series/edition``; ``people`` opens those of the document."""

    document: Json
    people: Mapping[str, Json]
    site: str
    path: str
    name: Translated
    series: Translated
    theme: Translated
    description: Translated
    starts_on: date
    ends_on: date
    zone: ZoneInfo
    venue: Translated
    address: str
    is_fictional: bool
    number: int
    at: datetime
    note: Translated
    tracks: tuple[Topic, ...]
    subthemes: tuple[Topic, ...]
    rooms: tuple[Hall, ...]
    guests: tuple[Guest, ...]
    lines: tuple[Line, ...]
    compendium: tuple[Paper, ...]
    changes: tuple[Change, ...]
    history: tuple[Issue, ...]
    digest: str

    @property
    def zone_name(self) -> str:
        """Such as ``Paris``, in the active language."""
        return zone_name(self.zone)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """By code, those who appear and those whom only a change names."""
        return {code: opened["name"] for code, opened in self.people.items()}

    def changed_last(self, code: str) -> Issue:
        """The release that last changed a session; the earliest one that is still known if none did."""
        return self._last_changes.get(code, self.issues[-1])

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """This release and those before it, as far as they are told."""
        return (Issue(self.number, self.at, self.note, self.changes), *self.history)

    @cached_property
    def _last_changes(self) -> Mapping[str, Issue]:
        return {change.session: issue for issue in reversed(self.issues) for change in issue.changes}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every session on every day it is held, in the order of a programme; unknown times come last."""
        found = [
            slot for line in self.lines for place in line.placements for slot in self._on_days(line, place)
        ]
        return tuple(sorted(found, key=_in_order))

    def _on_days(self, line: Line, place: Place) -> list[Slot]:
        days = (place.ends_on - place.starts_on).days
        return [self._on_day(line, place, number) for number in range(days + 1)]

    def _on_day(self, line: Line, place: Place, number: int) -> Slot:
        first, last = place.starts_at, place.ends_at
        return Slot(
            line,
            place,
            place.starts_on + timedelta(days=number),
            days_later(first, number, self.zone) if first else None,
            days_later(last, number, self.zone) if last else None,
        )

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of the programme: those of the edition, and others on which something is."""
        count = (self.ends_on - self.starts_on).days
        of_edition = (
            {self.starts_on + timedelta(days=number) for number in range(count + 1)} if self.slots else set()
        )
        return tuple(sorted(of_edition | {slot.day for slot in self.slots}))

    def on(self, day: date) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.day == day)

    def of_track(self, track: Topic) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.line.track is track)

    def of_subtheme(self, subtheme: Topic) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.line.subtheme is subtheme)

    def in_room(self, room: Hall) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.place.room is room)

    def with_guest(self, guest: Guest) -> tuple[Slot, ...]:
        return self._by_guest.get(guest.code, ())

    def of_line(self, line: Line) -> tuple[Slot, ...]:
        return self._by_line.get(line.code, ())

    @cached_property
    def _by_guest(self) -> Mapping[str, tuple[Slot, ...]]:
        found: dict[str, tuple[Slot, ...]] = {}
        for slot in self.slots:
            for code in dict.fromkeys(seat.guest.code for seat in slot.line.seats):
                found[code] = (*found.get(code, ()), slot)
        return found

    @cached_property
    def _by_line(self) -> Mapping[str, tuple[Slot, ...]]:
        found: dict[str, tuple[Slot, ...]] = {}
        for slot in self.slots:
            found[slot.line.code] = (*found.get(slot.line.code, ()), slot)
        return found

    @cached_property
    def unplaced(self) -> tuple[Line, ...]:
        """Sessions of which nobody knows the day."""
        return tuple(line for line in self.lines if not line.placements)

    @cached_property
    def by_code(self) -> Mapping[str, Line]:
        return {line.code: line for line in self.lines}


def _in_order(slot: Slot) -> tuple[Any, ...]:
    time = slot.starts_at.isoformat() if slot.starts_at else "~"
    room = slot.room.slug if slot.room else "~"
    return slot.day, slot.place.is_all_week, time, room, slot.line.code
