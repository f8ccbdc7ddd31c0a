"""Column generation: patterns that pay at the prices of the best mix are added until none is left.

A beam looks for them first, at prices between those of the best bound and the latest ones, which would
jump otherwise. Where it finds nothing, the exact search does, and what it proves is a bound at any prices:
what all classes cost, and for each session the most that a pattern is worth beyond.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .alike import Classes
from .master import Master, Prices
from .pricing import TINY, Ask, Check, priced

BEAM, WIDE = 200, 1_500  # partial patterns that are kept: first few, then more
EACH = 60  # patterns that are added for a sort of session at once
SMOOTH = 0.5  # share of the earlier prices
FOLLOWS = 0.3  # how far the earlier prices follow the later ones


@dataclass(frozen=True, slots=True)
class Proof:
    """No grouping is worth more than ``bound``, and ``prices`` show it."""

    bound: float
    prices: Prices


class Generation:
    """``proof`` is the best so far; it is told to ``tell`` whenever it is better than before."""

    def __init__(self, classes: Classes, master: Master, check: Check, tell: Callable[[float], None]) -> None:
        self.classes, self.master, self.check, self.tell = classes, master, check, tell
        self.proof: Proof | None = None
        self.centre = master.prices()

    def run(self) -> None:
        """Until no pattern pays: then the bound is that of the linear program."""
        while True:
            prices = self.master.prices()
            if self._beam(_between(self.centre, prices), BEAM) or self._beam(prices, WIDE):
                self.centre = _between(prices, self.centre, FOLLOWS)
                continue
            if not self._exact(prices):
                return
            self.centre = self.proof.prices if self.proof else prices

    def prove(self, check: Check) -> None:
        """A bound from the prices so far, where there is no time to come by better ones."""
        self.check = check
        self._exact(self.centre)

    def _beam(self, prices: Prices, width: int) -> int:
        """How many new patterns pay."""
        added = 0
        for at, sort in enumerate(self.classes.sorts):
            ask = Ask(sort, prices.classes, float(prices.sorts[at]), beam=width)
            added += self.master.add(at, priced(self.classes, ask, self.check).best(EACH))
        return added

    def _exact(self, prices: Prices) -> int:
        """The same, of all patterns; what none of them exceeds is the bound."""
        added, bound = 0, float(self.classes.many @ prices.classes)
        for at, sort in enumerate(self.classes.sorts):
            above = float(prices.sorts[at])
            found = priced(self.classes, Ask(sort, prices.classes, above, is_best_only=True), self.check)
            bound += sort.count * (found.most + TINY)
            added += self.master.add(at, found.best(EACH))
        if self.proof is None or bound < self.proof.bound:
            self.proof = Proof(bound, prices)
            self.tell(bound)
        return added


def _between(one: Prices, other: Prices, share: float = 1 - SMOOTH) -> Prices:
    """``one`` moved by a share of the way to ``other``."""
    classes = one.classes + share * (other.classes - one.classes)
    return Prices(classes, one.sorts + share * (other.sorts - one.sorts), other.worth)
