"""What goes into a calibration, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

METHOD = "two-way-1"  # the version of the method: changed when other figures come out of the same reviews
MOST_REVIEWERS = 400  # the work grows with their cube
LEAST_FREEDOM = 10  # reviews more than the proposals, reviewers and groups would explain by themselves
_NINE_IN_TEN = 1.6448536269514722  # the normal distribution's 95 % point


@dataclass(frozen=True, slots=True, order=True)
class Judgement:
    """The points, on any scale, that one reviewer gives one proposal; both are keys of the caller."""

    proposal: int
    reviewer: int
    points: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure in points and its standard error."""

    points: float
    error: float

    @property
    def low(self) -> float:
        """With ``high``, the interval that holds the true figure in nine cases of ten."""
        return self.points - _NINE_IN_TEN * self.error

    @property
    def high(self) -> float:
        return self.points + _NINE_IN_TEN * self.error


@dataclass(frozen=True, slots=True)
class Variances:
    """How much of the differences, in points squared, comes from proposals, reviewers and everything else."""

    proposals: float
    reviewers: float
    residual: float


class Obstacle(Enum):
    """Why nothing can be corrected."""

    NO_REVIEWS = "no-reviews"
    TOO_FEW = "too-few"
    TOO_MANY_REVIEWERS = "too-many-reviewers"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Corrected points by proposal, and by reviewer how far they are above (+) or below (-) the others.

    ``pull`` is how many reviews the mean of all counts for beside a proposal's own; ``groups`` is how many
    parts there are that share no reviewer. With an ``obstacle`` there is nothing but that.
    """

    proposals: Mapping[int, Estimate] = field(default_factory=dict)
    reviewers: Mapping[int, Estimate] = field(default_factory=dict)
    mean: float = 0.0
    pull: float = 0.0
    variances: Variances = Variances(0.0, 0.0, 0.0)
    groups: int = 0
    obstacle: Obstacle | None = None
