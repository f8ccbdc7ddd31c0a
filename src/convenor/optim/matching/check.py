"""Verify what an assignment claims, from what was given alone. It shares no module with the solver.

    python -m convenor.optim.matching.check PROBLEM.json CERTIFICATE.json
    python -m convenor.optim.matching.check BUNDLE.json

``verify`` recomputes each coefficient from the scores in exact integers (millionths), the worth of the
panels, and the bound that the multipliers of each goal prove by weak duality over all pairs, draws lots
again, and returns every sentence that does not hold. ``docs/reference/matching.md`` tells of certificates.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from math import lcm
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Json = Mapping[str, Any]
Table = NDArray[Any]
Reached = dict[str, int]  # by goal, what those before have reached
Node = tuple[int, ...]  # (0, proposal), (1, reviewer), (2,) for loads, (3, rule, proposal, label)

MILLION = 1_000_000
BLOCK = 200


class Given:
    """A problem of its JSON form, read again; tables may be arrays."""

    def __init__(self, problem: Json) -> None:
        self.scores = np.asarray(problem["scores"])
        if not self.scores.size and self.scores.ndim == 1:
            self.scores = np.zeros((len(self.scores), len(_per(problem["most"], 0))))
        if self.scores.dtype != np.float32:
            self.scores = self.scores.astype(np.float64)
        n, m = self.n, self.m = self.scores.shape
        self.wanted = _per(problem.get("wanted", 3), n)
        self.least = _per(problem.get("least", 0), m)
        self.most = _per(problem["most"], m)
        self.barred = _bars(problem.get("barred"), (n, m))
        self.locked = sorted([int(p), int(r)] for p, r in problem.get("locked", ()))
        self.started = sorted([int(p), int(r)] for p, r in problem.get("started", ()))
        institutions = problem.get("institutions")
        readers = problem.get("readers")
        self.institutions = None if institutions is None else _labels(institutions)
        self.readers = None if readers is None else np.asarray(readers).astype(bool).reshape(n, m)
        self.balances = [
            (str(one["name"]), _labels(one["labels"]), round(one["price"] * MILLION))
            for one in problem.get("balances", ())
        ]

    def millionths(self, first: int, last: int) -> Table:
        return np.rint(self.scores[first:last].astype(np.float64) * MILLION).astype(np.int64)

    def is_free(self) -> Table:
        return ~self.barred & ~self.marked(self.locked)

    def marked(self, pairs: list[list[int]]) -> Table:
        table = np.zeros((self.n, self.m), bool)
        for p, r in pairs:
            table[p, r] = True
        return table

    def scales(self) -> list[int]:
        """What makes sums of fewer reviews comparable with those of more; 0 where none are wanted."""
        most = lcm(*(k for k in self.wanted if k))
        return [most // k if k else 0 for k in self.wanted]

    def rules(self) -> dict[str, tuple[Table, list[int], int | None]]:
        """By name: labels [n or 1, m], how many of each a panel may have, the price of one more."""
        rules: dict[str, tuple[Table, list[int], int | None]] = {}
        if self.readers is not None:
            rules["readers"] = (np.where(self.readers, -1, 0), [max(k - 1, 0) for k in self.wanted], None)
        for name, labels, price in self.balances:
            rules[name] = (np.array([labels], int), [1] * self.n, price)
        if self.institutions is not None:
            rules["institutions"] = (np.array([self.institutions], int), [1] * self.n, None)
        return rules

    def digest(self) -> str:
        head = {
            "balances": [list(one) for one in self.balances],
            "institutions": self.institutions,
            "least": self.least,
            "locked": self.locked,
            "most": self.most,
            "shape": [self.n, self.m],
            "started": self.started,
            "wanted": self.wanted,
        }
        sums = hashlib.sha256(json.dumps(head, sort_keys=True, separators=(",", ":")).encode() + b"\n")
        for first in range(0, self.n, BLOCK):
            sums.update(self.millionths(first, first + BLOCK).astype("<i4").tobytes())
        sums.update(self.barred.tobytes())
        if self.readers is not None:
            sums.update(self.readers.tobytes())
        return sums.hexdigest()


def _per(given: Any, length: int) -> list[int]:
    return [int(given)] * length if np.ndim(given) == 0 else [int(one) for one in given]


def _labels(given: list[int | None]) -> list[int]:
    return [-1 if label is None else max(int(label), -1) for label in given]


def _bars(given: Any, shape: tuple[int, int]) -> Table:
    """Bars are a list of (proposal, reviewer, reason), or an array of all pairs."""
    if isinstance(given, np.ndarray):
        return np.ascontiguousarray(given.astype(bool).reshape(shape))
    table = np.zeros(shape, bool)
    for p, r, _ in given or ():
        table[p, r] = True
    return table


def verify(problem: Json, certificate: Json) -> list[str]:
    """What of ``certificate`` is wrong, in sentences; nothing if all of it holds."""
    try:
        return list(_wrong(Given(problem), certificate))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError) as broken:
        return [f"The certificate cannot be read: {broken!r}."]


def verify_bundle(bundle: Json) -> list[str]:
    """The same of one file with both, in which proposals have codes."""
    try:
        if bundle["format"] != "convenor matching bundle 1":
            return ["It is of another format."]
        codes, problem, certificate = bundle["proposals"], bundle["problem"], bundle["certificate"]
        if set(bundle) != {"format", "proposals", "problem", "certificate"}:
            return ["It has more than a problem, its certificate and codes."]
        if len(set(codes)) != len(codes) or len(codes) != len(problem["scores"]):
            return ["There is not one code for each proposal."]
    except (KeyError, TypeError) as broken:
        return [f"The file cannot be read: {broken!r}."]
    return verify(problem, certificate)


def remarks(certificate: Any) -> Iterator[str]:
    """What makes nothing wrong: that another version of a solver made it than is installed."""
    told = str(certificate.get("solver", "")) if isinstance(certificate, Mapping) else ""
    for name, _, made in (each.partition(" ") for each in told.split(", ")):
        with suppress(PackageNotFoundError, ValueError):
            if (here := version(name)) != made:
                yield f"It was made by {name} {made}; {here} is installed here."


def _wrong(given: Given, certificate: Json) -> Iterator[str]:
    if certificate["format"] != "convenor matching 1":
        return (yield "It is of another format.")
    if certificate["inputs"] != given.digest():
        yield "It is about other inputs."
    panels = certificate["panels"]
    if broken := list(_broken(given, panels)):
        yield from broken
    elif not certificate["stages"]:
        yield "It claims nothing."
    elif "lots" in certificate:
        yield from _wrong_lots(given, panels, certificate["lots"], *certificate["stages"])
    else:
        yield from _wrong_stages(given, panels, certificate["stages"])


def _broken(given: Given, panels: list[list[int]]) -> Iterator[str]:
    """The hard rules that the panels break."""
    if len(panels) != given.n:
        return (yield f"There are {len(panels)} panels for {given.n} proposals.")
    if any(type(r) is not int or not 0 <= r < given.m for panel in panels for r in panel):
        return (yield "A panel names a reviewer who does not exist.")
    for p, panel in enumerate(panels):
        yield from _broken_by(given, p, panel)
    loads = Counter(r for panel in panels for r in panel)
    for r, (least, most) in enumerate(zip(given.least, given.most, strict=True)):
        if not least <= loads[r] <= most:
            yield f"Reviewer {r} has {loads[r]} proposals, not {least} to {most}."
    for p, r in given.locked:
        if r not in panels[p]:
            yield f"Proposal {p} is locked to reviewer {r}, who is not on its panel."


def _broken_by(given: Given, p: int, panel: list[int]) -> Iterator[str]:
    if len(panel) != given.wanted[p] or len(set(panel)) != len(panel):
        yield f"Proposal {p} has not {given.wanted[p]} different reviewers."
    if any(given.barred[p, r] for r in panel):
        yield f"Proposal {p} has a reviewer who may not judge it."
    for name, (labels, caps, price) in given.rules().items() if len(panel) else ():
        row = labels[p if len(labels) > 1 else 0]
        seen = Counter(int(row[r]) for r in panel if row[r] >= 0)
        if price is None and max(seen.values(), default=0) > caps[p]:
            yield f"The panel of proposal {p} breaks the rule of {name}."


def _wrong_stages(given: Given, panels: list[list[int]], stages: list[Json]) -> Iterator[str]:
    """What of the goals is wrong; each builds on what the earlier ones reached."""
    reached, left = Reached(), list(GOALS)
    for stage in stages:
        goal = stage["goal"]
        if goal not in left:
            return (yield f"There is no goal {goal!r} here.")
        left = left[left.index(goal) + 1 :]
        if set(stage) - {"goal", "value", "bound", "dual", "bonus", "unit", "weights"}:
            yield f"Its {goal} says more than it may."
        value, claimed = _whole(stage["value"]), _whole(stage["bound"])
        found, proven = GOALS[goal](given, panels, stage, reached)
        if value != found:
            yield f"Its {goal} is {found}, not {value}."
        if claimed != proven:
            yield f"The multipliers prove {proven} of its {goal}, not {claimed}."
        if claimed < value:
            yield f"No {goal} can be above its bound."
    if goal != "total":
        yield "It ends before the total."


def _wrong_lots(given: Given, panels: list[list[int]], lots: Json, stage: Json) -> Iterator[str]:
    """What is wrong of probabilities, in parts of a review, and of their greatest expected total."""
    part, whole, seed = (_whole(lots[name]) for name in ("part", "whole", "seed"))
    if not 0 < part <= whole <= MILLION:
        raise ValueError("part")
    shares = _shares(given, lots["shares"], part)
    for p, r in given.locked:
        shares[p, r] = whole
    yield from _broken_shares(given, shares, whole)
    if [sorted(panel) for panel in panels] != _drawn(_arcs(given, shares, whole), given.n, whole, seed):
        yield "Its panels are not those that follow from its seed."
    worth = sum(int((given.millionths(p, p + 1)[0] * shares[p]).sum()) for p in range(given.n))
    worth -= _price(given, shares, whole)
    proven = bound(given, stage["dual"], factors=[1] * given.n, prices=1, lots=(part, whole))
    if stage["goal"] != "expected" or set(stage) != {"goal", "value", "bound", "dual"}:
        yield "It has another goal."
    if _whole(stage["value"]) != worth:
        yield f"Its expected total is {worth}, not {stage['value']}."
    if _whole(stage["bound"]) != proven or proven < worth:
        yield f"The multipliers prove {proven} of its expected total, not {stage['bound']}."


def _shares(given: Given, rows: list[list[int]], part: int) -> Table:
    shares, free = np.zeros((given.n, given.m), np.int64), given.is_free()
    for p, r, share in rows:
        if not (0 <= p < given.n and 0 <= r < given.m and 0 < _whole(share) <= part):
            raise ValueError("share")
        if shares[p, r] or not free[p, r]:
            raise ValueError("a share twice, or of a pair that is not free")
        shares[p, r] = share
    return shares


def _broken_shares(given: Given, shares: Table, whole: int) -> Iterator[str]:
    """The hard rules that probabilities break."""
    if shares.sum(axis=1).tolist() != [whole * k for k in given.wanted]:
        yield "The probabilities of a proposal are not as many reviews as it wants."
    loads = shares.sum(axis=0).tolist()
    bounds = zip(given.least, loads, given.most, strict=True)
    if any(not whole * least <= load <= whole * most for least, load, most in bounds):
        yield "The probabilities of a reviewer are beyond the loads."
    for name, (labels, caps, price) in given.rules().items():
        if price is None and any(_excess(labels, caps, p, shares[p], whole) for p in range(given.n)):
            yield f"The probabilities break the rule of {name}."


def _excess(labels: Table, caps: list[int], p: int, shares: Table, whole: int) -> int:
    row = labels[p if len(labels) > 1 else 0]
    known = row >= 0
    sums = np.zeros(int(row.max(initial=-1)) + 1, np.int64)
    np.add.at(sums, row[known], shares[known])
    return int(np.maximum(sums - whole * caps[p], 0).sum())


def _arcs(given: Given, shares: Table, whole: int) -> list[tuple[Node, Node, int]]:
    """The flow of all ``shares``, from node to node, in the order in which lots are drawn along it."""
    pairs = [(int(p), int(r)) for p, r in np.argwhere(shares)]
    ends: dict[tuple[int, int], Node] = {pair: (0, pair[0]) for pair in pairs}
    inner: list[tuple[Node, Node, int]] = []
    for number, (labels, caps, price) in enumerate(given.rules().values()):
        flows, parents = Counter[Node](), dict[Node, Node]()
        for p, r in pairs:
            if (label := int(labels[p if len(labels) > 1 else 0][r])) >= 0:
                node = (3, number, p, label)
                if parents.setdefault(node, ends[p, r]) != ends[p, r]:
                    raise ValueError("rules that cross")
                ends[p, r] = node
                flows[node] += int(shares[p, r])
        over = {node: max(flow - whole * caps[node[2]], 0) if price else 0 for node, flow in flows.items()}
        inner += [(parents[node], node, flows[node] - over[node]) for node in sorted(flows)]
        inner += [(parents[node], node, over[node]) for node in sorted(flows)]
    outer = [(ends[p, r], (1, r), int(shares[p, r])) for p, r in pairs]
    return [*outer, *inner, *(((1, r), (2,), int(load)) for r, load in enumerate(shares.sum(axis=0)))]


def _drawn(arcs: list[tuple[Node, Node, int]], n: int, whole: int, seed: int) -> list[list[int]]:
    """The panels: walk on arcs that carry no whole reviews, always the last one, and settle each cycle."""
    rest, below, at = [flow % whole for *_, flow in arcs], _chance(seed), defaultdict[Node, list[int]](list)
    for number, (tail, head, _) in enumerate(arcs):
        at[tail].append(number)
        at[head].append(number)
    for start in sorted({arcs[arc][0] for arc, parts in enumerate(rest) if parts}):
        nodes, path, place = [start], list[int](), {start: 0}
        while (arc := _loose(at[nodes[-1]], rest, whole, path[-1] if path else -1)) is not None:
            node = arcs[arc][1] if arcs[arc][0] == nodes[-1] else arcs[arc][0]
            path.append(arc)
            if (first := place.setdefault(node, len(path))) == len(path):
                nodes.append(node)
                continue
            ways = zip(path[first:], nodes[first:], strict=True)
            _settle(rest, {one: 1 if arcs[one][0] == here else -1 for one, here in ways}, whole, below)
            for passed in nodes[first + 1 :]:
                del place[passed]
            del nodes[first + 1 :], path[first:]
    panels: list[list[int]] = [[] for _ in range(n)]
    for (tail, head, flow), parts in zip(arcs, rest, strict=True):
        if head[0] == 1 and flow - flow % whole + parts:
            panels[tail[1] if tail[0] == 0 else tail[-2]].append(head[1])
    return [sorted(panel) for panel in panels]


def _loose(here: list[int], rest: list[int], whole: int, came: int) -> int | None:
    """The last arc that is not settled, other than the one that led here."""
    passed = []
    while here and (not rest[here[-1]] % whole or here[-1] == came):
        passed += [came] if here.pop() == came and rest[came] % whole else []
    found = here[-1] if here else None
    here += passed
    return found


def _settle(rest: list[int], cycle: dict[int, int], whole: int, below: Callable[[int], int]) -> None:
    """Move what flows around a cycle as far as it can, up or down, with the odds that keep every mean."""
    rooms = ((whole - rest[arc], rest[arc])[::way] for arc, way in cycle.items())
    up, down = map(min, zip(*rooms, strict=True))
    move = up if below(up + down) < down else -down
    for arc, way in cycle.items():
        rest[arc] += way * move


def _chance(seed: int) -> Callable[[int], int]:
    """Whole numbers below any, each as likely, from SHA-256 of "seed:0", "seed:1", …"""
    digests = (hashlib.sha256(f"{seed}:{number}".encode()).digest() for number in count())
    words = (int.from_bytes(digest[at : at + 8], "big") for digest in digests for at in range(0, 32, 8))
    return lambda most: next(word for word in words if word < 2**64 - 2**64 % most) % most


def _whole(given: Any) -> int:
    if type(given) is not int:
        raise TypeError(given)
    return given


def _proven(given: Given, stage: Json, reached: Reached, **objective: Any) -> int:
    """The bound of a goal's objective, less what the bonus of the started pairs that stay adds to it."""
    bonus = _whole(stage["bonus"]) if "bonus" in stage else 0
    if bonus < 0 or (bonus and "kept" not in reached):
        raise ValueError("bonus")
    proven = bound(given, stage["dual"], bonus=bonus, **objective)
    return proven - bonus * reached.get("kept", 0)


