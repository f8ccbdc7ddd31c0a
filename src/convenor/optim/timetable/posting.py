"""Demands -> CP-SAT. Each can hang on a literal, for those who ask which of them clash."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import combinations, product
from typing import Any

from ortools.sat.python import cp_model

from .demands import (
    Alone,
    Ask,
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
from .problem import Problem
from .rules import demands
from .variables import Literal, Variables

There = list[Literal]  # a demand holds where all of these are true


class Posted(Variables):
    """A model with the demands that were posted."""

    @classmethod
    def of(cls, problem: Problem, *, only: Collection[str] | None = None) -> Posted:
        """With every demand of the problem; ``only`` are the sessions in it, as if there were no others."""
        posted = cls(problem, only=only)
        for demand in demands(problem):
            posted.post(demand)
        posted.help_along()
        return posted

    def post(self, demand: Demand, *, on: Literal | None = None) -> None:
        """Add ``demand``, where it speaks of sessions of this model; with ``on``, only if that is true."""
        if self._is_about_mine(demand.asks):
            _POST[type(demand.asks)](self, demand.asks, [] if on is None else [on])

    def _is_about_mine(self, asks: Ask) -> bool:
        match asks:
            case Placed(key) | Within(key) | StartsAt(key) | InRooms(key):
                return key in self.start
            case Before(first, then):
                return first in self.start and then in self.start
        return True

    def post_placed(self, asks: Placed, there: There) -> None:
        self.model.add_bool_or(self.is_placed[asks.session], *(~each for each in there))

    def post_starts_at(self, asks: StartsAt, there: There) -> None:
        placed = self.is_placed[asks.session]
        self.model.add(self.start[asks.session] == asks.start).only_enforce_if(placed, *there)
        if not there:
            self.allowed[asks.session] = [at for at in self.allowed[asks.session] if at == asks.start]

    def post_in_rooms(self, asks: InRooms, there: There) -> None:
        key, free = asks.session, [~each for each in there]
        for room in self.problem.rooms:
            if room.key not in asks.rooms and (key, room.key) in self.in_room:
                self.model.add_bool_or(~self.in_room[key, room.key], *free)
        needs_room = self.problem.session_of[key].needs_room
        if not (any(asks.rooms) if needs_room else None in asks.rooms):
            self.model.add_bool_or(~self.is_placed[key], *free)

    def post_at_most(self, asks: AtMost, there: There) -> None:
        spans = [self.span(key, [self.is_placed[key], *there]) for key in self.mine(asks.sessions)]
        self.model.add_cumulative(spans, [1] * len(spans), asks.most)

    def post_before(self, asks: Before, there: There) -> None:
        both = [self.is_placed[asks.first], self.is_placed[asks.then], *there]
        minutes = self.problem.session_of[asks.first].minutes
        self.model.add(self.start[asks.first] + minutes <= self.start[asks.then]).only_enforce_if(*both)

    def post_alone(self, asks: Alone, there: There) -> None:
        for one in self.mine(asks.sessions):
            for other in self.mine(asks.others):
                self.apart(one, other, [self.is_placed[one], self.is_placed[other], *there])

    def post_within(self, asks: Within, there: There) -> None:
        key, spans = asks.session, asks.spans
        minutes = self.problem.session_of[key].minutes
        starts = [[first, last - minutes] for first, last in spans if last - first >= minutes]
        if not there:
            self.allowed[key] = [
                at for at in self.allowed[key] if any(first <= at <= last for first, last in starts)
            ]
        if not starts:
            self.model.add_bool_or(~self.is_placed[key], *(~each for each in there))
            return
        domain = cp_model.Domain.from_intervals(starts)
        self.model.add_linear_expression_in_domain(self.start[key], domain).only_enforce_if(
            self.is_placed[key], *there
        )

    def post_one_at_a_time(self, asks: OneAtATime, there: There) -> None:
        keys = self.mine(asks.sessions)
        self.model.add_no_overlap([self.span(key, [self.is_placed[key], *there]) for key in keys])
        if asks.walks:
            for one, other in combinations(keys, 2):
                self._walk(one, other, there)

    def _walk(self, one: str, other: str, there: list[Literal]) -> None:
        """Between two rooms a walk apart there is time for it, in either order."""
        first = self.model.new_bool_var(f"{one} before {other}")
        for here, next_ in product(self.problem.rooms, repeat=2):
            walk = self.problem.walk(here.key, next_.key)
            if walk and (one, here.key) in self.in_room and (other, next_.key) in self.in_room:
                both = [self.in_room[one, here.key], self.in_room[other, next_.key], *there]
                self._leave(one, other, walk, [first, *both])
                self._leave(other, one, walk, [~first, *both])

    def _leave(self, one: str, other: str, walk: int, there: There) -> None:
        away = self.start[one] + self.problem.session_of[one].minutes + walk
        self.model.add(away <= self.start[other]).only_enforce_if(*there)

    def post_one_in_room(self, asks: OneInRoom, there: There) -> None:
        room = asks.room
        here = [each.key for each in self.sessions if each.needs_room]
        spans = [self.span(key, [self.in_room[key, room], *there]) for key in here]
        shut = [
            self.model.new_fixed_size_interval_var(starts, ends - starts, f"{room} is shut")
            for starts, ends in self.problem.room_of[room].shut
        ]
        # What is shut may overlap itself; each closure keeps out the sessions alone.
        self.model.add_no_overlap(spans)
        for closure in shut:
            for span in spans:
                self.model.add_no_overlap([closure, span])

    def post_on_one_day(self, asks: OnOneDay, there: There) -> None:
        keys = self.mine(asks.sessions)
        for day, blocks in self.problem.days.items():
            here = self.model.new_bool_var(f"on {day}")
            for key in keys:
                mine = [self.in_block[key, b.key] for b in blocks if (key, b.key) in self.in_block]
                self.model.add(sum(mine) == here).only_enforce_if(self.is_placed[key], *there)

    def post_in_one_room(self, asks: InOneRoom, there: There) -> None:
        keys = self.mine(asks.sessions)
        for room in self.problem.rooms:
            here = self.model.new_bool_var(f"in {room.key}")
            for key in keys:
                if (key, room.key) in self.in_room:
                    self.model.add(self.in_room[key, room.key] == here).only_enforce_if(
                        self.is_placed[key], *there
                    )

    def help_along(self) -> None:
        """What follows from the rest, and shortens the search: there are only so many rooms in all."""
        in_rooms = [each for each in self.sessions if each.needs_room]
        rooms = len(self.problem.rooms)
        if len(in_rooms) > rooms:
            spans = [self.span(each.key, [self.is_placed[each.key]]) for each in in_rooms]
            self.model.add_cumulative(spans, [1] * len(spans), rooms)

    def move_at_most(self, most: int) -> None:
        """No more than ``most`` published sessions are elsewhere; those without a place do not count."""
        moves = []
        for each in self.problem.published:
            if each.session in self.start:
                placed, *_others, stays = self.stays(each.session, each.place)
                moves.append(placed - stays)
        self.model.add(sum(moves) <= most)


_POST: Mapping[type[Any], Callable[[Posted, Any, There], None]] = {
    Placed: Posted.post_placed,
    Within: Posted.post_within,
    StartsAt: Posted.post_starts_at,
    InRooms: Posted.post_in_rooms,
    OneAtATime: Posted.post_one_at_a_time,
    OneInRoom: Posted.post_one_in_room,
    AtMost: Posted.post_at_most,
    Before: Posted.post_before,
    OnOneDay: Posted.post_on_one_day,
    InOneRoom: Posted.post_in_one_room,
    Alone: Posted.post_alone,
}
