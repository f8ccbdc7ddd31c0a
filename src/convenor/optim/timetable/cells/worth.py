"""What a plan costs, counted in the plan itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from .problem import Cell, Contribution, Kind, Plan, Problem


def value(problem: Problem, plan: Plan) -> int:
    """The sum of all prices that the plan pays."""
    of_cells = sum(
        problem.price(Kind.TRACK_BLOCK, cell.track, cell.block)
        + problem.price_of_room(problem.track_of[cell.track], problem.room_of[cell.room])
        + problem.price(Kind.ROOM_BLOCK, cell.room, cell.block)
        for cell in plan
    )
    of_contributions = sum(
        problem.price(Kind.CONTRIBUTION_BLOCK, key, cell.block)
        + problem.price(Kind.CONTRIBUTION_ROOM, key, cell.room)
        for cell in plan
        for key in cell.contributions
    )
    return (
        of_cells
        + of_contributions
        + _side_by_side(problem, plan)
        + _of_pairs(problem, plan)
        + _of_tracks(problem, plan)
        + problem.per_rank * _out_of_rank(problem, plan)
    )


def _side_by_side(problem: Problem, plan: Plan) -> int:
    prices = problem.prices_of(Kind.SIDE_BY_SIDE)
    cells = Counter((cell.block, cell.track) for cell in plan)
    return sum(
        (prices.get((one, other), 0) + prices.get((other, one), 0)) * cells[block, one] * cells[block, other]
        for block in problem.block_of
        for one, other in combinations([track for here, track in cells if here == block], 2)
    )


def _of_pairs(problem: Problem, plan: Plan) -> int:
    at = {key: (cell, first) for cell in plan for key, first in cell.contributions.items()}
    total = 0
    for kind in (Kind.TWO_CELLS, Kind.AT_ONCE):
        for (one, other), price in problem.prices_of(kind).items():
            (here, starts), (there, begins) = at[one], at[other]
            if here.block == there.block and here.room != there.room:
                ends = starts + problem.contribution_of[one].slots
                finishes = begins + problem.contribution_of[other].slots
                shared = max(0, min(ends, finishes) - max(starts, begins))
                total += price * (1 if kind is Kind.TWO_CELLS else shared)
    return total


def _of_tracks(problem: Problem, plan: Plan) -> int:
    """Of further rooms, of parallel cells and of gaps."""
    rooms: dict[str, set[str]] = defaultdict(set)
    blocks: dict[str, Counter[int]] = defaultdict(Counter)
    numbers = {block.key: at for at, block in enumerate(problem.blocks)}
    for cell in plan:
        rooms[cell.track].add(cell.room)
        blocks[cell.track][numbers[cell.block]] += 1
    return sum(
        problem.per_room * (len(rooms[track]) - 1)
        + problem.per_parallel * (held.total() - len(held))
        + problem.per_gap * any(later - earlier > 1 for earlier, later in pairwise(sorted(held)))
        for track, held in blocks.items()
    )


def _out_of_rank(problem: Problem, plan: Plan) -> int:
    """How many are not at their rank, and, for each slot, pairs of a track with ranks that share it."""
    if not problem.per_rank:
        return 0
    total = 0
    for track in problem.tracks:
        listed = in_order(problem, [cell for cell in plan if cell.track == track.key])
        ranked = [
            (at, each, cell, first)
            for at, (each, cell, first) in enumerate(listed, 1)
            if each.rank is not None
        ]
        total += sum(each.rank != at for at, each, _cell, _first in ranked)
        held = Counter(
            (cell.block, slot)
            for _at, each, cell, first in ranked
            for slot in range(first, first + each.slots)
        )
        total += sum(count * (count - 1) // 2 for count in held.values())
    return total


def in_order(problem: Problem, cells: Plan) -> Iterator[tuple[Contribution, Cell, int]]:
    """The contributions of these cells by block, room and slot, each with its cell and first slot."""
    blocks = {block.key: at for at, block in enumerate(problem.blocks)}
    rooms = {room.key: at for at, room in enumerate(problem.rooms)}
    for cell in sorted(cells, key=lambda cell: (blocks[cell.block], rooms[cell.room])):
        for key, first in sorted(cell.contributions.items(), key=lambda held: held[1]):
            yield problem.contribution_of[key], cell, first
