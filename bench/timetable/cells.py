"""Instances of TBCSP and CoSPLib -> problems of cells in our own form, and plans back to be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations, repeat
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


def of_full(instance: cosplib.Instance) -> Json:
    """The full objective: nothing is forbidden but a cell without contributions, and each conflict costs.

    Penalties of slots are those of a submission times its slots. A session without slots is a block in which
    no track may be, since it counts between others.
    """
    weights = instance.weights
    usable = [f"b{at}" for at, session in enumerate(instance.sessions) if session.slots]
    is_all = len(usable) == len(instance.sessions)
    return {
        "format": "convenor cells 1",
        "per_room": weights[Term.ROOMS_PER_TRACK],
        "per_parallel": weights[Term.PARALLEL_TRACKS],
        "per_gap": weights[Term.CONSECUTIVE_TRACKS],
        "per_rank": weights[Term.ORDER],
        "blocks": [{"key": f"b{at}", "slots": each.slots or 1} for at, each in enumerate(instance.sessions)],
        "rooms": [{"key": f"r{at}"} for at in range(len(instance.rooms))],
        "tracks": [
            {"key": f"t{at}", "most_parallel": len(instance.rooms)} | ({} if is_all else {"blocks": usable})
            for at in range(len(instance.tracks))
        ],
        "contributions": [
            {"key": f"a{at}", "track": f"t{each.track}", "slots": each.slots}
            | ({"rank": each.order} if each.order else {})
            for at, each in enumerate(instance.submissions)
        ],
        "prices": _prices(instance, per_slot=True)
        | {
            "side_by_side": _beside(instance),
            "two_cells": _conflicts(instance, Term.PRESENTERS, Term.ATTENDEES),
            "at_once": _conflicts(instance, Term.PRESENTERS_AT_ONCE, Term.ATTENDEES_AT_ONCE),
        },
    }


def _beside(instance: cosplib.Instance) -> list[list[Any]]:
    """Of each two cells in a session: their tracks are similar, or have a chair in common."""
    similar, chairs = instance.weights[Term.SIMILAR_TRACKS], instance.weights[Term.CHAIRS]
    prices = {
        (one, other): similar * instance.similar[one][other]
        + chairs * ((one, other) in instance.chair_conflicts)
        for one, other in combinations(range(len(instance.tracks)), 2)
    }
    return [[f"t{one}", f"t{other}", price] for (one, other), price in prices.items() if price]


def _conflicts(instance: cosplib.Instance, presenters: Term, attendees: Term) -> list[list[Any]]:
    prices: Counter[tuple[int, int]] = Counter()
    for pairs, term in ((instance.presenter_conflicts, presenters), (instance.attendee_conflicts, attendees)):
        for pair in pairs:
            prices[pair] += instance.weights[term]
    return [[f"a{one}", f"a{other}", price] for (one, other), price in sorted(prices.items()) if price]


def _chaired_by(instance: cosplib.Instance, each: cosplib.Submission) -> list[str]:
    return [
        f"t{at}"
        for at, track in enumerate(instance.tracks)
        if at != each.track and track.chairs & each.presenters
    ]


def _prices(instance: cosplib.Instance, *, per_slot: bool = False) -> Json:
    """Once per submission, as the exact model has it, or ``per_slot``."""
    weights = instance.weights
    times = [each.slots if per_slot else 1 for each in instance.submissions]
    zones = _weighed(weights[Term.TIME_ZONES], instance.zone_penalty, times)
    wishes = _weighed(
        weights[Term.SUBMISSION_SESSION], [each.in_session for each in instance.submissions], times
    )
    tables = {
        "track_block": ("tb", _weighed(weights[Term.TRACK_SESSION], instance.track_session)),
        "track_room": ("tr", _weighed(weights[Term.TRACK_ROOM], instance.track_room)),
        "room_block": ("rb", zip(*_weighed(weights[Term.SESSION_ROOM], instance.session_room), strict=True)),
        "contribution_block": ("ab", [map(add, *both) for both in zip(zones, wishes, strict=True)]),
        "contribution_room": (
            "ar",
            _weighed(weights[Term.SUBMISSION_ROOM], [each.in_room for each in instance.submissions], times),
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


def _weighed(
    weight: int, table: Iterable[Iterable[int]], times: Iterable[int] | None = None
) -> list[list[int]]:
    rows = zip(table, repeat(1) if times is None else times, strict=False)
    return [[weight * often * price for price in row] for row, often in rows]


def as_schedule(instance: cosplib.Instance, plan: Iterable[Mapping[str, Any]]) -> Schedule:
    starts, tracks = {}, {}
    for cell in plan:
        block, room = _number(cell["block"]), _number(cell["room"])
        tracks[block, room] = _number(cell["track"])
        for key, slot in cell["contributions"].items():
            starts[_number(key)] = (block, room, slot)
    return Schedule.of(instance, starts, tracks)
