"""Demands and prices -> CP-SAT: whether a session has a place, its start, block and room as variables.

A session's start is within its block; whether two overlap is decided by their blocks where a block has no room
in time for both, else by their order. Each demand can hang on a literal, for those who ask which of them clash.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any

from ortools.sat.python import cp_model

from .demands import (
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
from .prices import ByRoom, ByStart, Gaps, Missing, Moved, Price, RoomsOf, Together, Worst
from .problem import Block, Place, Plan, Problem, Session
from .rules import demands

Literal = Any  # an IntVar of 0 and 1, or its negation: OR-Tools types them loosely
Sum = Any


class Posted:
    """A problem as a model: ``sessions`` may be some of them only, as if there were no others."""

    def __init__(self, problem: Problem, *, only: Collection[str] | None = None) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.sessions = [each for each in problem.sessions if only is None or each.key in only]
        self.start: dict[str, Any] = {}
        self.is_placed: dict[str, Literal] = {}
        self.in_block: dict[tuple[str, str], Literal] = {}
        self.in_room: dict[tuple[str, str], Literal] = {}
        self._starting: dict[tuple[str, int], Literal] = {}
        self._together: dict[tuple[str, str], Literal] = {}
        self._before: dict[tuple[str, str], Literal] = {}
        self._one_room: dict[tuple[tuple[str, ...], str], Literal] = {}
        for session in self.sessions:
            self._declare(session)

    @classmethod
    def of(cls, problem: Problem, *, without: Collection[str] = ()) -> Posted:
        """With every demand of the problem, save those of the rules in ``without``."""
        posted = cls(problem)
        for demand in demands(problem):
            if demand.rule not in without:
                posted.post(demand)
        posted.help_along()
        return posted

    def starts_of(self, session: Session, block: Block) -> range:
        return range(block.starts, block.ends - session.minutes + 1, self.problem.step)

    @cached_property
    def blocks_of(self) -> dict[str, list[Block]]:
        """The blocks in which each session has the time."""
        blocks = self.problem.blocks
        return {each.key: [b for b in blocks if b.minutes >= each.minutes] for each in self.sessions}

    def _declare(self, session: Session) -> None:
        key, model = session.key, self.model
        placed = self.is_placed[key] = model.new_bool_var(f"{key} is placed")
        blocks = self.blocks_of[key]
        values = sorted({minute for block in blocks for minute in self._values(session, block)})
        start = self.start[key] = model.new_int_var_from_domain(
            cp_model.Domain.from_values(values), f"{key} starts"
        )
        for block in blocks:
            here = self.in_block[key, block.key] = model.new_bool_var(f"{key} in {block.key}")
            model.add_linear_constraint(start, block.starts, block.ends - session.minutes).only_enforce_if(here)
        model.add(sum(self.in_block[key, block.key] for block in blocks) == 1)
        rooms = [room.key for room in self.problem.rooms] if session.needs_room else []
        for room in rooms:
            self.in_room[key, room] = model.new_bool_var(f"{key} in {room}")
        if rooms:
            model.add(sum(self.in_room[key, room] for room in rooms) == placed)

    def _values(self, session: Session, block: Block) -> set[int]:
        """The grid, and what is locked or published beside it."""
        last = block.ends - session.minutes
        extra = {
            int(lock.value)
            for lock in self.problem.locks
            if lock.session == session.key and isinstance(lock.value, int)
        }
        if published := self.problem.published_of.get(session.key):
            extra.add(published.place.start)
        return {*self.starts_of(session, block), *(each for each in extra if block.starts <= each <= last)}

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

    def post(self, demand: Demand, *, on: Literal | None = None) -> None:
        """Add ``demand``, wherever it speaks of sessions of this model; only if ``on`` is true, if it is given."""
        there = [] if on is None else [on]
        match demand.asks:
            case Placed(key):
                self.model.add_bool_or(self.is_placed[key], *(~each for each in there))
            case Within(key, spans):
                self._within(key, spans, there)
            case StartsAt(key, start):
                self.model.add(self.start[key] == start).only_enforce_if(self.is_placed[key], *there)
            case InRooms(key, rooms):
                for room in self.problem.rooms:
                    if room.key not in rooms and (key, room.key) in self.in_room:
                        self.model.add_bool_or(~self.in_room[key, room.key], *(~each for each in there))
                if all(room is None for room in rooms) and self.problem.session_of[key].needs_room:
                    self.model.add_bool_or(~self.is_placed[key], *(~each for each in there))
            case OneAtATime(keys, walks):
                self._one_at_a_time(self._mine(keys), there, walks=walks)
            case OneInRoom(room):
                self._one_in_room(room, there)
            case AtMost(keys, most):
                spans = [self._span(key, [self.is_placed[key], *there]) for key in self._mine(keys)]
                self.model.add_cumulative(spans, [1] * len(spans), most)
            case Before(first, then):
                both = [self.is_placed[first], self.is_placed[then], *there]
                minutes = self.problem.session_of[first].minutes
                self.model.add(self.start[first] + minutes <= self.start[then]).only_enforce_if(*both)
            case OnOneDay(keys):
                self._on_one_day(self._mine(keys), there)
            case InOneRoom(keys):
                self._in_one_room(self._mine(keys), there)
            case Alone(keys, others):
                for one in self._mine(keys):
                    for other in self._mine(others):
                        both = [self.is_placed[one], self.is_placed[other], *there]
                        self._apart(one, other, both)

    def _mine(self, keys: Sequence[str]) -> list[str]:
        return [key for key in keys if key in self.start]

    def _within(self, key: str, spans: tuple[tuple[int, int], ...], there: list[Literal]) -> None:
        minutes = self.problem.session_of[key].minutes
        starts = [[first, last - minutes] for first, last in spans if last - first >= minutes]
        if not starts:
            self.model.add_bool_or(~self.is_placed[key], *(~each for each in there))
            return
        domain = cp_model.Domain.from_intervals(starts)
        self.model.add_linear_expression_in_domain(self.start[key], domain).only_enforce_if(
            self.is_placed[key], *there
        )

    def _span(self, key: str, present: list[Literal]) -> Any:
        """The time of a session as an interval, there only if all of ``present`` are true."""
        there = present[0] if len(present) == 1 else self._both(present)
        minutes = self.problem.session_of[key].minutes
        return self.model.new_optional_fixed_size_interval_var(self.start[key], minutes, there, f"time of {key}")

    def _both(self, literals: list[Literal]) -> Literal:
        both = self.model.new_bool_var("")
        self.model.add_bool_and(*literals).only_enforce_if(both)
        self.model.add_bool_or(both, *(~each for each in literals))
        return both

    def _one_at_a_time(self, keys: list[str], there: list[Literal], *, walks: bool) -> None:
        self.model.add_no_overlap([self._span(key, [self.is_placed[key], *there]) for key in keys])
        if walks:
            for one, other in combinations(keys, 2):
                self._walk(one, other, there)

    def _walk(self, one: str, other: str, there: list[Literal]) -> None:
        """Between two rooms a walk apart there is time for it, in either order."""
        sizes = {key: self.problem.session_of[key].minutes for key in (one, other)}
        first = self.model.new_bool_var("")
        for here in self.problem.rooms:
            for next_ in self.problem.rooms:
                walk = self.problem.walk(here.key, next_.key)
                if walk and (one, here.key) in self.in_room and (other, next_.key) in self.in_room:
                    both = [self.in_room[one, here.key], self.in_room[other, next_.key], *there]
                    self.model.add(self.start[one] + sizes[one] + walk <= self.start[other]).only_enforce_if(first, *both)
                    self.model.add(self.start[other] + sizes[other] + walk <= self.start[one]).only_enforce_if(~first, *both)

    def _one_in_room(self, room: str, there: list[Literal]) -> None:
        here = [each.key for each in self.sessions if each.needs_room]
        spans = [self._span(key, [self.in_room[key, room], *there]) for key in here]
        shut = [
            self.model.new_fixed_size_interval_var(starts, ends - starts, f"{room} is shut")
            for starts, ends in self.problem.room_of[room].shut
        ]
        # What is shut may overlap itself; each closure keeps out the sessions alone.
        self.model.add_no_overlap(spans)
        for closure in shut:
            for span in spans:
                self.model.add_no_overlap([closure, span])

    def _on_one_day(self, keys: list[str], there: list[Literal]) -> None:
        for day, blocks in self.problem.days.items():
            here = self.model.new_bool_var(f"on {day}")
            for key in keys:
                mine = [self.in_block[key, b.key] for b in blocks if (key, b.key) in self.in_block]
                self.model.add(sum(mine) == here).only_enforce_if(self.is_placed[key], *there)

    def _in_one_room(self, keys: list[str], there: list[Literal]) -> None:
        for room in self.problem.rooms:
            here = self.model.new_bool_var(f"in {room.key}")
            for key in keys:
                if (key, room.key) in self.in_room:
                    self.model.add(self.in_room[key, room.key] == here).only_enforce_if(
                        self.is_placed[key], *there
                    )

    def _apart(self, one: str, other: str, both: list[Literal]) -> None:
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
            self._apart(one, other, [~clash, *here, *placed])
        return clash

    def help_along(self) -> None:
        """What follows from the rest, and shortens the search: rooms in all, and minutes of a block in all."""
        in_rooms = [each for each in self.sessions if each.needs_room]
        rooms = len(self.problem.rooms)
        if len(in_rooms) > rooms:
            spans = [self._span(each.key, [self.is_placed[each.key]]) for each in in_rooms]
            self.model.add_cumulative(spans, [1] * len(spans), rooms)

    # Prices

    def count(self, price: Price) -> Sum:
        """An expression that is at least what ``price`` is in the plan, and as little as that in the best one."""
        match price:
            case Missing(key):
                return 1 - self.is_placed[key]
            case Together(one, other, amount):
                return amount * self.together(one, other)
            case ByRoom(key, prices):
                there = ((self.in_room.get((key, room)), amount) for room, amount in prices.items())
                return sum(amount * here for here, amount in there if here is not None)
            case ByStart(key, of):
                return self._by_start(key, of)
            case Moved():
                return self._moved(price)
            case RoomsOf(keys, amount):
                return amount * self._rooms_more(self._mine(keys))
            case Gaps(keys, amount):
                return amount * self._gaps(self._mine(keys))
            case Worst(sums):
                worst = self.model.new_int_var(0, 10**9, "worst")
                for each in sums.values():
                    self.model.add(worst >= sum(self.count(one) for one in each))
                return worst

    def _values_of(self, key: str) -> list[int]:
        session = self.problem.session_of[key]
        return sorted({minute for block in self.blocks_of[key] for minute in self._values(session, block)})

    def _by_start(self, key: str, of: Any) -> Sum:
        """By bands: the starts of one price are a domain, with a literal each."""
        bands: dict[int, list[int]] = {}
        for minute in self._values_of(key):
            bands.setdefault(of(minute), []).append(minute)
        if set(bands) <= {0}:
            return 0
        parts = []
        for amount, minutes in bands.items():
            if amount:
                here = self.model.new_bool_var(f"{key} at {amount}")
                others = cp_model.Domain.from_values(sorted(set(self._values_of(key)) - set(minutes)))
                self.model.add_linear_expression_in_domain(self.start[key], others).only_enforce_if(
                    ~here, self.is_placed[key]
                )
                parts.append(amount * here)
        return sum(parts)

    def _moved(self, moved: Moved) -> Sum:
        key, placed = moved.session, self.is_placed[moved.session]
        there = self.problem.block_at(moved.place.start)
        stays = self.starts_at(key, moved.place.start) if self._can_start(key, moved.place.start) else None
        same_day = [
            self.in_block[key, block.key]
            for block in self.problem.blocks
            if there and block.day == there.day and (key, block.key) in self.in_block
        ]
        # Prices rise: nothing < room < hour < day < gone; each literal below is what is saved.
        at_hour, on_day, in_room = (self.model.new_bool_var("") for _ in range(3))
        for literal in (at_hour, on_day, in_room):
            self.model.add_implication(literal, placed)
        self.model.add_implication(in_room, at_hour)
        self.model.add_implication(at_hour, on_day)
        self.model.add(on_day <= sum(same_day))
        self.model.add(at_hour == 0) if stays is None else self.model.add_implication(at_hour, stays)
        room = moved.place.room
        if room is not None and (here := self.in_room.get((key, room))) is not None:
            self.model.add_implication(in_room, here)
        elif room is not None or self.problem.session_of[key].needs_room:
            self.model.add(in_room == 0)
        saved = (moved.gone - moved.day) * placed + (moved.day - moved.hour) * on_day
        return moved.gone - saved - (moved.hour - moved.room) * at_hour - moved.room * in_room

    def _can_start(self, key: str, minute: int) -> bool:
        return minute in self._values_of(key)

    def _rooms_more(self, keys: list[str]) -> Sum:
        more = self.model.new_int_var(0, len(self.problem.rooms), "rooms more")
        used = []
        for room in self.problem.rooms:
            mine = [self.in_room[key, room.key] for key in keys if (key, room.key) in self.in_room]
            here = self.model.new_bool_var(f"in {room.key}")
            for each in mine:
                self.model.add_implication(each, here)
            used.append(here)
        self.model.add(more >= sum(used) - 1)
        return more

    def _gaps(self, keys: list[str]) -> Sum:
        """Blocks between the first and the last of a day that stand empty."""
        gaps = []
        for blocks in self.problem.days.values():
            used = [self._is_used(keys, block) for block in blocks]
            for n in range(1, len(blocks) - 1):
                gap = self.model.new_bool_var("")
                before, after = self._any(used[:n]), self._any(used[n + 1 :])
                self.model.add_bool_or(gap, used[n], ~before, ~after)
                gaps.append(gap)
        return sum(gaps)

    def _is_used(self, keys: list[str], block: Block) -> Literal:
        mine = [
            self._both([self.in_block[key, block.key], self.is_placed[key]])
            for key in keys
            if (key, block.key) in self.in_block
        ]
        return self._any(mine)

    def _any(self, literals: list[Literal]) -> Literal:
        """True exactly if one of ``literals`` is."""
        found = self.model.new_bool_var("")
        for each in literals:
            self.model.add_implication(each, found)
        self.model.add_bool_or(*literals, ~found)
        return found

    # Plans

    def hint(self, plan: Plan) -> None:
        """Begin the search from ``plan``, as far as it goes."""
        self.model.clear_hints()
        for session in self.sessions:
            place = plan.get(session.key)
            self.model.add_hint(self.is_placed[session.key], place is not None)
            if place is not None and self._can_start(session.key, place.start):
                self.model.add_hint(self.start[session.key], place.start)
                for room in self.problem.rooms:
                    if (session.key, room.key) in self.in_room:
                        self.model.add_hint(self.in_room[session.key, room.key], room.key == place.room)

    def fix(self, plan: Mapping[str, Place | None]) -> None:
        """Nothing but ``plan`` for the sessions that it names; ``None`` is no place."""
        for key, place in plan.items():
            self.model.add(self.is_placed[key] == (place is not None))
            if place is not None:
                self.model.add(self.start[key] == place.start)
                for room in self.problem.rooms:
                    if (key, room.key) in self.in_room:
                        self.model.add(self.in_room[key, room.key] == (room.key == place.room))

    def plan(self, value: Any) -> dict[str, Place]:
        """The plan of a solution, of which ``value`` tells the variables."""
        found: dict[str, Place] = {}
        for session in self.sessions:
            if value(self.is_placed[session.key]):
                rooms = (room.key for room in self.problem.rooms if (session.key, room.key) in self.in_room)
                room = next((key for key in rooms if value(self.in_room[session.key, key])), None)
                found[session.key] = Place(int(value(self.start[session.key])), room)
        return found
