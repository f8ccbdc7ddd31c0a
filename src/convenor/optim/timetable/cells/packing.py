"""Rooms for tracks that have one each, when it is known in which blocks each track is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from .linear import Limits, Linear, by_highs
from .problem import Kind, Problem


def packed(
    problem: Problem, blocks_of: Mapping[str, Sequence[str]], clash: int, limits: Limits
) -> dict[str, set[str]] | None:
    """A room for each track: the cheapest, where two tracks in one room and block cost ``clash``.

    Such a clash is no end: when the times are looked for again with these rooms, one of the two gives way.
    """
    linear = Linear()
    rooms: dict[tuple[str, str], int] = {}
    over: dict[tuple[str, str], list[int]] = defaultdict(list)
    for track in problem.tracks:
        blocks = blocks_of[track.key]
        for room in problem.rooms_for(track):
            price = len(blocks) * problem.price_of_room(track, room)
            price += sum(problem.price(Kind.ROOM_BLOCK, room.key, block) for block in blocks)
            rooms[track.key, room.key] = chosen = linear.whole(cost=price)
            for block in blocks:
                over[room.key, block].append(chosen)
        linear.equal([(1, rooms[track.key, room.key]) for room in problem.rooms_for(track)], 1)
    for here in over.values():
        if len(here) > 1:
            clashes = linear.whole(len(here), cost=clash)
            linear.at_most([*((1, each) for each in here), (-1, clashes)], 1)
    values = by_highs(linear, limits).values
    if values is None:
        return None
    return {
        track.key: {room.key for room in problem.rooms_for(track) if values[rooms[track.key, room.key]]}
        for track in problem.tracks
    }
