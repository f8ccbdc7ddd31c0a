"""What clashes cannot be avoided: more sessions that all want each other's people than there are times.

Of such a clique each session beyond the times makes two of it meet, at no less than its least price. Cliques
that share no price add up: one is taken out after the other, each as large as is found, and its price is
taken off the pairs in it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .counting import pairs_at_least, times_of
from .scores import Pairs
from .world import Array, World

STARTS = 12  # sessions from which a clique is grown, for each that is taken


def clashes(world: World, pairs: Pairs, chance: np.random.Generator, is_over: Callable[[], bool]) -> int:
    """What no plan with all sessions placed can be below."""
    left = pairs.weights.toarray().astype(np.int32)
    times = times_of(world, range(len(left))) if len(left) else 0
    if not times:
        return 0
    total = 0
    while not is_over():
        clique = _next(left, times, chance, is_over)
        if clique is None:
            break
        inside = np.ix_(clique, clique)
        off = ~np.eye(len(clique), dtype=bool)
        price = int(left[inside][off].min())
        left[inside] -= price * off
        its_times = times_of(world, [int(each) for each in clique])
        total += price * pairs_at_least(len(clique), its_times)
    return total


def _next(left: Array, times: int, chance: np.random.Generator, is_over: Callable[[], bool]) -> Array | None:
    """A clique of more than ``times`` sessions, the largest of a few; ``None`` where none is found."""
    pays = left > 0
    core = _core(pays, times)
    if not len(core):
        return None
    best: list[int] = []
    for start in chance.choice(core, min(STARTS, len(core)), replace=False):
        best = max(best, _grown(pays, int(start), times, chance), key=len)
    if len(best) <= times:
        for start in core[np.argsort(-pays[core].sum(axis=1), kind="stable")]:
            if is_over():
                return None
            best = _grown(pays, int(start), times, chance)
            if len(best) > times:
                break
    return np.array(sorted(best)) if len(best) > times else None


def _core(pays: Array, times: int) -> Array:
    """Those with enough others, of whom the same is true."""
    alive, many = np.ones(len(pays), bool), pays.sum(axis=1)
    while (low := alive & (many < times)).any():
        alive &= ~low
        many = many - pays[:, low].sum(axis=1)
    return np.flatnonzero(alive)


def _grown(pays: Array, start: int, times: int, chance: np.random.Generator) -> list[int]:
    """A clique with ``start``: the one with the most others among those left is added, until none is."""
    clique, near = [start], np.flatnonzero(pays[start])
    inside = pays[np.ix_(near, near)].astype(np.float32)
    alive, many = np.ones(len(near), bool), inside.sum(axis=0)
    while alive.any():
        low = alive & (many + 1 + len(clique) <= times)
        if low.any():
            alive &= ~low
            many -= inside[low].sum(axis=0)
            if alive.sum() + len(clique) <= times:
                break
            continue
        at = int(np.argmax(np.where(alive, many, -1) + chance.random(len(near)) * 0.9))
        clique.append(int(near[at]))
        out = alive & (inside[at] == 0)
        alive &= ~out
        many -= inside[out].sum(axis=0)
    return clique
