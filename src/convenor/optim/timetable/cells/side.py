"""Tracks that may have several cells in a block: times, then rooms for these, then what is near.

Bounds are looked for meanwhile, in a thread of its own: first of the times, with sums of rooms, and then, if
the best times were found, of times and rooms together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from .begin import filled, placed
from .linear import by_cp_sat, by_highs
from .model import Model
from .near import Near
from .problem import PER, Kind
from .search import Search
from .several import told_apart
from .solutions import contents, fixing

TIMES = 0.35  # of all the time at most, before rooms are looked for


def side_by_side(search: Search) -> None:
    """Give ``search`` the best plan and bound that are found until its time is over, or the two meet."""
    told = told_apart(search.problem)
    with ThreadPoolExecutor(1) as apart:
        timing = apart.submit(_timing, search, told)
        times = Model(search.problem, told=told)
        near = Near(times, search.limits.seed)
        if not _begin(search, near, told):
            timing.result()
            return
        _improve(search, near, until=TIMES, meanwhile=timing)
        model, values = times, near.values
        if timing.done() and (found := timing.result()):
            model, values = found
        bounding = apart.submit(_bounding, search, told)
        placed_near = _with_rooms(search, model, values, told)
        if placed_near is not None:
            _improve(search, placed_near, until=1)
        for each in (timing, bounding):
            each.result()


def _begin(search: Search, near: Near, told: Mapping[str, int]) -> bool:
    """Some times: step by step, or else with the prices of single cells and contributions alone."""
    held = filled(search.problem, told)
    if held is None:
        alone = {kind: search.problem.prices_of(kind) for kind in (Kind.TRACK_BLOCK, Kind.CONTRIBUTION_BLOCK)}
        free: dict[str, Any] = {"prices": alone} | dict.fromkeys(PER, 0)
        simple = Model(replace(search.problem, **free), told=told)
        values = by_cp_sat(simple.linear, search.part(0.05)).values
        if values is None:
            values = by_cp_sat(simple.linear.without_costs(), search.part(0.3)).values
        if values is None:
            return False
        held = contents(simple, values)
    return near.begin(search.part(0.2), fixing(near.model, held))


def _timing(search: Search, told: Mapping[str, int]) -> tuple[Model, list[int]] | None:
    """The best times, of a model that is open."""
    model = Model(search.problem, told=told, is_open=True)
    found = search.learn(model, by_highs(model.linear, search.part(1), stop=search.is_closed))
    return None if found.values is None else (model, found.values)


def _bounding(search: Search, told: Mapping[str, int]) -> None:
    model = Model(search.problem, told=told, is_open=True)
    model.place()
    found = by_highs(model.linear, search.part(1), stop=search.is_closed)
    search.bound = max(search.bound, found.bound)
    if found.values is not None and model.is_plan(found.values):
        search.keep(model, found.values)


def _with_rooms(search: Search, times: Model, values: Sequence[int], told: Mapping[str, int]) -> Near | None:
    """A plan with these times, if there is one, or else any."""
    beside = times.beside(values)
    enough = {track: max(count, *beside[track].values(), 1) for track, count in told.items()}
    model = Model(search.problem, told=enough)
    model.place()
    near = Near(model, search.limits.seed)
    used = {at: int(lane[1] < beside[lane[0]].get(block, 0)) for (lane, block), at in model.used.items()}
    fixed = (fixing(model, contents(times, values)) if times.is_plan(values) else {}) | used
    rooms = placed(model, beside)
    if rooms is None or not near.begin(search.part(0.2), fixed | rooms):
        anywhere = by_cp_sat(model.linear.without_costs(), search.part(0.5)).values
        if anywhere is None:
            return None
        near.values = anywhere
    search.keep(model, near.values)
    return near


def _improve(search: Search, near: Near, until: float, meanwhile: Future[Any] | None = None) -> None:
    at = 0
    while not search.is_closed() and search.passed() < until * search.limits.seconds:
        if meanwhile is not None and meanwhile.done():
            return
        at += 1
        if near.round(search.part(1, at)) and near.model.places:
            search.keep(near.model, near.values)
