"""Our reviews as ``optim.calibration`` takes them, and the corrected scores that it gives.

Everything is computed from the reviews that the reader may see, so what is kept from somebody changes nothing
that they get. What was computed is remembered by the reviews themselves: other reviews, another answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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
from convenor.review.queries import POINTS, Result, results_from, results_in

REMEMBERED = 24  # calibrations, each of one track as one set of reviews makes it

Points = tuple[int, int, float]  # proposal, reviewer, points


@dataclass(frozen=True)
class Judged:
    """What reviews say of the proposals of ``edition`` that ``person`` may see at ``at``; read once."""

    person: Person
    edition: Edition
    at: datetime

    @cached_property
    def _rows(self) -> list[tuple[int, int, int, int, float | None]]:
        # Narrowed down here, since the database takes longer to look for each review.
        seen = proposals_for_organiser(self.person, self.edition, self.at).order_by()
        keys = set(seen.values_list("pk", flat=True))
        rows = _with_reviewers().filter(assignment__proposal__edition=self.edition)
        return [row for row in rows if row[1] in keys]

    def results_among(self, keys: Iterable[int]) -> dict[int, Result]:
        """The results of those with reviews among ``keys``, of proposals that the caller knows are seen."""
        return {key: self._results[key] for key in keys if key in self._results}

    @cached_property
    def _results(self) -> dict[int, Result]:
        # What was read for corrected scores serves here too; else less is read, and of no other use.
        if "_rows" in vars(self):
            return results_from((row[0], row[1], row[4]) for row in self._rows)
        return results_in(self.edition)

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
def _with_reviewers() -> QuerySet[Any, Any]:
    # Made once, since that takes longer than the answer.
    said = ("pk", "assignment__proposal", "assignment__proposal__track", "assignment__reviewer")
    return Review.objects.counted().values_list(*said).annotate(points=POINTS)
