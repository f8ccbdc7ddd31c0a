"""What a schedule of a CoSPLib instance is worth and which rules it breaks; written from the format alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import NamedTuple

from bench.timetable.cosplib import Instance, Pairs, Term

WRONG_SLOTS = 10**7
TORN_APART = 10**9
CONFLICTS = (
    Term.PRESENTERS,
    Term.ATTENDEES,
    Term.CHAIRS,
    Term.PRESENTERS_AT_ONCE,
    Term.ATTENDEES_AT_ONCE,
)

Cell = tuple[int, int]  # a session and a room


class Slot(NamedTuple):
    """One time slot of one room that a submission has."""

    session: int
    room: int
    at: int
    submission: int

    @property
    def cell(self) -> Cell:
        return self.session, self.room


@dataclass(frozen=True, slots=True)
class Schedule:
    """The track of each cell that has one, and every time slot that is used."""

    tracks: Mapping[Cell, int]
    slots: frozenset[Slot]

    @classmethod
    def of(
        cls,
        instance: Instance,
        starts: Mapping[int, tuple[int, int, int]],
        tracks: Mapping[Cell, int] | None = None,
    ) -> Schedule:
        """Each submission from its (session, room, first slot) on; ``tracks`` follow where not given."""
        slots = frozenset(
            Slot(session, room, index, submission)
            for submission, (session, room, first) in starts.items()
            for index in range(first, first + instance.submissions[submission].slots)
        )
        if tracks is None:
            tracks = {slot.cell: instance.submissions[slot.submission].track for slot in slots}
        return cls(tracks, slots)


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """A hard rule and what breaks it."""

    rule: str
    about: str


@dataclass(frozen=True, slots=True)
class Value:
    """``empty_cells`` have a track and no submission: allowed by the reference, and a way to cheat it."""

    total: int
    terms: Mapping[Term, int]
    broken: tuple[Broken, ...]
    empty_cells: tuple[Cell, ...]

    @property
    def conflicts(self) -> dict[Term, int]:
        """How many, whatever they weigh."""
        return {term: self.terms[term] for term in CONFLICTS}

    @property
    def is_feasible(self) -> bool:
        return not self.broken


@dataclass(frozen=True, slots=True)
class Exact:
    """The objective of the exact model, with every hard rule of it that is broken."""

    total: int
    broken: tuple[Broken, ...]

    @property
    def is_feasible(self) -> bool:
        return not self.broken


def evaluate_full(instance: Instance, schedule: Schedule) -> Value:
    """The full soft objective: all terms, also those without weight, and the hard rules apart."""
    seen = _Seen.of(instance, schedule)
    terms = dict(_terms_of_cells(seen)) | dict(_terms_of_submissions(seen)) | dict(_terms_of_conflicts(seen))
    terms = {term: terms[term] for term in Term}
    total = sum(instance.weights.get(term, 1) * value for term, value in terms.items())
    return Value(total, terms, tuple(sorted(set(_broken(instance, schedule, seen)))), seen.empty_cells())


def evaluate_exact(instance: Instance, schedule: Schedule) -> Exact:
    """The exact model of the article of 2024: penalties once per submission, most wishes as hard rules."""
    seen = _Seen.of(instance, schedule)
    weights, of_cells = instance.weights, dict(_terms_of_cells(seen))
    cells = (Term.TRACK_SESSION, Term.TRACK_ROOM, Term.SESSION_ROOM)
    total = sum(weights[term] * of_cells[term] for term in cells)
    for session, room, submission in {(slot.session, slot.room, slot.submission) for slot in seen.slots}:
        total += weights[Term.TIME_ZONES] * instance.zone_penalty[submission][session]
        total += weights[Term.SUBMISSION_SESSION] * instance.submissions[submission].in_session[session]
        total += weights[Term.SUBMISSION_ROOM] * instance.submissions[submission].in_room[room]
    broken = {*_broken(instance, schedule, seen), *_broken_exactly(seen)}
    return Exact(total, tuple(sorted(broken)))


def sessions_allowed(instance: Instance, track: int) -> int:
    """In how many sessions the exact model lets a track be: as if it had to take the smallest ones."""
    required = sum(instance.submissions[submission].slots for submission in instance.of_track(track))
    held = 0
    for number, slots in enumerate(sorted(session.slots for session in instance.sessions), 1):
        held += slots
        if held >= required:
            return number
    return len(instance.sessions)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a schedule is really there, sorted for counting."""

    instance: Instance
    tracks: Mapping[Cell, int]
    slots: list[Slot]
    rooms_in: Mapping[int, Mapping[int, set[int]]] = field(repr=False)  # session, submission -> its rooms

    @classmethod
    def of(cls, instance: Instance, schedule: Schedule) -> _Seen:
        slots = sorted(slot for slot in schedule.slots if _exists(instance, slot))
        tracks = {cell: track for cell, track in schedule.tracks.items() if _can_hold(instance, cell, track)}
        rooms_in: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for slot in slots:
            rooms_in[slot.session][slot.submission].add(slot.room)
        return cls(instance, tracks, slots, rooms_in)

    def of_submissions(self) -> dict[int, list[Slot]]:
        held: dict[int, list[Slot]] = {submission: [] for submission in range(len(self.instance.submissions))}
        for slot in self.slots:
            held[slot.submission].append(slot)
        return held

    def cells_in(self, session: int) -> list[Cell]:
        return sorted(cell for cell in self.tracks if cell[0] == session)

    def cells_of_tracks(self) -> dict[int, list[Cell]]:
        held: dict[int, list[Cell]] = {track: [] for track in range(len(self.instance.tracks))}
        for cell, track in sorted(self.tracks.items()):
            held[track].append(cell)
        return held

    def empty_cells(self) -> tuple[Cell, ...]:
        return tuple(sorted(set(self.tracks) - {slot.cell for slot in self.slots}))


