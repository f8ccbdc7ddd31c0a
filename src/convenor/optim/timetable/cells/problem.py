"""What is given: blocks of slots, rooms, tracks with cells, and the contributions that are put into cells.

A *cell* is a room in a block. It is of one track and holds contributions of this track, one after the other,
as many as the block has slots. *Posts* of a track, such as its chair, are held anew in each cell, by one of
the candidates, who is there for all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from convenor.optim.timetable.given import once
from convenor.optim.timetable.refusals import Refused

MOST_CHOICES = 1_000_000  # pairs of a contribution and a block, or cells of a track in rooms and blocks
MOST_NUMBER = 1_000_000
MOST_PRICE = 1_000_000_000


class Presence(StrEnum):
    """How long the people of a contribution are there."""

    BLOCK = "block"  # for all of the block: nobody changes rooms within it
    SLOTS = "slots"  # for its slots


class Kind(StrEnum):
    """What a price is for, by the two things whose meeting costs it."""

    TRACK_BLOCK = "track_block"
    TRACK_ROOM = "track_room"
    ROOM_BLOCK = "room_block"
    CONTRIBUTION_BLOCK = "contribution_block"
    CONTRIBUTION_ROOM = "contribution_room"
    SIDE_BY_SIDE = "side_by_side"  # two tracks in one block
    TWO_CELLS = "two_cells"  # two contributions in one block, not in one cell
    AT_ONCE = "at_once"  # the same, for each slot that they share


ENDS = {
    Kind.TRACK_BLOCK: ("tracks", "blocks"),
    Kind.TRACK_ROOM: ("tracks", "rooms"),
    Kind.ROOM_BLOCK: ("rooms", "blocks"),
    Kind.CONTRIBUTION_BLOCK: ("contributions", "blocks"),
    Kind.CONTRIBUTION_ROOM: ("contributions", "rooms"),
    Kind.SIDE_BY_SIDE: ("tracks", "tracks"),
    Kind.TWO_CELLS: ("contributions", "contributions"),
    Kind.AT_ONCE: ("contributions", "contributions"),
}
PER = ("per_seat", "per_room", "per_parallel", "per_gap", "per_rank")
Prices = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Block:
    """Each cell in it has ``slots``."""

    key: str
    slots: int


@dataclass(frozen=True, slots=True)
class Room:
    """``seats`` is ``None`` where nobody knows."""

    key: str
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """``away`` are blocks in which they can do nothing."""

    key: str
    away: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Post:
    key: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """``expected`` people come to each of its cells, and each cell holds ``fewest`` contributions or more.

    ``blocks`` and ``rooms`` are those where it may be; ``None`` is all. So it is with ``most_…``.
    """

    key: str
    expected: int = 0
    fewest_cells: int = 0
    most_cells: int | None = None
    most_parallel: int = 1
    most_rooms: int | None = None
    fewest: int = 1
    blocks: frozenset[str] | None = None
    rooms: frozenset[str] | None = None
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """``not_beside`` are tracks that have no cell in its block, unless it is the contribution's own cell.

    ``rank`` is which of its track it is to be, counted from 1 by block, room and slot.
    """

    key: str
    track: str
    slots: int = 1
    people: tuple[str, ...] = ()
    blocks: frozenset[str] | None = None
    not_beside: tuple[str, ...] = ()
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as planned: who holds each post, and the first slot of each contribution, from 0."""

    track: str
    block: str
    room: str
    posts: Mapping[str, str] = field(default_factory=dict)
    contributions: Mapping[str, int] = field(default_factory=dict)


Plan = Sequence[Cell]


