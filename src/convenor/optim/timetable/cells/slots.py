"""In which slot of its cell each contribution starts, and who of those who serve holds which post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .items import Lane
from .problem import Problem


def in_a_row(problem: Problem, keys: Sequence[str]) -> dict[str, int]:
    """One after the other."""
    starts, at = {}, 0
    for key in keys:
        starts[key] = at
        at += problem.contribution_of[key].slots
    return starts


def coloured(problem: Problem, cells: Mapping[Lane, Sequence[str]], slots: int) -> dict[str, int]:
    """A slot for each contribution of a block, all of one slot: no two of a cell or a person have the same.

    Each is an edge between its cell and its busy person, slots are colours. An edge takes a slot that is free
    at both ends; where there is none, two slots change places along a path, as D. Kőnig did in 1916.
    """
    colouring = _Colouring(slots)
    for cell, keys in cells.items():
        for key in keys:
            busy = [p for p in problem.contribution_of[key].people if len(problem.of_person[p]) > 1]
            colouring.add(key, ("cell", cell), ("person", busy[0] if busy else key))
    return {key: slot for node in colouring.at.values() for slot, (key, _other) in node.items()}


class _Colouring:
    def __init__(self, slots: int) -> None:
        self.slots = slots
        self.at: dict[object, dict[int, tuple[str, object]]] = {}  # node -> slot -> edge and its other node

    def add(self, key: str, one: object, other: object) -> None:
        here, there = self._free(one), self._free(other)
        if here != there:
            self._swap(other, here, there)
        self.at[one][here] = (key, other)
        self.at[other][here] = (key, one)

    def _free(self, node: object) -> int:
        held = self.at.setdefault(node, {})
        return next(slot for slot in range(self.slots) if slot not in held)

    def _swap(self, node: object, here: int, there: int) -> None:
        """Change ``here`` and ``there`` along the path from ``node``: then ``here`` is free at it."""
        path = list(self._path(node, here, there))
        for key, one, other, slot in path:
            for end in (one, other):
                if self.at[end].get(slot, ("", None))[0] == key:
                    del self.at[end][slot]
        for key, one, other, slot in path:
            changed = there if slot == here else here
            self.at[one][changed] = (key, other)
            self.at[other][changed] = (key, one)

    def _path(self, node: object, here: int, there: int) -> Iterator[tuple[str, object, object, int]]:
        slot = here
        while slot in self.at[node]:
            key, other = self.at[node][slot]
            yield key, node, other, slot
            node, slot = other, (there if slot == here else here)
