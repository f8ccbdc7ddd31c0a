"""Reads of reviewing. Each starts from what its reader may see, so nothing else is even counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from statistics import fmean
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Field,
    FloatField,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Cast, Coalesce

from convenor.editions.models import Edition, Office, Role, Track
from convenor.people.models import Person
from convenor.proposals.models import Decision, Proposal, ProposalQuerySet
from convenor.proposals.queries import proposals_for_organiser
from convenor.review.models import Assignment, AssignmentQuerySet, Review, ReviewRules, Score

# Of a proposal: how many reviews its track wants.
WANTED = Coalesce(F("track__review_rules__reviews_wanted"), ReviewRules().reviews_wanted)


def tracks_run_by(person: Person, edition: Edition, at: datetime) -> QuerySet[Track]:
    """The tracks whose reviewing ``person`` arranges: chairs and secretaries all, track chairs theirs."""
    offices = Office.objects.held_at(at).filter(person=person, edition=edition)
    of_all = offices.filter(role__in=[Role.CHAIR, Role.SECRETARY])
    of_one = offices.filter(role=Role.TRACK_CHAIR, track=OuterRef("pk"))
    return Track.objects.filter(Exists(of_all) | Exists(of_one), edition=edition).order_by("position", "pk")


def assignments_run_by(person: Person, edition: Edition, at: datetime) -> AssignmentQuerySet:
    """The standing assignments to proposals that ``person`` may read as an organiser."""
    return Assignment.objects.standing().filter(proposal__in=proposals_for_organiser(person, edition, at))


def reviewers_run_by(person: Person, edition: Edition, at: datetime) -> QuerySet[Person]:
    """The reviewers of the tracks whose reviewing ``person`` arranges."""
    tracks = tracks_run_by(person, edition, at).order_by()
    offices = Office.objects.held_at(at).filter(role=Role.REVIEWER, track__in=tracks, person=OuterRef("pk"))
    return Person.objects.filter(Exists(offices))


def assignments_of(person: Person, edition: Edition, at: datetime) -> AssignmentQuerySet:
    """What ``person`` is asked to review and may see, the unanswered first, then by deadline and code."""
    mine = Assignment.objects.answerable(at).filter(reviewer=person, proposal__edition=edition)
    return mine.select_related("proposal__track__review_rules", "proposal__edition", "review").order_by(
        F("review__submitted_at").desc(nulls_first=True),
        F("proposal__track__review_rules__due_at").asc(nulls_last=True),
        "proposal__code",
    )


def assignments_to(proposal: Proposal, at: datetime) -> QuerySet[Any]:
    """Everybody who is or was asked to review ``proposal``: those of now first, each with what became of it.

    ``is_standing`` is false for who is in it or in conflict, ``is_answerable`` also for who lost the office.
    """
    return (
        Assignment.objects.filter(proposal=proposal)
        .annotate(
            is_standing=Exists(Assignment.objects.standing().filter(pk=OuterRef("pk"))),
            is_answerable=Exists(Assignment.objects.answerable(at).filter(pk=OuterRef("pk"))),
        )
        .select_related("reviewer", "review")
        .order_by(F("ended_at").desc(nulls_first=True), "assigned_at", "pk")
    )


def reviewer_tracks(person: Person, edition: Edition, at: datetime) -> QuerySet[Track]:
    """The tracks that ``person`` reviews for."""
    offices = Office.objects.held_at(at).filter(role=Role.REVIEWER, person=person, track=OuterRef("pk"))
    return Track.objects.filter(Exists(offices), edition=edition).order_by("position", "pk")


def is_over(proposal: Proposal) -> bool:
    """Whether a decision was released, after which reviews stay as they are."""
    return Decision.objects.filter(proposal=proposal, released_at__isnull=False).exists()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some assignments have come."""

    asked: int = 0
    drafts: int = 0
    done: int = 0
    late: int = 0

    @property
    def open(self) -> int:
        return self.asked - self.done


def progress_by(key: str, assignments: AssignmentQuerySet, *, at: datetime) -> dict[int, Progress]:
    """The progress of ``assignments`` by ``reviewer``, ``proposal`` or ``proposal__track``, in one query."""
    rows = assignments.order_by().values_list(key).annotate(**_counts(at))
    return {row[0]: Progress(*row[1:]) for row in rows}


def with_progress(rows: QuerySet[Any], assignments: AssignmentQuerySet, *, at: datetime) -> QuerySet[Any]:
    """People or proposals with how many of ``assignments`` are asked, open, drafts, done and late."""
    counts: dict[str, Any] = _counts(at, "assignments__", Q(assignments__in=assignments))
    counted: QuerySet[Any] = rows.annotate(**counts).annotate(open=F("asked") - F("done"))
    return counted


def _counts(at: datetime, path: str = "", counted: Q = Q()) -> dict[str, Count]:  # noqa: B008  # an empty Q is a value
    drafted = Q(**{f"{path}review__isnull": False, f"{path}review__submitted_at": None})
    done = Q(**{f"{path}review__submitted_at__isnull": False})
    late = Q(**{f"{path}review__submitted_at": None, f"{path}proposal__track__review_rules__due_at__lt": at})
    one = path.removesuffix("__") or "pk"
    return {
        "asked": Count(one, filter=counted),
        "drafts": Count(one, filter=counted & drafted),
        "done": Count(one, filter=counted & done),
        "late": Count(one, filter=counted & late),
    }


