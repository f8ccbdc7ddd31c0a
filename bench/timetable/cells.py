"""Instances of TBCSP and CoSPLib -> problems of cells in our own form, and plans back to be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from operator import add
from typing import Any

from bench.timetable import cosplib, tbcsp
from bench.timetable.cosplib import Term
from bench.timetable.cosplib_value import Schedule, sessions_allowed
from bench.timetable.tbcsp_value import Placed

Json = dict[str, Any]


def of_tbcsp(instance: tbcsp.Instance) -> Json:
    """The problem as JSON; keys are the numbers of the instance after a letter."""
    return {
        "format": "convenor cells 1",
        "presence": "slots",
        "blocks": [{"key": f"b{at}", "slots": instance.slots} for at in range(instance.blocks)],
        "rooms": [{"key": f"r{at}", "seats": seats} for at, seats in enumerate(instance.capacities)],
        "people": [
            {"key": f"p{at}", "away": [f"b{block}" for block in sorted(blocks)]}
            for at, blocks in enumerate(instance.forbidden)
        ],
        "tracks": [_track_of_tbcsp(instance, at) for at in range(len(instance.tracks))],
        "contributions": [
            {"key": f"a{at}", "track": f"t{article.track}", "people": [f"p{article.author}"]}
            for at, article in enumerate(instance.articles)
        ],
        "together": [best for at in range(len(instance.tracks)) if len(best := _best(instance, at)) > 1],
    }


def _best(instance: tbcsp.Instance, track: int) -> list[str]:
    return [f"a{article}" for article in instance.of_track(track) if instance.articles[article].is_best]


def _track_of_tbcsp(instance: tbcsp.Instance, at: int) -> Json:
    track, cells = instance.tracks[at], instance.sessions_of(at)
    posts = {"chair": track.chairs, "organiser": track.organisers}
    return {
        "key": f"t{at}",
        "expected": track.attendance,
        "fewest_cells": cells,
        "most_cells": cells,
        "fewest": 0,
        "posts": [
            {"key": post, "candidates": [f"p{person}" for person in sorted(candidates)]}
            for post, candidates in posts.items()
        ],
    }


def as_tbcsp(plan: Iterable[Mapping[str, Any]]) -> list[Placed]:
    return [
        Placed(
            _number(cell["track"]),
            _number(cell["block"]),
            _number(cell["room"]),
            (_number(cell["posts"]["chair"]),),
            (_number(cell["posts"]["organiser"]),),
            {_number(key): slot for key, slot in cell["contributions"].items()},
        )
        for cell in plan
    ]


def _number(key: str) -> int:
    return int(key[1:])


def of_exact(instance: cosplib.Instance) -> Json:
    """The exact model of the article of 2024: who presents twice is a person, whose chair presents
    elsewhere is not beside the chair's track.
    """
    held = Counter(person for each in instance.submissions for person in each.presenters)
    busy = {person: f"p{at}" for at, person in enumerate(sorted(p for p, n in held.items() if n > 1))}
    return {
        "format": "convenor cells 1",
        "presence": "block",
        "blocks": [
            {"key": f"b{at}", "slots": each.slots} for at, each in enumerate(instance.sessions) if each.slots
        ],
        "rooms": [{"key": f"r{at}"} for at in range(len(instance.rooms))],
        "people": [{"key": key} for key in busy.values()],
        "tracks": [
            {"key": f"t{at}", "most_rooms": 1, "most_cells": sessions_allowed(instance, at)}
            for at in range(len(instance.tracks))
        ],
        "contributions": [
            {
                "key": f"a{at}",
                "track": f"t{each.track}",
                "slots": each.slots,
                "people": sorted(busy[person] for person in each.presenters if person in busy),
                "not_beside": _chaired_by(instance, each),
            }
            for at, each in enumerate(instance.submissions)
        ],
        "prices": _prices(instance),
    }


def _chaired_by(instance: cosplib.Instance, each: cosplib.Submission) -> list[str]:
    return [
        f"t{at}"
        for at, track in enumerate(instance.tracks)
        if at != each.track and track.chairs & each.presenters
    ]


def _prices(instance: cosplib.Instance) -> Json:
    """Once per submission, as the exact model has it."""
    weights = instance.weights
    zones = [[weights[Term.TIME_ZONES] * price for price in row] for row in instance.zone_penalty]
    wishes = _weighed(weights[Term.SUBMISSION_SESSION], [each.in_session for each in instance.submissions])
    tables = {
        "track_block": ("tb", _weighed(weights[Term.TRACK_SESSION], instance.track_session)),
        "track_room": ("tr", _weighed(weights[Term.TRACK_ROOM], instance.track_room)),
        "room_block": ("rb", zip(*_weighed(weights[Term.SESSION_ROOM], instance.session_room), strict=True)),
        "contribution_block": ("ab", [map(add, *both) for both in zip(zones, wishes, strict=True)]),
        "contribution_room": (
            "ar",
            _weighed(weights[Term.SUBMISSION_ROOM], [each.in_room for each in instance.submissions]),
        ),
    }
    held = {f"b{at}" for at, session in enumerate(instance.sessions) if not session.slots}
    return {
        kind: [
            [f"{letters[0]}{at}", f"{letters[1]}{to}", price]
            for at, row in enumerate(table)
            for to, price in enumerate(row)
            if price and f"{letters[1]}{to}" not in held
        ]
        for kind, (letters, table) in tables.items()
    }


def _weighed(weight: int, table: Iterable[Iterable[int]]) -> list[list[int]]:
    return [[weight * price for price in row] for row in table]


def as_schedule(instance: cosplib.Instance, plan: Iterable[Mapping[str, Any]]) -> Schedule:
    starts, tracks = {}, {}
    for cell in plan:
        block, room = _number(cell["block"]), _number(cell["room"])
        tracks[block, room] = _number(cell["track"])
        for key, slot in cell["contributions"].items():
            starts[_number(key)] = (block, room, slot)
    return Schedule.of(instance, starts, tracks)
