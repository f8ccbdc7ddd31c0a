"""Workbooks of CoSPLib as plain values: what is to be scheduled and what each choice costs.

Indices count from 0 in the order of the file. Times are minutes: of the day, or east of Greenwich.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from bench.timetable.workbook import DAY, Labels, Sheet, sheets

SHEETS = (
    "parameters",
    "submissions",
    "tracks",
    "sessions",
    "rooms",
    "tracks_sessions|penalty",
    "tracks_rooms|penalty",
    "sessions_rooms|penalty",
    "similar tracks",
)
FIRST_PENALTY = 7  # the column of the sheet of submissions where those of sessions and rooms begin

Matrix = tuple[tuple[int, ...], ...]
T = TypeVar("T")
Pairs = frozenset[tuple[int, int]]  # the smaller index first


class Term(StrEnum):
    """What the full objective adds up, in the order of the weights in the file; the last has none."""

    TRACK_SESSION = "tracks in sessions"
    TRACK_ROOM = "tracks in rooms"
    SESSION_ROOM = "sessions in rooms"
    SIMILAR_TRACKS = "similar tracks"
    ROOMS_PER_TRACK = "rooms per track"
    PARALLEL_TRACKS = "parallel tracks"
    CONSECUTIVE_TRACKS = "consecutive tracks"
    TIME_ZONES = "time zones"
    ORDER = "order of submissions"
    SUBMISSION_SESSION = "submissions in sessions"
    SUBMISSION_ROOM = "submissions in rooms"
    PRESENTERS = "presenters in two rooms of a session"
    ATTENDEES = "attendees in two rooms of a session"
    CHAIRS = "chairs in two rooms of a session"
    PRESENTERS_AT_ONCE = "presenters in two rooms of a slot"
    ATTENDEES_AT_ONCE = "attendees in two rooms of a slot"
    TORN = "submissions torn apart"


@dataclass(frozen=True, slots=True)
class Hours:
    """When it is good, bearable and bad to speak, in a speaker's own time of day, and what that costs."""

    zone: int
    suitable: tuple[int, int]
    bearable: tuple[int, int]
    small: int
    big: int

    def penalty(self, starts: int, ends: int, zone: int) -> int:
        """Of a session between these times of the conference's day, for somebody in ``zone``."""
        begin, end = ((minute + zone - self.zone) % DAY for minute in (starts, ends))
        earliest, latest = self.bearable
        if begin < earliest or end > latest or end < earliest:
            return self.big
        return self.small if begin < self.suitable[0] or end > self.suitable[1] else 0


@dataclass(frozen=True, slots=True)
class Submission:
    """``slots`` long; ``order`` is its wanted rank within its track, 0 where none is wanted."""

    name: str
    track: int
    slots: int
    order: int
    zone: int
    presenters: frozenset[str]
    attendees: frozenset[str]
    in_session: tuple[int, ...]
    in_room: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Track:
    name: str
    chairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Session:
    """Each of its rooms holds ``slots`` slots."""

    name: str
    slots: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Instance:
    """Conflicts of presenters and of attendees are pairs of submissions, those of chairs pairs of tracks."""

    name: str
    hours: Hours
    weights: Mapping[Term, int]
    submissions: tuple[Submission, ...]
    tracks: tuple[Track, ...]
    sessions: tuple[Session, ...]
    rooms: tuple[str, ...]
    track_session: Matrix
    track_room: Matrix
    session_room: Matrix
    similar: Matrix
    zone_penalty: Matrix
    presenter_conflicts: Pairs
    attendee_conflicts: Pairs
    chair_conflicts: Pairs

    def of_track(self, track: int) -> list[int]:
        return [at for at, submission in enumerate(self.submissions) if submission.track == track]


def read(path: Path) -> Instance:
    """The instance of a file; a ValueError says in a sentence where a file is not as it is to be."""
    book = sheets(path, SHEETS)
    tracks, sessions, rooms = (
        _tracks(book["tracks"]),
        _sessions(book["sessions"]),
        _names(book["rooms"], "room"),
    )
    named = {
        "track": {track.name: at for at, track in enumerate(tracks)},
        "session": {session.name: at for at, session in enumerate(sessions)},
        "room": {room: at for at, room in enumerate(rooms)},
    }
    submissions = _submissions(book["submissions"], named)
    hours = _hours(book["parameters"])
    instance = Instance(
        name=path.stem,
        hours=hours,
        weights=_weights(book["parameters"]),
        submissions=submissions,
        tracks=tracks,
        sessions=sessions,
        rooms=rooms,
        track_session=_matrix(book, named, "track", "session"),
        track_room=_matrix(book, named, "track", "room"),
        session_room=_matrix(book, named, "session", "room"),
        similar=_similar(book["similar tracks"], named["track"]),
        zone_penalty=tuple(
            tuple(hours.penalty(session.starts, session.ends, submission.zone) for session in sessions)
            for submission in submissions
        ),
        presenter_conflicts=_pairs(submissions, lambda one, other: _presenters_conflict(tracks, one, other)),
        attendee_conflicts=_pairs(submissions, lambda one, other: _attendees_conflict(tracks, one, other)),
        chair_conflicts=_pairs(tracks, lambda one, other: bool(one.chairs & other.chairs)),
    )
    _fits(instance, path.name)
    return instance


