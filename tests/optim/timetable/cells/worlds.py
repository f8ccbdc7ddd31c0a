"""Small problems of cells: drawn at random, and the cheapest plan of each, found by trying all."""

import random
from itertools import combinations, product

from convenor.optim.timetable.cells import check
from convenor.optim.timetable.cells.form import answer, read
from convenor.optim.timetable.cells.solve import solve
from convenor.optim.timetable.limits import Limits
from convenor.optim.timetable.refusals import Refused

QUICK = Limits(seconds=20, workers=1)
BLOCKS, ROOMS, TRACKS, PEOPLE = ("one", "two"), ("hall", "attic"), ("policy", "labs"), ("ada", "bo", "cy")
KEYS = ("TIDE", "MOSS", "REED")
MOST_SLOTS = 3


def form(**facts):
    """Two blocks of two slots, two rooms, two tracks, one contribution each."""
    given = {
        "format": "convenor cells 1",
        "blocks": [{"key": key, "slots": 2} for key in BLOCKS],
        "rooms": [{"key": "hall", "seats": 100}, {"key": "attic", "seats": 20}],
        "tracks": [{"key": key} for key in TRACKS],
        "contributions": [{"key": "TIDE", "track": "policy"}, {"key": "MOSS", "track": "labs"}],
    }
    return given | facts


def solved(given):
    """The answer to ``given``, or ``None`` where there is no plan."""
    try:
        return answer(solve(read(given), limits=QUICK))
    except Refused as refusal:
        if refusal.code != "no-plan":
            raise
        return None


def drawn(seed):
    """Everything that a problem can have, some of it."""
    draw = random.Random(seed)
    contributions = [_contribution(draw, key) for key in KEYS]
    given = form(
        presence=draw.choice(["block", "slots"]),
        per_seat=draw.choice([0, 1]),
        blocks=[{"key": key, "slots": draw.choice([1, 2, 2, MOST_SLOTS])} for key in BLOCKS],
        people=[{"key": key, "away": [each for each in BLOCKS if draw.random() < 0.1]} for key in PEOPLE],
        tracks=[_track(draw, key) for key in TRACKS],
        contributions=contributions,
        apart=[list(TRACKS)] if draw.random() < 0.05 else [],
        prices=_prices(draw),
    )
    pairs = [
        (one["key"], other["key"])
        for one, other in combinations(contributions, 2)
        if one["track"] == other["track"]
    ]
    if pairs and draw.random() < 0.3:
        given["together"] = [list(draw.choice(pairs))]
    return given


def wished(given, seed):
    """The same with prices of tracks, of pairs and of ranks."""
    draw = random.Random(seed)
    per = {name: draw.choice([0, 2, 5]) for name in ("per_room", "per_parallel", "per_gap", "per_rank")}
    rows = [
        row | ({"rank": draw.randint(1, 3)} if draw.random() < 0.6 else {}) for row in given["contributions"]
    ]
    pairs = [[*pair, draw.randint(0, 9)] for pair in combinations(KEYS, 2) if draw.random() < 0.7]
    return given | per | {"contributions": rows, "prices": given["prices"] | {"two_cells": pairs}}


def one_room_each(given):
    """The same, where every track has one room, so that times come before rooms."""
    return given | {"tracks": [row | {"most_rooms": 1} for row in given["tracks"]]}


def alike(given):
    """The same with two rooms that nothing tells apart, and no track kept to one."""
    kinds = {kind: rows for kind, rows in given["prices"].items() if "room" not in kind}
    kept = {"rooms", "most_rooms"}
    free = [{name: row[name] for name in row if name not in kept} for row in given["tracks"]]
    return given | {"rooms": [{"key": key, "seats": 30} for key in ROOMS], "prices": kinds, "tracks": free}