def _kept(given: Given, panels: list[list[int]], stage: Json, reached: Reached) -> tuple[int, int]:
    """How many started pairs stay."""
    reached["kept"] = sum(r in panels[p] for p, r in given.started)
    return reached["kept"], bound(given, stage["dual"], factors=[0] * given.n, bonus=1)


def _floor(given: Given, panels: list[list[int]], stage: Json, reached: Reached) -> tuple[int, int]:
    """The worst new pair, and whether multipliers show that there is no assignment of better pairs only."""
    old = {(p, r) for p, r in [*given.locked, *(given.started if "kept" in reached else [])]}
    pairs = ((p, r) for p, panel in enumerate(panels) for r in panel if (p, r) not in old)
    reached["floor"] = min(int(given.millionths(p, p + 1)[0, r]) for p, r in pairs)
    claimed = _whole(stage["bound"])
    beyond = _proven(given, stage, reached, factors=[0] * given.n, floor=claimed + 1)
    return reached["floor"], claimed if beyond < 0 else MILLION**2


def _fair(given: Given, panels: list[list[int]], stage: Json, reached: Reached) -> tuple[int, int]:
    """The least sum of a proposal; none is above the mean of all sums, however they are weighted."""
    scales = given.scales()
    scaled = zip(_sums(given, panels), scales, strict=True)
    reached["fair"] = min(one * scale for one, scale in scaled if scale)
    weights = _weights(given, stage["weights"])
    factors = [weight * scale for weight, scale in zip(weights, scales, strict=True)]
    proven = _proven(given, stage, reached, factors=factors, floor=reached.get("floor"))
    return reached["fair"], proven // sum(weights)


