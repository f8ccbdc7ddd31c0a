"""What the corrected scores correct: how reviewers differ, of what this organiser may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import sqrt
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from convenor.editions.models import Track
from convenor.optim.calibration import Calibration, Estimate
from convenor.people.models import Person
from convenor.review.calibrating import Judged
from convenor.review.queries import tracks_run_by
from convenor.web.links import page
from convenor.web.organiser.judged import judged_by_reviewers
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of
from convenor.web.templatetags.convenor import number


@dataclass(frozen=True, slots=True)
class Row:
    """One reviewer in one track."""

    reviewer: Person
    track: Track
    reviews: int
    differs: Estimate


@dataclass(frozen=True, slots=True)
class Summary:
    """How one track is corrected; the parts of the differences as standard deviations in points."""

    track: Track
    calibration: Calibration

    @property
    def parts(self) -> tuple[int, int, int]:
        found = self.calibration.variances
        by_proposals, by_reviewers, rest = map(sqrt, (found.proposals, found.reviewers, found.residual))
        return round(by_proposals), round(by_reviewers), round(rest)

    @property
    def pull(self) -> float:
        return round(self.calibration.pull, 1)


def _page_of(request: SignedInRequest, row: Row) -> str:
    return page(request.edition, "organiser:reviewer", row.reviewer.uid)


def _signed(value: int) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"<bdi>{sign}{escape(number(abs(value)))}</bdi>"


def _differs(_request: SignedInRequest, value: Any) -> str:
    return _signed(value)


def _interval(_request: SignedInRequest, value: Any) -> str:
    low, high = value
    return now("%(low)s to %(high)s") % {"low": _signed(int(low)), "high": _signed(int(high))}


def _ends(row: Row) -> list[str]:
    return [str(round(row.differs.low)), str(round(row.differs.high))]


def _tracks(request: SignedInRequest) -> list[tuple[str, str]]:
    tracks = tracks_run_by(request.person, request.edition, request.at)
    return [(track.slug, str(track.name)) for track in tracks]


LIST = Table(
    "calibration",
    Column("name", pgettext_lazy("person", "Name"), lambda row: row.reviewer.name, link=_page_of),
    Column("track", _("Track"), lambda row: row.track.name),
    Column("reviews", _("Reviews"), lambda row: row.reviews),
    Column("differs", _("Above or below the others"), lambda row: round(row.differs.points), show=_differs),
    Column("interval", _("Interval"), _ends, show=_interval),
    filters=(Filter("track", _("Track"), _tracks, lambda row, slug: row.track.slug == slug),),
)


@require_safe
def calibration(request: SignedInRequest) -> HttpResponseBase:
    """Track by track, what is corrected, and how far each reviewer is above or below the others."""
    judged = judged_by_reviewers(request)
    tracks = tracks_run_by(request.person, request.edition, request.at)
    summaries = [Summary(track, judged.calibrations.get(track.pk, Calibration())) for track in tracks]
    listing = short_listing_of(request, LIST, _rows(judged, summaries))
    context = {"listing": listing, "summaries": summaries}
    return listing.file() or render(request, "organiser/reviews/calibration.html", context)


def _rows(judged: Judged, summaries: list[Summary]) -> Iterator[Row]:
    keys = {key for each in summaries for key in each.calibration.reviewers}
    people = Person.objects.in_bulk(keys)
    for summary in summaries:
        counts = Counter(reviewer for _proposal, reviewer, _given in judged.points.get(summary.track.pk, ()))
        for key, differs in summary.calibration.reviewers.items():
            yield Row(people[key], summary.track, counts[key], differs)
