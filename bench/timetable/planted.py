"""The large conference with one thing asked too much of it, of three kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from bench.timetable.large_form import form

Record = dict[str, Any]


def impossible(world: Record, kind: str, seed: int) -> Record:
    """Everything as it was, and the demands of ``kind``."""
    given = form(world)
    KINDS[kind](given, Random(seed))  # no secret
    return given


def _speaker(given: Record, chance: Random) -> None:
    """Somebody with two sessions or more is there for one block alone."""
    held: dict[str, int] = {}
    for session in given["sessions"]:
        for person in session["people"]:
            held[person] = held.get(person, 0) + 1
    [person] = chance.sample([each for each in given["people"] if held.get(each["key"], 0) > 1], 1)
    block = chance.choice(given["blocks"])
    person["windows"] = [[block["starts"], block["ends"]]]


def _room(given: Record, chance: Random) -> None:
    """One room for a day, for one session more than the day has blocks."""
    room, day = chance.choice(given["rooms"][:3])["key"], given["blocks"][0]["day"]
    blocks = sum(block["day"] == day for block in given["blocks"])
    given["locks"] = [
        {"session": each["key"], "room": room, "day": day} for each in chance.sample(_easy(given), blocks + 1)
    ]


def _crew(given: Record, chance: Random) -> None:
    """One team of interpreters, for two sessions more than there are blocks on two days."""
    days = list(dict.fromkeys(block["day"] for block in given["blocks"]))[:2]
    blocks = [block for block in given["blocks"] if block["day"] in days]
    given["crews"] = [{"key": "interpreters", "count": 1}]
    for session in chance.sample(_easy(given), len(blocks) + 2):
        session["crews"] = ["interpreters"]
        session["windows"] = [[blocks[0]["starts"], blocks[-1]["ends"]]]


def _easy(given: Record) -> list[Record]:
    """Sessions that need nothing, of people who can always come."""
    windows = {each["key"]: each["windows"] for each in given["people"]}
    plain = [each for each in given["sessions"] if not each["needs"] and not each["promised"]]
    return [each for each in plain if not any(windows[person] for person in each["people"])]


KINDS: Mapping[str, Callable[[Record, Random], None]] = {"speaker": _speaker, "room": _room, "crew": _crew}
