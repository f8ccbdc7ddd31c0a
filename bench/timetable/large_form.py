"""The generator's conference -> a problem of the product's form: whoever marks two sessions wants both."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

Record = dict[str, Any]


def form(world: Record) -> Record:
    """Without the witness, at which no solver looks."""
    return {
        "format": "convenor timetable 1",
        "blocks": [_block(each) for each in world["blocks"]],
        "rooms": [
            {"key": each["key"], "seats": each["seats"], "has": _has(each["equipment"], each)}
            for each in world["rooms"]
        ],
        "tracks": [{"key": each["key"]} for each in world["tracks"]],
        "people": [_person(each) for each in world["people"]],
        "sessions": [_session(each) for each in world["sessions"]],
        "interest": interest(world),
    }


def witness(world: Record) -> Record:
    """A plan that keeps every demand, of the same form."""
    starts = {each["key"]: each["starts_at"] for each in world["blocks"]}
    return {
        key: {"start": starts[place["block"]], "room": place["room"]}
        for key, place in world["witness"].items()
    }


def interest(world: Record) -> list[list[Any]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for marked in world["marks"]:
        pairs.update(combinations(sorted(marked["sessions"]), 2))
    return [[one, other, people] for (one, other), people in sorted(pairs.items())]


def _has(equipment: list[str], of: Record) -> list[str]:
    return [*equipment, *(["step-free"] if of["step_free"] else [])]


def _block(block: Record) -> Record:
    times = {"starts": block["starts_at"], "ends": block["ends_at"]}
    return {"key": block["key"], "day": f"day {block['day']}"} | times


def _person(person: Record) -> Record:
    windows = [[each["from"], each["to"]] for each in person["windows"]]
    return {"key": person["key"], "is_remote": person["remote"], "windows": windows}


def _session(session: Record) -> Record:
    kept = {name: session[name] for name in ("key", "minutes", "track", "subtheme", "expected", "promised")}
    people = list(dict.fromkeys(each["person"] for each in session["people"]))
    return kept | {"people": people, "needs": _has(session["needs"], session)}
