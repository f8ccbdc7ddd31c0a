"""Better solutions near one: all is kept but a few tracks or blocks, and these are solved anew.

Large neighbourhood search (P. Shaw, CP 1998): what is freed is drawn by chance, half of the time around
something that costs. Neighbourhoods grow while they are solved to their end, and shrink when they are not.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from convenor.optim.timetable.limits import Limits

from .linear import Again
from .model import Model

FEWEST, MOST = 3.0, 16.0  # tracks that are freed
GROWS, SHRINKS = 1.1, 0.8
SECONDS = 8.0  # for each neighbourhood
BLOCKS = 2


class Near:
    """``values`` are the solution to begin from, and then the best so far."""

    def __init__(self, model: Model, seed: int) -> None:
        self.model, self.values = model, list[int]()
        self.again = Again(model.linear)
        self.random = random.Random(seed)  # noqa: S311  # nothing secret
        self.size = 2 * FEWEST
        self.owners = dict(_owners(model))
        self.tracks = [track.key for track in model.problem.tracks]
        self.payers = self._payers()

    @property
    def value(self) -> int:
        return self.model.linear.value(self.values)

    def begin(self, limits: Limits, fixed: Mapping[int, int]) -> bool:
        """Begin from the cheapest solution with these values, where there is one."""
        values = self.again.by_highs(limits, fixed=fixed).values
        self.values = values or []
        return values is not None

    def round(self, limits: Limits) -> bool:
        """Free something and solve it; whether that is better."""
        freed = self.random.choice(
            (self._any_tracks, self._costly_tracks, self._costly_tracks, self._blocks)
        )()
        fixed = {at: self.values[at] for at in self.owners if at not in freed}
        part = replace(limits, seconds=min(limits.seconds, SECONDS))
        found = self.again.by_highs(part, self.values, fixed=fixed)
        before = self.value
        if found.values is None:
            return False
        worth = self.model.linear.value(found.values)
        if worth <= before:
            self.values = found.values
        factor = GROWS if found.bound >= worth else SHRINKS
        self.size = min(MOST, max(FEWEST, self.size * factor))
        return worth < before

    def _any_tracks(self) -> set[int]:
        return self._of_tracks(self.random.sample(self.tracks, min(len(self.tracks), round(self.size))))

    def _costly_tracks(self) -> set[int]:
        paid = [at for at in self.payers if self.values[at]]
        if not paid:
            return self._any_tracks()
        weights = [min(self.model.linear.costs[at] * self.values[at], 1000) for at in paid]
        first = self.payers[self.random.choices(paid, weights)[0]]
        chosen = self.random.sample(first, min(len(first), round(self.size)))
        others = [track for track in self.tracks if track not in chosen]
        more = max(0, min(len(others), round(self.size) - len(chosen)))
        return self._of_tracks([*chosen, *self.random.sample(others, more)])

    def _of_tracks(self, tracks: Sequence[str]) -> set[int]:
        return {at for at, (track, _block) in self.owners.items() if track in tracks}

    def _blocks(self) -> set[int]:
        blocks = [block.key for block in self.model.problem.blocks]
        chosen = self.random.sample(blocks, min(len(blocks), BLOCKS))
        return {at for at, (_track, block) in self.owners.items() if block in chosen}

    def _payers(self) -> dict[int, list[str]]:
        """Variables with a price -> the tracks that have a part in their rows."""
        linear = self.model.linear
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for terms, _low, _high in linear.rows:
            tracks = {self.owners[at][0]: None for _factor, at in terms if at in self.owners}
            for _factor, at in terms:
                if at in linear.costs and at not in self.owners and len(tracks) <= MOST:
                    found[at].update(tracks)
        for at in linear.costs:
            if at in self.owners:
                found[at] = {self.owners[at][0]: None}
        return {at: list(tracks) for at, tracks in found.items() if tracks}


def _owners(model: Model) -> Iterator[tuple[int, tuple[str, str]]]:
    """Of each variable that says what is where: its track and block."""
    for (lane, block), at in model.used.items():
        yield at, (lane[0], block)
    for (number, _lane, block), at in model.holds.items():
        yield at, (model.items[number].track, block)
    for (lane, block, _room), at in model.places.items():
        yield at, (lane[0], block)