def _total(given: Given, panels: list[list[int]], stage: Json, reached: Reached) -> tuple[int, int]:
    """The total; sums that are to be fair are weighted more, and what that adds is taken away."""
    worth = sum(_sums(given, panels)) - _price(
        given, given.marked([[p, r] for p, panel in enumerate(panels) for r in panel])
    )
    factors, unit, added = [1] * given.n, 1, 0
    if "fair" in reached:
        unit, weights, scales = _whole(stage["unit"]), _weights(given, stage["weights"]), given.scales()
        if not 0 < unit <= MILLION:
            raise ValueError("unit")
        factors = [unit + weight * scale for weight, scale in zip(weights, scales, strict=True)]
        added = reached["fair"] * sum(weights)
    proven = _proven(given, stage, reached, factors=factors, floor=reached.get("floor"), prices=unit)
    return worth, (proven - added) // unit


def _weights(given: Given, weights: list[int]) -> list[int]:
    scaled = zip(weights, given.scales(), strict=True)
    if any(_whole(one) < 0 or one > MILLION or (one and not scale) for one, scale in scaled):
        raise ValueError("weights")
    return weights


GOALS = {"kept": _kept, "floor": _floor, "fair": _fair, "total": _total}


def _sums(given: Given, panels: list[list[int]]) -> list[int]:
    """The sum of each panel."""
    return [int(given.millionths(p, p + 1)[0, panel].sum()) if panel else 0 for p, panel in enumerate(panels)]