@dataclass(frozen=True, slots=True)
class Result:
    """What the counted reviews of a proposal say together; ``score`` and ``spread`` from 0 to 100."""

    reviews: int
    score: float | None
    spread: float | None


WITHOUT_REVIEWS = Result(0, None, None)

_WEIGHT = F("scores__criterion__weight")
_SHARE = Cast(F("scores__value") - 1, FloatField()) / (F("scores__criterion__most") - 1)
_POINTS = 100 * Sum(_WEIGHT * _SHARE, output_field=FloatField()) / Sum(_WEIGHT)


class _OverReviews(Subquery):
    """One figure over the points of a proposal's counted reviews."""

    template = "(SELECT %(figure)s FROM (%(subquery)s) each_review)"

    def __init__(self, figure: str, output_field: Field[Any, Any]) -> None:
        reviews = Review.objects.counted().filter(assignment__proposal=OuterRef("pk"))
        super().__init__(
            reviews.annotate(points=_POINTS).values("points"), figure=figure, output_field=output_field
        )


_REVIEWS = _OverReviews("COUNT(*)", IntegerField())
_SCORE = _OverReviews("AVG(points)", FloatField())
_SPREAD = _OverReviews("MAX(points) - MIN(points)", FloatField())


def with_scores(proposals: ProposalQuerySet) -> QuerySet[Any]:
    """``proposals`` with ``review_count``, ``score`` and ``spread``, to show and to sort by.

    A review's points are ``100 × Σ weight × (value − 1) ÷ (most − 1) ÷ Σ weight`` over the criteria that it
    scored; the score is the mean of the counted reviews' points, the spread their highest less their lowest.
    """
    return proposals.annotate(review_count=_REVIEWS, score=_SCORE, spread=_SPREAD)


def results_of(proposals: Iterable[Proposal]) -> dict[int, Result]:
    """The result of each of ``proposals`` by its key, in one query; those without reviews are there too."""
    return results_by_key([proposal.pk for proposal in proposals])


def results_by_key(proposals: Collection[int]) -> dict[int, Result]:
    """The same for the keys of proposals."""
    found = _results(_points().filter(assignment__proposal__in=proposals))
    return {proposal: found.get(proposal, WITHOUT_REVIEWS) for proposal in proposals}


def results_in(edition: Edition) -> dict[int, Result]:
    """The result of each reviewed proposal of ``edition`` by its key: fast enough to sort a list by."""
    return _results(_points().filter(assignment__proposal__edition=edition))


@cache
def _points() -> QuerySet[Any, Any]:
    # Each counted review with its proposal and points. Made once, since that takes longer than the answer.
    return Review.objects.counted().values_list("pk", "assignment__proposal").annotate(points=_POINTS)


def _results(reviews: QuerySet[Any, Any]) -> dict[int, Result]:
    points: defaultdict[int, list[float | None]] = defaultdict(list)
    for _review, proposal, of_review in reviews:
        points[proposal].append(of_review)
    return {proposal: _result(of_reviews) for proposal, of_reviews in points.items()}


def _result(points: list[float | None]) -> Result:
    scored = [each for each in points if each is not None]
    if not scored:
        return Result(len(points), None, None)
    return Result(len(points), fmean(scored), max(scored) - min(scored))


def with_too_few_reviews(proposals: ProposalQuerySet) -> QuerySet[Any]:
    """Those of ``proposals`` with fewer counted reviews than their track wants; both figures come along."""
    of_each = Review.objects.counted().filter(assignment__proposal=OuterRef("pk")).order_by()
    counted = of_each.values("assignment__proposal").annotate(many=Count("pk")).values("many")
    with_figures = proposals.annotate(reviews_submitted=Coalesce(Subquery(counted), 0), reviews_wanted=WANTED)
    return with_figures.filter(reviews_submitted__lt=F("reviews_wanted"))


def held_back_with_too_few_reviews(proposals: ProposalQuerySet) -> QuerySet[Any]:
    """Those of ``proposals`` whose decision waits for its release, though reviews are missing."""
    return with_too_few_reviews(proposals.filter(decisions__in=Decision.objects.held_back()))


def reviews_of(proposal: Proposal) -> QuerySet[Any]:
    """The counted reviews of ``proposal`` in full, with their ``points``, for who may see the proposal."""
    scores = Score.objects.select_related("criterion").order_by("criterion__position", "criterion__pk")
    return (
        Review.objects.counted()
        .filter(assignment__proposal=proposal)
        .annotate(points=_POINTS)
        .select_related("assignment__reviewer__organization")
        .prefetch_related(Prefetch("scores", queryset=scores))
        .order_by("assignment__reviewer__name", "pk")
    )


def comments_to_contributors(proposal: Proposal) -> list[str]:
    """What reviewers wrote to the contributors, once a decision is released; the order tells nothing."""
    reviews = Review.objects.counted().filter(assignment__proposal=proposal).exclude(to_contributors="")
    return sorted(reviews.values_list("to_contributors", flat=True)) if is_over(proposal) else []
