"""A large conference from a seed: five full days, with a plan that is known to be possible.

``conference`` gives a dictionary of lists, lists of dictionaries and plain values, as JSON would hold them:

- ``zone``: of the place, such as ``Europe/Paris``; all times are ISO with their offset from UTC.
- ``blocks``: ``key``, ``day`` (0 to 4), ``starts_at``, ``ends_at``; a session takes one block of one room.
- ``rooms``: ``key``, ``seats``, ``step_free``, ``equipment`` (a list of words).
- ``tracks``: ``key`` and its ``subthemes`` (keys).
- ``sessions``: ``key``, ``track``, ``subtheme``, ``minutes``, ``people`` (``person`` and ``role``: speaker or
  moderator), ``needs`` (equipment), ``step_free`` (whether that is needed), ``expected`` (audience) and
  ``promised`` (places given away, so that the room must have as many seats; mostly 0).
- ``people``: ``key``, ``zone``, ``remote`` (takes part from there) and ``windows``, each ``from`` and ``to``:
  all of a session that they have a part in is to be within one of them; no windows means always.
- ``marks``: ``person`` and ``sessions``, the most wanted first; nobody marks a session that they speak in.
- ``witness``: the ``block`` and ``room`` of each session in a plan that keeps every demand: nobody in two
  places, one session in a room, equipment, steps, promised places, windows. For tests: no solver looks at it.

Some people mark more sessions than there are blocks, so that no plan is without clashes of interest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import ceil
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Europe/Paris")
FIRST = datetime(2027, 3, 1, 8, 30, tzinfo=PLACE)
DAYS = 5
USED = 0.8  # of all blocks of all rooms
HOURS = 9.5  # of sessions a day, besides lunch and two breaks
LENGTHS = (90, 60, 45, 30, 20, 15)  # minutes of a block; the longest that fits is taken
EQUIPMENT = {"remote speakers": 0.5, "movable chairs": 0.3, "booths": 0.2, "computers": 0.1}  # share of rooms
NEEDED = 0.3  # share of sessions that need what their room of the witness has
SPEAKERS = (0.5, 0.32, 0.18)  # shares of sessions with one, two and three
SPEAKING = 0.8  # share of people who may speak
AGAIN = 0.2  # share of speakers of a session who speak elsewhere, too
MODERATED = 0.25
BOUND = 0.2  # share of people who speak and have windows
REMOTE = 0.25  # of those
PROMISED = 0.03
ZONES = ("America/Lima", "America/New_York", "Africa/Accra", "Africa/Nairobi", "Asia/Kolkata", "Asia/Tokyo")
SILENT = 0.1  # share of people without marks
EAGER = 0.01  # share of people who mark more sessions than there are blocks
IN_TRACK = 0.75  # share of marks within the tracks of one's interest

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _World:
    """What is made so far, and the one source of chance."""

    drawn: Random
    blocks: list[Record]
    rooms: list[Record]
    tracks: list[Record]
    sessions: list[Record]
    places: list[tuple[int, int]]  # of each session in the witness: block and room
    people: list[Record]
    speaks: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # person -> sessions


def conference(*, sessions: int = 3000, rooms: int = 40, people: int = 5000, seed: int = 1) -> Record:
    """The same for the same arguments; a ValueError where five days or the people are not enough."""
    if sessions < 1 or rooms < 1 or people < 4 * rooms:
        raise ValueError("There must be a session, a room and, for each room, four people.")
    drawn = Random(f"{sessions} {rooms} {people} {seed}")
    blocks = _blocks(ceil(sessions / (USED * rooms)))
    world = _World(
        drawn=drawn,
        blocks=blocks,
        rooms=_rooms(drawn, rooms),
        tracks=_tracks(drawn, max(2, sessions // 100)),
        sessions=[],
        places=drawn.sample(
            [(block, room) for block in range(len(blocks)) for room in range(rooms)], sessions
        ),
        people=[
            {"key": f"P{at:05}", "zone": PLACE.key, "remote": False, "windows": []}
            for at in range(1, people + 1)
        ],
    )
    _add_sessions(world)
    _add_speakers(world)
    _add_windows(world)
    marks = list(_marks(world))
    _expect(world, marks)
    return {
        "zone": PLACE.key,
        "blocks": blocks,
        "rooms": world.rooms,
        "tracks": world.tracks,
        "sessions": world.sessions,
        "people": world.people,
        "marks": marks,
        "witness": {
            session["key"]: {"block": blocks[block]["key"], "room": world.rooms[room]["key"]}
            for session, (block, room) in zip(world.sessions, world.places, strict=True)
        },
    }


def _blocks(number: int) -> list[Record]:
    per_day = [number // DAYS + (day < number % DAYS) for day in range(DAYS)]
    fitting = [minutes for minutes in LENGTHS if per_day[0] * minutes <= HOURS * 60]
    if not fitting:
        raise ValueError(f"{number} blocks do not fit into {DAYS} days.")
    found: list[Record] = []
    for day, many in enumerate(per_day):
        at = FIRST + timedelta(days=day)
        for place in range(many):
            ends = at + timedelta(minutes=fitting[0])
            found.append({"key": f"B{len(found) + 1:03}", "day": day, "starts_at": at, "ends_at": ends})
            at = ends + timedelta(minutes=_pause(place + 1, many))
    return [
        {**block, **{when: block[when].isoformat() for when in ("starts_at", "ends_at")}} for block in found
    ]


def _pause(done: int, many: int) -> int:
    """Lunch in the middle of a day, a break in the middle of each half."""
    if done == many // 2:
        return 60
    return 15 if done in (many // 4, 3 * many // 4) else 0


def _rooms(drawn: Random, number: int) -> list[Record]:
    """One large hall and many small rooms."""
    return [
        {
            "key": f"R{rank:02}",
            "seats": max(20, round(90 / rank**0.75) * 10),
            "step_free": rank == 1 or drawn.random() < 0.85,
            "equipment": sorted(
                kind for kind, share in EQUIPMENT.items() if rank == 1 or drawn.random() < share
            ),
        }
        for rank in range(1, number + 1)
    ]


def _tracks(drawn: Random, number: int) -> list[Record]:
    return [
        {"key": f"T{at:02}", "subthemes": [f"T{at:02}.{part}" for part in range(1, drawn.randint(4, 8) + 1)]}
        for at in range(1, number + 1)
    ]


def _add_sessions(world: _World) -> None:
    """Large tracks and small ones; what a session needs, its room of the witness has."""
    drawn, minutes = world.drawn, _minutes(world.blocks[0])
    sizes = list(accumulate(1 / rank**0.6 for rank in range(1, len(world.tracks) + 1)))
    for at, (_block, room) in enumerate(world.places, 1):
        [track], held = drawn.choices(world.tracks, cum_weights=sizes), world.rooms[room]
        world.sessions.append(
            {
                "key": f"S{at:04}",
                "track": track["key"],
                "subtheme": drawn.choice(track["subthemes"]),
                "minutes": minutes,
                "people": [],
                "needs": [kind for kind in held["equipment"] if drawn.random() < NEEDED],
                "step_free": held["step_free"] and drawn.random() < NEEDED,
                "expected": 0,
                "promised": int(held["seats"] * drawn.uniform(0.5, 1)) if drawn.random() < PROMISED else 0,
            }
        )


def _minutes(block: Record) -> int:
    starts, ends = _span(block)
    return int((ends - starts).total_seconds()) // 60


def _span(block: Record) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(block["starts_at"]), datetime.fromisoformat(block["ends_at"])


def _add_speakers(world: _World) -> None:
    """One to three speakers and sometimes a moderator, none of them elsewhere then in the witness."""
    drawn, speakers = world.drawn, ceil(SPEAKING * len(world.people))
    fresh = iter(drawn.sample(range(len(world.people)), speakers))
    known: list[int] = []
    busy: set[tuple[int, int]] = set()  # person and block
    for at, session in enumerate(world.sessions):
        block = world.places[at][0]
        roles = ["speaker"] * drawn.choices((1, 2, 3), SPEAKERS)[0]
        roles += ["moderator"] * (drawn.random() < MODERATED)
        for role in roles:
            again = role == "moderator" or drawn.random() < AGAIN
            person = _free(world, known, busy, block) if again else next(fresh, None)
            if person is None:
                person = next(fresh, None)
            if person is None:
                person = _anybody(world, busy, block)
            if person not in world.speaks:
                known.append(person)
            busy.add((person, block))
            world.speaks[person].append(at)
            session["people"].append({"person": world.people[person]["key"], "role": role})


def _free(world: _World, known: Sequence[int], busy: set[tuple[int, int]], block: int) -> int | None:
    """Somebody who has a part elsewhere already, but not in many sessions and not in this block."""
    for person in world.drawn.choices(known, k=5) if known else ():
        if (person, block) not in busy and len(world.speaks[person]) < 3:
            return person
    return None


def _anybody(world: _World, busy: set[tuple[int, int]], block: int) -> int:
    return world.drawn.choice([at for at in range(len(world.people)) if (at, block) not in busy])


def _add_windows(world: _World) -> None:
    """Some come late, leave early or speak from afar, at hours that suit them."""
    for person, held in sorted(world.speaks.items()):
        if world.drawn.random() >= BOUND:
            continue
        record = world.people[person]
        zone = _zone_afar(world, held) if world.drawn.random() < REMOTE else None
        if zone is None:
            record["windows"] = [_stay(world, sorted(world.places[at][0] for at in held))]
            continue
        record.update(zone=zone.key, remote=True, windows=list(_waking_hours(zone)))
        for at in held:
            needs = {*world.sessions[at]["needs"], "remote speakers"}
            world.sessions[at]["needs"] = sorted(needs)


def _stay(world: _World, held: Sequence[int]) -> Record:
    """From some block of the day of one's first session to the end of some block of that of the last."""
    first, last = (world.blocks[at]["day"] for at in (held[0], held[-1]))
    arrives = [at for at in range(held[0] + 1) if world.blocks[at]["day"] == first]
    leaves = [at for at in range(held[-1], len(world.blocks)) if world.blocks[at]["day"] == last]
    return {
        "from": world.blocks[world.drawn.choice(arrives)]["starts_at"],
        "to": world.blocks[world.drawn.choice(leaves)]["ends_at"],
    }


