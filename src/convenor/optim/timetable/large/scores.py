"""The goals, kept up to date with each move: what a goal comes to, and what a place would add to it.

All are made from the same costs as every other judge of a plan uses. Of a lifted session each says what it
would cost in each column and in each room; the two add up, save for what was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix

from convenor.optim.timetable.goals import GOALS
from convenor.optim.timetable.prices import (
    ByRoom,
    ByStart,
    Clashes,
    Cost,
    Family,
    Gaps,
    Missing,
    Moved,
    Price,
    RoomsOf,
    Worst,
)
from convenor.optim.timetable.problem import Goal

from .board import Board
from .world import Array, World

NOTHING = np.zeros(1, np.int64)


class Part:
    """Of a goal. ``put`` and ``lift`` follow the board."""

    value = 0

    def put(self, session: int, column: int, room: int) -> None:
        raise NotImplementedError

    def lift(self, session: int, column: int, room: int) -> None:
        raise NotImplementedError

    def cells(self, session: int) -> Array:
        """What each column x room would cost a lifted session, or an array that spreads to that shape."""
        raise NotImplementedError


class Pairs(Part):
    """Prices for two at the same time."""

    def __init__(self, world: World, table: Array) -> None:
        """``table``: rows of two sessions and what they cost together."""
        self.beside = world.beside
        sessions, columns = world.may_start.shape
        self.met = np.zeros((columns, sessions), np.int32)  # what each session would pay in each column
        both = np.concatenate([table, table[:, [1, 0, 2]]])
        sparse = coo_matrix((both[:, 2], (both[:, 0], both[:, 1])), (sessions, sessions)).tocsr()
        self.weights = sparse
        self.others = [sparse.indices[a:b] for a, b in zip(sparse.indptr, sparse.indptr[1:], strict=False)]
        self.prices = [
            sparse.data[a:b].astype(np.int32) for a, b in zip(sparse.indptr, sparse.indptr[1:], strict=False)
        ]

    def put(self, session: int, column: int, room: int) -> None:
        self.value += int(self.met[column, session])
        for each in self.beside[column]:
            self.met[each, self.others[session]] += self.prices[session]

    def lift(self, session: int, column: int, room: int) -> None:
        for each in self.beside[column]:
            self.met[each, self.others[session]] -= self.prices[session]
        self.value -= int(self.met[column, session])

    def cells(self, session: int) -> Array:
        return self.met[:, session, None]


class Places(Part):
    """Prices of a session's own start and room."""

    def __init__(self, world: World) -> None:
        self.of_column: dict[int, Array] = {}
        self.of_room: dict[int, Array] = {}
        self.world = world

    def add_start(self, price: ByStart) -> None:
        at = self.world.number[price.session]
        found = self.of_column.setdefault(at, np.zeros(len(self.world.begins), np.int64))
        for column in np.flatnonzero(self.world.may_start[at]):
            found[column] += price.price(int(self.world.begins[column]))

    def add_room(self, price: ByRoom) -> None:
        at = self.world.number[price.session]
        found = self.of_room.setdefault(at, np.zeros(self.world.none + 1, np.int64))
        for room, each in enumerate(self.world.problem.rooms):
            found[room] += price.prices.get(each.key, 0)

    def put(self, session: int, column: int, room: int) -> None:
        self.value += self._at(session, column, room)

    def lift(self, session: int, column: int, room: int) -> None:
        self.value -= self._at(session, column, room)

    def _at(self, session: int, column: int, room: int) -> int:
        times, rooms = self.of_column.get(session), self.of_room.get(session)
        return (0 if times is None else int(times[column])) + (0 if rooms is None else int(rooms[room]))

    def cells(self, session: int) -> Array:
        times, rooms = self.of_column.get(session, NOTHING), self.of_room.get(session, NOTHING)
        return times[:, None] + rooms[None, :]


