"""The estimation itself. Proposals are eliminated from the equations, which leaves those about reviewers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from math import isfinite, sqrt
from statistics import fmean

from convenor.optim.calibration.judging import (
    LEAST_FREEDOM,
    MOST_REVIEWERS,
    Calibration,
    Estimate,
    Judgement,
    Obstacle,
    Variances,
)
from convenor.optim.calibration.triangles import Inverse, Triangle, factored, solved

_LEAST_SHARE = 1e-9  # of all variance, so that no division is by 0


def calibrate(judgements: Iterable[Judgement]) -> Calibration:
    """Correct the points of ``judgements``, whose order does not matter.

    Raises ``ValueError`` where points are no number, or a reviewer judges a proposal twice.
    """
    table = _Table(sorted(judgements))
    if obstacle := table.obstacle:
        return Calibration(obstacle=obstacle)
    freedom = table.freedom
    if freedom < LEAST_FREEDOM:
        return Calibration(obstacle=Obstacle.TOO_FEW)
    if table.is_all_alike:
        return table.all_alike()
    variances = _variances(table, freedom)
    return _Predicted(table, variances).calibration()


class _Table:
    """The judgements by proposal and by reviewer; reviewers are numbered from 0."""

    def __init__(self, judgements: list[Judgement]) -> None:
        self.judgements = judgements
        self.reviewers = sorted({each.reviewer for each in judgements})
        self.number = {reviewer: number for number, reviewer in enumerate(self.reviewers)}
        self.of_proposal: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for each in judgements:
            if not isfinite(each.points):
                raise ValueError(f"points of {each.proposal} are no number: {each.points}")
            self.of_proposal[each.proposal].append((self.number[each.reviewer], each.points))
        if len({(each.proposal, each.reviewer) for each in judgements}) < len(judgements):
            raise ValueError("a reviewer judges a proposal once")
        self._fit: tuple[list[float], int] | None = None

    @property
    def obstacle(self) -> Obstacle | None:
        if not self.judgements:
            return Obstacle.NO_REVIEWS
        return Obstacle.TOO_MANY_REVIEWERS if len(self.reviewers) > MOST_REVIEWERS else None

    @property
    def is_all_alike(self) -> bool:
        return len({each.points for each in self.judgements}) == 1

    def all_alike(self) -> Calibration:
        points = self.judgements[0].points
        return Calibration(
            proposals={proposal: Estimate(points, 0.0) for proposal in self.of_proposal},
            reviewers={reviewer: Estimate(0.0, 0.0) for reviewer in self.reviewers},
            mean=points,
            groups=self.groups,
        )

    @property
    def fit(self) -> tuple[list[float], int]:
        """The reviewers' effects by least squares with nothing drawn in, and how many groups there are."""
        if self._fit is None:
            matrix, right = _equations(self, 0.0, 0.0)
            factor = factored([row[1:] for row in matrix[1:]])
            groups = sum(row[-1] == 0.0 for row in factor)
            self._fit = solved(factor, right[1:]), groups
        return self._fit

    @property
    def groups(self) -> int:
        return self.fit[1]

    @property
    def freedom(self) -> int:
        """The degrees of freedom of the residual."""
        return len(self.judgements) - len(self.of_proposal) - len(self.reviewers) + self.groups

    def within(self, of: Callable[[Judgement], int], effects: list[float]) -> float:
        """The squares of the points, less the reviewers' ``effects``, around the mean of what ``of`` says."""
        cells: dict[int, list[float]] = defaultdict(list)
        for each in self.judgements:
            cells[of(each)].append(each.points - effects[self.number[each.reviewer]])
        return sum(_squares(cell) for cell in cells.values())


def _squares(cell: list[float]) -> float:
    mean = fmean(cell)
    return sum((each - mean) ** 2 for each in cell)


def _equations(table: _Table, pull: float, hold: float) -> tuple[Triangle, list[float]]:
    """The equations for the mean (first) and the reviewers, and their right side.

    ``pull`` is the residual variance over that of proposals, ``hold`` over that of reviewers.
    """
    size = len(table.reviewers) + 1
    matrix = [[0.0] * (place + 1) for place in range(size)]
    right = [0.0] * size
    for reviews in table.of_proposal.values():
        counted = len(reviews) + pull
        total = sum(points for _number, points in reviews)
        matrix[0][0] += pull * len(reviews) / counted
        right[0] += pull * total / counted
        for number, points in reviews:
            row = matrix[number + 1]
            row[0] += pull / counted
            row[-1] += 1.0
            right[number + 1] += points - total / counted
            for other, _points in reviews:
                if other <= number:
                    row[other + 1] -= 1 / counted
    for row in matrix[1:]:
        row[-1] += hold
    return matrix, right


def _variances(table: _Table, freedom: int) -> Variances:
    """By fitting constants: what least squares leave, and what lies within proposals and within reviewers."""
    many, nothing = len(table.judgements), [0.0] * len(table.reviewers)
    residual = table.within(lambda each: each.proposal, table.fit[0]) / freedom
    in_proposals = table.within(lambda each: each.proposal, nothing) / (many - len(table.of_proposal))
    in_reviewers = table.within(lambda each: each.reviewer, nothing) / (many - len(table.reviewers))
    least = _LEAST_SHARE * max(in_proposals, in_reviewers)
    return Variances(
        proposals=max(in_reviewers - residual, least),
        reviewers=max(in_proposals - residual, least),
        residual=max(min(residual, in_proposals), least),
    )


class _Predicted:
    """The effects with these variances, each drawn towards the mean as far as it is uncertain."""

    def __init__(self, table: _Table, variances: Variances) -> None:
        self.table, self.variances = table, variances
        self.pull = variances.residual / variances.proposals
        matrix, right = _equations(table, self.pull, variances.residual / variances.reviewers)
        factor = factored(matrix)
        self.mean, *self.effects = solved(factor, right)
        self.inverse = Inverse(factor)

    def calibration(self) -> Calibration:
        return Calibration(
            proposals={key: self._proposal(reviews) for key, reviews in self.table.of_proposal.items()},
            reviewers={key: self._reviewer(number) for key, number in self.table.number.items()},
            mean=self.mean,
            pull=self.pull,
            variances=self.variances,
            groups=self.table.groups,
        )

    def _proposal(self, reviews: list[tuple[int, float]]) -> Estimate:
        counted = len(reviews) + self.pull
        corrected = sum(points - self.effects[number] for number, points in reviews)
        weights = [(0, -self.pull / counted), *((number + 1, 1 / counted) for number, _points in reviews)]
        doubt = sum(
            one * other * self.inverse.entry(place, beside)
            for place, one in weights
            for beside, other in weights
        )
        return Estimate((corrected + self.pull * self.mean) / counted, self._error(1 / counted + doubt))

    def _reviewer(self, number: int) -> Estimate:
        doubt = self.inverse.entry(number + 1, number + 1)
        return Estimate(self.effects[number], self._error(doubt))

    def _error(self, doubt: float) -> float:
        return sqrt(self.variances.residual * max(doubt, 0.0))