def _zone_afar(world: _World, held: Sequence[int]) -> ZoneInfo | None:
    """Where all of somebody's sessions are within waking hours, if their rooms have what it takes."""
    places = [world.places[at] for at in held]
    if any("remote speakers" not in world.rooms[room]["equipment"] for _block, room in places):
        return None
    for name in world.drawn.sample(ZONES, len(ZONES)):
        zone = ZoneInfo(name)
        awake = [_span_of(window) for window in _waking_hours(zone)]
        spans = [_span(world.blocks[block]) for block, _room in places]
        if all(any(begin <= start and end <= close for begin, close in awake) for start, end in spans):
            return zone
    return None


def _waking_hours(zone: ZoneInfo) -> Iterator[Record]:
    for day in range(-1, DAYS + 1):
        date = (FIRST + timedelta(days=day)).date()
        seven = datetime(date.year, date.month, date.day, 7, tzinfo=zone)
        yield {"from": seven.isoformat(), "to": seven.replace(hour=23).isoformat()}


def _span_of(window: Record) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(window["from"]).astimezone(UTC), datetime.fromisoformat(window["to"])


def _marks(world: _World) -> Iterator[Record]:
    """Few sessions are marked by many; who is interested in a track marks most of what is marked there."""
    drawn, number = world.drawn, len(world.sessions)
    worth = [1 / rank**0.8 for rank in drawn.sample(range(1, number + 1), number)]
    every = _Urn(range(number), worth)
    of_track: dict[str, list[int]] = defaultdict(list)
    for at, session in enumerate(world.sessions):
        of_track[session["track"]].append(at)
    urns = [_Urn(held, [worth[at] for at in held]) for _track, held in sorted(of_track.items())]
    sizes = list(accumulate(len(urn.things) for urn in urns))
    eager = set(drawn.sample(range(len(world.people)), ceil(EAGER * len(world.people))))
    for person, record in enumerate(world.people):
        wanted = _how_many(drawn, len(world.blocks), is_eager=person in eager)
        interests = [*drawn.choices(urns, cum_weights=sizes, k=drawn.randint(1, 3))]
        own = world.speaks.get(person, ())
        listed = _listed(drawn, every, interests, min(wanted, number - len(own)), own)
        if listed:
            yield {"person": record["key"], "sessions": [world.sessions[at]["key"] for at in listed]}


