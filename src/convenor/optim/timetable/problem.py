"""What is given: sessions, rooms, people, and the blocks of time in which sessions may run.

All times are whole minutes from one origin, in UTC, so that no hour is missing or there twice. A *block* is
a stretch between two breaks: a session runs within one block. A *plan* says of each placed session when it
starts and in which room it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from .given import once
from .refusals import Refused

MOST_SESSIONS = 5_000
MOST_MINUTES = 60 * 24 * 400  # a little more than a year
MOST_WEIGHT = 1_000_000
STEP = 5

Span = tuple[int, int]


class Goal(StrEnum):
    """What is made as good as possible; the first one first, and none at the price of one before it."""

    MOVED = "moved"  # sessions that are not where they were published
    UNPLACED = "unplaced"  # sessions without a place
    CLASHES = "clashes"  # people who want to be in two places
    SEATS = "seats"  # people beyond the seats
    TRACKS = "tracks"  # a track in several rooms, in parallel, or with gaps
    THEMES = "themes"  # sessions of one subtheme at the same time
    HOURS = "hours"  # half hours of the night for those who take part from afar
    FAIRNESS = "fairness"  # the same, of the region that fares worst
    WISHES = "wishes"  # times and rooms that somebody would rather have


@dataclass(frozen=True, slots=True)
class Place:
    """When a session starts, and its room; ``None`` for one that needs no room."""

    start: int
    room: str | None = None


Plan = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Block:
    key: str
    day: str
    starts: int
    ends: int

    @property
    def minutes(self) -> int:
        return self.ends - self.starts


@dataclass(frozen=True, slots=True)
class Room:
    """``seats`` is ``None`` where nobody knows; ``has`` are the words that the ``needs`` of sessions use."""

    key: str
    seats: int | None = None
    has: frozenset[str] = frozenset()
    booths: int = 0
    site: str = ""
    shut: tuple[Span, ...] = ()  # when it cannot be used


@dataclass(frozen=True, slots=True)
class Person:
    """Without ``windows`` a person can always come. ``offset`` is their clock's from UTC, in minutes."""

    key: str
    windows: tuple[Span, ...] = ()
    is_remote: bool = False
    offset: int = 0
    region: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """``windows`` are its times; ``has_one_room``: all its sessions are in one; ``is_alone``: no other
    beside it.
    """

    key: str
    windows: tuple[Span, ...] = ()
    has_one_room: bool = False
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Crew:
    """A team that sessions share, such as the interpreters of two languages: ``count`` sessions at once."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Session:
    """``people`` are all who have a part in it, in any role; ``promised`` are places already given."""

    key: str
    minutes: int
    people: tuple[str, ...] = ()
    track: str = ""
    subtheme: str = ""
    needs: frozenset[str] = frozenset()
    booths: int = 0
    crews: tuple[str, ...] = ()
    expected: int = 0
    promised: int = 0
    windows: tuple[Span, ...] = ()
    needs_room: bool = True
    is_plenary: bool = False  # nothing runs beside it


class Fixed(StrEnum):
    START = "start"
    ROOM = "room"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Lock:
    """Set by hand: the start (minutes), the room or the day (keys) of a session."""

    session: str
    what: Fixed
    value: int | str


@dataclass(frozen=True, slots=True)
class Order:
    """``first`` ends before ``then`` starts."""

    first: str
    then: str


@dataclass(frozen=True, slots=True)
class Interest:
    """``people`` want to be in both; at the same time each of them misses one."""

    one: str
    other: str
    people: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A price for a session that starts outside ``windows``, or is in another room than ``rooms`` names."""

    session: str
    price: int
    windows: tuple[Span, ...] = ()
    rooms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Published:
    """Where a session was published to be, and how many marked it: each of them would have to know."""

    session: str
    place: Place
    marks: int = 0


