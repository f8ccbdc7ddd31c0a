"""What has a price and is no sum over cells: gaps, ranks, and two contributions in one block.

Of ``at_once`` nothing is told: the rows bound the price from below, and slots are found afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from .items import Lane
from .linear import Term
from .problem import Block, Contribution, Kind, Track

if TYPE_CHECKING:
    from .model import Model

FEW = 8  # blocks, of which any three are told


def add_wishes(model: Model) -> None:
    if model.problem.per_gap:
        for track in model.problem.tracks:
            _gap(model, track)
    _two_cells(model)
    if model.problem.per_rank:
        for track in model.problem.tracks:
            _ranks(model, track)


def _gap(model: Model, track: Track) -> None:
    """A track has a gap unless its blocks begin once; between two of them, all are its own."""
    linear, blocks = model.linear, model.problem.blocks
    firsts = [model.used.get(((track.key, 0), block.key)) for block in blocks]
    gap = linear.whole(cost=model.problem.per_gap)
    begins = []
    for at, first in enumerate(firsts):
        before = firsts[at - 1] if at else None
        if first is None:
            continue
        if before is None:
            begins.append(first)
        else:
            begins.append(begin := linear.whole())
            linear.at_most([(1, first), (-1, before), (-1, begin)], 0)
    linear.at_most([*((1, begin) for begin in begins), (-len(blocks), gap)], 1)
    if len(blocks) > FEW:
        return
    for early, late in combinations(range(len(blocks)), 2):  # not needed, but closer
        one, other = firsts[early], firsts[late]
        if one is not None and other is not None:
            for between in firsts[early + 1 : late]:
                inside = [] if between is None else [(-1, between)]
                linear.at_most([(1, one), (1, other), *inside, (-1, gap)], 1)


def _two_cells(model: Model) -> None:
    """1 where both are in a block, but one in a cell that does not hold the other."""
    number_of = model.number_of
    for (one, other), price in model.problem.prices_of(Kind.TWO_CELLS).items():
        here, there = number_of[one], number_of[other]
        if here == there or not price:
            continue
        both = model.linear.whole(cost=price)
        for block in model.problem.blocks:
            mine = [(lane, model.holds.get((here, lane, block.key))) for lane in model.lanes_of(here)]
            theirs = {lane: model.holds.get((there, lane, block.key)) for lane in model.lanes_of(there)}
            beside = [(1, at) for at in theirs.values() if at is not None]
            if model.items[here].track != model.items[there].track:
                held = [(1, at) for _lane, at in mine if at is not None]
                if held and beside:
                    model.linear.at_most([*held, *beside, (-1, both)], 1)
                continue
            for lane, at in mine:
                elsewhere = [(1, held) for key, held in theirs.items() if held is not None and key != lane]
                if at is not None and elsewhere:
                    model.linear.at_most([(1, at), *elsewhere, (-1, both)], 1)


def _ranks(model: Model, track: Track) -> None:
    """One that is at its rank is in a cell that the track reaches with this rank, and not before.

    Within a cell any order can be had, so that no rows are needed there.
    """
    ranked = [each for each in model.problem.of_track[track.key] if each.rank is not None]
    if not ranked:
        return
    reached = _reached(model, track)
    missed = {each.key: model.linear.whole(cost=model.problem.per_rank) for each in ranked}
    for each in ranked:
        _at_rank(model, each, reached, missed[each.key])
    ranked.sort(key=lambda each: each.rank or 0)
    for earlier, later in pairwise(ranked):
        if earlier.rank != later.rank:
            _not_before(model, (earlier.key, later.key), (missed[earlier.key], missed[later.key]))
    for block in model.problem.blocks_for_track(track):
        _at_once(model, track, block, missed)


def _reached(model: Model, track: Track) -> dict[tuple[Lane, str], tuple[int, int]]:
    """How many of its contributions a track has had before each cell, and with it."""
    linear, total = model.linear, len(model.problem.of_track[track.key])
    reached, before = {}, linear.whole(0)
    for block, lane in product(model.problem.blocks_for_track(track), model.lanes(track.key)):
        after = linear.whole(total)
        here = [
            (-model.items[number].size, model.holds[number, lane, block.key])
            for number in model.items_of[track.key]
            if (number, lane, block.key) in model.holds
        ]
        linear.equal([(1, after), (-1, before), *here])
        reached[lane, block.key] = (before, after)
        before = after
    return reached


def _at_rank(
    model: Model, each: Contribution, reached: dict[tuple[Lane, str], tuple[int, int]], miss: int
) -> None:
    """It misses its rank, or is in a cell before which there are fewer than its rank, and with which not."""
    rank, total = each.rank or 0, len(model.problem.of_track[each.track])
    if rank > total:
        model.linear.at_least([(1, miss)], 1)
        return
    number = model.number_of[each.key]
    for (lane, block), (before, after) in reached.items():
        held = model.holds.get((number, lane, block))
        if held is not None:
            model.linear.at_least([(1, after), (-rank, held), (rank, miss)], 0)
            spare = total - rank + 1
            model.linear.at_most([(1, before), (spare, held), (-spare, miss)], total)


def _not_before(model: Model, keys: tuple[str, str], missed: tuple[int, int]) -> None:
    """Where both are at their rank, the later one is in no cell before that of the earlier."""
    one, other = (model.number_of[key] for key in keys)
    if one == other:
        return
    so_far: list[Term] = [(1, miss) for miss in missed]
    for block, lane in product(model.problem.blocks, model.lanes_of(one)):
        first, second = (model.holds.get((number, lane, block.key)) for number in (one, other))
        so_far += [] if first is None else [(1, first)]
        if second is not None:
            so_far.append((-1, second))
            model.linear.at_least(list(so_far), 0)


def _at_once(model: Model, track: Track, block: Block, missed: Mapping[str, int]) -> None:
    """Contributions with ranks that have more slots in a block than it has share some."""
    held = [
        (model.problem.contribution_of[key].slots, at)
        for key in missed
        for _one, at in model.held_in(model.number_of[key], block.key)
    ]
    if len(model.lanes(track.key)) > 1 and sum(slots for slots, _at in held) > block.slots:
        shared = model.linear.whole(sum(slots for slots, _at in held), cost=model.problem.per_rank)
        model.linear.at_most([*held, (-1, shared)], block.slots)
