"""Which of the cells of a track in a block has which room, and what comes first in each, by ranks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from .problem import Cell, Kind, Presence, Problem
from .slots import in_a_row

NEVER = 1_000_000


def at_their_ranks(problem: Problem, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The same cells with the same contributions, as many of these as can be at their rank within them.

    The second cell of a track in a block begins as late as it can, since ranks are not to be at once.
    Rooms change places within a track and block, where contributions have no prices in rooms, and
    contributions within their cell, where nobody's slots are tied to those of other cells.
    """
    is_free = problem.presence is Presence.BLOCK and not problem.prices_of(Kind.CONTRIBUTION_ROOM)
    if not is_free or not problem.per_rank:
        return tuple(cells)
    ranks = {each.key: each.rank for each in problem.contributions if each.rank is not None}
    numbers = {room.key: at for at, room in enumerate(problem.rooms)}
    of_place: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        of_place[cell.track, cell.block].append(cell)

    def first(cell: Cell) -> int:
        return min((ranks.get(key, NEVER) for key in cell.contributions), default=NEVER)

    found: list[Cell] = []
    for track in problem.tracks:
        passed = 0
        for block in problem.blocks:
            here = of_place[track.key, block.key]
            rooms = sorted((cell.room for cell in here), key=numbers.__getitem__)
            for at, (cell, room) in enumerate(zip(sorted(here, key=first), rooms, strict=True)):
                keys = _in_order(list(cell.contributions), ranks, passed)
                passed += len(keys)
                starts = in_a_row(problem, keys)
                late = block.slots - sum(problem.contribution_of[key].slots for key in keys) if at else 0
                starts = {key: start + late for key, start in starts.items()}
                found.append(replace(cell, room=room, contributions=starts))
    return tuple(found)


def _in_order(keys: list[str], ranks: dict[str, int], passed: int) -> list[str]:
    """Each that can be at its rank is, after ``passed`` of its track; the others fill the places left."""
    placed: dict[int, str] = {}
    for key in keys:
        place = ranks.get(key, 0) - passed - 1
        if 0 <= place < len(keys):
            placed.setdefault(place, key)
    others = iter([key for key in keys if key not in placed.values()])
    return [placed[place] if place in placed else next(others) for place in range(len(keys))]