@dataclass(frozen=True)
class Problem:
    """A checked problem, if made by ``Problem.of``. ``walks`` are minutes between two sites, either way."""

    blocks: tuple[Block, ...]
    rooms: tuple[Room, ...]
    sessions: tuple[Session, ...]
    people: tuple[Person, ...] = ()
    tracks: tuple[Track, ...] = ()
    crews: tuple[Crew, ...] = ()
    orders: tuple[Order, ...] = ()
    same_day: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    locks: tuple[Lock, ...] = ()
    interest: tuple[Interest, ...] = ()
    wishes: tuple[Wish, ...] = ()
    published: tuple[Published, ...] = ()
    walks: Mapping[tuple[str, str], int] = field(default_factory=dict)
    goals: tuple[Goal, ...] = tuple(Goal)
    step: int = STEP
    origin: datetime | None = None  # of minute 0, for those who show the times

    @classmethod
    def of(cls, **facts: object) -> Problem:
        """The problem with these fields. Raises ``Refused`` for what makes no sense."""
        problem = cls(**facts)  # type: ignore[arg-type]  # each by its name, as above
        _check(problem)
        return problem

    @cached_property
    def session_of(self) -> dict[str, Session]:
        return {each.key: each for each in self.sessions}

    @cached_property
    def room_of(self) -> dict[str, Room]:
        return {each.key: each for each in self.rooms}

    @cached_property
    def person_of(self) -> dict[str, Person]:
        return {each.key: each for each in self.people}

    @cached_property
    def track_of(self) -> dict[str, Track]:
        return {each.key: each for each in self.tracks}

    @cached_property
    def published_of(self) -> dict[str, Published]:
        return {each.session: each for each in self.published}

    @cached_property
    def locks_of(self) -> dict[str, tuple[Lock, ...]]:
        """The locks of each session that has any."""
        found: dict[str, list[Lock]] = {}
        for lock in self.locks:
            found.setdefault(lock.session, []).append(lock)
        return {session: tuple(locks) for session, locks in found.items()}

    @cached_property
    def sessions_of_person(self) -> dict[str, tuple[str, ...]]:
        """Those of each person who has any, in the order of ``sessions``."""
        found: dict[str, list[str]] = {}
        for session in self.sessions:
            for person in dict.fromkeys(session.people):
                found.setdefault(person, []).append(session.key)
        return {person: tuple(keys) for person, keys in found.items()}

    @cached_property
    def days(self) -> dict[str, tuple[Block, ...]]:
        """The blocks of each day, the days and their blocks in the order of time."""
        found: dict[str, list[Block]] = {}
        for block in sorted(self.blocks, key=lambda block: block.starts):
            found.setdefault(block.day, []).append(block)
        return {day: tuple(blocks) for day, blocks in found.items()}

    @cached_property
    def minute_of_day(self) -> int:
        """How many minutes after midnight, in UTC, minute 0 is."""
        return self.origin.hour * 60 + self.origin.minute if self.origin else 0

    def of_track(self, track: str) -> tuple[str, ...]:
        return tuple(each.key for each in self.sessions if each.track == track)

    def block_at(self, start: int) -> Block | None:
        """The block in which ``start`` is; blocks do not overlap."""
        return next((block for block in self.blocks if block.starts <= start < block.ends), None)

    def walk(self, one: str | None, other: str | None) -> int:
        """Minutes from one room to the other."""
        if one not in self.room_of or other not in self.room_of:  # none, or one that was lost
            return 0
        here, there = self.room_of[one].site, self.room_of[other].site
        return self.walks.get((here, there), self.walks.get((there, here), 0)) if here != there else 0


def _check(problem: Problem) -> None:
    if len(problem.sessions) > MOST_SESSIONS:
        raise Refused("too-many", count=len(problem.sessions), most=MOST_SESSIONS)
    for where in ("blocks", "rooms", "sessions", "people", "tracks", "crews"):
        once(where, [each.key for each in getattr(problem, where)])
    once("published", [each.session for each in problem.published])
    once("walks", [" and ".join(sorted(pair)) for pair in problem.walks])
    once("goals", problem.goals)
    for group in (*problem.same_day, *problem.apart):
        once("A group of sessions", group)
    _check_numbers(problem)
    _check_blocks(problem)
    _check_names(problem)
    _check_fits(problem)
    _check_orders(problem)