class _Urn:
    """Sessions to draw from, the more popular ones more often."""

    def __init__(self, things: Sequence[int], worth: Sequence[float]) -> None:
        self.things, self.weights = things, list(accumulate(worth))

    def one(self, drawn: Random) -> int:
        return drawn.choices(self.things, cum_weights=self.weights)[0]


def _how_many(drawn: Random, blocks: int, *, is_eager: bool) -> int:
    if is_eager:
        return blocks + drawn.randint(1, 1 + blocks // 2)
    return 0 if drawn.random() < SILENT else max(1, min(blocks, round(drawn.lognormvariate(2.2, 0.8))))


def _listed(
    drawn: Random, every: _Urn, interests: Sequence[_Urn], wanted: int, own: Sequence[int]
) -> list[int]:
    """Drawn until there are enough; where the popular ones are used up, the rest follow in any order."""
    found: dict[int, None] = {}
    for _ in range(10 * wanted):
        if len(found) == wanted:
            break
        urn = drawn.choice(interests) if drawn.random() < IN_TRACK else every
        at = urn.one(drawn)
        if at not in own:
            found[at] = None
    if len(found) < wanted:
        rest = [at for at in every.things if at not in found and at not in own]
        found.update(dict.fromkeys(drawn.sample(rest, wanted - len(found))))
    return list(found)


def _expect(world: _World, marks: Sequence[Record]) -> None:
    """Those who marked a session, and others: sometimes more than any room holds."""
    marked = Counter(session for record in marks for session in record["sessions"])
    for session in world.sessions:
        session["expected"] = round(1.2 * marked[session["key"]] + world.drawn.uniform(5, 25))
