"""The large conference, published as its witness has it; then two rooms are lost, and three speakers."""

from __future__ import annotations

from random import Random
from typing import Any

from bench.timetable.large_form import form, witness

Record = dict[str, Any]
ROOMS, SPEAKERS = 2, 3


def published_with_losses(world: Record, seed: int) -> tuple[Record, set[str]]:
    """The problem, and the sessions that cannot stay: no repair moves fewer.

    A room is lost for a day; a speaker, for the day of one of their sessions, can no longer come.
    """
    chance, given, plan = Random(seed), form(world), witness(world)  # no secret
    marks = _marks(world)
    given["published"] = [
        {"session": key, **place, "marks": marks.get(key, 0)} for key, place in plan.items()
    ]
    day_of = {block["starts"]: block["day"] for block in given["blocks"]}
    spans = {day: _span(given, day) for day in dict.fromkeys(day_of.values())}
    gone: set[str] = set()
    for room in chance.sample(given["rooms"], ROOMS):
        day = chance.choice(sorted(spans))
        room["shut"] = [spans[day]]
        gone |= {
            key
            for key, place in plan.items()
            if place["room"] == room["key"] and day_of[place["start"]] == day
        }
    for person in chance.sample([each for each in given["people"] if not each["windows"]], 200):
        held = [each["key"] for each in given["sessions"] if person["key"] in each["people"]]
        if held and len([each for each in given["people"] if each.get("lost")]) < SPEAKERS:
            day = day_of[plan[held[0]]["start"]]
            person["windows"] = [span for other, span in spans.items() if other != day]
            person["lost"] = True
            gone |= {key for key in held if day_of[plan[key]["start"]] == day}
    for person in given["people"]:
        person.pop("lost", None)
    return given, gone


def _marks(world: Record) -> dict[str, int]:
    found: dict[str, int] = {}
    for marked in world["marks"]:
        for key in marked["sessions"]:
            found[key] = found.get(key, 0) + 1
    return found


def _span(given: Record, day: str) -> list[str]:
    blocks = [block for block in given["blocks"] if block["day"] == day]
    return [blocks[0]["starts"], blocks[-1]["ends"]]