def _price(given: Given, shares: Table, whole: int = 1) -> int:
    """What panels cost that are not balanced."""
    rules = ((*rule, p) for rule in given.rules().values() if rule[2] for p in range(given.n))
    return sum((price or 0) * _excess(labels, caps, p, shares[p], whole) for labels, caps, price, p in rules)


def bound(
    given: Given,
    dual: Json,
    *,
    factors: list[int],
    floor: int | None = None,
    bonus: int = 0,
    prices: int = 0,
    lots: tuple[int, int] = (1, 1),
) -> int:
    """What multipliers prove: no assignment of pairs from ``floor`` on is worth more.

    The worth is the sum of factor · score and of ``bonus`` for each started pair, also below the floor, less
    ``prices`` times what unbalanced panels cost. In ``lots`` a pair has a part of a whole at most.
    """
    _require_64_bits(given, factors, bonus)
    if set(dual) != {"proposals", "reviewers", "families"} or set(dual["families"]) != set(given.rules()):
        raise ValueError("dual")
    u, v = _integers(dual["proposals"], given.n), _integers(dual["reviewers"], given.m)
    proven: int = sum(one * k for one, k in zip(u.tolist(), given.wanted, strict=True))
    loads = zip(v.tolist(), given.least, given.most, strict=True)
    proven += sum(one * (most if one > 0 else least) for one, least, most in loads)
    rules, multipliers = given.rules(), _multipliers(given, dual["families"], prices)
    proven += sum(t * rules[name][1][p] for name, given_t in dual["families"].items() for p, _, t in given_t)
    proven *= lots[1]
    (part, whole), free, started = lots, given.is_free(), given.marked(given.started)
    locked = [[r for q, r in given.locked if q == p] for p in range(given.n)]
    for first in range(0, given.n, BLOCK):
        rows = slice(first, first + BLOCK)
        units = given.millionths(first, first + BLOCK)
        gains = units * np.array(factors[rows], np.int64)[:, None] - u[rows, None] - v + bonus * started[rows]
        for name, (labels, _, _) in rules.items():
            shown = labels[rows] if len(labels) > 1 else np.broadcast_to(labels, units.shape)
            gains -= np.take_along_axis(multipliers[name][rows], shown, axis=1)
        chosen = free[rows] & (gains > 0)
        if floor is not None:
            chosen &= (units >= floor) | started[rows]
        proven += part * _exact(gains[chosen])
        proven += whole * sum(int(gains[row, r]) for row, team in enumerate(locked[rows]) for r in team)
    return proven