def _hours(sheet: Sheet) -> Hours:
    return Hours(
        zone=sheet.zone(1, 1),
        suitable=(
            sheet.minute(3, 1, "the first suitable time"),
            sheet.minute(4, 1, "the last suitable time"),
        ),
        bearable=(
            sheet.minute(6, 1, "the first less suitable time"),
            sheet.minute(7, 1, "the last less suitable time"),
        ),
        small=sheet.whole(8, 1, "the penalty of less suitable times", blank=0),
        big=sheet.whole(10, 1, "the penalty of unsuitable times", blank=0),
    )


def _weights(sheet: Sheet) -> dict[Term, int]:
    weighed = [term for term in Term if term is not Term.TORN]
    return {
        term: sheet.whole(row, 4, f"the weight of {term}", blank=0) for row, term in enumerate(weighed, 1)
    }


def _names(sheet: Sheet, what: str) -> tuple[str, ...]:
    return tuple(sheet.lines(what))


def _tracks(sheet: Sheet) -> tuple[Track, ...]:
    return tuple(Track(name, sheet.people(row, 1)) for name, row in sheet.lines("track").items())


def _sessions(sheet: Sheet) -> tuple[Session, ...]:
    return tuple(
        Session(
            name=name,
            slots=sheet.whole(row, 1, "the number of time slots", least=0),
            starts=sheet.minute(row, 3, "the start"),
            ends=sheet.minute(row, 4, "the end"),
        )
        for name, row in sheet.lines("session").items()
    )


def _submissions(sheet: Sheet, named: Mapping[str, Labels]) -> tuple[Submission, ...]:
    places = sheet.heads("session or room", FIRST_PENALTY)
    sheet.matches(places, [*named["session"], *named["room"]], "session or room", "row 1")
    return tuple(
        Submission(
            name=name,
            track=_track_of(sheet, row, named["track"]),
            slots=sheet.whole(row, 2, "the number of required time slots", least=1),
            order=sheet.whole(row, 3, "the order", blank=0, least=0),
            zone=sheet.zone(row, 4),
            presenters=sheet.people(row, 5),
            attendees=sheet.people(row, 6),
            in_session=sheet.penalties(row, places, named["session"]),
            in_room=sheet.penalties(row, places, named["room"]),
        )
        for name, row in sheet.lines("submission").items()
    )


def _track_of(sheet: Sheet, row: int, tracks: Labels) -> int:
    name = sheet.text(row, 1)
    if name not in tracks:
        raise sheet.refusal(row, 1, f"there is no track {name!r}")
    return tracks[name]


def _matrix(book: Mapping[str, Sheet], named: Mapping[str, Labels], down: str, across: str) -> Matrix:
    return book[f"{down}s_{across}s|penalty"].matrix((down, named[down]), (across, named[across]))


def _similar(sheet: Sheet, tracks: Labels) -> Matrix:
    """Only what stands in the row of the earlier track counts; it holds in both directions."""
    cells = sheet.matrix(("track", tracks), ("track", tracks))
    above = sheet.lines("track")
    rank = [above[name] for name in tracks]
    return tuple(
        tuple(
            0 if one == other else cells[one][other] if rank[one] < rank[other] else cells[other][one]
            for other in range(len(tracks))
        )
        for one in range(len(tracks))
    )


def _pairs(things: tuple[T, ...], conflict: Callable[[T, T], bool]) -> Pairs:
    return frozenset(
        (at, to) for (at, one), (to, other) in combinations(enumerate(things), 2) if conflict(one, other)
    )


def _presenters_conflict(tracks: tuple[Track, ...], one: Submission, other: Submission) -> bool:
    return bool(one.presenters & other.presenters) or any(
        there.presenters & tracks[here.track].chairs for here, there in _across(one, other)
    )


def _attendees_conflict(tracks: tuple[Track, ...], one: Submission, other: Submission) -> bool:
    if not (one.attendees or other.attendees):
        return False
    return bool(
        one.attendees & (other.attendees | other.presenters) or one.presenters & other.attendees
    ) or any(there.attendees & tracks[here.track].chairs for here, there in _across(one, other))


def _across(one: Submission, other: Submission) -> Iterator[tuple[Submission, Submission]]:
    """Both directions of a pair of two tracks; of one track, none: its chair may be there."""
    if one.track != other.track:
        yield one, other
        yield other, one


def _fits(instance: Instance, file: str) -> None:
    held = {submission.track for submission in instance.submissions}
    empty = [track.name for at, track in enumerate(instance.tracks) if at not in held]
    if empty:
        raise ValueError(f"{file}, sheet tracks: the track {empty[0]!r} has no submissions.")
    if not instance.submissions:
        raise ValueError(f"{file}, sheet submissions: there are none.")
    required = sum(submission.slots for submission in instance.submissions)
    offered = sum(session.slots for session in instance.sessions) * len(instance.rooms)
    if required > offered:
        raise ValueError(f"{file}: the submissions require {required} time slots and there are {offered}.")