@dataclass(frozen=True)
class Problem:
    """A checked problem, if made by ``Problem.of``. ``together``: in one cell; ``apart``: tracks that share
    no block. ``per_…`` is the price of each person beyond the seats of a cell, of each room of a track beyond
    its first, of each cell of a track in a block beyond the first, of each track with blocks that do not
    follow one another, and of each contribution that is not at its rank.
    """

    blocks: tuple[Block, ...]
    rooms: tuple[Room, ...]
    tracks: tuple[Track, ...]
    contributions: tuple[Contribution, ...]
    people: tuple[Person, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    prices: Mapping[Kind, Prices] = field(default_factory=dict)
    per_seat: int = 1
    per_room: int = 0
    per_parallel: int = 0
    per_gap: int = 0
    per_rank: int = 0
    presence: Presence = Presence.BLOCK

    @classmethod
    def of(cls, **facts: object) -> Problem:
        """The problem with these fields. Raises ``Refused`` for what makes no sense."""
        problem = cls(**facts)  # type: ignore[arg-type]  # each by its name, as above
        _check(problem)
        return problem

    @cached_property
    def block_of(self) -> dict[str, Block]:
        return {each.key: each for each in self.blocks}

    @cached_property
    def room_of(self) -> dict[str, Room]:
        return {each.key: each for each in self.rooms}

    @cached_property
    def track_of(self) -> dict[str, Track]:
        return {each.key: each for each in self.tracks}

    @cached_property
    def person_of(self) -> dict[str, Person]:
        return {each.key: each for each in self.people}

    @cached_property
    def contribution_of(self) -> dict[str, Contribution]:
        return {each.key: each for each in self.contributions}

    @cached_property
    def of_track(self) -> dict[str, list[Contribution]]:
        found: dict[str, list[Contribution]] = {track.key: [] for track in self.tracks}
        for each in self.contributions:
            found[each.track].append(each)
        return found

    @cached_property
    def of_person(self) -> dict[str, list[Contribution]]:
        """Those of everybody who has any."""
        found: dict[str, list[Contribution]] = {}
        for each in self.contributions:
            for person in each.people:
                found.setdefault(person, []).append(each)
        return found

    @cached_property
    def paired(self) -> frozenset[str]:
        """The contributions that have a price together with another one."""
        kinds = (Kind.TWO_CELLS, Kind.AT_ONCE)
        return frozenset(key for kind in kinds for pair in self.prices_of(kind) for key in pair)

    def prices_of(self, kind: Kind) -> Prices:
        return self.prices.get(kind, {})

    def price(self, kind: Kind, one: str, other: str) -> int:
        return self.prices_of(kind).get((one, other), 0)

    def price_of_room(self, track: Track, room: Room) -> int:
        """Of each cell of ``track`` in ``room``, whatever the block."""
        beyond = 0 if room.seats is None else max(0, track.expected - room.seats)
        return self.price(Kind.TRACK_ROOM, track.key, room.key) + self.per_seat * beyond

    def rooms_for(self, track: Track) -> list[Room]:
        return [room for room in self.rooms if track.rooms is None or room.key in track.rooms]

    def blocks_for_track(self, track: Track) -> list[Block]:
        return [block for block in self.blocks if track.blocks is None or block.key in track.blocks]

    def blocks_for(self, contribution: Contribution) -> list[Block]:
        """Where its track may be, it fits, and its people are not away."""
        return [
            block
            for block in self.blocks_for_track(self.track_of[contribution.track])
            if (contribution.blocks is None or block.key in contribution.blocks)
            and contribution.slots <= block.slots
            and not any(block.key in self.person_of[person].away for person in contribution.people)
        ]


def _check(problem: Problem) -> None:
    blocks, rooms = len(problem.blocks), len(problem.rooms)
    choices = blocks * max(len(problem.contributions), len(problem.tracks) * rooms)
    if choices > MOST_CHOICES:
        raise Refused("too-many-choices", count=choices, most=MOST_CHOICES)
    for where in ("blocks", "rooms", "people", "tracks", "contributions"):
        once(where, [each.key for each in getattr(problem, where)])
    for track in problem.tracks:
        once(f"The posts of {track.key}", [post.key for post in track.posts])
    once("together", [key for group in problem.together for key in group])
    for one, other in problem.apart:
        once("apart", (one, other))
    _check_names(problem)
    _check_numbers(problem)
    for group in problem.together:
        if len({problem.contribution_of[key].track for key in group}) > 1:
            raise Refused("of-two-tracks", key=", ".join(group))


def _check_names(problem: Problem) -> None:
    for where, those, named in _all_names(problem):
        for key in named:
            if key not in those:
                raise Refused("unknown", where=where, key=key)
    for kind, (here, there) in ENDS.items():
        if here == there:
            _check_pairs(kind, problem.prices_of(kind))


def _check_pairs(kind: Kind, prices: Prices) -> None:
    for one, other in prices:
        once(kind, (one, other))
        if (other, one) in prices:
            raise Refused("twice", where=kind, key=f"{one} and {other}")


def _all_names(problem: Problem) -> Iterator[tuple[str, Mapping[str, object], Iterable[str]]]:
    things: dict[str, Mapping[str, object]] = {
        "blocks": problem.block_of,
        "rooms": problem.room_of,
        "tracks": problem.track_of,
        "people": problem.person_of,
        "contributions": problem.contribution_of,
    }
    for track in problem.tracks:
        yield f"The track {track.key}", things["blocks"], sorted(track.blocks or ())
        yield f"The track {track.key}", things["rooms"], sorted(track.rooms or ())
        for post in track.posts:
            yield f"The post {post.key} of {track.key}", things["people"], post.candidates
    for each in problem.contributions:
        yield f"The contribution {each.key}", things["tracks"], (each.track, *each.not_beside)
        yield f"The contribution {each.key}", things["people"], each.people
        yield f"The contribution {each.key}", things["blocks"], sorted(each.blocks or ())
    for person in problem.people:
        yield f"The person {person.key}", things["blocks"], sorted(person.away)
    yield "together", things["contributions"], (key for group in problem.together for key in group)
    yield "apart", things["tracks"], (key for pair in problem.apart for key in pair)
    for kind, prices in problem.prices.items():
        for at, end in enumerate(ENDS[kind]):
            yield kind, things[end], [pair[at] for pair in prices]


def _check_numbers(problem: Problem) -> None:
    whole = (
        *((each.key, "slots", each.slots, 1) for each in problem.blocks),
        *((each.key, "seats", each.seats or 0, 0) for each in problem.rooms),
        *((each.key, "slots", each.slots, 1) for each in problem.contributions),
        *((each.key, "rank", _or(each.rank, 1), 1) for each in problem.contributions),
        *((each.key, "expected", each.expected, 0) for each in problem.tracks),
        *((each.key, "fewest_cells", each.fewest_cells, 0) for each in problem.tracks),
        *((each.key, "most_cells", each.most_cells or 0, 0) for each in problem.tracks),
        *((each.key, "most_parallel", each.most_parallel, 1) for each in problem.tracks),
        *((each.key, "most_rooms", _or(each.most_rooms, 1), 1) for each in problem.tracks),
        *((each.key, "fewest", each.fewest, 0) for each in problem.tracks),
    )
    for key, where, value, least in whole:
        _check_number(where, key, value, least, MOST_NUMBER)
    for kind, prices in problem.prices.items():
        for (one, other), price in prices.items():
            _check_number(kind, f"{one} and {other}", price, 0, MOST_PRICE)
    for name in PER:
        amount: object = getattr(problem, name)
        _check_number(name, "all", amount, 0, MOST_PRICE)


def _or(number: int | None, otherwise: int) -> int:
    return otherwise if number is None else number


def _check_number(where: str, key: str, value: object, least: int, most: int) -> None:
    if type(value) is not int or value < least:
        raise Refused("negative", where=where, key=key, least=least)
    if value > most:
        raise Refused("too-large", where=where, key=key, most=most)
