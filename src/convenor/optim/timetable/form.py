"""A problem and a plan as JSON, as ``docs/reference/timetable.md`` tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .given import Row, known, no_value, opened, words
from .problem import (
    STEP,
    Block,
    Crew,
    Fixed,
    Goal,
    Interest,
    Lock,
    Order,
    Person,
    Place,
    Plan,
    Problem,
    Published,
    Room,
    Session,
    Span,
    Track,
    Wish,
)
from .refusals import Refused

if TYPE_CHECKING:
    from .solve import Solved

FORMAT = "convenor timetable 1"
ANSWER = "convenor timetable answer 1"
FIELDS = {
    "format", "step", "blocks", "rooms", "sessions", "people", "tracks", "crews", "orders", "same_day",
    "apart", "locks", "interest", "wishes", "published", "walks", "goals",
}  # fmt: skip


def read(form: Any) -> Problem:
    """The problem that ``form`` tells. Raises ``Refused`` for what is not of the form or makes no sense."""
    opened(form, FORMAT, FIELDS, "blocks, rooms and sessions")
    try:
        clock = Clock.of(form)
        return Problem.of(**_facts(form, clock))
    except Refused:
        raise
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as broken:
        raise no_value(broken) from broken


class Clock:
    """Times of the form <-> minutes from the midnight (UTC) before the first block."""

    def __init__(self, origin: datetime) -> None:
        self.origin = origin

    @classmethod
    def of(cls, form: Row) -> Clock:
        starts = [_time(block["starts"]) for block in form.get("blocks", ())]
        first = min(starts, default=datetime(2000, 1, 1, tzinfo=UTC))
        return cls(first.replace(hour=0, minute=0, second=0, microsecond=0))

    def minutes(self, text: Any) -> int:
        minutes, rest = divmod(_time(text) - self.origin, timedelta(minutes=1))
        if rest:
            raise Refused("form", where=str(text), what="times are in whole minutes")
        return minutes

    def span(self, given: Any) -> Span:
        starts, ends = given
        return self.minutes(starts), self.minutes(ends)

    def spans(self, row: Row, name: str = "windows") -> tuple[Span, ...]:
        return tuple(self.span(each) for each in row.get(name, ()))

    def written(self, minutes: int) -> str:
        return (self.origin + timedelta(minutes=minutes)).isoformat(timespec="minutes")


def _time(text: Any) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError) as broken:
        raise Refused(
            "form", where=str(text), what="this is no time such as 2027-05-04T09:00+02:00"
        ) from broken
    if time.tzinfo is None:
        raise Refused("form", where=str(text), what="it is not said in which zone, such as +02:00 or Z")
    return time.astimezone(UTC)


def _facts(form: Row, clock: Clock) -> dict[str, Any]:
    def rows(name: str, make: Callable[[Row, Clock], Any]) -> tuple[Any, ...]:
        return tuple(make(known(name, row, ALLOWED[name]), clock) for row in form.get(name, ()))

    return {
        "blocks": rows("blocks", _block),
        "rooms": rows("rooms", _room),
        "sessions": rows("sessions", _session),
        "people": rows("people", _person),
        "tracks": rows("tracks", _track),
        "crews": rows("crews", lambda row, _clock: Crew(row["key"], row["count"])),
        "orders": tuple(Order(first, then) for first, then in form.get("orders", ())),
        "same_day": _groups(form, "same_day"),
        "apart": _groups(form, "apart"),
        "locks": tuple(lock for locks in rows("locks", _locks) for lock in locks),
        "interest": tuple(Interest(one, other, people) for one, other, people in form.get("interest", ())),
        "wishes": rows("wishes", _wish),
        "published": rows("published", _published),
        "walks": _walks(form),
        "goals": tuple(Goal(name) for name in form.get("goals", list(Goal))),
        "step": form.get("step", STEP),
        "origin": clock.origin,
    }


ALLOWED = {
    "blocks": {"key", "day", "starts", "ends"},
    "rooms": {"key", "seats", "has", "booths", "site", "shut"},
    "sessions": {
        "key", "minutes", "people", "track", "subtheme", "needs", "booths", "crews", "expected", "promised",
        "windows", "needs_room", "is_plenary",
    },
    "people": {"key", "windows", "is_remote", "offset", "region"},
    "tracks": {"key", "windows", "has_one_room", "is_alone"},
    "crews": {"key", "count"},
    "locks": {"session", "start", "room", "day"},
    "wishes": {"session", "price", "windows", "rooms"},
    "published": {"session", "start", "room", "marks"},
}  # fmt: skip


def _walks(form: Row) -> dict[tuple[str, str], int]:
    rows = form.get("walks", ())
    walks = {(one, other): minutes for one, other, minutes in rows}
    if len(walks) < len(rows):
        raise Refused("form", where="walks", what="two are between the same sites")
    return walks


def _key(row: Row) -> str:
    if not isinstance(row["key"], str) or not row["key"]:
        raise Refused("form", where=str(row["key"]), what="a key is a word")
    return row["key"]


def _word(row: Row, name: str) -> str:
    if not isinstance(value := row.get(name, ""), str):
        raise Refused("form", where=f"{name}: {value}", what="a word is wanted")
    return value


def _block(row: Row, clock: Clock) -> Block:
    return Block(
        _key(row),
        _word(row, "day") or row["starts"][:10],
        clock.minutes(row["starts"]),
        clock.minutes(row["ends"]),
    )


def _room(row: Row, clock: Clock) -> Room:
    shut = clock.spans(row, "shut")
    has = frozenset(words(row.get("has", ())))
    return Room(_key(row), row.get("seats"), has, row.get("booths", 0), _word(row, "site"), shut)


def _session(row: Row, clock: Clock) -> Session:
    return Session(
        _key(row),
        row["minutes"],
        words(row.get("people", ())),
        _word(row, "track"),
        _word(row, "subtheme"),
        frozenset(words(row.get("needs", ()))),
        row.get("booths", 0),
        words(row.get("crews", ())),
        row.get("expected", 0),
        row.get("promised", 0),
        clock.spans(row),
        _flag(row, "needs_room", default=True),
        _flag(row, "is_plenary"),
    )


def _flag(row: Row, name: str, *, default: bool = False) -> bool:
    value = row.get(name, default)
    if not isinstance(value, bool):
        raise Refused("form", where=name, what="true or false is wanted")
    return value


def _person(row: Row, clock: Clock) -> Person:
    if type(offset := row.get("offset", 0)) is not int:
        raise Refused("form", where=f"offset: {offset}", what="whole minutes are wanted")
    return Person(_key(row), clock.spans(row), _flag(row, "is_remote"), offset, _word(row, "region"))


def _track(row: Row, clock: Clock) -> Track:
    return Track(_key(row), clock.spans(row), _flag(row, "has_one_room"), _flag(row, "is_alone"))


def _groups(form: Row, name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words(each) for each in form.get(name, ()))


def _locks(row: Row, clock: Clock) -> Iterable[Lock]:
    if "start" in row:
        yield Lock(row["session"], Fixed.START, clock.minutes(row["start"]))
    if "room" in row:
        yield Lock(row["session"], Fixed.ROOM, row["room"])
    if "day" in row:
        yield Lock(row["session"], Fixed.DAY, row["day"])


def _wish(row: Row, clock: Clock) -> Wish:
    return Wish(row["session"], row["price"], clock.spans(row), frozenset(words(row.get("rooms", ()))))


def _published(row: Row, clock: Clock) -> Published:
    room = None if row.get("room") is None else _word(row, "room")
    return Published(row["session"], Place(clock.minutes(row["start"]), room), row.get("marks", 0))


def read_plan(given: Any, problem: Problem) -> dict[str, Place]:
    """A plan of the form {session: {start, room}}. Raises ``Refused``."""
    if not isinstance(given, Mapping):
        raise Refused("form", where="The plan", what="one object with a place for each session is wanted")
    clock = Clock(problem.origin or datetime(2000, 1, 1, tzinfo=UTC))
    plan: dict[str, Place] = {}
    for key, place in given.items():
        if key not in problem.session_of:
            raise Refused("unknown", where="The plan", key=key)
        if not isinstance(place, Mapping) or not {"start"} <= set(place) <= {"start", "room"}:
            raise Refused("form", where=f"The plan, {key}", what="start and room are wanted")
        if place.get("room") is not None and _word(place, "room") not in problem.room_of:
            raise Refused("unknown", where=f"The plan, {key}", key=place["room"])
        plan[key] = Place(clock.minutes(place["start"]), place.get("room"))
    return plan


def write_plan(plan: Plan, problem: Problem) -> dict[str, dict[str, str | None]]:
    clock = Clock(problem.origin or datetime(2000, 1, 1, tzinfo=UTC))
    return {
        key: {"start": clock.written(plan[key].start), "room": plan[key].room}
        for key in problem.session_of
        if key in plan
    }


def answer(solved: Solved, problem: Problem) -> dict[str, Any]:
    """What ``solve`` found, as JSON."""
    return {
        "format": ANSWER,
        "plan": write_plan(solved.plan, problem),
        "reached": [
            {
                "goal": each.goal.value,
                "value": each.value,
                "bound": each.bound,
                "seconds": round(each.seconds, 3),
            }
            for each in solved.reached
        ],
        "seed": solved.limits.seed,
        "seconds": round(solved.seconds, 3),
        "solver": solved.solver,
    }