def _exists(instance: Instance, slot: Slot) -> bool:
    return (
        _is_cell(instance, slot.cell)
        and 0 <= slot.at < instance.sessions[slot.session].slots
        and 0 <= slot.submission < len(instance.submissions)
    )


def _can_hold(instance: Instance, cell: Cell, track: int) -> bool:
    return _is_cell(instance, cell) and 0 <= track < len(instance.tracks)


def _is_cell(instance: Instance, cell: Cell) -> bool:
    return 0 <= cell[0] < len(instance.sessions) and 0 <= cell[1] < len(instance.rooms)


def _broken(instance: Instance, schedule: Schedule, seen: _Seen) -> Iterator[Broken]:
    """The rules that hold for every schedule."""
    for slot in schedule.slots:
        if not _exists(instance, slot):
            yield Broken("only what there is", f"slot {tuple(slot)}")
    for cell, track in schedule.tracks.items():
        if not _can_hold(instance, cell, track):
            yield Broken("only what there is", f"track {track} in cell {cell}")
    taken = Counter(slot[:3] for slot in seen.slots)
    for place, number in taken.items():
        if number > 1:
            yield Broken("one submission at a time", f"slot {place}")
    yield from _broken_by_submissions(seen)


def _broken_by_submissions(seen: _Seen) -> Iterator[Broken]:
    for submission, slots in seen.of_submissions().items():
        given = seen.instance.submissions[submission]
        cells = {slot.cell for slot in slots}
        if len(cells) > 1:
            yield Broken("in one cell", given.name)
        elif len(slots) != given.slots or not _in_a_row(slots):
            yield Broken("all slots, in a row", given.name)
        for cell in cells:
            if cell not in seen.tracks:
                yield Broken("in a cell with a track", given.name)
            elif seen.tracks[cell] != given.track:
                yield Broken("in a cell of its track", given.name)


def _in_a_row(slots: Iterable[Slot]) -> bool:
    return all(after.at == before.at + 1 for before, after in pairwise(sorted(slots)))


def _broken_exactly(seen: _Seen) -> Iterator[Broken]:
    """The rules that only the exact model has."""
    instance = seen.instance
    for track, cells in seen.cells_of_tracks().items():
        name = instance.tracks[track].name
        if len({room for _session, room in cells}) > 1:
            yield Broken("one room per track", name)
        if len({session for session, _room in cells}) > sessions_allowed(instance, track):
            yield Broken("not in more sessions than it may need", name)
    for cell in seen.empty_cells():
        yield Broken("no cell with a track and no submission", f"cell {cell}")
    for session in range(len(instance.sessions)):
        for one, other in _apart(seen, session, instance.presenter_conflicts):
            names = f"{instance.submissions[one].name} and {instance.submissions[other].name}"
            yield Broken("presenters in one room of a session", names)


def _terms_of_cells(seen: _Seen) -> Iterator[tuple[Term, int]]:
    instance, tracks = seen.instance, seen.tracks
    cells_of = seen.cells_of_tracks().values()
    yield Term.TRACK_SESSION, sum(instance.track_session[track][cell[0]] for cell, track in tracks.items())
    yield Term.TRACK_ROOM, sum(instance.track_room[track][cell[1]] for cell, track in tracks.items())
    yield Term.SESSION_ROOM, sum(instance.session_room[session][room] for session, room in tracks)
    yield Term.SIMILAR_TRACKS, sum(instance.similar[one][other] for one, other in _tracks_side_by_side(seen))
    yield Term.ROOMS_PER_TRACK, sum(max(0, len({cell[1] for cell in cells}) - 1) for cells in cells_of)
    yield Term.PARALLEL_TRACKS, sum(len(cells) - len({cell[0] for cell in cells}) for cells in cells_of)
    yield Term.CONSECUTIVE_TRACKS, sum(_is_interrupted({cell[0] for cell in cells}) for cells in cells_of)
    sides = (tuple(sorted(pair)) for pair in _tracks_side_by_side(seen))
    yield Term.CHAIRS, sum(pair in instance.chair_conflicts for pair in sides)