class Moves(Part):
    """Prices of a place that is not the published one. A session without a place pays all along."""

    def __init__(self, world: World, prices: Sequence[Moved]) -> None:
        self.world = world
        self.of = {world.number[each.session]: each for each in prices}
        self.value = sum(each.gone for each in prices)
        self.plan_days = {day: at for at, day in enumerate(world.problem.days)}

    def put(self, session: int, column: int, room: int) -> None:
        if each := self.of.get(session):
            place = self.world.place(column, room)
            self.value += each.of(self.world.problem, {each.session: place}) - each.gone

    def lift(self, session: int, column: int, room: int) -> None:
        if each := self.of.get(session):
            place = self.world.place(column, room)
            self.value -= each.of(self.world.problem, {each.session: place}) - each.gone

    def cells(self, session: int) -> Array:
        world, each = self.world, self.of.get(session)
        if each is None:
            return NOTHING[:, None]
        block = world.problem.block_at(each.place.start)
        day = self.plan_days[block.day] if block else -1
        found = np.where(world.day == day, each.hour, each.day)[:, None] + np.zeros(world.none + 1, np.int64)
        names = [*(room.key for room in world.problem.rooms), None]
        there = [0 if name == each.place.room else each.room for name in names]
        found[world.begins == each.place.start] = there
        return found


class Groups(Part):
    """Prices of a group's rooms beyond the first, and of its gaps."""

    def __init__(self, world: World, prices: Sequence[RoomsOf | Gaps]) -> None:
        self.world = world
        self.prices = [each for each in prices if each.price]
        self.of: dict[int, list[int]] = {}
        for at, each in enumerate(self.prices):
            for key in each.sessions:
                self.of.setdefault(world.number[key], []).append(at)
        days = [block.day for block in sorted(world.problem.blocks, key=lambda block: block.starts)]
        self.spans = [(days.index(day), days.index(day) + days.count(day)) for day in world.problem.days]
        self.day_of_block = [list(world.problem.days).index(day) for day in days]
        self.held = [
            np.zeros(world.none if isinstance(each, RoomsOf) else len(days), np.int64) for each in self.prices
        ]

    def _where(self, at: int, column: int, room: int) -> int:
        return room if isinstance(self.prices[at], RoomsOf) else int(self.world.block[column])

    def put(self, session: int, column: int, room: int) -> None:
        self._count(session, column, room, 1)

    def lift(self, session: int, column: int, room: int) -> None:
        self._count(session, column, room, -1)

    def _count(self, session: int, column: int, room: int, by: int) -> None:
        for at in self.of.get(session, ()):
            where = self._where(at, column, room)
            if where < len(self.held[at]):  # not in the room that is none
                before = self._price(at, where)
                self.held[at][where] += by
                self.value += self._price(at, where) - before

    def _price(self, at: int, where: int) -> int:
        """Of the whole group for rooms, and for gaps of the day of the block ``where``."""
        held, each = self.held[at], self.prices[at]
        if isinstance(each, RoomsOf):
            return each.price * max(0, int(np.count_nonzero(held)) - 1)
        return each.price * self._gaps(held, self.day_of_block[where])

    def _gaps(self, held: Array, day: int) -> int:
        first, last = self.spans[day]
        there = np.flatnonzero(held[first:last])
        return int(there[-1] - there[0] + 1 - len(there)) if len(there) else 0

    def cells(self, session: int) -> Array:
        columns = np.zeros(len(self.world.begins), np.int64)
        rooms = np.zeros(self.world.none + 1, np.int64)
        for at in self.of.get(session, ()):
            held, each = self.held[at], self.prices[at]
            if isinstance(each, RoomsOf):
                if np.any(held):
                    rooms[: len(held)] += each.price * (held == 0)
            else:
                columns += each.price * self._more_gaps(held)[self.world.block]
        return columns[:, None] + rooms[None, :]

    def _more_gaps(self, held: Array) -> Array:
        """What one more session in each block does to the gaps of its day."""
        more = np.zeros(len(held), np.int64)
        for first, last in self.spans:
            there = np.flatnonzero(held[first:last]) + first
            if len(there):
                blocks = np.arange(first, last)
                outside = np.maximum(there[0] - blocks - 1, 0) + np.maximum(blocks - there[-1] - 1, 0)
                inside = (blocks > there[0]) & (blocks < there[-1]) & (held[first:last] == 0)
                more[first:last] = outside - inside
        return more


