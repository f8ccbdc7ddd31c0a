"""Sessions as variables of CP-SAT: whether each has a place, its start, its block and its room.

A session's start is within its block; whether two overlap is decided by their blocks where one has no time
for both, else by their order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from ortools.sat.python import cp_model

from .problem import Block, Place, Plan, Problem, Session
from .starts import Starts

Literal = Any  # an IntVar of 0 and 1, or its negation: OR-Tools types them loosely


class Variables:
    """A problem as a model without rules; ``only`` are the sessions in it, as if there were no others."""

    def __init__(self, problem: Problem, *, only: Collection[str] | None = None) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self._starts = Starts(problem)
        self.sessions = [each for each in problem.sessions if only is None or each.key in only]
        self.start: dict[str, Any] = {}
        self.is_placed: dict[str, Literal] = {}
        self.in_block: dict[tuple[str, str], Literal] = {}
        self.in_room: dict[tuple[str, str], Literal] = {}
        self.allowed: dict[str, list[int]] = {}  # where each can start by the rules on it alone
        self._starting: dict[tuple[str, int], Literal] = {}
        self._together: dict[tuple[str, str], Literal] = {}
        self._before: dict[tuple[str, str], Literal] = {}
        self._stays: dict[str, tuple[Literal, ...]] = {}
        for session in self.sessions:
            self._declare(session)

    @property
    def sessions_there(self) -> set[str]:
        return set(self.start)

    @cached_property
    def blocks_of(self) -> dict[str, list[Block]]:
        """The blocks in which each session has the time."""
        blocks = self.problem.blocks
        return {each.key: [b for b in blocks if b.minutes >= each.minutes] for each in self.sessions}

    def _declare(self, session: Session) -> None:
        key, model = session.key, self.model
        placed = self.is_placed[key] = model.new_bool_var(f"{key} is placed")
        blocks = self.blocks_of[key]
        self.allowed[key] = self.starts_of(key)
        domain = cp_model.Domain.from_values(self.allowed[key])
        start = self.start[key] = model.new_int_var_from_domain(domain, f"{key} starts")
        for block in blocks:
            here = self.in_block[key, block.key] = model.new_bool_var(f"{key} in {block.key}")
            model.add_linear_constraint(start, block.starts, block.ends - session.minutes).only_enforce_if(
                here
            )
        model.add(sum(self.in_block[key, block.key] for block in blocks) == 1)
        rooms = [room.key for room in self.problem.rooms] if session.needs_room else []
        for room in rooms:
            self.in_room[key, room] = model.new_bool_var(f"{key} in {room}")
        if rooms:
            model.add(sum(self.in_room[key, room] for room in rooms) == placed)

    def starts_at(self, key: str, minute: int) -> Literal:
        """Whether the session starts at that minute, placed or not."""
        if (key, minute) not in self._starting:
            here = self._starting[key, minute] = self.model.new_bool_var(f"{key} at {minute}")
            self.model.add(self.start[key] == minute).only_enforce_if(here)
            self.model.add(self.start[key] != minute).only_enforce_if(~here)
        return self._starting[key, minute]

    def before(self, one: str, other: str) -> Literal:
        """If true, ``one`` ends before ``other`` starts."""
        if (one, other) not in self._before:
            first = self._before[one, other] = self.model.new_bool_var(f"{one} before {other}")
            minutes = self.problem.session_of[one].minutes
            self.model.add(self.start[one] + minutes <= self.start[other]).only_enforce_if(first)
        return self._before[one, other]

    def starts_of(self, key: str) -> list[int]:
        """Every minute at which the session can start, whatever the rules."""
        return self._starts.of(self.problem.session_of[key])

    def can_start(self, key: str, minute: int) -> bool:
        return minute in self.starts_of(key)

    def mine(self, keys: Sequence[str]) -> list[str]:
        """Those of ``keys`` that are in this model."""
        return [key for key in keys if key in self.start]

    def span(self, key: str, present: list[Literal]) -> Any:
        """The time of a session as an interval, there only if all of ``present`` are true."""
        there = present[0] if len(present) == 1 else self.both_of(present)
        minutes = self.problem.session_of[key].minutes
        return self.model.new_optional_fixed_size_interval_var(
            self.start[key], minutes, there, f"time of {key}"
        )

    def both_of(self, literals: list[Literal]) -> Literal:
        """True exactly if all of ``literals`` are."""
        both = self.model.new_bool_var("")
        self.model.add_bool_and(*literals).only_enforce_if(both)
        self.model.add_bool_or(both, *(~each for each in literals))
        return both

    def apart(self, one: str, other: str, both: list[Literal]) -> None:
        """The two do not overlap, if all of ``both`` are true."""
        self.model.add_bool_or(self.before(one, other), self.before(other, one), *(~each for each in both))

    def together(self, one: str, other: str) -> Literal:
        """True if both are placed and run at the same time; it may be true besides."""
        pair = (one, other) if one < other else (other, one)
        if pair in self._together:
            return self._together[pair]
        clash = self._together[pair] = self.model.new_bool_var(f"{one} beside {other}")
        placed = [self.is_placed[one], self.is_placed[other]]
        sizes = sum(self.problem.session_of[key].minutes for key in pair)
        loose = []
        for block in self.problem.blocks:
            here = [self.in_block.get((key, block.key)) for key in pair]
            if here[0] is None or here[1] is None:
                continue
            if sizes > block.minutes:  # there is no time for one after the other
                self.model.add_bool_or(clash, *(~each for each in (*here, *placed)))
            else:
                loose.append(here)
        for here in loose:
            self.apart(one, other, [~clash, *here, *placed])
        return clash

    def stays(self, key: str, place: Place) -> tuple[Literal, ...]:
        """Whether the session is placed; on the day of ``place``; at its hour; and just there. Each needs
        the one before.

        A literal may be false although it could be true: it is worth something, so that no best plan has it
        so.
        """
        if key in self._stays:
            return self._stays[key]
        placed = self.is_placed[key]
        on_day, at_hour, stays = (
            self.model.new_bool_var(f"{key} {what}") for what in ("day", "hour", "stays")
        )
        self.model.add_implication(on_day, placed)
        self.model.add_implication(at_hour, on_day)
        self.model.add_implication(stays, at_hour)
        there = self.problem.block_at(place.start)
        blocks = self.problem.days[there.day] if there else ()
        self.model.add(sum(self.in_block.get((key, block.key), 0) for block in blocks) >= on_day)
        can_start = self.can_start(key, place.start)
        self.model.add_implication(at_hour, self.starts_at(key, place.start) if can_start else ~at_hour)
        here = self.in_room.get((key, place.room)) if place.room else None
        if here is not None:
            self.model.add_implication(stays, here)
        elif place.room or self.problem.session_of[key].needs_room:
            self.model.add(stays == 0)
        self._stays[key] = (placed, on_day, at_hour, stays)
        return self._stays[key]

    def hint(self, plan: Plan) -> None:
        """Begin the search from ``plan``, as far as it goes."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools has no types for it
        for session in self.sessions:
            place = plan.get(session.key)
            self.model.add_hint(self.is_placed[session.key], place is not None)
            if place is not None and self.can_start(session.key, place.start):
                self.model.add_hint(self.start[session.key], place.start)
                for room in self.problem.rooms:
                    if (session.key, room.key) in self.in_room:
                        self.model.add_hint(self.in_room[session.key, room.key], room.key == place.room)

    def hint_all(self, solution: Sequence[int]) -> None:
        """Begin the search from a solution of this model, whole: those made after it are left open."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools has no types for it
        hint = self.model.proto.solution_hint
        hint.vars.extend(range(len(solution)))
        hint.values.extend(solution)

    def fix(self, plan: Mapping[str, Place | None]) -> None:
        """Nothing but ``plan`` for the sessions that it names; ``None`` is no place."""
        for key, place in plan.items():
            self.model.add(self.is_placed[key] == (place is not None))
            if place is not None:
                self.model.add(self.start[key] == place.start)
                for room in self.problem.rooms:
                    here = self.in_room.get((key, room.key), 0)
                    self.model.add((here == 1) if room.key == place.room else (here == 0))

    def plan(self, value: Any) -> dict[str, Place]:
        """The plan of a solution, of which ``value`` tells the variables."""
        found: dict[str, Place] = {}
        for session in self.sessions:
            if value(self.is_placed[session.key]):
                rooms = (room.key for room in self.problem.rooms if (session.key, room.key) in self.in_room)
                room = next((key for key in rooms if value(self.in_room[session.key, key])), None)
                found[session.key] = Place(int(value(self.start[session.key])), room)
        return found
