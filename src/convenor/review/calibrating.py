"""Our reviews as ``optim.calibration`` takes them, and the corrected scores that it gives.

Everything is computed from the reviews that the reader may see, so what is kept from somebody changes nothing
that they get. What was computed is remembered by the reviews themselves: other reviews, another answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, lru_cache
from typing import Any

from django.db.models import QuerySet

from convenor.editions.models import Edition
from convenor.optim.calibration import Calibration, Estimate, Judgement, calibrate
from convenor.people.models import Person
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.models import Review
from convenor.review.queries import POINTS, Result, result_of

REMEMBERED = 24  # calibrations, each of one track as one set of reviews makes it

Points = tuple[int, int, float]  # proposal, reviewer, points


@dataclass(frozen=True)
class Judged:
    """All that reviews say of the proposals of ``edition`` that ``person`` may see at ``at``; read once."""

    person: Person
    edition: Edition
    at: datetime

    @cached_property
    def _rows(self) -> list[tuple[int, int, int, int, float | None]]:
        visible = proposals_for_organiser(self.person, self.edition, self.at)
        return list(_points().filter(assignment__proposal__in=visible))

    @cached_property
    def results(self) -> dict[int, Result]:
        """The result of each proposal with reviews, by its key."""
        points: defaultdict[int, list[float | None]] = defaultdict(list)
        for _review, proposal, _track, _reviewer, given in self._rows:
            points[proposal].append(given)
        return {proposal: result_of(given) for proposal, given in points.items()}

    @cached_property
    def points(self) -> dict[int, tuple[Points, ...]]:
        """The points by track, in one order whatever the database gives."""
        found: defaultdict[int, list[Points]] = defaultdict(list)
        for _review, proposal, track, reviewer, given in self._rows:
            if given is not None:
                found[track].append((proposal, reviewer, given))
        return {track: tuple(sorted(rows)) for track, rows in found.items()}

    @cached_property
    def calibrations(self) -> dict[int, Calibration]:
        """How the scores of each track are corrected, by its key."""
        return {track: _calibrated(rows) for track, rows in self.points.items()}

    @cached_property
    def corrected(self) -> dict[int, Estimate]:
        """The corrected score of each proposal that has one, by its key."""
        return {
            proposal: estimate
            for calibration in self.calibrations.values()
            for proposal, estimate in calibration.proposals.items()
        }


@lru_cache(maxsize=REMEMBERED)
def _calibrated(rows: tuple[Points, ...]) -> Calibration:
    return calibrate(Judgement(*row) for row in rows)


@cache
def _points() -> QuerySet[Any, Any]:
    # Made once, since that takes longer than the answer.
    said = ("pk", "assignment__proposal", "assignment__proposal__track", "assignment__reviewer")
    return Review.objects.counted().values_list(*said).annotate(points=POINTS)
