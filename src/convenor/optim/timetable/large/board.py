"""Who is where, and where a session could go: kept up to date with each move."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from convenor.optim.timetable.problem import Place, Plan

from .world import Array, World

NOWHERE = -1


class Board:
    """The places of a world's sessions. A session is lifted before it is put elsewhere."""

    def __init__(self, world: World) -> None:
        self.world = world
        sessions, columns = world.may_start.shape
        self.column = np.full(sessions, NOWHERE, np.int64)
        self.room = np.full(sessions, NOWHERE, np.int64)
        self.taken = world.shut.astype(np.int16)  # columns x rooms: how many sessions are in the way
        self.foes_at = np.zeros((columns, sessions), np.int16)  # how many foes of a session a column meets
        self.sits = np.full(world.shut.shape, NOWHERE, np.int64)  # who starts in a column and room

    def put(self, session: int, column: int, room: int) -> None:
        self.column[session], self.room[session] = column, room
        self._count(session, column, room, 1)
        if room != self.world.none:
            self.sits[column, room] = session

    def lift(self, session: int) -> tuple[int, int]:
        column, room = int(self.column[session]), int(self.room[session])
        self.column[session] = self.room[session] = NOWHERE
        self._count(session, column, room, -1)
        if room != self.world.none:
            self.sits[column, room] = NOWHERE
        return column, room

    def _count(self, session: int, column: int, room: int, by: int) -> None:
        world = self.world
        beside = world.beside[column]
        if room != world.none:
            self.taken[beside, room] += by
        if len(foes := world.foes[session]):
            for each in beside:
                self.foes_at[each, foes] += by
        if len(walkers := world.walkers[session]):
            for each in world.near[column]:
                self.foes_at[each, walkers] += by

    def times(self, session: int, *, with_foes: bool = False) -> Array:
        """The columns in which a lifted session may be, whatever the rooms."""
        world = self.world
        found = world.may_start[session].copy()
        if not with_foes:
            found &= self.foes_at[:, session] == 0
        for crew in world.crews_of.get(session, ()):
            found &= ~self._is_full(crew)
        return found & self._in_order(session)

    def _in_order(self, session: int) -> Array:
        """The columns that keep to orders and days, by where the others are."""
        world = self.world
        found = np.ones(len(world.begins), bool)
        for other in world.before.get(session, ()):
            if (there := self.column[other]) >= 0:
                found &= world.begins >= world.ends[there]
        for other in world.after.get(session, ()):
            if (there := self.column[other]) >= 0:
                found &= world.ends <= world.begins[there]
        for group in world.one_day.get(session, ()):
            there = self.column[group]
            if len(there := there[there >= 0]):
                found &= world.day == world.day[there[0]]
        return found

    def _is_full(self, crew: int) -> Array:
        """In which columns the crew serves as many as it can already, at some moment."""
        members, most = self.world.crews[crew]
        there = self.column[members]
        there = there[there >= 0]
        begins, ends = self.world.begins, self.world.ends
        # At no moment are more there than at the start of one of them, or of the column.
        full = np.zeros(len(begins), bool)
        for moments in [*(np.full(len(begins), begins[each]) for each in there), begins]:
            inside = (begins <= moments) & (moments < ends)
            serving = ((begins[there][:, None] <= moments) & (moments < ends[there][:, None])).sum(axis=0)
            full |= inside & (serving >= most)
        return full

    def rooms(self, session: int) -> Array:
        """The rooms in which it may be, at some time."""
        found = self.world.may_be_in[session]
        for group in self.world.one_room.get(session, ()):
            there = self.room[group]
            there = there[(there >= 0) & (there != self.world.none)]
            if len(there):
                here = np.arange(len(found))
                found = found & ((here == there[0]) | (here == self.world.none))
        return found

    def places(self, session: int) -> Array:
        """Columns x rooms: where a lifted session may be put and breaks no rule."""
        return (self.taken == 0) & self.rooms(session) & self.times(session)[:, None]

    def may_be_at(self, session: int, place: tuple[int, int]) -> bool:
        column, room = place
        return bool(
            self.taken[column, room] == 0 and self.rooms(session)[room] and self.times(session)[column]
        )

    def plan(self) -> dict[str, Place]:
        return {
            key: self.world.place(int(self.column[at]), int(self.room[at]))
            for at, key in enumerate(self.world.keys)
            if self.column[at] >= 0
        }

    def in_the_way(self, session: int, column: int, room: int) -> set[int]:
        """Those who would have to go if ``session`` were put there: who sits there, and foes."""
        world = self.world
        found: set[int] = set()
        if room != world.none:
            found |= {int(each) for each in self.sits[world.beside[column], room] if each >= 0}
        for others, columns in ((world.foes, world.beside), (world.walkers, world.near)):
            if len(others[session]):
                met = np.isin(self.column[others[session]], columns[column])
                found |= {int(each) for each in others[session][met]}
        return found


def numbers(world: World, plan: Plan) -> Mapping[int, tuple[int, int]]:
    """Column and room of each session of ``plan``, as far as there are such."""
    rooms = {room.key: at for at, room in enumerate(world.problem.rooms)}
    found: dict[int, tuple[int, int]] = {}
    for key, place in plan.items():
        at = world.number.get(key)
        column = None if at is None else world.column_of(at, place.start)
        room = world.none if place.room is None else rooms.get(place.room)
        if at is not None and column is not None and room is not None:
            found[at] = (column, room)
    return found