def _contribution(draw, key):
    row = {
        "key": key,
        "track": draw.choice(TRACKS),
        "slots": draw.choice([1, 1, 1, 2]),
        "people": draw.sample(PEOPLE, draw.choice([0, 1, 1, 1, 2])),
    }
    if draw.random() < 0.2:
        row["blocks"] = [draw.choice(BLOCKS)]
    if draw.random() < 0.2:
        row["not_beside"] = [draw.choice(TRACKS)]
    return row


def _track(draw, key):
    row = {
        "key": key,
        "expected": draw.choice([0, 25, 120]),
        "most_parallel": draw.choice([1, 1, 2]),
        "fewest": draw.choice([0, 1, 1]),
        "fewest_cells": draw.choice([0, 0, 0, 0, 1, 2]),
    }
    for name, values in {"most_rooms": [1, 2], "most_cells": [2, 3]}.items():
        if draw.random() < 0.5:
            row[name] = draw.choice(values)
    if draw.random() < 0.2:
        row["rooms"] = [draw.choice(ROOMS)]
    if draw.random() < 0.4:
        row["posts"] = [{"key": "chair", "candidates": draw.sample(PEOPLE, draw.choice([1, 2]))}]
    return row


def _prices(draw):
    ends = {
        "track_block": (TRACKS, BLOCKS),
        "track_room": (TRACKS, ROOMS),
        "room_block": (ROOMS, BLOCKS),
        "contribution_block": (KEYS, BLOCKS),
        "contribution_room": (KEYS, ROOMS),
        "side_by_side": (TRACKS[:1], TRACKS[1:]),
    }
    return {
        kind: [[*pair, draw.randint(0, 9)] for pair in product(*keys) if draw.random() < 0.5]
        for kind, keys in ends.items()
        if draw.random() < 0.6
    }


def plans(given):
    """Every plan that matters, good or bad: without two contributions in one slot of a cell."""
    tracks = {row["key"]: row for row in given["tracks"]}
    rows = {row["key"]: row for row in given["contributions"]}
    cells = list(product(BLOCKS, ROOMS))
    is_gapless = given["presence"] == "block" and not given.get("per_rank")
    for where in product(cells, repeat=len(rows)):
        contents = {cell: [key for key, at in zip(rows, where, strict=True) if at == cell] for cell in cells}
        kinds = [_tracks_of([rows[key]["track"] for key in contents[cell]]) for cell in cells]
        for of in product(*kinds):
            used = [(tracks[track], cell) for track, cell in zip(of, cells, strict=True) if track]
            choices = [
                list(_filled(track, cell, [rows[key] for key in contents[cell]], is_gapless))
                for track, cell in used
            ]
            yield from (list(plan) for plan in product(*choices))


def _tracks_of(held):
    if not held:
        return [None, *TRACKS]
    return [held[0]] if len(set(held)) == 1 else []


def _filled(track, cell, rows, is_gapless):
    posts, keys = track.get("posts", []), [row["key"] for row in rows]
    for people in product(*(post["candidates"] for post in posts)):
        for starts in _starts([row["slots"] for row in rows], is_gapless):
            yield {
                "track": track["key"],
                "block": cell[0],
                "room": cell[1],
                "posts": dict(zip([post["key"] for post in posts], people, strict=True)),
                "contributions": dict(zip(keys, starts, strict=True)),
            }


def _starts(lengths, is_gapless):
    """In which slots they may start; where it does not matter, one after the other."""
    if is_gapless:
        yield [sum(lengths[:at]) for at in range(len(lengths))]
        return
    for starts in product(range(MOST_SLOTS), repeat=len(lengths)):
        spans = [range(at, at + slots) for at, slots in zip(starts, lengths, strict=True)]
        if len({slot for span in spans for slot in span}) == sum(lengths):
            yield starts


def cheapest(given):
    """The least value of a plan that breaks no rule, by the checker; ``None`` where there is none."""
    values = (check.value(given, plan) for plan in plans(given) if not check.broken(given, plan))
    return min(values, default=None)
