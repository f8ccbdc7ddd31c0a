"""Some plan to begin from, where tracks may have several cells in a block: each step takes the cheapest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

from .items import Lane
from .model import Model
from .problem import Block, Contribution, Kind, Problem, Track

Contents = dict[tuple[Lane, str], list[str]]


def filled(problem: Problem, told: Mapping[str, int]) -> Contents | None:
    """Contributions in cells of their tracks, those with the most slots first; ``None`` where that fails."""
    if problem.together or problem.apart:
        return None
    found: Contents = {}
    opened: Counter[str] = Counter()
    needs = {track.key: sum(each.slots for each in problem.of_track[track.key]) for track in problem.tracks}
    left: dict[str, dict[tuple[Lane, str], int]] = {track.key: {} for track in problem.tracks}
    for each in sorted(problem.contributions, key=lambda each: (-each.slots, -needs[each.track], each.track)):
        mine, track = left[each.track], problem.track_of[each.track]
        place = _cheapest(problem, each, mine, _openings(problem, track, mine, told, opened))
        if place is None:
            return None
        if place not in mine:
            opened[place[1]] += 1
            mine[place] = problem.block_of[place[1]].slots
            found[place] = []
        mine[place] -= each.slots
        found[place].append(each.key)
    return found


def _openings(
    problem: Problem,
    track: Track,
    left: Mapping[tuple[Lane, str], int],
    told: Mapping[str, int],
    opened: Counter[str],
) -> list[tuple[Lane, str]]:
    """The next cell of a track in each block that has a room left."""
    lanes = Counter(block for _lane, block in left)
    return [
        ((track.key, lanes[block.key]), block.key)
        for block in problem.blocks_for_track(track)
        if opened[block.key] < len(problem.rooms) and lanes[block.key] < told[track.key]
    ]


def _cheapest(
    problem: Problem,
    each: Contribution,
    left: Mapping[tuple[Lane, str], int],
    openings: Sequence[tuple[Lane, str]],
) -> tuple[Lane, str] | None:
    """A cell that is there comes before a new one, and the fuller before others at the same price."""

    def price(place: tuple[Lane, str]) -> tuple[int, int, int]:
        (_track, at), block = place
        cost = problem.price(Kind.CONTRIBUTION_BLOCK, each.key, block)
        if place in left:
            return 0, cost, left[place]
        cost += problem.price(Kind.TRACK_BLOCK, each.track, block) + (problem.per_parallel if at else 0)
        return 1, cost, -problem.block_of[block].slots

    allowed = {block.key for block in problem.blocks_for(each)}
    free = [place for place, slots in left.items() if slots >= each.slots]
    places = [place for place in (*free, *openings) if place[1] in allowed]
    return min(places, key=price, default=None)


def placed(model: Model, beside: Mapping[str, Mapping[str, int]]) -> dict[int, int] | None:
    """Rooms for so many cells of each track in each block, block after block, at the least price.

    Returned are the places of ``model``; ``None`` where some block has no rooms for its cells.
    """
    had: dict[str, set[str]] = defaultdict(set)
    found = dict.fromkeys(model.places.values(), 0)
    for block in model.problem.blocks:
        cells = [
            lane
            for track in model.problem.tracks
            for lane in model.lanes(track.key)[: beside[track.key].get(block.key, 0)]
        ]
        rooms = _assigned(model.problem, block, cells, had)
        if rooms is None:
            return None
        for (track, at), room in zip(cells, rooms, strict=True):
            had[track].add(room)
            found[model.places[(track, 0 if model.is_shared else at), block.key, room]] = 1
    return found


def _assigned(
    problem: Problem, block: Block, cells: Sequence[Lane], had: Mapping[str, set[str]]
) -> list[str] | None:
    solver = SimpleLinearSumAssignment()
    for left, (track, _at) in enumerate(cells):
        allowed = {room.key for room in problem.rooms_for(problem.track_of[track])}
        for right, room in enumerate(problem.rooms):
            if room.key in allowed:
                price = problem.price_of_room(problem.track_of[track], room)
                price += problem.price(Kind.ROOM_BLOCK, room.key, block.key)
                price += problem.per_room if room.key not in had.get(track, ()) else 0
                solver.add_arc_with_cost(left, right, price)
    for left in range(len(cells), len(problem.rooms)):
        for right in range(len(problem.rooms)):
            solver.add_arc_with_cost(left, right, 0)
    if len(cells) > len(problem.rooms) or solver.solve() != solver.OPTIMAL:
        return None
    return [problem.rooms[solver.right_mate(left)].key for left in range(len(cells))]
