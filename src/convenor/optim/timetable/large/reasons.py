"""Which sessions cannot all have places, by counting alone: where to look for what cannot stand together.

Each is a set of more sessions than there are places for them: sessions are matched to places, and one that
has none, with those that it could change places with, are more than their places (P. Hall, 1935). Places
are blocks, as many in each as the shortest could follow each other, of the rooms that would do, of a person,
or of a crew. Whoever explains proves of the fewest demands that they suffice, by counting or by a solver.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from convenor.optim.timetable.demands import AtMost, Demand, InOneRoom, OneAtATime
from convenor.optim.timetable.problem import Problem

from .world import Array, World

MOST_CELLS = 20_000_000  # sessions x places that are matched at once


def suspects(world: World) -> Iterator[set[str]]:
    """Sessions that have no places together, the smaller sets first of each kind."""
    yield from _alone(world)
    yield from _in_order(world)
    yield from _of_people_and_crews(world)
    yield from _of_rooms(world)


def cannot_be(problem: Problem, keys: Collection[str], rules: Sequence[Demand]) -> bool:
    """Whether counting proves that not all of ``keys`` have places, with ``rules`` alone and nobody else."""
    those = tuple(each for each in problem.sessions if each.key in keys)
    world = World.of(replace(problem, sessions=those), rules)
    return next(suspects(world), None) is not None


def _alone(world: World) -> Iterator[set[str]]:
    for at, key in enumerate(world.keys):
        if not (world.may_start[at][:, None] & world.may_be_in[at] & ~_shut(world)).any():
            yield {key}


def _in_order(world: World) -> Iterator[set[str]]:
    """A chain of orders for whose last session there is no time left; days that have nothing in common."""
    for last in world.before:
        chain = _chain(world, last)
        if chain and _earliest(world, last) is None:
            yield {world.keys[each] for each in (*chain, last)}
    seen: set[tuple[int, ...]] = set()
    for groups in world.one_day.values():
        for group in groups:
            days = [set(world.day[world.may_start[each]]) for each in group]
            if tuple(group) not in seen and not set.intersection(*days):
                yield {world.keys[each] for each in group}
            seen.add(tuple(group))


def _chain(world: World, last: int) -> list[int]:
    """All that are to end before ``last`` starts, and before those."""
    found: dict[int, None] = {}
    waiting = list(world.before.get(last, ()))
    while waiting:
        at = waiting.pop()
        if at not in found:
            found[at] = None
            waiting += world.before.get(at, ())
    return list(found)


def _earliest(world: World, session: int) -> int | None:
    """When it can end at the earliest, after those before it."""
    after = [_earliest(world, each) for each in world.before.get(session, ())]
    ends = [each for each in after if each is not None]
    if len(ends) < len(after):
        return None
    can = world.may_start[session] & (world.begins >= max(ends, default=-(1 << 60)))
    return int(world.ends[can].min()) if can.any() else None


def _of_people_and_crews(world: World) -> Iterator[set[str]]:
    found: list[set[str]] = []
    for demand in world.rules:
        match demand.asks:
            case OneAtATime(keys):
                found += _too_many(world, keys, 1)
            case AtMost(keys, most):
                found += _too_many(world, keys, most)
            case InOneRoom(keys):
                found += _for_one_room(world, keys)
    yield from sorted(found, key=lambda keys: (len(keys), sorted(keys)))


def _too_many(world: World, keys: Sequence[str], most: int) -> Iterator[set[str]]:
    """Sessions that share what serves ``most`` at a time."""
    those = np.array([world.number[key] for key in keys if key in world.number], np.int64)
    if not len(those):
        return
    blocks = _blocks_of(world, those)
    fit = _fit(world, those)
    if (blocks @ fit * most).min() >= len(those):
        return  # each finds a place, whoever else has one
    if (short := _without_place(np.repeat(blocks, np.minimum(fit * most, len(those)), axis=1))) is not None:
        yield {world.keys[those[each]] for each in short}


def _for_one_room(world: World, keys: Sequence[str]) -> Iterator[set[str]]:
    """Sessions that are all to be in one room, whichever."""
    there = [world.number[key] for key in keys if key in world.number]
    those = np.array([each for each in there if world.may_be_in[each, :-1].any()], np.int64)
    if not len(those):
        return
    rooms = np.flatnonzero(world.may_be_in[those][:, :-1].all(axis=0))
    if world.holds_one[rooms].all() and all(
        _without_place(_cells(world, those, np.array([room]))) is not None for room in rooms
    ):
        yield {world.keys[each] for each in those}


def _of_rooms(world: World) -> Iterator[set[str]]:
    """Sessions for which the same rooms would do, and those for which fewer of them would."""
    kinds = {
        tuple(np.flatnonzero(row)) for row in world.may_be_in if world.holds_one[row].all() and row.any()
    }
    found: list[set[str]] = []
    for kind in sorted(kinds, key=lambda kind: (len(kind), kind)):
        rooms = np.array(kind, np.int64)
        others = np.setdiff1d(np.arange(world.none + 1), rooms)
        those = np.flatnonzero(~world.may_be_in[:, others].any(axis=1))
        if len(those) * len(rooms) * len(world.problem.blocks) <= MOST_CELLS:
            short = _without_place(_cells(world, those, rooms))
            if short is not None:
                found.append({world.keys[those[each]] for each in short})
                break
    yield from found


def _shut(world: World) -> Array:
    return world.shut & world.holds_one


def _blocks_of(world: World, those: Array) -> Array:
    """Sessions x blocks: in which each can start at some minute."""
    found = np.zeros((len(those), len(world.problem.blocks)), bool)
    for row, at in enumerate(those):
        found[row, world.block[world.may_start[at]]] = True
    return found


def _fit(world: World, those: Array) -> Array:
    """How many of the shortest could follow each other in each block."""
    shortest = min(world.problem.sessions[each].minutes for each in those)
    return world.lasts // shortest


def _cells(world: World, those: Array, rooms: Array) -> Array:
    """Sessions x places: a place is a block of a room, once for each session that could follow there."""
    found = np.zeros((len(those), len(world.problem.blocks), len(rooms)), bool)
    for row, at in enumerate(those):
        can = world.may_start[at][:, None] & world.may_be_in[at][rooms] & ~_shut(world)[:, rooms]
        columns, which = np.nonzero(can)
        found[row, world.block[columns], which] = True
    times = np.minimum(_fit(world, those), len(those))
    return np.repeat(found, times, axis=1).reshape(len(those), -1)


def _without_place(can: Array) -> Array | None:
    """Of sessions x places, more sessions than the places any of them can have; ``None`` where all fit."""
    place_of = maximum_bipartite_matching(csr_matrix(can), perm_type="column")
    alone = np.flatnonzero(place_of < 0)
    if not len(alone):
        return None
    smallest: Array | None = None
    holder = np.full(can.shape[1], -1)
    holder[place_of[place_of >= 0]] = np.flatnonzero(place_of >= 0)
    for start in alone:
        found = _reached(can, holder, int(start))
        if smallest is None or len(found) < len(smallest):
            smallest = found
    return smallest


def _reached(can: Array, holder: Array, start: int) -> Array:
    """``start``, and who would have to make way for it, and for those, by turns."""
    seen = np.zeros(can.shape[0], bool)
    seen[start] = True
    waiting = [start]
    while waiting:
        for each in np.unique(holder[can[waiting.pop()]]):
            if each >= 0 and not seen[each]:
                seen[each] = True
                waiting.append(int(each))
    return np.flatnonzero(seen)