def _check_numbers(problem: Problem) -> None:
    whole = (
        *((each.key, "minutes", each.minutes, 1) for each in problem.sessions),
        *((each.key, "expected", each.expected, 0) for each in problem.sessions),
        *((each.key, "promised", each.promised, 0) for each in problem.sessions),
        *((each.key, "booths", each.booths, 0) for each in problem.sessions),
        *((each.key, "booths", each.booths, 0) for each in problem.rooms),
        *((each.key, "seats", each.seats or 0, 0) for each in problem.rooms),
        *((each.key, "count", each.count, 0) for each in problem.crews),
        *((each.one, "interest", each.people, 0) for each in problem.interest),
        *((each.session, "wishes", each.price, 0) for each in problem.wishes),
        *((each.session, "published", each.marks, 0) for each in problem.published),
        *((one, "walks", minutes, 0) for (one, _other), minutes in problem.walks.items()),
        *((each.key, "blocks", each.starts, -MOST_MINUTES) for each in problem.blocks),
        ("all", "step", problem.step, 1),
    )
    for key, where, value, least in whole:
        if type(value) is not int or value < least:
            raise Refused("negative", where=where, key=key, least=least)
        if value > MOST_WEIGHT:
            raise Refused("too-large", where=where, key=key, most=MOST_WEIGHT)


def _check_blocks(problem: Problem) -> None:
    for block in problem.blocks:
        if block.ends <= block.starts:
            raise Refused("backwards", where="Block", key=block.key)
    ordered = sorted(problem.blocks, key=lambda block: block.starts)
    for one, other in pairwise(ordered):
        if other.starts < one.ends:
            raise Refused("overlap", key=one.key, other=other.key)
    for where, owner, spans in _all_spans(problem):
        for starts, ends in spans:
            if type(starts) is not int or type(ends) is not int or ends <= starts:
                raise Refused("backwards", where=where, key=owner)


def _all_spans(problem: Problem) -> Iterator[tuple[str, str, Iterable[Span]]]:
    yield from (("A window of", each.key, each.windows) for each in problem.people)
    yield from (("A window of", each.key, each.windows) for each in problem.tracks)
    yield from (("A window of", each.key, each.windows) for each in problem.sessions)
    yield from (("A window of", each.session, each.windows) for each in problem.wishes)
    yield from (("A closure of", each.key, each.shut) for each in problem.rooms)


def _check_names(problem: Problem) -> None:
    rooms, days = problem.room_of, {block.day for block in problem.blocks}
    known: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("people", problem.person_of, (one for each in problem.sessions for one in each.people)), ("track",
        problem.track_of, (each.track for each in problem.sessions if each.track)), ("crews", [each.key for
        each in problem.crews], (one for each in problem.sessions for one in each.crews)), ("orders",
        problem.session_of, (one for each in problem.orders for one in (each.first, each.then))),
        ("same_day", problem.session_of, (one for each in problem.same_day for one in each)), ("apart",
        problem.session_of, (one for each in problem.apart for one in each)), ("locks", problem.session_of,
        (each.session for each in problem.locks)), ("locks", rooms, (str(each.value) for each in
        problem.locks if each.what is Fixed.ROOM)), ("locks", days, (str(each.value) for each in
        problem.locks if each.what is Fixed.DAY)), ("interest", problem.session_of, (one for each in
        problem.interest for one in (each.one, each.other))), ("wishes", problem.session_of, (each.session
        for each in problem.wishes)), ("wishes", rooms, (one for each in problem.wishes for one in
        sorted(each.rooms))), ("published", problem.session_of, (each.session for each in
        problem.published)),
    )  # fmt: skip
    for where, those, named in known:
        for key in named:
            if key not in those:
                raise Refused("unknown", where=where, key=key)
    for each in problem.interest:
        if each.one == each.other:
            raise Refused("twice", where="interest", key=each.one)


def _check_fits(problem: Problem) -> None:
    longest = max((block.minutes for block in problem.blocks), default=0)
    for session in problem.sessions:
        if session.minutes > longest:
            raise Refused("too-long", key=session.key, minutes=session.minutes, most=longest)
        if session.needs_room and not problem.rooms:
            raise Refused("no-rooms", key=session.key)


def _check_orders(problem: Problem) -> None:
    """No circle among the orders: each session is reached once all before it are."""
    waiting = {each.then: set[str]() for each in problem.orders}
    for each in problem.orders:
        waiting[each.then].add(each.first)
    while free := [then for then, before in waiting.items() if not before & waiting.keys()]:
        for then in free:
            del waiting[then]
    if waiting:
        circle = [next(iter(waiting))]
        while (before := next(iter(waiting[circle[-1]] & waiting.keys()))) not in circle:
            circle.append(before)
        named = circle[circle.index(before) :]
        raise Refused("circle", key=", ".join(reversed(named)))
