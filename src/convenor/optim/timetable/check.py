"""Judge a timetable from what was given alone. It shares no module with the solver.

    convenor timetable check PROBLEM.json ANSWER.json

``broken`` tells which rules a plan breaks and whom that touches, ``values`` what each goal comes to, and
``verify`` every sentence that is wrong with an answer. Problems, plans and answers are the JSON objects of
``docs/reference/timetable.md``, and all of this was written from there; other shapes are a ``ValueError``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations
from types import SimpleNamespace as Row
from typing import Any, NamedTuple

Json = Mapping[str, Any]
Span = tuple[int, int]  # minutes in UTC, the last of them outside
Broken = Iterator[tuple[str, str]]  # a rule and a sentence

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY, MORNING, NIGHT = 24 * 60, 7 * 60, 22 * 60
NEEDED: Any = object()
TABLES: dict[str, dict[str, Any]] = {  # the fields of their rows, and what those are where they are missing
    "blocks": {"key": NEEDED, "starts": NEEDED, "ends": NEEDED, "day": NEEDED},
    "rooms": {"key": NEEDED, "seats": None, "has": (), "booths": 0, "site": None, "shut": ()},
    "people": {"key": NEEDED, "windows": (), "is_remote": False, "offset": 0, "region": None},
    "tracks": {"key": NEEDED, "windows": (), "has_one_room": False, "is_alone": False},
    "crews": {"key": NEEDED, "count": NEEDED},
    "sessions": {"key": NEEDED, "minutes": NEEDED, "people": (), "track": None, "subtheme": None, "needs": ()}
    | {"booths": 0, "crews": (), "expected": 0, "promised": 0, "windows": (), "needs_room": True}
    | {"is_plenary": False},
    "locks": {"session": NEEDED, "start": None, "room": None, "day": None},
    "wishes": {"session": NEEDED, "price": NEEDED, "windows": (), "rooms": ()},
    "published": {"session": NEEDED, "start": NEEDED, "room": None, "marks": 0},
}
LISTS = ("orders", "same_day", "apart", "interest", "walks")
FORM = {"format", "step", "goals", *TABLES, *LISTS}


class Place(NamedTuple):
    """Where one session is, from when and until when."""

    session: Row
    starts: int
    ends: int
    room: Row | None

    @property
    def key(self) -> str:
        return str(self.session.key)

    @property
    def where(self) -> str | None:
        return self.room.key if self.room else None

    def overlaps(self, other: Place) -> bool:
        return self.starts < other.ends and other.starts < self.ends

    def is_within(self, spans: Iterable[Span]) -> bool:
        return any(first <= self.starts and self.ends <= last for first, last in spans)


Plan = dict[str, Place]


class Given:
    """A problem of its JSON form, read again."""

    def __init__(self, form: Json) -> None:
        _require_fields(form, "The problem", {"format", "blocks", "rooms", "sessions"}, FORM)
        if form["format"] != "convenor timetable 1":
            raise ValueError("The problem is of another format.")
        lists = {name: _list(form.get(name, []), name) for name in (*TABLES, *LISTS)}
        lists["blocks"] = [_with_day(block) for block in lists["blocks"]]
        _count(form.get("step", 5), "step", least=1)
        rows = {name: [_row(name, row) for row in lists[name]] for name in TABLES}
        self.blocks = sorted(rows["blocks"], key=lambda block: (block.starts, block.ends))
        self.rooms, self.people, self.tracks, self.crews, self.sessions, _ = (
            _once([(row.key, row) for row in rows[name]], name)
            for name in ("rooms", "people", "tracks", "crews", "sessions", "blocks")
        )
        self.locks, self.wishes = rows["locks"], rows["wishes"]
        self.published = _once([(row.session, row) for row in rows["published"]], "published")
        self.orders = [_words(pair, "orders", 2) for pair in lists["orders"]]
        self.same_day = [_words(keys, "same_day") for keys in lists["same_day"]]
        self.apart = [_words(keys, "apart") for keys in lists["apart"]]
        self.interest = [_pair_and_count(row, "interest") for row in lists["interest"]]
        walks = [_pair_and_count(row, "walks") for row in lists["walks"]]
        self.walks = _once([(frozenset(sites), minutes) for sites, minutes in walks], "walks")
        self.goals = _words(form.get("goals", list(GOALS)), "goals")
        self._require_known()

    def _require_known(self) -> None:
        rows = (*self.locks, *self.wishes)
        sessions = (*self.orders, *self.same_day, *self.apart, *(pair for pair, _ in self.interest))
        days = {block.day: block for block in self.blocks}
        for what, known, named in (
            ("person", self.people, [key for one in self.sessions.values() for key in one.people]),
            ("track", self.tracks, [one.track for one in self.sessions.values()]),
            ("crew", self.crews, [key for one in self.sessions.values() for key in one.crews]),
            ("session", self.sessions, [key for keys in sessions for key in keys]),
            ("session", self.sessions, [*self.published, *(row.session for row in rows)]),
            ("room", self.rooms, [lock.room for lock in self.locks]),
            ("room", self.rooms, [key for wish in self.wishes for key in wish.rooms]),
            ("day", days, [lock.day for lock in self.locks]),
            ("goal", GOALS, self.goals),
        ):
            if unknown := sorted({*named} - {*known, None}):
                raise ValueError(f"There is no {what} {unknown[0]}.")
        times = [minute for block in self.blocks for minute in (block.starts, block.ends)]
        if times != sorted(times) or any(block.starts == block.ends for block in self.blocks):
            raise ValueError("A block ends before it starts, or two overlap.")

    def plan(self, plan: Json) -> Plan:
        """Every placed session, in the order of the sessions."""
        _require_fields(plan, "The plan", (), self.sessions)
        return {key: self._place(one, plan[key]) for key, one in self.sessions.items() if key in plan}

    def _place(self, session: Row, place: Json) -> Place:
        _require_fields(place, f"The place of {session.key}", {"start", "room"}, {"start", "room"})
        if (room := _word_or_none(place["room"], "room")) is not None and room not in self.rooms:
            raise ValueError(f"The plan puts {session.key} into a room {room} that does not exist.")
        starts = _time(place["start"], f"start of {session.key}")
        return Place(session, starts, starts + session.minutes, None if room is None else self.rooms[room])

    def block_at(self, minute: int) -> Row:
        """The block that runs then; one without a name in a break."""
        running = (block for block in self.blocks if block.starts <= minute < block.ends)
        return next(running, Row(key=None, day=None))

    def walk(self, one: Place, other: Place) -> int:
        sites = frozenset(place.room.site for place in (one, other) if place.room)
        return int(self.walks.get(sites, 0))


def broken(form: Json, plan: Json) -> list[tuple[str, str]]:
    """Each rule that ``plan`` breaks, by its name, and a sentence that tells where."""
    placed = (given := Given(form)).plan(plan)
    return [pair for rule in RULES for pair in rule(given, placed)]


def values(form: Json, plan: Json) -> dict[str, int]:
    """What each goal of ``form`` comes to, in the order of its goals."""
    placed = (given := Given(form)).plan(plan)
    return {goal: GOALS[goal](given, placed) for goal in given.goals}


def verify(form: Json, answer: Json) -> list[str]:
    """What of ``answer`` is wrong, in sentences; nothing if all of it holds."""
    _require_fields(answer, "The answer", {"format", "plan", "reached"}, answer)
    if answer["format"] != "convenor timetable answer 1":
        return ["The answer is of another format."]
    wrong = [f"{sentence} ({rule})" for rule, sentence in broken(form, answer["plan"])]
    has = values(form, answer["plan"])
    for stage in _list(answer["reached"], "reached"):
        _require_fields(stage, "What was reached", {"goal", "value", "bound"}, stage)
        wrong += _wrong_stage(stage, has)
    if [_word(stage["goal"], "goal") for stage in answer["reached"]] != list(has):
        wrong.append(f"The goals of the answer are not those of the problem: {', '.join(has)}.")
    return wrong


def _wrong_stage(stage: Json, has: dict[str, int]) -> Iterator[str]:
    goal, value, bound = stage["goal"], _whole(stage["value"], "value"), _whole(stage["bound"], "bound")
    if goal in has and value != has[goal]:
        yield f"The value of {goal} is {has[goal]}, not {value}."
    if bound < 0:
        yield f"The bound of {goal} is {bound}, below 0."
    if bound > value:
        yield f"The bound of {goal} is {bound}, above its value {value}."


# What must hold: each function tells the rules that it judges, by their names


def _in_time(given: Given, plan: Plan) -> Broken:
    blocks = [(block.starts, block.ends) for block in given.blocks]
    for key, place in plan.items():
        track = given.tracks.get(place.session.track)
        if not place.is_within(blocks):
            yield "block", f"{key} is not within one block."
        if place.session.windows and not place.is_within(place.session.windows):
            yield "times", f"{key} is outside its windows."
        if track and track.windows and not place.is_within(track.windows):
            yield "track-times", f"{key} is outside the windows of its track {track.key}."
        for person in (given.people[name] for name in place.session.people):
            if person.windows and not place.is_within(person.windows):
                yield "available", f"{key} is outside the windows of {person.key}."


def _by_people(given: Given, plan: Plan) -> Broken:
    for one, other in combinations(sorted(plan.values(), key=lambda place: place[1:3]), 2):
        for person in (given.people[name] for name in one.session.people if name in other.session.people):
            if one.overlaps(other):
                yield "person", f"{person.key} has {one.key} and {other.key}, which overlap."
            elif not person.is_remote and other.starts < one.ends + given.walk(one, other):
                yield "person", f"{person.key} has no time to walk from {one.key} to {other.key}."


def _fitting(given: Given, plan: Plan) -> Broken:
    for session, starts, ends, room in plan.values():
        if session.needs_room == (room is None):
            yield (
                "any-room" if room is None else "no-room",
                f"{session.key} is in {room.key if room else 'no room'}.",
            )
        if room is None:
            continue
        if any(starts < last and first < ends for first, last in room.shut):
            yield "room", f"{session.key} is in {room.key} while it is shut."
        for word in sorted({*session.needs} - {*room.has}):
            yield "needs", f"{session.key} needs {word}; {room.key} has none."
        if room.booths < session.booths:
            yield "booths", f"{session.key} needs {session.booths} booths; {room.key} has {room.booths}."
        if room.seats is not None and room.seats < session.promised:
            yield (
                "promised",
                f"{session.key} promised {session.promised} places; {room.key} has {room.seats}.",
            )


def _side_by_side(given: Given, plan: Plan) -> Broken:
    alone = {track.key for track in given.tracks.values() if track.is_alone}
    for one, other in _overlaps(plan.values()):
        tracks = {one.session.track, other.session.track}
        both = f"{one.key} and {other.key} overlap"
        if one.room and one.room == other.room:
            yield "room", f"{both} in {one.room.key}."
        if one.session.track != other.session.track and None not in tracks and tracks & alone:
            yield "track-alone", f"{both}, and a track is to be alone."
        if one.session.is_plenary or other.session.is_plenary:
            yield "plenary", f"{both}, and one is a plenary."


def _shared(given: Given, plan: Plan) -> Broken:
    for track in given.tracks.values():
        if track.has_one_room and len(rooms := _rooms_of(track, plan)) > 1:
            yield "track-room", f"The track {track.key} is in {', '.join(sorted(rooms))}."
    for crew in given.crews.values():
        served = [place for place in plan.values() if crew.key in place.session.crews]
        for minute in sorted({place.starts for place in served}):
            at_once = [place.key for place in served if place.starts <= minute < place.ends]
            if len(at_once) > crew.count:
                yield "crew", f"{', '.join(at_once)} share {crew.key}, which can serve {crew.count} at once."


def _as_given(given: Given, plan: Plan) -> Broken:
    if "unplaced" not in given.goals:
        yield from (("placed", f"{key} has no place.") for key in given.sessions if key not in plan)
    for one, other in given.orders:
        if one in plan and other in plan and plan[one].ends > plan[other].starts:
            yield "order", f"{one} does not end before {other} starts."
    for keys in given.same_day:
        if len({given.block_at(plan[key].starts).day for key in keys if key in plan}) > 1:
            yield "same-day", f"{', '.join(keys)} are not on one day."
    for keys in given.apart:
        for first, second in _overlaps(plan[key] for key in keys if key in plan):
            yield "apart", f"{first.key} and {second.key} overlap, and are to be apart."


def _locked(given: Given, plan: Plan) -> Broken:
    for lock, place in ((lock, plan[lock.session]) for lock in given.locks if lock.session in plan):
        if lock.start is not None and place.starts != lock.start:
            yield "lock-start", f"{lock.session} is locked to another start."
        if lock.room is not None and place.where != lock.room:
            yield "lock-room", f"{lock.session} is locked to {lock.room}."
        if lock.day is not None and given.block_at(place.starts).day != lock.day:
            yield "lock-day", f"{lock.session} is locked to {lock.day}."


RULES: tuple[Callable[[Given, Plan], Broken], ...]
RULES = (_as_given, _in_time, _by_people, _fitting, _side_by_side, _shared, _locked)


def _overlaps(places: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    return ((one, other) for one, other in combinations(places, 2) if one.overlaps(other))


def _rooms_of(track: Row, plan: Plan) -> set[str]:
    return {place.room.key for place in plan.values() if place.room and place.session.track == track.key}


# What is better


def _moved(given: Given, plan: Plan) -> int:
    moves = ((_move(given, one, plan.get(key)), one.marks) for key, one in given.published.items())
    return sum(move * (10 + min(marks, 40)) for move, marks in moves)


def _move(given: Given, published: Row, place: Place | None) -> int:
    if place is None:
        return 8
    if place.starts == published.start:
        return 0 if place.where == published.room else 3
    day = given.block_at(place.starts).day
    return 4 if day is not None and day == given.block_at(published.start).day else 5


def _clashes(given: Given, plan: Plan) -> int:
    placed = ((one, other, people) for (one, other), people in given.interest if {one, other} <= set(plan))
    return sum(people for one, other, people in placed if plan[one].overlaps(plan[other]))


def _seats(given: Given, plan: Plan) -> int:
    known = ((place, place.room) for place in plan.values() if place.room and place.room.seats is not None)
    return sum(max(place.session.expected - room.seats, 0) for place, room in known)


def _tracks(given: Given, plan: Plan) -> int:
    scattered = 0
    for track in given.tracks.values():
        places = [one for one in plan.values() if one.session.track == track.key]
        scattered += max(len(_rooms_of(track, plan)) - 1, 0) + _gaps(given, places)
        scattered += sum(2 for _ in _overlaps(places))
    return scattered


def _gaps(given: Given, places: list[Place]) -> int:
    """How many blocks have none of the places between two of the same day that have some."""
    used, days = {given.block_at(one.starts).key for one in places}, defaultdict[str, list[bool]](list)
    for block in given.blocks:
        days[block.day].append(block.key in used)
    ends = ((has, has.index(True), len(has) - has[::-1].index(True)) for has in days.values() if any(has))
    return sum(has[first:last].count(False) for has, first, last in ends)


def _themes(given: Given, plan: Plan) -> int:
    pairs = ((one.session.subtheme, other.session.subtheme) for one, other in _overlaps(plan.values()))
    return sum(1 for one, other in pairs if one is not None and one == other)


def _hours(given: Given, plan: Plan) -> int:
    return sum(hours for _, hours in _odd_hours(given, plan))


def _fairness(given: Given, plan: Plan) -> int:
    sums = Counter[str | None]()
    for person, hours in _odd_hours(given, plan):
        sums[person.region] += hours
    return max(sums.values(), default=0)


def _odd_hours(given: Given, plan: Plan) -> Iterator[tuple[Row, int]]:
    """For each session and remote person, the half hours that begin in the night of their clock."""
    for one in plan.values():
        for person in (given.people[key] for key in one.session.people):
            if person.is_remote:
                clock = ((minute + person.offset) % DAY for minute in range(one.starts, one.ends, 30))
                yield person, sum(1 for minute in clock if not MORNING <= minute < NIGHT)


def _wishes(given: Given, plan: Plan) -> int:
    price = 0
    for wish, place in ((wish, plan[wish.session]) for wish in given.wishes if wish.session in plan):
        price += wish.price * bool(wish.windows and not place.is_within(wish.windows))
        price += wish.price * bool(wish.rooms and place.where not in (None, *wish.rooms))
    return price


GOALS: dict[str, Callable[[Given, Plan], int]] = {
    "moved": _moved,
    "unplaced": lambda given, plan: len(given.sessions) - len(plan),
    "clashes": _clashes,
}
GOALS |= {"seats": _seats, "tracks": _tracks, "themes": _themes}
GOALS |= {"hours": _hours, "fairness": _fairness, "wishes": _wishes}


# What is given, word by word


def _list(given: Any, where: str, length: int | None = None) -> list[Any]:
    if not isinstance(given, list):
        raise ValueError(f"{where} is no list: {given!r}.")
    if length is not None and len(given) != length:
        raise ValueError(f"{where} is not of {length}: {given!r}.")
    return given


def _word(given: Any, where: str) -> str:
    if not isinstance(given, str) or not given:
        raise ValueError(f"{where} is no word: {given!r}.")
    return given


def _word_or_none(given: Any, where: str) -> str | None:
    return None if given is None else _word(given, where)


def _words(given: Any, where: str, length: int | None = None) -> tuple[str, ...]:
    words = tuple(_word(one, where) for one in _list(given, where, length))
    if len(set(words)) < len(words):
        raise ValueError(f"{where} names something twice: {given!r}.")
    return words


def _set(given: Any, where: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_word(one, where) for one in _list(given, where)))


def _whole(given: Any, where: str) -> int:
    if type(given) is not int:
        raise ValueError(f"{where} is no whole number: {given!r}.")
    return given


def _count(given: Any, where: str, least: int = 0) -> int:
    if (count := _whole(given, where)) < least:
        raise ValueError(f"{where} is below {least}: {given!r}.")
    return count


def _truth(given: Any, where: str) -> bool:
    if not isinstance(given, bool):
        raise ValueError(f"{where} is neither true nor false: {given!r}.")
    return given


def _time(given: Any, where: str) -> int:
    try:
        minutes, rest = divmod(datetime.fromisoformat(given) - EPOCH, timedelta(minutes=1))
    except (TypeError, OverflowError, ValueError) as unreadable:
        raise ValueError(f"{where} is no time with a zone: {given!r}.") from unreadable
    if rest:
        raise ValueError(f"{where} is not in whole minutes: {given!r}.")
    return minutes


def _spans(given: Any, where: str) -> tuple[Span, ...]:
    times = ([_time(one, where) for one in _list(span, where, 2)] for span in _list(given, where))
    spans = tuple((first, last) for first, last in times)
    if any(first >= last for first, last in spans):
        raise ValueError(f"{where} ends before it starts: {given!r}.")
    return spans


def _pair_and_count(given: Any, where: str) -> tuple[tuple[str, ...], int]:
    *pair, count = _list(given, where, 3)
    return _words(pair, where), _count(count, where)


def _with_day(block: Any) -> Any:
    is_dated = isinstance(block, Mapping) and isinstance(block.get("starts"), str)
    return {"day": block["starts"][:10], **block} if is_dated else block


READ: dict[str, Callable[[Any, str], Any]] = {
    **dict.fromkeys(("key", "day", "site", "region", "track", "subtheme", "session"), _word),
    **dict.fromkeys(("has", "needs", "people", "crews", "rooms"), _set),
    **dict.fromkeys(("seats", "booths", "count", "expected", "promised", "price", "marks"), _count),
    **dict.fromkeys(("has_one_room", "is_alone", "is_remote", "is_plenary", "needs_room"), _truth),
    **dict.fromkeys(("starts", "ends", "start"), _time),
    **dict.fromkeys(("windows", "shut"), _spans),
    "minutes": partial(_count, least=1),
    "offset": _whole,
    "room": _word_or_none,
}


def _row(table: str, given: Any) -> Row:
    """A row of a table of the form, with what is missing."""
    names = TABLES[table]
    _require_fields(given, f"A row of {table}", [name for name in names if names[name] is NEEDED], names)
    return Row(
        **{**names, **{name: READ[name](value, f"{name} in {table}") for name, value in given.items()}}
    )


def _once(rows: list[tuple[Any, Any]], where: str) -> dict[Any, Any]:
    if len(by_key := dict(rows)) < len(rows):
        raise ValueError(f"{where} has something twice.")
    return by_key


def _require_fields(given: Any, where: str, needed: Iterable[str], known: Iterable[str]) -> None:
    if not isinstance(given, Mapping):
        raise ValueError(f"{where} is no object: {given!r}.")
    if missing := sorted({*needed} - {*given}):
        raise ValueError(f"{where} lacks {missing[0]}.")
    if unknown := sorted({*given} - {*known}):
        raise ValueError(f"{where} names {unknown[0]}, which is not known.")
