"""Two timetables beside each other: what moves from where to where, and what each comes to by the goals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from convenor.programme.models import Placement


@dataclass(frozen=True, slots=True)
class Spot:
    """When a session starts, and the slug of its room."""

    starts_at: datetime
    room: str | None


Spots = Mapping[str, Spot]


@dataclass(frozen=True, slots=True)
class Change:
    """A session that is elsewhere; without a place on one side, it has none there."""

    code: str
    was: Spot | None
    becomes: Spot | None


def spots_in(plan: Mapping[str, Any]) -> dict[str, Spot]:
    """Of a draft."""
    return {code: Spot(datetime.fromisoformat(place["start"]), place["room"]) for code, place in plan.items()}


def spots_at(now: Mapping[str, Placement]) -> dict[str, Spot]:
    """Of the programme as it is being made."""
    return {
        code: Spot(each.starts_at, each.room.slug if each.room else None)
        for code, each in now.items()
        if each.starts_at
    }


def changes(was: Spots, becomes: Spots, codes: Iterable[str]) -> list[Change]:
    """Those of ``codes`` that are elsewhere, in the order of their new times; last, what has none."""
    found = [Change(code, was.get(code), becomes.get(code)) for code in codes]
    return sorted((each for each in found if each.was != each.becomes), key=_in_order)


def _in_order(change: Change) -> tuple[bool, str, str]:
    at = change.becomes.starts_at.isoformat() if change.becomes else ""
    return not at, at, change.code
