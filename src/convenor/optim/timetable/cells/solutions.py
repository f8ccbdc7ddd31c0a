"""The plan that a solution of a model tells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

from .items import Lane, needs_slots
from .model import Model
from .packing import Alike
from .problem import Cell, Presence
from .ranks import at_their_ranks
from .slots import coloured, in_a_row


def blocks_of(model: Model, values: Sequence[int]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {track.key: [] for track in model.problem.tracks}
    for (lane, block), used in model.used.items():
        if values[used]:
            found[lane[0]].append(block)
    return found


def planned(model: Model, values: Sequence[int], kinds: Alike) -> tuple[Cell, ...]:
    """The plan that a solution of a model with places tells. Where a room stands for all that are alike,
    the cells of a block have one of them each.
    """
    rooms = _rooms(model, values, kinds)
    held = contents(model, values)
    starts = _starts(model, values, held)
    cells = [
        Cell(
            lane[0],
            block,
            rooms[lane, block],
            _posts(model, values, lane, block),
            {key: starts[key] for key in sorted(held[lane, block], key=starts.__getitem__)},
        )
        for (lane, block), used in model.used.items()
        if values[used]
    ]
    return at_their_ranks(model.problem, cells)


def _rooms(model: Model, values: Sequence[int], kinds: Alike) -> dict[tuple[Lane, str], str]:
    found: dict[tuple[Lane, str], str] = {}
    given: Counter[tuple[str, str]] = Counter()
    had: dict[tuple[Lane, str], list[str]] = defaultdict(list)
    for (lane, key, room), at in model.places.items():
        for _cell in range(values[at]):
            had[lane, key].append(kinds[room][given[key, room]].key if model.alike else room)
            given[key, room] += 1
    for track in model.problem.tracks:
        for block, group in product(model.problem.blocks_for_track(track), model.groups(track.key)):
            used = [lane for lane in group if values[model.used[lane, block.key]]]
            found |= zip(((lane, block.key) for lane in used), had[group[0], block.key], strict=True)
    return found


def contents(model: Model, values: Sequence[int]) -> dict[tuple[Lane, str], list[str]]:
    found: dict[tuple[Lane, str], list[str]] = defaultdict(list)
    given = [0] * len(model.items)
    for (number, lane, block), at in model.holds.items():
        members, size = model.items[number].members, model.items[number].size
        first, given[number] = given[number], given[number] + values[at] * size
        found[lane, block] += members[first : given[number]]
    return found


def _starts(model: Model, values: Sequence[int], held: dict[tuple[Lane, str], list[str]]) -> dict[str, int]:
    problem = model.problem
    if needs_slots(problem):
        return {key: first for (key, _lane, _block, first), at in model.starts.items() if values[at]}
    if problem.presence is Presence.BLOCK:
        return {key: first for keys in held.values() for key, first in in_a_row(problem, keys).items()}
    found: dict[str, int] = {}
    for block in problem.blocks:
        cells = {lane: keys for (lane, here), keys in held.items() if here == block.key}
        found |= coloured(problem, cells, block.slots)
    return found


def _posts(model: Model, values: Sequence[int], lane: Lane, block: str) -> dict[str, str]:
    def serves(person: str) -> bool:
        at = model.serves.get((person, lane, block))
        return at is not None and bool(values[at])

    return {
        post.key: next(person for person in post.candidates if serves(person))
        for post in model.problem.track_of[lane[0]].posts
    }


def fixing(model: Model, held: Mapping[tuple[Lane, str], Sequence[str]]) -> dict[int, int]:
    """The values that say which contributions are in which cells."""
    fixed = {at: int(bool(held.get(key))) for key, at in model.used.items()} | dict.fromkeys(
        model.holds.values(), 0
    )
    for (lane, block), keys in held.items():
        for number, count in Counter(model.number_of[key] for key in keys).items():
            fixed[model.holds[number, lane, block]] = count // model.items[number].size
    return fixed
