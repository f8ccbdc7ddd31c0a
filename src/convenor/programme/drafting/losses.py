"""People, rooms or whole days that a programme lost: which sessions that hits, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from convenor.programme.rules.plan import Plan, Spot, Talk
from convenor.programme.timetabling import NEVER

Form = dict[str, Any]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Loss:
    """Between two moments there are none of ``people`` (uids) and ``rooms`` (slugs), or no room at all."""

    starts_at: datetime
    ends_at: datetime
    people: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    is_all: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Loss:
        return cls(
            datetime.fromisoformat(stored["starts_at"]),
            datetime.fromisoformat(stored["ends_at"]),
            tuple(stored["people"]),
            tuple(stored["rooms"]),
            stored["is_all"],
        )

    def hits(self, span: tuple[datetime | None, datetime | None], people: Set[str], room: str) -> bool:
        """Whether a session then, with these people, in this room (or none), loses anything."""
        starts_at, ends_at = span
        if starts_at is None or ends_at is None or starts_at >= self.ends_at or self.starts_at >= ends_at:
            return False
        is_there = bool(room) and (self.is_all or room in self.rooms)
        return is_there or bool(people & set(self.people))

    def stored(self) -> dict[str, Any]:
        return {
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "people": list(self.people),
            "rooms": list(self.rooms),
            "is_all": self.is_all,
        }


def without(form: Form, loss: Loss) -> Form:
    """The problem without what is lost: rooms are shut, people are not available."""
    for room in form["rooms"]:
        if loss.is_all or room["key"] in loss.rooms:
            room["shut"] = [*room.get("shut", ()), [loss.starts_at.isoformat(), loss.ends_at.isoformat()]]
    for person in form["people"]:
        if person["key"] in loss.people:
            person["windows"] = less(form, person, loss)
    return form


def less(form: Form, row: Mapping[str, Any], loss: Loss) -> list[list[str]]:
    """The windows of a person or session, always where there are none, less the time of ``loss``."""
    blocks = list(_spans((each["starts"], each["ends"]) for each in form["blocks"]))
    always = [(min(starts for starts, _ends in blocks), max(ends for _starts, ends in blocks))]
    remaining = list(left(list(_spans(row.get("windows", ()))) or always, loss))
    return [[starts.isoformat(), ends.isoformat()] for starts, ends in remaining or [NEVER]]


def _spans(given: Iterable[Iterable[str]]) -> Iterator[Span]:
    for starts, ends in given:
        yield datetime.fromisoformat(starts), datetime.fromisoformat(ends)


def left(windows: Iterable[Span], loss: Loss) -> Iterator[Span]:
    """``windows`` less the time of ``loss``."""
    for starts, ends in windows:
        parts = ((starts, min(ends, loss.starts_at)), (max(starts, loss.ends_at), ends))
        yield from (each for each in parts if each[0] < each[1])


def hit(plan: Plan, loss: Loss) -> list[tuple[Talk, Spot]]:
    """The sessions that lose their room, somebody who appears, or their day; in the order of time."""
    found = [(talk, spot) for talk in plan.talks for spot in talk.spots if _is_hit(talk, spot, loss)]
    return sorted(found, key=lambda each: (str(each[1].starts_at), each[0].code))


def _is_hit(talk: Talk, spot: Spot, loss: Loss) -> bool:
    comes = {each.person for each in talk.cast if each.will_come is not False}
    return loss.hits((spot.starts_at, spot.ends_at), comes, spot.hall.slug if spot.hall else "")
