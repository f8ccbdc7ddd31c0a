"""A large problem as arrays: *columns* are spans of time in which some session can run, and rooms.

The rules are read from their demands, as any solver reads them. A demand that concerns one session becomes
what it may do; one that keeps sessions apart makes *foes* of them; the rest is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from convenor.optim.timetable.demands import (
    Alone,
    AtMost,
    Before,
    Demand,
    InOneRoom,
    InRooms,
    OneAtATime,
    OneInRoom,
    OnOneDay,
    Placed,
    StartsAt,
    Within,
)
from convenor.optim.timetable.problem import Place, Problem, Span
from convenor.optim.timetable.rules import demands
from convenor.optim.timetable.starts import Starts

Array = Any  # of numpy


@dataclass
class World:
    """Sessions, columns and rooms by number; the last room is none, for sessions that need none."""

    problem: Problem
    keys: list[str]
    number: dict[str, int]
    begins: Array  # of each column
    ends: Array
    day: Array  # the number of each column's day
    block: Array  # the number of each column's block
    lasts: Array  # the minutes of each block
    may_start: Array  # sessions x columns
    may_be_in: Array  # sessions x rooms
    shut: Array  # columns x rooms
    must_be_placed: Array
    holds_one: Array  # the rooms that hold one session at a time, and none while they are shut
    rules: list[Demand] = field(default_factory=list)
    beside: list[Array] = field(default_factory=list)  # the columns that overlap each, itself among them
    near: list[Array] = field(default_factory=list)  # the same, with the time of the longest walk
    foes: list[Array] = field(default_factory=list)  # sessions that may not overlap each
    walkers: list[Array] = field(default_factory=list)  # sessions that may not be near each
    crews: list[tuple[Array, int]] = field(default_factory=list)
    crews_of: dict[int, list[int]] = field(default_factory=dict)
    before: dict[int, list[int]] = field(default_factory=dict)  # what is to end before each starts
    after: dict[int, list[int]] = field(default_factory=dict)
    one_day: dict[int, list[Array]] = field(default_factory=dict)  # the groups of each session
    one_room: dict[int, list[Array]] = field(default_factory=dict)
    _in_rooms: dict[tuple[str | None, ...], Array] = field(default_factory=dict)
    _within: dict[tuple[Span, ...], Array] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem, rules: Iterable[Demand] | None = None) -> World:
        """With the demands of the problem, or with ``rules`` instead of them."""
        world = _empty(problem)
        _read(world, demands(problem) if rules is None else rules)
        return world

    @property
    def none(self) -> int:
        """The room that is none."""
        return len(self.problem.rooms)

    def place(self, column: int, room: int) -> Place:
        name = None if room == self.none else self.problem.rooms[room].key
        return Place(int(self.begins[column]), name)

    def in_rooms(self, keys: tuple[str | None, ...]) -> Array:
        """Whether each room is one of ``keys``."""
        if keys not in self._in_rooms:
            names = (*(room.key for room in self.problem.rooms), None)
            self._in_rooms[keys] = np.isin(np.arange(len(names)), [names.index(key) for key in keys])
        return self._in_rooms[keys]

    def within(self, spans: tuple[Span, ...]) -> Array:
        """Whether each column is within one of ``spans``."""
        if spans not in self._within:
            inside = np.zeros(len(self.begins), bool)
            for first, last in spans:
                inside |= (self.begins >= first) & (self.ends <= last)
            self._within[spans] = inside
        return self._within[spans]

    def column_of(self, session: int, start: int) -> int | None:
        """The column of that start in which the session may be, whatever the rules."""
        minutes = self.problem.sessions[session].minutes
        found = np.flatnonzero((self.begins == start) & (self.ends == start + minutes))
        return int(found[0]) if len(found) else None


def _empty(problem: Problem) -> World:
    starts = Starts(problem)
    of_session = [[(start, start + each.minutes) for start in starts.of(each)] for each in problem.sessions]
    spans = sorted({span for each in of_session for span in each})
    number = {span: at for at, span in enumerate(spans)}
    may_start = np.zeros((len(of_session), len(spans)), bool)
    for at, each in enumerate(of_session):
        may_start[at, [number[span] for span in each]] = True
    begins, ends = (np.array([span[side] for span in spans], np.int64) for side in (0, 1))
    blocks = sorted(problem.blocks, key=lambda block: block.starts)
    block = np.searchsorted([each.starts for each in blocks], begins, side="right") - 1
    days = {name: at for at, name in enumerate(problem.days)}
    shut = np.zeros((len(spans), len(problem.rooms) + 1), bool)
    for at, room in enumerate(problem.rooms):
        for closes, opens in room.shut:
            shut[:, at] |= (begins < opens) & (ends > closes)
    world = World(
        problem,
        [each.key for each in problem.sessions],
        {each.key: at for at, each in enumerate(problem.sessions)},
        begins,
        ends,
        np.array([days[blocks[at].day] for at in block], np.int64),
        block,
        np.array([each.minutes for each in blocks], np.int64),
        may_start,
        np.ones((len(of_session), len(problem.rooms) + 1), bool),
        shut,
        np.zeros(len(of_session), bool),
        np.zeros(len(problem.rooms) + 1, bool),
    )
    walk = max(problem.walks.values(), default=0)
    world.beside = [np.flatnonzero((begins < last) & (ends > first)) for first, last in spans]
    world.near = [np.flatnonzero((begins < last + walk) & (ends + walk > first)) for first, last in spans]
    return world


def _read(world: World, rules: Iterable[Demand]) -> None:
    foes: list[set[int]] = [set() for _ in world.keys]
    walkers: list[set[int]] = [set() for _ in world.keys]
    rooms = {room.key: at for at, room in enumerate(world.problem.rooms)}
    for demand in rules:
        world.rules.append(demand)
        match demand.asks:
            case OneInRoom(room):
                world.holds_one[rooms[room]] = True
            case OneAtATime(keys, walks):
                _set_apart(walkers if walks else foes, combinations(_numbers(world, keys), 2))
            case Alone(keys, others):
                there = _numbers(world, others)
                _set_apart(foes, ((one, other) for one in _numbers(world, keys) for other in there))
            case AtMost() | Before() | OnOneDay() | InOneRoom() as asks:
                _keep(world, asks)
            case Placed() | Within() | StartsAt() | InRooms() as asks:
                _restrict(world, asks)
    world.foes = [np.array(sorted(each), np.int64) for each in foes]
    world.walkers = [np.array(sorted(each), np.int64) for each in walkers]


def _numbers(world: World, keys: Sequence[str]) -> list[int]:
    """Those that are in this world."""
    return [world.number[key] for key in keys if key in world.number]


def _set_apart(sets: list[set[int]], pairs: Iterable[tuple[int, int]]) -> None:
    for one, other in pairs:
        if one != other:
            sets[one].add(other)
            sets[other].add(one)


def _restrict(world: World, asks: Placed | Within | StartsAt | InRooms) -> None:
    """What one session may do."""
    if asks.session not in world.number:
        return
    at = world.number[asks.session]
    match asks:
        case Placed():
            world.must_be_placed[at] = True
        case Within(_, spans):
            world.may_start[at] &= world.within(spans)
        case StartsAt(_, start):
            world.may_start[at] &= world.begins == start
        case InRooms(_, rooms):
            world.may_be_in[at] &= world.in_rooms(rooms)


def _keep(world: World, asks: AtMost | Before | OnOneDay | InOneRoom) -> None:
    """What several sessions are to keep to together."""
    match asks:
        case AtMost(keys, most):
            numbers = np.array(_numbers(world, keys), np.int64)
            for at in numbers:
                world.crews_of.setdefault(int(at), []).append(len(world.crews))
            world.crews.append((numbers, most))
        case Before(first, then):
            if {first, then} <= world.number.keys():
                one, other = world.number[first], world.number[then]
                world.before.setdefault(other, []).append(one)
                world.after.setdefault(one, []).append(other)
        case OnOneDay(keys) | InOneRoom(keys):
            groups = world.one_day if isinstance(asks, OnOneDay) else world.one_room
            numbers = np.array(_numbers(world, keys), np.int64)
            for at in numbers:
                groups.setdefault(int(at), []).append(numbers)