class WorstOf(Part):
    """The greatest of some sums of prices of starts."""

    def __init__(self, world: World, price: Worst) -> None:
        self.sums = []
        for each in price.sums.values():
            part = Places(world)
            for one in each:
                part.add_start(one)
            self.sums.append(part)

    def put(self, session: int, column: int, room: int) -> None:
        for each in self.sums:
            each.put(session, column, room)
        self.value = max(each.value for each in self.sums)

    def lift(self, session: int, column: int, room: int) -> None:
        for each in self.sums:
            each.lift(session, column, room)
        self.value = max(each.value for each in self.sums)

    def cells(self, session: int) -> Array:
        found = NOTHING[:, None]
        for each in self.sums:
            found = np.maximum(found, each.value + each.cells(session) - self.value)
        return found


def _pairs(world: World, those: Family | Clashes) -> Array:
    """Rows of two sessions and what they cost together."""
    number = world.number
    if isinstance(those, Clashes):
        flat = chain.from_iterable(
            (number[each.one], number[each.other], each.people) for each in those.interest
        )
        return np.fromiter(flat, np.int64, 3 * len(those.interest)).reshape(-1, 3)
    numbers = np.array([number[key] for key in those.sessions], np.int64)
    one, other = np.triu_indices(len(numbers), 1)
    return np.column_stack([numbers[one], numbers[other], np.full(len(one), those.price)])


class Score:
    """One goal, of its parts. ``fixed`` is what no place changes: sessions without a place pay it."""

    def __init__(self, world: World, goal: Goal) -> None:
        self.goal = goal
        self.is_unplaced = goal is Goal.UNPLACED
        self.missing = len(world.keys) if self.is_unplaced else 0
        self.places: dict[int, tuple[int, int]] = {}
        those = list(GOALS[goal](world.problem))
        pairs = [_pairs(world, each) for each in those if not isinstance(each, Cost)]
        self.pairs = Pairs(world, np.concatenate(pairs)) if sum(map(len, pairs)) else None
        self.parts: list[Part] = [self.pairs] if self.pairs else []
        self.parts += self._parts(world, [each.price for each in those if isinstance(each, Cost)])

    def _parts(self, world: World, prices: Iterable[Price]) -> list[Part]:
        of_kind: dict[type[Any], list[Any]] = {}
        for price in prices:
            of_kind.setdefault(type(price), []).append(price)
        found: list[Part] = []
        if ByStart in of_kind or ByRoom in of_kind:
            places = Places(world)
            for each in of_kind.get(ByStart, ()):
                places.add_start(each)
            for each in of_kind.get(ByRoom, ()):
                places.add_room(each)
            found.append(places)
        if moves := of_kind.get(Moved):
            found.append(Moves(world, moves))
        if groups := [*of_kind.get(RoomsOf, ()), *of_kind.get(Gaps, ())]:
            found.append(Groups(world, groups))
        found += [WorstOf(world, each) for each in of_kind.get(Worst, ())]
        assert of_kind.keys() <= {ByStart, ByRoom, Moved, RoomsOf, Gaps, Worst, Missing}  # noqa: S101
        return found

    @property
    def value(self) -> int:
        return self.missing + sum(part.value for part in self.parts)

    def put(self, session: int, column: int, room: int) -> None:
        self.missing -= self.is_unplaced
        self.places[session] = (column, room)
        for part in self.parts:
            part.put(session, column, room)

    def lift(self, session: int) -> None:
        self.missing += self.is_unplaced
        place = self.places.pop(session)
        for part in self.parts:
            part.lift(session, *place)

    def follow(self, board: Board) -> None:
        """Catch up with all that moved while this was not told."""
        now = {
            int(at): (int(board.column[at]), int(board.room[at])) for at in np.flatnonzero(board.column >= 0)
        }
        for session in [each for each, place in self.places.items() if now.get(each) != place]:
            self.lift(session)
        for session, place in now.items():
            if session not in self.places:
                self.put(session, *place)

    def cells(self, session: int) -> Array:
        """Broadcast to columns x rooms; what all places have in common, such as being placed, is left out."""
        found = NOTHING[:, None]
        for part in self.parts:
            found = found + part.cells(session)
        return found
