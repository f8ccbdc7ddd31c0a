"""What goes into a cell as one: a contribution, those that belong together, or any of some that are alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .problem import Block, Contribution, Kind, Presence, Problem, Track

Lane = tuple[str, int]  # a track, and which of its cells in a block


@dataclass(frozen=True, slots=True)
class Item:
    """Of ``units`` units, each of ``size`` of the ``members`` and ``slots`` long in all.

    With one unit, the unit is all of the members; with several, each member is one.
    """

    track: str
    members: tuple[str, ...]
    units: int
    slots: int
    people: frozenset[str]
    not_beside: frozenset[str]
    blocks: tuple[Block, ...]

    @property
    def size(self) -> int:
        return len(self.members) // self.units

    def price(self, problem: Problem, block: Block) -> int:
        """Of one unit in ``block``."""
        each = (problem.price(Kind.CONTRIBUTION_BLOCK, key, block.key) for key in self.members[: self.size])
        return sum(each)

    def price_in_room(self, problem: Problem, room: str) -> int:
        """Of all units in ``room``."""
        return sum(problem.price(Kind.CONTRIBUTION_ROOM, key, room) for key in self.members)


def items(problem: Problem) -> Iterator[Item]:
    """Every contribution is in one of them."""
    grouped = {key for group in problem.together for key in group}
    for group in problem.together:
        yield _as_one(problem, [problem.contribution_of[key] for key in group])
    alike: dict[object, list[Contribution]] = {}
    for each in problem.contributions:
        if each.key not in grouped:
            alike.setdefault(_likeness(problem, each), []).append(each)
    for members in alike.values():
        first = members[0]
        yield Item(
            first.track,
            tuple(each.key for each in members),
            len(members),
            first.slots,
            frozenset(first.people) if len(members) == 1 else frozenset(),
            frozenset(first.not_beside),
            tuple(problem.blocks_for(first)),
        )


def _as_one(problem: Problem, members: list[Contribution]) -> Item:
    total = sum(each.slots for each in members)
    shared = set.intersection(*({block.key for block in problem.blocks_for(each)} for each in members))
    return Item(
        members[0].track,
        tuple(each.key for each in members),
        1,
        total,
        frozenset(person for each in members for person in each.people),
        frozenset(track for each in members for track in each.not_beside),
        tuple(block for block in problem.blocks if block.key in shared and total <= block.slots),
    )


def _likeness(problem: Problem, each: Contribution) -> object:
    """The same for contributions any of which can take the place of another."""
    if needs_slots(problem) or _is_tied(problem, each):
        return each.key
    prices = [
        (block.key, problem.price(Kind.CONTRIBUTION_BLOCK, each.key, block.key))
        for block in problem.blocks_for(each)
    ]
    return each.track, each.slots, tuple(prices)


def _is_tied(problem: Problem, each: Contribution) -> bool:
    """Whether it matters which contribution this is: its people, tracks, rooms, rank or neighbours."""
    return (
        bool(each.not_beside)
        or (each.rank is not None and problem.per_rank > 0)
        or each.key in problem.paired
        or any(person in candidates(problem) or len(problem.of_person[person]) > 1 for person in each.people)
        or any(problem.price(Kind.CONTRIBUTION_ROOM, each.key, room.key) for room in problem.rooms)
    )


def candidates(problem: Problem) -> dict[str, list[Track]]:
    """The tracks in which each candidate may hold a post."""
    found: dict[str, list[Track]] = {}
    for track in problem.tracks:
        for person in dict.fromkeys(person for post in track.posts for person in post.candidates):
            found.setdefault(person, []).append(track)
    return found


def needs_slots(problem: Problem) -> bool:
    """Whether the model is to say in which slot each contribution is.

    Where each takes one slot and has at most one person with several, slots can always be found: cells and
    people are the two sides of a graph, contributions its edges, slots the colours (D. Kőnig, 1916).
    """
    if problem.presence is Presence.BLOCK:
        return False
    busy = {person for person, mine in problem.of_person.items() if len(mine) > 1}
    return any(each.slots > 1 or len(busy.intersection(each.people)) > 1 for each in problem.contributions)
