"""What a timetable was made of, as hashes: enough to tell afterwards what changed, and names nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from convenor.programme.models import Placement

PARTS = ("sessions", "rooms", "people", "tracks")
PLACES = "places"
Given = Mapping[str, Mapping[str, str]]


def given_in(form: Mapping[str, Any], now: Mapping[str, Placement]) -> dict[str, dict[str, str]]:
    """For each part of the problem a hash of each of its rows, by their keys, and of where sessions are."""
    parts = {part: {row["key"]: _hash(row) for row in form[part]} for part in PARTS}
    places = {row["key"]: _place(now.get(row["key"])) for row in form["sessions"]}
    return {**parts, PLACES: places}


@dataclass(frozen=True, slots=True)
class Difference:
    """What of ``part`` came, went and is not what it was, by keys."""

    part: str
    came: tuple[str, ...]
    gone: tuple[str, ...]
    other: tuple[str, ...]


def differences(was: Given, now: Given) -> list[Difference]:
    """What changed in each part in which something did."""
    return [each for part in (*PARTS, PLACES) if (each := _difference(part, was.get(part, {}), now[part]))]


def _difference(part: str, was: Mapping[str, str], now: Mapping[str, str]) -> Difference | None:
    came = tuple(key for key in now if key not in was)
    gone = tuple(key for key in was if key not in now)
    other = tuple(key for key in now if key in was and was[key] != now[key])
    if part == PLACES:
        came, gone = (), ()  # told of the sessions themselves
    return Difference(part, came, gone, other) if came or gone or other else None


def hash_of(*parts: Any) -> str:
    return _hash(parts)


def _place(placement: Placement | None) -> str:
    if placement is None or placement.starts_at is None:
        return ""
    return f"{placement.starts_at:%Y-%m-%d %H:%M} {placement.room.slug if placement.room else ''}"


def _hash(row: Any) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:12]
