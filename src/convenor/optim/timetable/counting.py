"""Prices -> CP-SAT: expressions that are as little as the price where the search makes them as little as it
can.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from ortools.sat.python import cp_model

from .prices import ByRoom, ByStart, Cost, Gaps, Missing, Moved, Price, RoomsOf, Together, Worst
from .problem import Block
from .variables import Literal, Variables

MOST = 10**9
MOST_TIMES = 6  # as often as what follows is told of sessions beyond the times of a block
Sum = Any  # a linear expression, or a whole number


def count(model: Variables, price: Price) -> Sum:
    """An expression that is at least what ``price`` is in the plan, and can be no more."""
    return _COUNT[type(price)](model, price)


def count_all(model: Variables, costs: Sequence[Cost]) -> Sum:
    """The sum of ``costs``, with what follows for families of which each two cost something together."""
    tell_of_families(model, costs)
    return sum(count(model, cost.price) for cost in costs)


def tell_of_families(model: Variables, costs: Sequence[Cost]) -> None:
    """What follows for families of which each two cost something together."""
    families: dict[tuple[str, str | int], list[Together]] = {}
    for cost in costs:
        if isinstance(cost.price, Together) and "family" in cost.about:
            families.setdefault((cost.why, cost.about["family"]), []).append(cost.price)
    for pairs in families.values():
        _tell_of_blocks(model, pairs)


def _tell_of_blocks(model: Variables, pairs: Sequence[Together]) -> None:
    """Of more sessions in a block than have the time one after the other, each beyond makes a pair overlap;
    of more than twice as many, each makes two; and so on.

    For sessions of which no more than so many are apart can be dealt into as many groups that overlap. Each
    pair alone tells a linear relaxation nothing; this gives it the least number of them.
    """
    keys = model.mine(list(dict.fromkeys(key for pair in pairs for key in (pair.one, pair.other))))
    unplaced = sum(1 - model.is_placed[key] for key in keys)
    overlaps = []
    for block in model.problem.blocks:
        here, fit = _in_block(model, keys, block), fit_in(model, keys, block)
        if len(here) > fit:
            most = len(here) * (len(here) - 1) // 2
            pairs_here = model.model.new_int_var(0, most, f"pairs in {block.key}")
            placed = sum(here) - unplaced
            for times in range(1, min(MOST_TIMES, (len(here) - 1) // max(1, fit)) + 1):
                model.model.add(pairs_here >= times * placed - fit * times * (times + 1) // 2)
            overlaps.append(pairs_here)
    model.model.add(sum(model.together(pair.one, pair.other) for pair in pairs) >= sum(overlaps))


def _in_block(model: Variables, keys: Sequence[str], block: Block) -> list[Literal]:
    return [model.in_block[key, block.key] for key in keys if (key, block.key) in model.in_block]


def fit_in(model: Variables, keys: Sequence[str], block: Block) -> int:
    """How many of ``keys`` at most run in the block one after the other: always the one that ends first."""
    minutes = {key: model.problem.session_of[key].minutes for key in keys}
    spans = {
        (at + minutes[key], at)
        for key in keys
        for at in model.allowed[key]
        if block.starts <= at < block.ends
    }
    fit, free = 0, block.starts
    for end, at in sorted(spans):
        if at >= free:
            fit, free = fit + 1, end
    shortest = accumulate(sorted(minutes.values()))
    return min(fit, sum(total <= block.minutes for total in shortest))


def _missing(model: Variables, price: Missing) -> Sum:
    return 1 - model.is_placed[price.session]


def _together(model: Variables, price: Together) -> Sum:
    return price.price * model.together(price.one, price.other)


def _by_room(model: Variables, price: ByRoom) -> Sum:
    there = ((model.in_room.get((price.session, room)), amount) for room, amount in price.prices.items())
    return sum(amount * here for here, amount in there if here is not None)


def _by_start(model: Variables, price: ByStart) -> Sum:
    """By bands: the starts of one price have a literal, without which the session starts at none of them."""
    key = price.session
    bands: dict[int, set[int]] = {}
    for minute in model.starts_of(key):
        bands.setdefault(price.price(minute), set()).add(minute)
    parts = []
    for amount, minutes in bands.items():
        if amount:
            here = model.model.new_bool_var(f"{key} at the price of {amount}")
            others = cp_model.Domain.from_values(sorted(set(model.starts_of(key)) - minutes))
            is_elsewhere = model.model.add_linear_expression_in_domain(model.start[key], others)
            is_elsewhere.only_enforce_if(~here, model.is_placed[key])
            parts.append(amount * here)
    return sum(parts)


def _moved(model: Variables, price: Moved) -> Sum:
    """Prices rise: nothing < room < hour < day < gone. What each literal saves is taken off."""
    placed, on_day, at_hour, stays = model.stays(price.session, price.place)
    saved = (price.gone - price.day) * placed + (price.day - price.hour) * on_day
    return price.gone - saved - (price.hour - price.room) * at_hour - price.room * stays


def _rooms_of(model: Variables, price: RoomsOf) -> Sum:
    more = model.model.new_int_var(0, len(model.problem.rooms), "rooms more")
    used = []
    for room in model.problem.rooms:
        here = model.model.new_bool_var(f"in {room.key}")
        for key in model.mine(price.sessions):
            if (key, room.key) in model.in_room:
                model.model.add_implication(model.in_room[key, room.key], here)
        used.append(here)
    model.model.add(more >= sum(used) - 1)
    # It follows from one session in a room, and tells how many rooms the minutes of all of them need.
    in_rooms = [key for key in model.mine(price.sessions) if model.problem.session_of[key].needs_room]
    spans = [model.span(key, [model.is_placed[key]]) for key in in_rooms]
    model.model.add_cumulative(spans, [1] * len(spans), more + 1)
    unplaced = sum(1 - model.is_placed[key] for key in in_rooms)
    for block in model.problem.blocks:
        there, fit = _in_block(model, in_rooms, block), fit_in(model, in_rooms, block)
        if len(there) > fit:
            model.model.add(sum(there) - unplaced <= fit * (more + 1))
    return price.price * more


def _gaps(model: Variables, price: Gaps) -> Sum:
    gaps = []
    for blocks in model.problem.days.values():
        used = [_is_used(model, price, block) for block in blocks]
        for n in range(1, len(blocks) - 1):
            gap = model.model.new_bool_var(f"gap in {blocks[n].key}")
            before, after = _any(model, used[:n]), _any(model, used[n + 1 :])
            model.model.add_bool_or(gap, used[n], ~before, ~after)
            gaps.append(gap)
    return price.price * sum(gaps)


def _is_used(model: Variables, price: Gaps, block: Block) -> Literal:
    mine = [key for key in model.mine(price.sessions) if (key, block.key) in model.in_block]
    return _any(
        model, [model.both_of([model.in_block[key, block.key], model.is_placed[key]]) for key in mine]
    )


def _any(model: Variables, literals: list[Literal]) -> Literal:
    """True exactly if one of ``literals`` is."""
    found = model.model.new_bool_var("any")
    for each in literals:
        model.model.add_implication(each, found)
    model.model.add_bool_or(*literals, ~found)
    return found


def _worst(model: Variables, price: Worst) -> Sum:
    worst = model.model.new_int_var(0, MOST, "worst")
    for each in price.sums.values():
        model.model.add(worst >= sum(_by_start(model, one) for one in each))
    return worst


_COUNT: Mapping[type[Any], Callable[[Variables, Any], Sum]] = {
    Missing: _missing,
    Together: _together,
    ByRoom: _by_room,
    ByStart: _by_start,
    Moved: _moved,
    RoomsOf: _rooms_of,
    Gaps: _gaps,
    Worst: _worst,
}
