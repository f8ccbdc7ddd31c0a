"""A model whose families are nested is a minimum-cost flow: whole-numbered by itself, and solved by OR-Tools.

Flow goes from a proposal, through a node for each label of each family from the widest to the narrowest, to
reviewers, and on to a sink that takes what they judge beyond their least. R. K. Ahuja, T. L. Magnanti and
J. B. Orlin, “Network Flows”, 1993, chapters 9 to 11; the solver is the cost scaling of A. V. Goldberg, 1997.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import Dual, Model, Objective
from .problem import Whole


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Arcs and the supplies of nodes; the first arcs are the pairs, then those of locks.

    ``inner`` are the nodes of labels: (family, proposal, label, node, the node that it hangs on).
    """

    tails: Whole
    heads: Whole
    capacities: Whole
    costs: Whole
    supplies: Whole
    inner: Whole


class NotNested(Exception):
    """Two families cross: this is no flow."""


def network_of(model: Model, objective: Objective, pairs: Whole, *, shortage: int = 0) -> Network:
    """The network of ``pairs`` (p · m + r) alone; with a price of ``shortage`` reviews may be missing.

    Raises ``NotNested``.
    """
    n, m = model.shape
    p, r = (np.concatenate(both) for both in zip(np.divmod(pairs, m), model.locked.T, strict=True))
    sink = n + m
    inner, ends = _inner_nodes(model, p, r)
    family_arcs = _family_arcs(model, inner, objective.prices)
    loads = np.arange(n, sink)
    arcs = [
        (
            ends,
            n + r,
            np.where(np.arange(len(p)) < len(pairs), model.part, 0),
            _costs(model, objective, pairs),
        ),
        *family_arcs,
        (loads, np.full(m, sink), model.whole * (model.most - model.least), np.zeros(m, np.int64)),
    ]
    if shortage:
        arcs.append((np.arange(n), np.full(n, sink), model.whole * model.wanted, np.full(n, shortage)))
        arcs.append((np.full(m, sink), loads, model.whole * model.least, np.full(m, shortage)))
    supplies = np.zeros(sink + 1 + len(inner), np.int64)
    supplies[:n] = model.whole * model.wanted
    supplies[n:sink] = -model.whole * model.least
    supplies[sink] = -supplies.sum()
    np.subtract.at(supplies, ends[len(pairs) :], model.whole)
    np.add.at(supplies, n + r[len(pairs) :], model.whole)
    tails, heads, capacities, costs = (np.concatenate(column) for column in zip(*arcs, strict=True))
    return Network(tails, heads, capacities, costs, supplies, inner)


def _costs(model: Model, objective: Objective, pairs: Whole) -> Whole:
    return np.concatenate([-objective.of(model, pairs), np.zeros(len(model.locked), np.int64)])


def _inner_nodes(model: Model, p: Whole, r: Whole) -> tuple[Whole, Whole]:
    """The nodes of labels, and for each pair the node that it starts at."""
    ends, node, inner = p, sum(model.shape) + 1, [np.zeros((0, 5), np.int64)]
    for number, family in enumerate(model.families):
        labels = family.of(p, r)
        here = np.flatnonzero(labels >= 0)
        chosen, first, which = np.unique(
            p[here] * family.size + labels[here], return_index=True, return_inverse=True
        )
        parents = ends[here][first]
        if (ends[here] != parents[which]).any():
            raise NotNested
        nodes = node + np.arange(len(chosen))
        columns = [np.full(len(chosen), number), chosen // max(family.size, 1), chosen % max(family.size, 1)]
        inner.append(np.stack([*columns, nodes, parents], axis=1))
        ends = ends.copy()
        ends[here] = nodes[which]
        node += len(chosen)
    return np.concatenate(inner), ends


def _family_arcs(model: Model, inner: Whole, prices: int) -> list[tuple[Whole, Whole, Whole, Whole]]:
    arcs = []
    for number, family in enumerate(model.families):
        _, p, _, nodes, parents = inner[inner[:, 0] == number].T
        free = np.zeros(len(p), np.int64)
        if family.price is not None and not family.price * prices:
            # What costs nothing has one arc that is never full, so that there is one way to flow.
            arcs.append((parents, nodes, model.whole * (model.wanted[p] + 1), free))
            continue
        arcs.append((parents, nodes, model.whole * np.maximum(family.caps[p], 0), free))
        if family.price is not None:
            arcs.append((parents, nodes, model.whole * model.wanted[p], free + family.price * prices))
    return arcs


def flows_of(network: Network) -> Whole | None:
    """The flow of least cost on each arc; None if the supplies cannot be met."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415  # only where it is used

    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        network.tails, network.heads, network.capacities, network.costs
    )
    flow.set_nodes_supplies(np.arange(len(network.supplies)), network.supplies)
    if flow.solve() != flow.OPTIMAL:
        return None
    found: Whole = flow.flows(arcs)
    return found


def dual_of(model: Model, network: Network, flows: Whole) -> Dual:
    """Whole-numbered multipliers that prove a flow of least cost, on the arcs that it has."""
    n, m = model.shape
    potentials = _potentials(network, flows)
    sink = potentials[n + m]
    families = [np.zeros((n, family.size + 1), np.int64) for family in model.families]
    for number, t in enumerate(families):
        _, p, labels, nodes, parents = network.inner[network.inner[:, 0] == number].T
        t[p, labels] = np.maximum(potentials[nodes] - potentials[parents], 0)
    return Dual(potentials[:n] - sink, sink - potentials[n : n + m], tuple(families))


def _potentials(network: Network, flows: Whole) -> Whole:
    """The shortest distances in the residual network from a node before all others (R. Bellman, 1958)."""
    forth, back = flows < network.capacities, flows > 0
    tails = np.concatenate([network.tails[forth], network.heads[back]])
    heads = np.concatenate([network.heads[forth], network.tails[back]])
    costs = np.concatenate([network.costs[forth], -network.costs[back]])
    order = np.argsort(heads, kind="stable")
    tails, costs = tails[order], costs[order]
    reached, starts = np.unique(heads[order], return_index=True)
    distances = np.zeros(len(network.supplies), np.int64)
    while len(reached):
        shorter = np.minimum.reduceat(distances[tails] + costs, starts)
        if (shorter >= distances[reached]).all():
            break
        distances[reached] = np.minimum(distances[reached], shorter)
    return distances
