"""What a plan costs, counted in the plan itself."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from .problem import Kind, Plan, Problem


def value(problem: Problem, plan: Plan) -> int:
    """The sum of all prices that the plan pays."""
    of_cells = sum(
        problem.price(Kind.TRACK_BLOCK, cell.track, cell.block)
        + problem.price_of_room(problem.track_of[cell.track], problem.room_of[cell.room])
        + problem.price(Kind.ROOM_BLOCK, cell.room, cell.block)
        for cell in plan
    )
    of_contributions = sum(
        problem.price(Kind.CONTRIBUTION_BLOCK, key, cell.block)
        + problem.price(Kind.CONTRIBUTION_ROOM, key, cell.room)
        for cell in plan
        for key in cell.contributions
    )
    return of_cells + of_contributions + _side_by_side(problem, plan)


def _side_by_side(problem: Problem, plan: Plan) -> int:
    prices = problem.prices_of(Kind.SIDE_BY_SIDE)
    cells = Counter((cell.block, cell.track) for cell in plan)
    return sum(
        (prices.get((one, other), 0) + prices.get((other, one), 0)) * cells[block, one] * cells[block, other]
        for block in problem.block_of
        for one, other in combinations([track for here, track in cells if here == block], 2)
    )
