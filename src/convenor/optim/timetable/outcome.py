"""What a search is given and what it tells: limits, steps, and what was reached with what proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version

from .limits import Limits
from .problem import Goal, Place, Plan


@dataclass(frozen=True, slots=True)
class Reached:
    """The value of a goal in the plan, and what no plan can be below that does as well by the goals before
    it.

    ``seconds`` is when it was reached. Where a goal before it has a gap, ``bound`` holds for plans as good
    as this one.
    """

    goal: Goal
    value: int
    bound: int
    seconds: float

    @property
    def is_optimal(self) -> bool:
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Solved:
    plan: dict[str, Place]
    reached: tuple[Reached, ...]
    limits: Limits
    seconds: float
    solver: str

    @property
    def is_optimal(self) -> bool:
        """Whether no timetable is better by the goals in their order."""
        return all(each.is_optimal for each in self.reached)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a search is: the plan so far, the goal it works on, its value and its bound."""

    goal: Goal | None
    value: int | None
    bound: int | None
    plan: Plan = field(repr=False)
    seconds: float = 0.0


Tell = Callable[[Step], None]


def solver() -> str:
    return f"ortools {version('ortools')}"
