"""Rooms that are alike, and rooms for tracks that have one each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from convenor.optim.timetable.limits import Limits

from .linear import Linear, by_highs
from .problem import Kind, Problem, Room

Alike = Mapping[str, Sequence[Room]]  # rooms by the key of the first of them


def alike(problem: Problem) -> dict[str, list[Room]]:
    """Rooms that the same tracks may have at the same prices, together."""
    found: dict[object, list[Room]] = defaultdict(list)
    for room in problem.rooms:
        cells = tuple((room in problem.rooms_for(t), problem.price_of_room(t, room)) for t in problem.tracks)
        blocks = tuple(problem.price(Kind.ROOM_BLOCK, room.key, block.key) for block in problem.blocks)
        rest = tuple(
            problem.price(Kind.CONTRIBUTION_ROOM, each.key, room.key) for each in problem.contributions
        )
        found[cells, blocks, rest].append(room)
    return {rooms[0].key: rooms for rooms in found.values()}


def packed(
    problem: Problem,
    blocks_of: Mapping[str, Sequence[str]],
    rooms_of: Mapping[str, Sequence[Room]],
    limits: Limits,
    *,
    clash: int | None = None,
) -> dict[str, set[str]] | None:
    """A room for each track, of ``rooms_of`` it, the cheapest; ``None`` where the time is over.

    Two tracks in a room and block cost ``clash``, or more than anything else. That is no end: when the times
    are looked for again with these rooms, one of the two gives way.
    """
    linear = Linear()
    rooms: dict[tuple[str, str], int] = {}
    over: dict[tuple[str, str], list[int]] = defaultdict(list)
    for track in problem.tracks:
        blocks = blocks_of[track.key]
        for room in rooms_of[track.key]:
            price = len(blocks) * problem.price_of_room(track, room)
            price += sum(problem.price(Kind.ROOM_BLOCK, room.key, block) for block in blocks)
            rooms[track.key, room.key] = chosen = linear.whole(cost=price)
            for block in blocks:
                over[room.key, block].append(chosen)
        linear.equal([(1, rooms[track.key, room.key]) for room in rooms_of[track.key]], 1)
    clash = clash or max(linear.costs.values(), default=1)
    for here in over.values():
        if len(here) > 1:
            clashes = linear.whole(len(here), cost=clash)
            linear.at_most([*((1, each) for each in here), (-1, clashes)], 1)
    values = by_highs(linear, limits).values
    return None if values is None else {track: {room} for (track, room), at in rooms.items() if values[at]}
