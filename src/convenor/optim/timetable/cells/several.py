"""Tracks that may have several cells in a block: how many of these a model tells apart."""

from __future__ import annotations

from collections.abc import Sequence

from .items import needs_slots
from .problem import Contribution, Problem, Track

MANY = 5_000  # pairs of a contribution and a cell, rooms aside


def are_many(problem: Problem) -> bool:
    """Whether there are too many cells side by side for one model of all, and fewer may be told apart."""
    if needs_slots(problem) or any(track.posts for track in problem.tracks):
        return False
    told = told_apart(problem)
    beside = {track.key: min(track.most_parallel, len(problem.rooms)) for track in problem.tracks}
    many = len(problem.blocks) * sum(beside[each.track] for each in problem.contributions)
    return many > MANY and any(told[key] < count for key, count in beside.items())


def told_apart(problem: Problem) -> dict[str, int]:
    """Enough for the contributions of each track, and one more where they do not fit into one cell."""
    return {track.key: _needed(problem, track) for track in problem.tracks}


def _needed(problem: Problem, track: Track) -> int:
    contributions = sorted(problem.of_track[track.key], key=lambda each: -each.slots)
    blocks = [block.slots for block in problem.blocks_for_track(track)]
    if sum(each.slots for each in contributions) <= max(blocks, default=0):
        return 1
    most = min(track.most_parallel, len(problem.rooms_for(track)))
    return next((lanes + 1 for lanes in range(1, most) if _fit(contributions, blocks * lanes)), most)


def _fit(contributions: Sequence[Contribution], free: list[int]) -> bool:
    """The longest first, each where the least is left."""
    for each in contributions:
        places = [at for at, left in enumerate(free) if left >= each.slots]
        if not places:
            return False
        free[min(places, key=free.__getitem__)] -= each.slots
    return True
