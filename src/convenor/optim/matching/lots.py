"""Assign by lot: no pair is more likely than Q, whoever tries to be assigned to whom.

S. Jecmen, H. Zhang, R. Liu, N. Shah, V. Conitzer and F. Fang, “Mitigating manipulation in peer review via
randomized reviewer assignments”, NeurIPS 2020. The probabilities with the greatest expected total are a
flow in parts of a review. One assignment is drawn from them by dependent rounding (R. Gandhi, S. Khuller,
S. Parthasarathy and A. Srinivasan, J. ACM 53, 2006), here along the cycles of the whole network, so that
loads and labels hold in every draw (E. Budish, Y.-K. Che, F. Kojima and P. Milgrom, American Economic
Review 103, 2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

import numpy as np

from .model import Model, Objective
from .network import Network, NotNested, flows_of, network_of
from .optimum import Optimum, optimum
from .problem import Problem, Whole
from .refusals import Refused
from .search import Search
from .solve import Solved, certificate

FINEST = 1_000  # the greatest denominator of a probability
WORD = 1 << 64


@dataclass(frozen=True, slots=True, eq=False)
class Lots:
    """The probabilities of all pairs: ``optimum`` has them in parts of ``model.whole``."""

    search: Search
    network: Network
    flows: Whole
    optimum: Optimum

    def draw(self, seed: int) -> tuple[tuple[int, ...], ...]:
        """One assignment, the same for the same seed: the reviewers of each proposal."""
        model, found = self.search.model, self.optimum
        flows = rounded(self.network, self.flows, model.whole, Chance(seed))
        drawn = Optimum(found.pairs, flows[: len(found.pairs)], found.value, found.bound, found.dual)
        return drawn.panels(model)

    def expected(self) -> dict[tuple[int, int], Fraction]:
        """The probability of each pair that can be drawn; locks are certain and not among them."""
        return {(p, r): Fraction(share, self.search.model.whole) for p, r, share in self.shares()}

    def shares(self) -> list[list[int]]:
        """(proposal, reviewer, parts) of each pair that can be drawn."""
        here = self.optimum.shares > 0
        p, r = np.divmod(self.optimum.pairs[here], self.search.model.shape[1])
        shares: list[list[int]] = np.stack([p, r, self.optimum.shares[here]], axis=1).tolist()
        return shares


def lots(problem: Problem, most: Fraction) -> Lots:
    """The probabilities, none above ``most``, with the greatest expected total.

    Raises ``Refused`` where ``most`` is not above 0 and up to 1, too fine, or too little for all reviews.
    """
    if not 0 < most <= 1 or most.denominator > FINEST:
        raise Refused("probability", most=most, finest=FINEST)
    try:
        search = Search.of(problem, most)
        objective = search.objective(np.ones_like(search.nothing), prices=1)
        found = optimum(search.model, objective, search.pairs)
        return Lots(search, *_flow(search.model, objective, found), found)
    except NotNested:
        raise Refused("crossing") from None


def _flow(model: Model, objective: Objective, found: Optimum) -> tuple[Network, Whole]:
    network = network_of(model, objective, found.pairs)
    flows = flows_of(network)
    assert flows is not None, "the pairs hold no assignment"  # noqa: S101  # they held one before
    return network, flows


def solve_by_lot(problem: Problem, most: Fraction, seed: int) -> Solved:
    """One draw, with the probabilities that it came from and the proof that they are the best.

    The value and the bound of the stage ``expected`` are in millionths times the denominator of ``most``.
    """
    chances = lots(problem, most)
    search, found, panels = chances.search, chances.optimum, chances.draw(seed)
    search.reach("expected", found.value, found.bound, found)
    proof = certificate(problem, panels, search.stages)
    proof["lots"] = {
        "part": search.model.part,
        "whole": search.model.whole,
        "seed": seed,
        "shares": chances.shares(),
    }
    return Solved(panels, proof)


class Chance:
    """Whole numbers that follow from a seed and nothing else: SHA-256 of "seed:0", "seed:1", …"""

    def __init__(self, seed: int) -> None:
        self._words = self._all(seed)

    @staticmethod
    def _all(seed: int) -> Iterator[int]:
        number = 0
        while True:
            digest = sha256(f"{seed}:{number}".encode()).digest()
            yield from (int.from_bytes(digest[place : place + 8], "big") for place in range(0, 32, 8))
            number += 1

    def below(self, most: int) -> int:
        """From 0 to ``most`` - 1, each as likely."""
        fair = WORD - WORD % most
        return next(word for word in self._words if word < fair) % most


def rounded(network: Network, flows: Whole, whole: int, chance: Chance) -> Whole:
    """A flow in multiples of ``whole``, on each arc one of the two beside ``flows``, which is its mean.

    Along a cycle of arcs between two multiples the flow moves up or down as far as it can, with the odds that
    leave every mean as it is; each time one arc at least is settled.
    """
    rest = flows % whole
    walk = _Walk(network, rest.tolist(), whole, chance)
    for node in np.unique(network.tails[rest > 0]).tolist():
        walk.settle(node)
    settled: Whole = flows - rest + np.array(walk.rest, np.int64)
    return settled


class _Walk:
    """``rest`` is what each arc has above a multiple of ``whole``; an arc is loose where that is neither."""

    def __init__(self, network: Network, rest: list[int], whole: int, chance: Chance) -> None:
        self.rest, self.whole, self.chance = rest, whole, chance
        self.tails, self.heads = network.tails.tolist(), network.heads.tolist()
        self.at: dict[int, list[int]] = {}
        for arc, part in enumerate(rest):
            if part:
                self.at.setdefault(self.tails[arc], []).append(arc)
                self.at.setdefault(self.heads[arc], []).append(arc)

    def settle(self, start: int) -> None:
        """Walk on loose arcs from ``start``, and settle each cycle that closes, until it has none."""
        nodes, arcs, place = [start], list[int](), {start: 0}
        while (arc := self._loose(nodes[-1], arcs)) is not None:
            node = self.tails[arc] + self.heads[arc] - nodes[-1]
            arcs.append(arc)
            if node not in place:
                place[node] = len(nodes)
                nodes.append(node)
                continue
            first = place[node]
            self._turn(nodes[first:], arcs[first:])
            for passed in nodes[first + 1 :]:
                del place[passed]
            del nodes[first + 1 :], arcs[first:]

    def _loose(self, node: int, arcs: list[int]) -> int | None:
        """A loose arc at ``node`` other than the one that led there."""
        here, came = self.at[node], arcs[-1] if arcs else None
        while here:
            arc = here[-1]
            if self.rest[arc] in (0, self.whole):
                here.pop()
            elif arc == came:
                return self._other(here)
            else:
                return arc
        return None

    def _other(self, here: list[int]) -> int | None:
        """The last loose arc but one; what is settled before it is forgotten."""
        came = here.pop()
        while here and self.rest[here[-1]] in (0, self.whole):
            here.pop()
        found = here[-1] if here else None
        here.append(came)
        return found

    def _turn(self, nodes: list[int], arcs: list[int]) -> None:
        """Move what flows around a cycle, up or down."""
        forth = [self.tails[arc] == node for arc, node in zip(arcs, nodes, strict=True)]
        above = [self.whole - self.rest[arc] for arc in arcs]
        below = [self.rest[arc] for arc in arcs]
        up = min(a if ahead else b for ahead, a, b in zip(forth, above, below, strict=True))
        down = min(b if ahead else a for ahead, a, b in zip(forth, above, below, strict=True))
        move = up if self.chance.below(up + down) < down else -down
        for arc, ahead in zip(arcs, forth, strict=True):
            self.rest[arc] += move if ahead else -move