def _require_64_bits(given: Given, factors: list[int], bonus: int) -> None:
    greatest = int(np.abs(given.scores).max(initial=0) * MILLION) + 1
    if greatest * max(factors, default=0) > 1 << 61 or bonus > 1 << 61:
        raise ValueError("weights beyond 64 bits")


def _exact(gains: Table) -> int:
    """Their sum, however great it is: in halves, so that nothing wraps around."""
    return (int((gains >> 32).sum()) << 32) + int((gains & 0xFFFFFFFF).sum())


def _integers(given: list[int], length: int) -> Table:
    if len(given) != length or any(type(one) is not int or abs(one) > MILLION**2 * 1000 for one in given):
        raise ValueError("multipliers")
    return np.array(given, np.int64)


def _multipliers(given: Given, families: Json, prices: int) -> dict[str, Table]:
    """Those of each rule [n, labels + 1]; the last column is that of no label."""
    tables = {}
    for name, (labels, _, price) in given.rules().items():
        table = tables[name] = np.zeros((given.n, int(labels.max(initial=-1)) + 2), np.int64)
        most = MILLION**2 * 1000 if price is None else price * prices
        for p, label, multiplier in families[name]:
            if not (0 <= p < given.n and 0 <= label < table.shape[1] - 1 and 0 <= _whole(multiplier) <= most):
                raise ValueError(name)
            if table[p, label]:
                raise ValueError(f"{name} twice")
            table[p, label] = multiplier
    return tables


def main(arguments: list[str]) -> int:
    files = [json.loads(Path(path).read_text()) for path in arguments]
    wrong = verify(*files) if len(files) > 1 else verify_bundle(*files)
    certificate = files[-1] if len(files) > 1 or wrong else files[0]["certificate"]
    sys.stdout.writelines(f"REMARK  {sentence}\n" for sentence in remarks(certificate))
    sys.stdout.writelines([f"WRONG  {sentence}\n" for sentence in wrong] or ["PASSED: everything holds\n"])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
