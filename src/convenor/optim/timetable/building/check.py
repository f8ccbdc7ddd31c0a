"""Judge a grouping from what was given alone. It shares no module with the solver.

    convenor timetable check PROBLEM.json ANSWER.json

``broken`` tells which rules the sessions break, ``value`` what they are worth, and ``verify`` every sentence
that is wrong with an answer. Problems and answers are the JSON objects of ``docs/reference/building.md``,
and all of this was written from there; other shapes are a ``ValueError``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

Json = Mapping[str, Any]
Broken = Iterator[tuple[str, str]]  # a rule and a sentence
NEEDED: Any = object()
TABLES: dict[str, dict[str, Any]] = {  # the fields of their rows, and what those are where they are missing
    "contributions": {"key": NEEDED, "size": 1, "people": [], "topics": []},
    "kinds": {"key": NEEDED, "least": 1, "most": NEEDED, "count": NEEDED},
    "places": {"key": NEEDED, "day": NEEDED, "block": NEEDED, "size": NEEDED},
    "spreads": {"topic": NEEDED, "most_a_day": NEEDED},
}
WHOLE = {"size", "least", "most", "count", "most_a_day"}
LISTS = {"people", "topics"}


class Given:
    """A problem of its JSON form, read again."""

    def __init__(self, form: Json) -> None:
        _object(form, "The problem")
        if form.get("format") != "convenor building 1":
            raise ValueError("The problem is of another format.")
        if unknown := sorted(map(str, form.keys() - {"format", "benefits", "apart", *TABLES})):
            raise ValueError(f"The problem has a field {unknown[0]} that does not exist.")
        self.contributions, self.kinds, self.places = (
            _once([(row["key"], row) for row in _rows(form, name)], name)
            for name in ("contributions", "kinds", "places")
        )
        self.spreads = _once([(row["topic"], row) for row in _rows(form, "spreads")], "spreads")
        self.benefits = _once(
            [_pair(row, self.contributions, 3) for row in _list(form, "benefits")], "benefits"
        )
        self.apart = _once([_pair(row, self.contributions, 2) for row in _list(form, "apart")], "apart")
        days = {(place["block"], place["day"]) for place in self.places.values()}
        if len(days) > len({block for block, _day in days}):
            raise ValueError("A block is on two days.")

    def size(self, session: Json) -> int:
        return sum(self.contributions[key]["size"] for key in session["contributions"])

    def sessions(self, answer: Json) -> list[Json]:
        """The sessions of an answer, if all that they name exists."""
        sessions = _list(answer, "sessions")
        for each in sessions:
            if not isinstance(each, Mapping) or not {"kind", "contributions"} <= each.keys():
                raise ValueError("A session has no kind, or no contributions.")
            if unknown := sorted(map(str, each.keys() - {"kind", "contributions", "place"})):
                raise ValueError(f"A session has a field {unknown[0]} that does not exist.")
            _known("contribution", _words(each["contributions"]), self.contributions)
            _known("kind", _words([each["kind"]]), self.kinds)
            _known("place", _words([each["place"]] if "place" in each else []), self.places)
        return sessions


def broken(form: Json, answer: Json) -> list[tuple[str, str]]:
    """Each rule that the sessions of ``answer`` break, by its name, and a sentence that tells where."""
    given = Given(form)
    sessions = given.sessions(answer)
    return [pair for rule in RULES for pair in rule(given, sessions)]


def value(form: Json, answer: Json) -> int:
    """What the sessions of ``answer`` are worth."""
    given = Given(form)
    return sum(
        given.benefits.get(frozenset(pair), 0)
        for session in given.sessions(answer)
        for pair in combinations(dict.fromkeys(session["contributions"]), 2)
    )


def verify(form: Json, answer: Json) -> list[str]:
    """What of ``answer`` is wrong, in sentences; nothing if all of it holds."""
    _object(answer, "The answer")
    if answer.get("format") != "convenor building answer 1":
        return ["The answer is of another format."]
    wrong = [f"{sentence} ({rule})" for rule, sentence in broken(form, answer)]
    told, bound = (_whole(answer.get(name), name) for name in ("value", "bound"))
    if told != (counted := value(form, answer)):
        wrong.append(f"The value is {counted}, not {told}.")
    if bound < told:
        wrong.append(f"The bound is {bound}, below the value {told}.")
    return wrong


# What must hold: each function tells the rules that it judges, by their names


def _once_each(given: Given, sessions: Sequence[Json]) -> Broken:
    held = Counter(key for session in sessions for key in session["contributions"])
    for key in given.contributions:
        if held[key] != 1:
            yield "once", f"{key} is in {held[key]} sessions."


def _sizes(given: Given, sessions: Sequence[Json]) -> Broken:
    for number, session in enumerate(sessions, 1):
        kind, size = given.kinds[session["kind"]], given.size(session)
        if not session["contributions"]:
            yield "size", f"Session {number} has no contributions."
        elif not kind["least"] <= size <= kind["most"]:
            yield "size", f"Session {number} has the size {size}, and is of the kind {kind['key']}."
    for key, often in Counter(session["kind"] for session in sessions).items():
        if often > given.kinds[key]["count"]:
            yield "count", f"{often} sessions are of the kind {key}."


def _apart(given: Given, sessions: Sequence[Json]) -> Broken:
    for number, session in enumerate(sessions, 1):
        for pair in combinations(session["contributions"], 2):
            if frozenset(pair) in given.apart:
                yield "apart", f"{pair[0]} and {pair[1]} are both in session {number}."


def _places(given: Given, sessions: Sequence[Json]) -> Broken:
    for number, session in enumerate(sessions, 1):
        if ("place" in session) != bool(given.places):
            yield "place", f"Session {number} has {'a' if 'place' in session else 'no'} place."
        elif "place" in session and given.size(session) > given.places[session["place"]]["size"]:
            yield "room", f"Session {number} is larger than its place {session['place']}."
    for place, often in Counter(session.get("place") for session in sessions).items():
        if place is not None and often > 1:
            yield "place", f"{often} sessions are in {place}."


def _people(given: Given, sessions: Sequence[Json]) -> Broken:
    there = Counter(
        (person, given.places[session["place"]]["block"])
        for session in sessions
        if "place" in session
        for person in {who for key in session["contributions"] for who in given.contributions[key]["people"]}
    )
    for (person, block), often in sorted(there.items()):
        if often > 1:
            yield "person", f"{person} is in {often} sessions of the block {block}."


def _days(given: Given, sessions: Sequence[Json]) -> Broken:
    there = Counter(
        (topic, given.places[session["place"]]["day"])
        for session in sessions
        if "place" in session
        for key in session["contributions"]
        for topic in set(given.contributions[key]["topics"])
    )
    for (topic, day), often in sorted(there.items()):
        if topic in given.spreads and often > given.spreads[topic]["most_a_day"]:
            yield "spread", f"{often} contributions of {topic} are on {day}."


RULES: tuple[Callable[[Given, Sequence[Json]], Broken], ...] = (
    _once_each,
    _sizes,
    _apart,
    _places,
    _people,
    _days,
)


def _rows(form: Json, name: str) -> Iterator[dict[str, Any]]:
    fields = TABLES[name]
    for row in _list(form, name):
        if not isinstance(row, Mapping) or row.keys() - fields.keys():
            raise ValueError(f"{name} has a row that is none, or a field that does not exist: {row}.")
        full = {**fields, **row}
        if missing := [key for key, held in full.items() if held is NEEDED]:
            raise ValueError(f"{name} has a row without {missing[0]}.")
        for key, held in full.items():
            if key in LISTS:
                _words(held)
            elif key in WHOLE:
                _whole(held, key)
            elif not isinstance(held, str) or not held:
                raise ValueError(f"{key} is to be a word.")
        yield full


def _object(given: Any, what: str) -> None:
    if not isinstance(given, Mapping):
        raise ValueError(f"{what} is to be an object.")


def _list(form: Json, name: str) -> list[Any]:
    if not isinstance(found := form.get(name, []), list):
        raise ValueError(f"{name} is to be a list.")
    return found


def _pair(row: Any, known: Iterable[str], length: int) -> tuple[frozenset[str], int]:
    if not isinstance(row, list) or len(row) != length:
        raise ValueError(f"A list of {length} is wanted: {row}.")
    pair = frozenset(_words(row[:2]))
    _known("contribution", sorted(pair), known)
    if len(pair) == 1:
        raise ValueError(f"{row[0]} is paired with itself.")
    return pair, _whole(row[2], "A benefit") if length > len(pair) else 1


def _once(pairs: Iterable[tuple[Any, Any]], name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, held in pairs:
        if key in found:
            raise ValueError(f"{name} has {key} twice.")
        found[key] = held
    return found


def _known(what: str, named: Iterable[Any], known: Iterable[str]) -> None:
    if unknown := sorted(map(str, {*named} - {*known})):
        raise ValueError(f"There is no {what} {unknown[0]}.")


def _words(given: Any) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ValueError(f"A list of words is wanted: {given}.")
    return given


def _whole(given: Any, what: str) -> int:
    if type(given) is not int:
        raise ValueError(f"{what} is to be a whole number.")
    return given
