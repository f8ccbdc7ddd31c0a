"""What no timetable can be below, by counting: more sessions than there are times, one after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from ortools.graph.python import min_cost_flow

from convenor.optim.timetable.goals import GOALS
from convenor.optim.timetable.prices import ByRoom, ByStart, Cost, Family, Moved, RoomsOf, Worst
from convenor.optim.timetable.problem import Goal

from .position import Position
from .scores import Score
from .world import Array, World


def pairs_at_least(sessions: int, times: int) -> int:
    """The least number of pairs at the same time, with so many ``times`` one after the other.

    As even as can be is best. The overlaps of spans of time are a perfect graph: where no more than ``times``
    of them follow each other, so many cliques cover them all.
    """
    if times == 0:
        return 0
    each, more = divmod(sessions, times)
    return more * (each + 1) * each // 2 + (times - more) * each * (each - 1) // 2


def times_of(world: World, sessions: Sequence[int]) -> int:
    """How many of ``sessions``, the shortest first, could follow each other in all blocks they may be in."""
    minutes = np.sort([world.problem.sessions[each].minutes for each in sessions])
    ends = np.cumsum(minutes)
    used = np.unique(world.block[world.may_start[list(sessions)].any(axis=0)])
    return int(np.searchsorted(ends, world.lasts[used], side="right").sum())


def unplaced(world: World) -> int:
    """Sessions for which there is no time, no room, or no more room among those that could do."""
    can = world.may_start.any(axis=1) & world.may_be_in.any(axis=1)
    flow = _Rooms(world, np.flatnonzero(can), lambda _at: {})
    return len(can) - flow.placed()


def bound(position: Position, score: Score) -> int:
    """Of a goal whose sessions all have a place; pairs that are no family are left to the cliques."""
    world, parts = position.world, list(GOALS[score.goal](position.world.problem))
    singles = [each for each in parts if isinstance(each, Cost)]
    families = [each for each in parts if isinstance(each, Family)]
    least = sum(_least(world, each) for each in singles)
    return least + _families(world, families) + _by_room(world, singles)


def _least(world: World, cost: Cost) -> int:
    match cost.price:
        case Moved() as price:
            at = world.number[price.session]
            can = world.may_start[at][:, None] & world.may_be_in[at] & ~world.shut
            return int(np.where(can, _moved(world, price), price.gone).min())
        case ByStart() as price:
            return _cheapest_start(world, price)
        case Worst(sums):
            least = [sum(_cheapest_start(world, one) for one in each) for each in sums.values()]
            return max(least, default=0)
        case RoomsOf(keys, price):
            sessions = world.problem.sessions
            those = [world.number[key] for key in keys if sessions[world.number[key]].needs_room]
            times = times_of(world, those) if those else 0
            return price * max(0, -(-len(those) // times) - 1) if times else 0
    return 0


def _moved(world: World, price: Moved) -> Array:
    rooms = [*(room.key for room in world.problem.rooms), None]
    there = np.array([0 if room == price.place.room else price.room for room in rooms])
    at_hour = (world.begins == price.place.start)[:, None]
    return np.where(at_hour, there[None, :], min(price.hour, price.day))


def _cheapest_start(world: World, price: ByStart) -> int:
    columns = np.flatnonzero(world.may_start[world.number[price.session]])
    return min((price.price(int(world.begins[each])) for each in columns), default=0)


def _families(world: World, families: Sequence[Family]) -> int:
    total = 0
    for each in families:
        those = [world.number[key] for key in each.sessions]
        total += each.price * pairs_at_least(len(those), times_of(world, those)) if len(those) > 1 else 0
    return total


def _by_room(world: World, all_costs: Sequence[Cost]) -> int:
    """What rooms cost together, if each holds no more sessions than it has times for, whenever they are."""
    rooms = {room.key: at for at, room in enumerate(world.problem.rooms)}
    prices: dict[int, dict[int, int]] = {}
    for cost in all_costs:
        if isinstance(cost.price, ByRoom):
            held = prices.setdefault(world.number[cost.price.session], {})
            for key, price in cost.price.prices.items():
                held[rooms[key]] = held.get(rooms[key], 0) + price
    if not prices:
        return 0
    those = [at for at, each in enumerate(world.problem.sessions) if each.needs_room]
    return _Rooms(world, np.array(those), lambda at: prices.get(at, {})).price()


class _Rooms:
    """A flow of sessions to rooms, each of which takes as many as it has times for."""

    def __init__(self, world: World, those: Array, prices: Callable[[int], Mapping[int, int]]) -> None:
        self.flow = min_cost_flow.SimpleMinCostFlow()
        self.sessions = len(those)
        sink = self.sessions + world.none + 1
        for row, at in enumerate(those):
            self.flow.set_node_supply(row, 1)
            of_room = prices(int(at))
            for each in np.flatnonzero(world.may_be_in[at]):
                price = of_room.get(int(each), 0)
                self.flow.add_arc_with_capacity_and_unit_cost(row, self.sessions + int(each), 1, price)
        for room in range(world.none):
            most = min(self.sessions, self._times(world, room, those))
            self.flow.add_arc_with_capacity_and_unit_cost(self.sessions + room, sink, most, 0)
        self.flow.add_arc_with_capacity_and_unit_cost(self.sessions + world.none, sink, self.sessions, 0)
        self.flow.set_node_supply(sink, -self.sessions)

    @staticmethod
    def _times(world: World, room: int, those: Array) -> int:
        some = [int(each) for each in those if world.may_be_in[each, room]]
        return times_of(world, some) if some else 0

    def placed(self) -> int:
        self.flow.solve_max_flow_with_min_cost()
        return int(self.flow.maximum_flow())

    def price(self) -> int:
        """Of the cheapest way to place all; 0 where not all can be."""
        is_all = self.flow.solve() == self.flow.OPTIMAL
        return int(self.flow.optimal_cost()) if is_all else 0


def is_all_placed(goals: Sequence[Goal], at: int, missing: int) -> bool:
    """Whether no session is without a place in any plan that does as well by the goals before that ``at``."""
    return Goal.UNPLACED not in goals or (missing == 0 and Goal.UNPLACED in goals[:at])