def _tracks_side_by_side(seen: _Seen) -> Iterator[tuple[int, int]]:
    """The two tracks of every pair of cells of one session, where they differ."""
    for session in range(len(seen.instance.sessions)):
        held = [seen.tracks[cell] for cell in seen.cells_in(session)]
        yield from ((one, other) for one, other in combinations(held, 2) if one != other)


def _is_interrupted(sessions: set[int]) -> bool:
    return bool(sessions) and max(sessions) - min(sessions) + 1 != len(sessions)


def _terms_of_submissions(seen: _Seen) -> Iterator[tuple[Term, int]]:
    """Each slot that is used pays: a submission of two slots twice."""
    instance, given = seen.instance, seen.instance.submissions
    yield Term.TIME_ZONES, sum(instance.zone_penalty[slot.submission][slot.session] for slot in seen.slots)
    yield Term.SUBMISSION_SESSION, sum(given[slot.submission].in_session[slot.session] for slot in seen.slots)
    yield Term.SUBMISSION_ROOM, sum(given[slot.submission].in_room[slot.room] for slot in seen.slots)
    yield Term.ORDER, _out_of_rank(seen) + _ordered_side_by_side(seen)
    yield Term.TORN, _torn(seen)


def _out_of_rank(seen: _Seen) -> int:
    """How many submissions with a wanted rank have another one; all of a track are counted for it."""
    first = sorted((slots[0], submission) for submission, slots in seen.of_submissions().items() if slots)
    ranks: Counter[int] = Counter()
    wrong = 0
    for _slot, submission in first:
        given = seen.instance.submissions[submission]
        ranks[given.track] += 1
        wrong += given.order not in (0, ranks[given.track])
    return wrong


def _ordered_side_by_side(seen: _Seen) -> int:
    """Pairs of a track that run at once in two rooms although both have a wanted rank; once per slot."""
    given = seen.instance.submissions
    return sum(
        one.submission != other.submission
        and given[one.submission].track == given[other.submission].track
        and given[one.submission].order != 0
        and given[other.submission].order != 0
        for one, other in _at_once(seen)
    )


def _at_once(seen: _Seen) -> Iterator[tuple[Slot, Slot]]:
    """Every pair of slots at one time in two rooms."""
    held: dict[tuple[int, int], list[Slot]] = defaultdict(list)
    for slot in seen.slots:
        held[slot.session, slot.at].append(slot)
    for slots in held.values():
        yield from ((one, other) for one, other in combinations(slots, 2) if one.room != other.room)


def _torn(seen: _Seen) -> int:
    """What the reference adds for submissions of several slots that are not whole."""
    total = 0
    for submission, slots in seen.of_submissions().items():
        required = seen.instance.submissions[submission].slots
        if required == 1:
            continue
        if not slots:
            return TORN_APART
        for cell in {slot.cell for slot in slots}:
            here = [slot for slot in slots if slot.cell == cell]
            total += WRONG_SLOTS * (len(here) != required) + TORN_APART * (not _in_a_row(here))
    return total


def _terms_of_conflicts(seen: _Seen) -> Iterator[tuple[Term, int]]:
    presenters, attendees = seen.instance.presenter_conflicts, seen.instance.attendee_conflicts
    sessions = range(len(seen.instance.sessions))
    yield Term.PRESENTERS, sum(len(list(_apart(seen, session, presenters))) for session in sessions)
    yield Term.ATTENDEES, sum(len(list(_apart(seen, session, attendees))) for session in sessions)
    yield Term.PRESENTERS_AT_ONCE, _conflicts_at_once(seen, presenters)
    yield Term.ATTENDEES_AT_ONCE, _conflicts_at_once(seen, attendees)


def _apart(seen: _Seen, session: int, pairs: Pairs) -> Iterator[tuple[int, int]]:
    """The pairs of which each is in a room of this session and not both in the same only one."""
    rooms = seen.rooms_in.get(session, {})
    for pair in combinations(sorted(rooms), 2):
        if pair in pairs and len(rooms[pair[0]] | rooms[pair[1]]) > 1:
            yield pair


def _conflicts_at_once(seen: _Seen, pairs: Pairs) -> int:
    return len(
        {
            (one.session, one.at, pair)
            for one, other in _at_once(seen)
            if (pair := tuple(sorted((one.submission, other.submission)))) in pairs
        }
    )
