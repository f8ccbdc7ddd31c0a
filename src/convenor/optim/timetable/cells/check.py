"""Judge a plan of cells from what was given alone. It shares no module with the solver.

    convenor timetable check PROBLEM.json ANSWER.json

``broken`` tells which rules a plan breaks, ``value`` what it costs, and ``verify`` every sentence that is
wrong with an answer. Problems, plans and answers are the JSON objects of ``docs/reference/cells.md``, and all
of this was written from there; other shapes are a ``ValueError``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, product
from math import comb
from typing import Any

Json = Mapping[str, Any]
Broken = Iterator[tuple[str, str]]  # a rule and a sentence


def broken(form: Json, plan: Any) -> list[tuple[str, str]]:
    """Each rule that ``plan`` breaks, by its name, and a sentence that tells where."""
    given = Given(form)
    cells = given.plan(plan)
    return [pair for rule in RULES for pair in rule(given, cells)]


def value(form: Json, plan: Any) -> int:
    """What ``plan`` costs."""
    given = Given(form)
    cells = given.plan(plan)
    total = sum(_cost(given, cell) for cell in cells) + _side_by_side(given, cells)
    total += _pairs(given, cells)
    return total + sum(
        _of_a_track(given, [cell for cell in cells if cell.track == key]) for key in given.tracks
    )


def verify(form: Json, answer: Any) -> list[str]:
    """What of ``answer`` is wrong, in sentences; nothing if all of it holds."""
    if not isinstance(answer, Mapping) or answer.get("format") != "convenor cells answer 1":
        return ["The answer is of another format."]
    for name in ("plan", "value", "bound"):
        if name not in answer:
            raise ValueError(f"The answer lacks {name}.")
    wrong = [f"{sentence} ({rule})" for rule, sentence in broken(form, answer["plan"])]
    has = value(form, answer["plan"])
    told, bound = _count(answer["value"], "value"), _count(answer["bound"], "bound")
    if told != has:
        wrong.append(f"The value is {has}, not {told}.")
    if bound > told:
        wrong.append(f"The bound {bound} is above the value {told}.")
    return wrong


class Cell:
    """A cell of a plan, with what was given about what is in it."""

    def __init__(self, given: Given, cell: Any) -> None:
        if not isinstance(cell, Mapping) or set(cell) != {"track", "block", "room", "posts", "contributions"}:
            raise ValueError(f"A cell has not the five fields that it is to have: {cell!r}.")
        for name, known in (("track", given.tracks), ("block", given.blocks), ("room", given.rooms)):
            if cell[name] not in known:
                raise ValueError(f"A cell is of a {name} that does not exist: {cell[name]!r}.")
        self.track, self.block, self.room = (str(cell[name]) for name in ("track", "block", "room"))
        self.posts = _mapping(cell["posts"], "posts")
        self.starts = _mapping(cell["contributions"], "contributions")
        for key, start in self.starts.items():
            if key not in given.contributions:
                raise ValueError(f"There is no contribution {key}.")
            _count(start, f"the slot of {key}")
        self.spans = {
            key: range(start, start + int(given.contributions[key].get("slots", 1)))
            for key, start in self.starts.items()
        }

    def __str__(self) -> str:
        return f"{self.track} in {self.room}, {self.block}"


class Given:
    """A problem of its JSON form, read again."""

    def __init__(self, form: Json) -> None:
        if form.get("format") != "convenor cells 1":
            raise ValueError("The problem is of another format.")
        self.blocks, self.rooms, self.tracks, self.contributions, self.people = (
            _by_key(form.get(name, []), name)
            for name in ("blocks", "rooms", "tracks", "contributions", "people")
        )
        self.together: list[list[str]] = form.get("together", [])
        self.apart: list[list[str]] = form.get("apart", [])
        self.per_seat = _count(form.get("per_seat", 1), "per_seat")
        self.per_room, self.per_parallel, self.per_gap, self.per_rank = (
            _count(form.get(name, 0), name) for name in ("per_room", "per_parallel", "per_gap", "per_rank")
        )
        self.stays = form.get("presence", "block") == "block"
        self.prices = {
            kind: {(one, other): _count(price, kind) for one, other, price in rows}
            for kind, rows in form.get("prices", {}).items()
        }

    def plan(self, plan: Any) -> list[Cell]:
        if not isinstance(plan, list):
            raise ValueError("The plan is no list of cells.")
        return [Cell(self, cell) for cell in plan]

    def price(self, kind: str, one: str, other: str) -> int:
        return self.prices.get(kind, {}).get((one, other), 0)

    def people_of(self, contribution: str) -> set[str]:
        return set(self.contributions[contribution].get("people", ()))


def _by_key(rows: Any, where: str) -> dict[str, Json]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and "key" in row for row in rows):
        raise ValueError(f"{where} is no list of objects with a key.")
    found = {row["key"]: row for row in rows}
    if len(found) < len(rows):
        raise ValueError(f"{where} has a key twice.")
    return found


def _mapping(given: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError(f"{where} is no object: {given!r}.")
    return dict(given)


def _count(given: Any, where: str) -> int:
    if type(given) is not int or given < 0:
        raise ValueError(f"{where} is no whole number from 0: {given!r}.")
    return given


# What it costs


def _cost(given: Given, cell: Cell) -> int:
    seats = given.rooms[cell.room].get("seats")
    beyond = 0 if seats is None else max(0, given.tracks[cell.track].get("expected", 0) - seats)
    return (
        given.per_seat * beyond
        + given.price("track_block", cell.track, cell.block)
        + given.price("track_room", cell.track, cell.room)
        + given.price("room_block", cell.room, cell.block)
        + sum(given.price("contribution_block", key, cell.block) for key in cell.starts)
        + sum(given.price("contribution_room", key, cell.room) for key in cell.starts)
    )


def _side_by_side(given: Given, cells: list[Cell]) -> int:
    return sum(
        given.price("side_by_side", here.track, there.track)
        for one, other in combinations(cells, 2)
        for here, there in ((one, other), (other, one))
        if one.block == other.block
    )


def _pairs(given: Given, cells: list[Cell]) -> int:
    """What it costs that two contributions are in two cells of a block, and in some slots at once."""
    total = 0
    for one, other in combinations(cells, 2):
        if one.block != other.block:
            continue
        for here, there in ((one, other), (other, one)):
            for key, beside in product(here.spans, there.spans):
                total += given.price("two_cells", key, beside)
                shared = set(here.spans[key]) & set(there.spans[beside])
                total += len(shared) * given.price("at_once", key, beside)
    return total


def _of_a_track(given: Given, cells: list[Cell]) -> int:
    """Further rooms, cells at once, a gap between blocks, and contributions that are not at their rank."""
    if not cells:
        return 0
    blocks, rooms = list(given.blocks), list(given.rooms)
    held = {blocks.index(cell.block) for cell in cells}
    has_gap = int(max(held) - min(held) >= len(held))
    listed = sorted(
        (blocks.index(cell.block), rooms.index(cell.room), span.start, key)
        for cell in cells
        for key, span in cell.spans.items()
    )
    ranks = {
        key: given.contributions[key]["rank"] for *_at, key in listed if "rank" in given.contributions[key]
    }
    missed = sum(ranks.get(key, at) != at for at, (*_at, key) in enumerate(listed, 1))
    slots = Counter(
        (cell.block, slot)
        for cell in cells
        for key, span in cell.spans.items()
        if key in ranks
        for slot in span
    )
    crowded: int = missed + sum(comb(count, 2) for count in slots.values())
    total: int = given.per_room * (len({cell.room for cell in cells}) - 1) + given.per_rank * crowded
    total += given.per_parallel * (len(cells) - len(held)) + given.per_gap * has_gap
    return total


# What must hold


def _places(given: Given, cells: list[Cell]) -> Broken:
    for (room, block), count in Counter((cell.room, cell.block) for cell in cells).items():
        if count > 1:
            yield "room", f"{count} cells are in {room} in {block}."
    for cell in cells:
        track = given.tracks[cell.track]
        if cell.block not in track.get("blocks", [cell.block]):
            yield "track-block", f"{cell} is in a block that is not of its track."
        if cell.room not in track.get("rooms", [cell.room]):
            yield "track-room", f"{cell} is in a room that is not of its track."


def _numbers(given: Given, cells: list[Cell]) -> Broken:
    for key, track in given.tracks.items():
        mine = [cell for cell in cells if cell.track == key]
        rooms = len({cell.room for cell in mine})
        if len(mine) < track.get("fewest_cells", 0):
            yield "fewest-cells", f"{key} has {len(mine)} cells."
        if len(mine) > track.get("most_cells", len(mine)):
            yield "most-cells", f"{key} has {len(mine)} cells."
        if rooms > track.get("most_rooms", rooms):
            yield "most-rooms", f"{key} is in {rooms} rooms."


def _numbers_of_cells(given: Given, cells: list[Cell]) -> Broken:
    for (track, block), count in Counter((cell.track, cell.block) for cell in cells).items():
        if count > given.tracks[track].get("most_parallel", 1):
            yield "most-parallel", f"{track} has {count} cells in {block}."
    for cell in cells:
        if len(cell.starts) < given.tracks[cell.track].get("fewest", 1):
            yield "fewest", f"{cell} has {len(cell.starts)} contributions."


def _contributions(given: Given, cells: list[Cell]) -> Broken:
    held = Counter(key for cell in cells for key in cell.starts)
    for key in given.contributions:
        if held[key] != 1:
            yield "placed", f"{key} is in {held[key]} cells."
    for cell in cells:
        for key in cell.starts:
            row = given.contributions[key]
            if cell.track != row["track"]:
                yield "own-track", f"{key} is in a cell of {cell.track}."
            if cell.block not in row.get("blocks", [cell.block]):
                yield "contribution-block", f"{key} is in {cell.block}."


def _together(given: Given, cells: list[Cell]) -> Broken:
    for group in given.together:
        if sum(any(key in cell.starts for key in group) for cell in cells) > 1:
            yield "together", f"{', '.join(group)} are in several cells."


def _slots(given: Given, cells: list[Cell]) -> Broken:
    for cell in cells:
        slots = Counter(slot for span in cell.spans.values() for slot in span)
        if any(slot >= given.blocks[cell.block]["slots"] for slot in slots):
            yield "slots", f"{cell} has a contribution after its last slot."
        if any(count > 1 for count in slots.values()):
            yield "slots", f"{cell} has two contributions in one slot."


def _posts(given: Given, cells: list[Cell]) -> Broken:
    for cell in cells:
        wanted = {post["key"]: post["candidates"] for post in given.tracks[cell.track].get("posts", ())}
        for post, candidates in wanted.items():
            if cell.posts.get(post) not in candidates:
                yield "post", f"{cell} has no candidate as {post}."
        for post in cell.posts.keys() - wanted.keys():
            yield "post", f"{cell} has a post {post}, which its track has not."


def _presence(given: Given, cells: list[Cell]) -> Broken:
    there: dict[tuple[str, str], list[tuple[Cell, set[int]]]] = defaultdict(list)
    for cell in cells:
        for person, slots in _parts(given, cell):
            there[person, cell.block].append((cell, slots))
    for (person, block), parts in there.items():
        if block in given.people.get(person, {}).get("away", ()):
            yield "away", f"{person} has a part in {block}."
        for (one, here), (other, also) in combinations(parts, 2):
            if one is not other and here & also:
                yield "person", f"{person} is in two cells in {block}: {one}, and {other}."


def _parts(given: Given, cell: Cell) -> Iterator[tuple[str, set[int]]]:
    """Each part that somebody has in a cell, and the slots in which they are there for it."""
    whole = set(range(given.blocks[cell.block]["slots"]))
    for person in cell.posts.values():
        yield person, whole
    for key, span in cell.spans.items():
        for person in given.people_of(key):
            yield person, whole if given.stays else set(span)


def _neighbours(given: Given, cells: list[Cell]) -> Broken:
    apart = {frozenset(pair) for pair in given.apart}
    for one, other in combinations(cells, 2):
        if one.block != other.block:
            continue
        if frozenset((one.track, other.track)) in apart:
            yield "apart", f"{one} is beside {other}."
        for here, there in ((one, other), (other, one)):
            for key in here.starts:
                if there.track in given.contributions[key].get("not_beside", ()):
                    yield "not-beside", f"{key} is beside {there}."


RULES: tuple[Callable[[Given, list[Cell]], Broken], ...] = (
    _places,
    _numbers,
    _numbers_of_cells,
    _contributions,
    _together,
    _slots,
    _posts,
    _presence,
    _neighbours,
)
