"""Problem -> linear rows.

The times are exact: ``used`` says whether a track has its k-th cell in a block, ``holds`` how much of an item
is in it. Of the rooms there are first only sums: how many cells each track has in each room, and each block
in each room. All prices of rooms are of such sums, so that the rows bound the price from below without saying
which cell is where; ``place`` adds that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

from .items import Item, Lane, candidates, items, needs_slots
from .linear import Linear, Term
from .problem import Block, Kind, Presence, Problem, Track
from .wishes import add_wishes


class Model:
    def __init__(
        self,
        problem: Problem,
        alike: Mapping[str, int] | None = None,
        told: Mapping[str, int] | None = None,
        *,
        is_open: bool = False,
    ) -> None:
        """``alike`` says of each room for how many it stands, with all of which the prices are the same.

        ``told`` says of some tracks how many of their cells in a block are told apart. It may not have more,
        unless the model ``is_open``: then one more stands for all further ones. An open model bounds the
        price from below, but a solution that uses that one is no plan.
        """
        self.problem, self.linear, self.alike = problem, Linear(), alike or {}
        self.told = dict(told or {}) if not needs_slots(problem) else {}
        self.is_open = is_open
        self.is_shared = not problem.prices_of(Kind.CONTRIBUTION_ROOM)
        self.items = list(items(problem))
        self.items_of: dict[str, list[int]] = defaultdict(list)
        for number, item in enumerate(self.items):
            self.items_of[item.track].append(number)
        self.number_of = {key: number for number, item in enumerate(self.items) for key in item.members}
        self.is_timed = needs_slots(problem)
        self.used: dict[tuple[Lane, str], int] = {}
        self.holds: dict[tuple[int, Lane, str], int] = {}  # by the number of an item
        self.serves: dict[tuple[str, Lane, str], int] = {}
        self.starts: dict[tuple[str, Lane, str, int], int] = {}
        self.in_room: dict[tuple[str, str], int] = {}  # cells of a track in a room
        self.has_room: dict[tuple[str, str], int] = {}  # whether a track has any there
        self.taken: dict[tuple[str, str], int] = {}  # a block, a room
        self.places: dict[tuple[Lane, str, str], int] = {}
        for track in problem.tracks:
            self._cells(track)
            self._posts(track)
        self._people()
        self._neighbours()
        self._sums_of_rooms()
        add_wishes(self)

    def lanes(self, track: str) -> list[Lane]:
        most = self.most_parallel(track)
        told = min(self.told.get(track, most), most)
        return [(track, at) for at in range(told + (self.is_open and told < most))]

    def most_parallel(self, track: str) -> int:
        of = self.problem.track_of[track]
        most = min(of.most_parallel, sum(self.alike.get(r.key, 1) for r in self.problem.rooms_for(of)))
        return min(most, max(1, len(self.problem.of_track[track]))) if of.fewest else most

    def cells_in(self, lane: Lane) -> int:
        """How many it stands for at most."""
        track, at = lane
        most = self.most_parallel(track)
        is_last = self.is_open and at == self.told.get(track, most)
        return most - at if is_last else 1

    def is_plan(self, values: Sequence[int]) -> bool:
        """Whether a solution uses no cell that stands for several."""
        return not any(values[at] for (lane, _block), at in self.used.items() if self.cells_in(lane) > 1)

    def beside(self, values: Sequence[int]) -> dict[str, dict[str, int]]:
        """How many cells each track has in each block."""
        found: dict[str, dict[str, int]] = {track.key: {} for track in self.problem.tracks}
        for (lane, block), at in self.used.items():
            if values[at]:
                found[lane[0]][block] = found[lane[0]].get(block, 0) + values[at]
        return found

    def lanes_of(self, number: int) -> list[Lane]:
        return self.lanes(self.items[number].track)

    def held_in(self, number: int, block: str) -> list[Term]:
        """What of an item is in this block, in any of the cells of its track."""
        held = (self.holds.get((number, lane, block)) for lane in self.lanes_of(number))
        return [(1, at) for at in held if at is not None]

    def groups(self, track: str) -> list[list[Lane]]:
        """Lanes whose cells are given rooms as one."""
        lanes = self.lanes(track)
        return [lanes] if self.is_shared else [[lane] for lane in lanes]

    def used_in(self, track: str, block: str) -> list[int]:
        return [self.used[lane, block] for lane in self.lanes(track) if (lane, block) in self.used]

    def used_of(self, track: str) -> list[int]:
        return [at for (lane, _block), at in self.used.items() if lane[0] == track]

    def _cells(self, track: Track) -> None:
        linear, problem = self.linear, self.problem
        for block, lane in product(problem.blocks_for_track(track), self.lanes(track.key)):
            most = self.cells_in(lane)
            used = linear.whole(most, cost=problem.price(Kind.TRACK_BLOCK, track.key, block.key))
            self.used[lane, block.key] = used
            if lane[1]:
                linear.charge(used, problem.per_parallel)
                linear.at_most([(1, used), (-most, self.used[(track.key, lane[1] - 1), block.key])], 0)
            self._contents(track, lane, block)
        mine = [(1, used) for used in self.used_of(track.key)]
        linear.at_least(mine, track.fewest_cells)
        if track.most_cells is not None:
            linear.at_most(mine, track.most_cells)
        for number in self.items_of[track.key]:
            held = (
                self.holds.get((number, lane, block.key))
                for block, lane in product(problem.blocks, self.lanes(track.key))
            )
            linear.equal([(1, at) for at in held if at is not None], self.items[number].units)

    def _contents(self, track: Track, lane: Lane, block: Block) -> None:
        """What is in the cell: no more than its slots, and ``fewest`` contributions."""
        linear, used = self.linear, self.used[lane, block.key]
        here: list[tuple[Item, int]] = []
        for number in self.items_of[track.key]:
            item = self.items[number]
            most = min(item.units, self.cells_in(lane) * (block.slots // item.slots))
            if block not in item.blocks or not most:
                continue
            held = linear.whole(most, cost=item.price(self.problem, block))
            self.holds[number, lane, block.key] = held
            here.append((item, held))
            each = min(most, block.slots // item.slots)
            if item.slots * each < block.slots:
                linear.at_most([(1, held), (-each, used)], 0)
        linear.at_most([*((item.slots, held) for item, held in here), (-block.slots, used)], 0)
        if track.fewest:
            linear.at_least([*((item.size, held) for item, held in here), (-track.fewest, used)], 0)
        if self.is_timed:
            self._slots(here, lane, block)

    def _slots(self, here: list[tuple[Item, int]], lane: Lane, block: Block) -> None:
        """Each contribution of the cell starts in one slot; no two have the same."""
        over: dict[int, list[int]] = defaultdict(list)
        for item, held in here:
            for key in item.members:
                slots = self.problem.contribution_of[key].slots
                starts = {first: self.linear.whole() for first in range(block.slots - slots + 1)}
                self.linear.equal([*((1, at) for at in starts.values()), (-1, held)])
                for first, at in starts.items():
                    self.starts[key, lane, block.key, first] = at
                    for slot in range(first, first + slots):
                        over[slot].append(at)
        for starting in over.values():
            self.linear.one_of(starting)

    def _posts(self, track: Track) -> None:
        """In each cell one of the candidates serves for each post, perhaps one for several."""
        for block, lane in product(self.problem.blocks_for_track(track), self.lanes(track.key)):
            for post in track.posts:
                serving = [
                    (1, self._serves(person, lane, block.key))
                    for person in dict.fromkeys(post.candidates)
                    if block.key not in self.problem.person_of[person].away
                ]
                self.linear.at_least([*serving, (-1, self.used[lane, block.key])], 0)

    def _serves(self, person: str, lane: Lane, block: str) -> int:
        if (person, lane, block) not in self.serves:
            self.serves[person, lane, block] = self.linear.whole()
        return self.serves[person, lane, block]

    def _people(self) -> None:
        """Nobody is in two places."""
        presence = self._is_in_one_cell if self.problem.presence is Presence.BLOCK else self._has_the_slots
        ties: dict[str, list[int]] = defaultdict(list)
        for number, item in enumerate(self.items):
            for person in sorted(item.people):
                ties[person].append(number)
        serving = candidates(self.problem)
        for person in dict.fromkeys((*ties, *serving)):
            for block in self.problem.blocks:
                parts = self._parts(ties[person], block.key)
                posts = {
                    lane: self.serves[person, lane, block.key]
                    for track in serving.get(person, ())
                    for lane in self.lanes(track.key)
                    if (person, lane, block.key) in self.serves
                }
                presence(person, block, parts, posts)

    def _parts(self, tied: list[int], block: str) -> dict[Lane, list[tuple[Item, int]]]:
        found: dict[Lane, list[tuple[Item, int]]] = defaultdict(list)
        for number in tied:
            for lane in self.lanes(self.items[number].track):
                if (number, lane, block) in self.holds:
                    found[lane].append((self.items[number], self.holds[number, lane, block]))
        return found

    def _is_in_one_cell(
        self, _person: str, _block: Block, parts: dict[Lane, list[tuple[Item, int]]], posts: dict[Lane, int]
    ) -> None:
        there: list[int] = []
        lanes = dict.fromkeys((*parts, *posts))
        if len(lanes) < 2:  # noqa: PLR2004  # only between two is there a choice
            return
        for lane in lanes:
            mine = [held for _item, held in parts.get(lane, ())]
            mine += [posts[lane]] if lane in posts else []
            there.append(mine[0] if len(mine) == 1 else self._any_of(mine))
        self.linear.one_of(there)

    def _any_of(self, variables: list[int]) -> int:
        """1 where one of these is."""
        whole = self.linear.whole()
        for each in variables:
            self.linear.at_most([(1, each), (-1, whole)], 0)
        return whole

    def _has_the_slots(
        self, person: str, block: Block, parts: dict[Lane, list[tuple[Item, int]]], posts: dict[Lane, int]
    ) -> None:
        """Posts take all of the block; for the rest it is enough that the slots are not more than it has."""
        linear = self.linear
        linear.one_of(list(posts.values()))
        for lane, held in parts.items():
            elsewhere = [(1, at) for other, at in posts.items() if other != lane]
            if elsewhere:
                for _item, at in held:
                    linear.at_most([(1, at), *elsewhere], 1)
        mine = [(item.slots, at) for held in parts.values() for item, at in held]
        if sum(slots for slots, _at in mine) > block.slots:
            linear.at_most(mine, block.slots)
        if self.is_timed and len(mine) > 1:
            self._one_at_a_time(person, block, list(parts))

    def _one_at_a_time(self, person: str, block: Block, lanes: list[Lane]) -> None:
        over: dict[int, list[int]] = defaultdict(list)
        for each, lane, first in product(self.problem.of_person[person], lanes, range(block.slots)):
            if (at := self.starts.get((each.key, lane, block.key, first))) is not None:
                for slot in range(first, first + each.slots):
                    over[slot].append(at)
        for starting in over.values():
            self.linear.one_of(starting)

    def _neighbours(self) -> None:
        """Tracks that share no block, or at a price, and contributions that are not beside a track."""
        problem, linear = self.problem, self.linear
        for block in problem.blocks:
            for one, other in problem.apart:
                linear.one_of([*self.used_in(one, block.key)[:1], *self.used_in(other, block.key)[:1]])
            for (one, other), price in problem.prices_of(Kind.SIDE_BY_SIDE).items():
                for here, there in product(self.used_in(one, block.key), self.used_in(other, block.key)):
                    both = linear.whole(cost=price)
                    linear.at_most([(1, here), (1, there), (-1, both)], 1)
        for (number, lane, block_key), held in self.holds.items():
            for track in sorted(self.items[number].not_beside):
                beside = [at for at in self.lanes(track) if at != lane and (at, block_key) in self.used]
                for other_lane in beside:
                    linear.one_of([held, self.used[other_lane, block_key]])

    def _sums_of_rooms(self) -> None:
        problem, linear = self.problem, self.linear
        for room, block in product(problem.rooms, problem.blocks):
            price = problem.price(Kind.ROOM_BLOCK, room.key, block.key)
            self.taken[block.key, room.key] = linear.whole(self.alike.get(room.key, 1), cost=price)
        for track in problem.tracks:
            self._rooms_of(track)
        for room in problem.rooms:
            cells = [(1, at) for (_track, key), at in self.in_room.items() if key == room.key]
            linear.equal([*cells, *((-1, self.taken[block.key, room.key]) for block in problem.blocks)])
        for block in problem.blocks:
            cells = [(1, at) for (_lane, key), at in self.used.items() if key == block.key]
            linear.equal([*cells, *((-1, self.taken[block.key, room.key]) for room in problem.rooms)])

    def _rooms_of(self, track: Track) -> None:
        linear, used = self.linear, self.used_of(track.key)
        rooms = self.problem.rooms_for(track)
        total = sum(linear.uppers[each] for each in used)
        total = total if track.most_cells is None else min(total, track.most_cells)
        blocks = len(self.problem.blocks_for_track(track))
        for room in rooms:
            price = self.problem.price_of_room(track, room)
            most = min(total, blocks * self.alike.get(room.key, 1))
            self.in_room[track.key, room.key] = linear.whole(most, cost=price)
        linear.equal(
            [*((1, self.in_room[track.key, room.key]) for room in rooms), *((-1, each) for each in used)]
        )
        is_limited = track.most_rooms is not None and track.most_rooms < len(rooms)
        if not is_limited and not self.problem.per_room:
            return
        for room in rooms:
            self.has_room[track.key, room.key] = linear.whole(self.alike.get(room.key, 1))
            most = min(total, blocks)
            linear.at_most(
                [(1, self.in_room[track.key, room.key]), (-most, self.has_room[track.key, room.key])], 0
            )
            if track.most_rooms == 1:
                mine = (self.items[number] for number in self.items_of[track.key])
                cost = sum(item.price_in_room(self.problem, room.key) for item in mine)
                linear.charge(self.has_room[track.key, room.key], cost)
        has = [(1, self.has_room[track.key, room.key]) for room in rooms]
        if is_limited:
            linear.at_most(has, track.most_rooms or 0)
        if self.problem.per_room:
            self._further_rooms(track, has)

    def _further_rooms(self, track: Track, has: list[Term]) -> None:
        """At a price, and never fewer than there are cells at once."""
        further = self.linear.whole(len(self.problem.rooms), cost=self.problem.per_room)
        self.linear.at_most([*has, (-1, further)], 1)
        for block in self.problem.blocks_for_track(track):
            beside = [(1, used) for used in self.used_in(track.key, block.key)]
            self.linear.at_most([*beside, *((-factor, room) for factor, room in has)], 0)
            if len(beside) > 1:
                self.linear.at_most([*beside, (-1, further)], 1)

    def place(self, rooms: Mapping[str, set[str]] | None = None) -> None:
        """Say which cell is in which room: with ``rooms``, those of each track only.

        Where contributions have no prices in rooms, it is enough to say in which rooms the cells are that a
        track has in a block; ``places`` are then those of its first lane.
        """
        linear, problem = self.linear, self.problem
        for track in problem.tracks:
            mine = [
                room.key for room in problem.rooms_for(track) if rooms is None or room.key in rooms[track.key]
            ]
            for block, group in product(problem.blocks_for_track(track), self.groups(track.key)):
                for room in mine:
                    most = self.alike.get(room, 1) if self.is_shared else 1
                    place = self.places[group[0], block.key, room] = linear.whole(most)
                    if (track.key, room) in self.has_room:
                        linear.at_most([(1, place), (-1, self.has_room[track.key, room])], 0)
                cells = [(-1, self.used[lane, block.key]) for lane in group]
                linear.equal([*((1, self.places[group[0], block.key, room]) for room in mine), *cells])
        of_track: dict[tuple[str, str], list[Term]] = defaultdict(list)
        of_block: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for (lane, key, room), at in self.places.items():
            of_track[lane[0], room].append((1, at))
            of_block[key, room].append((1, at))
        for pair, cells_there in self.in_room.items():
            linear.equal([*of_track[pair], (-1, cells_there)])
        for pair, taken in self.taken.items():
            linear.equal([*of_block[pair], (-1, taken)])
        self._prices_in_rooms()

    def _prices_in_rooms(self) -> None:
        """Of contributions whose track may be in several rooms."""
        for (lane, block, room), at in self.places.items():
            track = self.problem.track_of[lane[0]]
            if track.most_rooms == 1 and (track.key, room) in self.has_room:
                continue
            for number in self.items_of[track.key]:
                price = self.items[number].price_in_room(self.problem, room)
                if price and (number, lane, block) in self.holds:
                    both = self.linear.whole(cost=price)
                    self.linear.at_most([(1, at), (1, self.holds[number, lane, block]), (-1, both)], 1)
