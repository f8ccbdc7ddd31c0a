"""Reads of reviewing. Each starts from what its reader may see, so nothing else is even counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
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
from convenor.review.models import (
    Assignment,
    AssignmentQuerySet,
    Delegation,
    DelegationQuerySet,
    EarlierReview,
    Review,
    ReviewRules,
    Score,
)
from convenor.review.summary import Summary

# How many reviews its track wants: of a proposal, and of the one that a review judges.
WANTED = Coalesce(F("track__review_rules__reviews_wanted"), ReviewRules().reviews_wanted)
WANTED_OF_REVIEWED = Coalesce(
    F("assignment__proposal__track__review_rules__reviews_wanted"), ReviewRules().reviews_wanted
)


# Who wrote in a review, or writes it, besides its reviewer: ``review.assignment.sub_reviewers``.
WITH_SUB_REVIEWERS = Prefetch(
    "assignment__delegations",
    queryset=Delegation.objects.in_force().select_related("person").order_by("pk"),
    to_attr="sub_reviewers",
)


def reviewed_before(edition: Edition) -> set[int]:
    """The keys of the people who handed in a review to an earlier edition of the same series."""
    earlier = Review.objects.filter(
        submitted_at__isnull=False,
        assignment__proposal__edition__series=edition.series_id,
        assignment__proposal__edition__starts_on__lt=edition.starts_on,
    )
    return set(earlier.values_list("assignment__reviewer", flat=True))


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
    """What ``person`` is asked to review and may see, the unanswered first, then by deadline and code.

    ``is_revised`` is true where a revision was handed in that their review does not judge yet.
    """
    mine = Assignment.objects.answerable(at).filter(reviewer=person, proposal__edition=edition)
    judged = Coalesce(OuterRef("review__version__number"), 0)
    revised = Decision.objects.known().filter(
        proposal=OuterRef("proposal"), revisions__version__number__gt=judged
    )
    mine = mine.annotate(is_revised=Exists(revised))
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
        .prefetch_related(
            Prefetch(
                "delegations",
                queryset=Delegation.objects.filter(refused_at=None).select_related("person").order_by("pk"),
                to_attr="sub_reviewers",
            )
        )
        .order_by(F("ended_at").desc(nulls_first=True), "assigned_at", "pk")
    )


def delegations_to(person: Person, at: datetime) -> DelegationQuerySet:
    """What others asked ``person`` to write for them, answered or not, as far as it is in their sight."""
    mine = Delegation.objects.in_sight(at).filter(person=person)
    return mine.select_related(*OF_DELEGATION).order_by("assignment__proposal__code", "pk")


OF_DELEGATION = (
    "person",
    "assignment__reviewer",
    "assignment__review",
    "assignment__proposal__track__review_rules",
    "assignment__proposal__edition__series",
)


def delegation_of(assignment: Assignment) -> Delegation | None:
    """Whom its reviewer asked last to write the review, and who did not refuse."""
    asked = Delegation.objects.filter(assignment=assignment, refused_at=None).select_related("person")
    return asked.order_by("-pk").first()


def reviewer_tracks(person: Person, edition: Edition, at: datetime) -> QuerySet[Track]:
    """The tracks that ``person`` reviews for."""
    offices = Office.objects.held_at(at).filter(role=Role.REVIEWER, person=person, track=OuterRef("pk"))
    return Track.objects.filter(Exists(offices), edition=edition).order_by("position", "pk")


def is_over(proposal: Proposal) -> bool:
    """Whether reviews stay as they are: its contributors know a decision, and handed in no revision since."""
    return Decision.objects.known().filter(proposal=proposal, revisions=None).exists()


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
POINTS = 100 * Sum(_WEIGHT * _SHARE, output_field=FloatField()) / Sum(_WEIGHT)


class _OverReviews(Subquery):
    """One figure over the points of a proposal's counted reviews."""

    template = "(SELECT %(figure)s FROM (%(subquery)s) each_review)"

    def __init__(self, figure: str, output_field: Field[Any, Any]) -> None:
        reviews = Review.objects.counted().filter(assignment__proposal=OuterRef("pk"))
        super().__init__(
            reviews.annotate(points=POINTS).values("points"), figure=figure, output_field=output_field
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
    found = results_from(_points().filter(assignment__proposal__in=proposals))
    return {proposal: found.get(proposal, WITHOUT_REVIEWS) for proposal in proposals}


def results_in(edition: Edition) -> dict[int, Result]:
    """The result of each reviewed proposal of ``edition`` by its key: fast enough to sort a list by."""
    return results_from(_points().filter(assignment__proposal__edition=edition))


@cache
def _points() -> QuerySet[Any, Any]:
    # Each counted review with its proposal and points. Made once, since that takes longer than the answer.
    return Review.objects.counted().values_list("pk", "assignment__proposal").annotate(points=POINTS)


def results_from(reviews: Iterable[tuple[int, int, float | None]]) -> dict[int, Result]:
    """The result of each proposal by its key, from reviews as ``(review, proposal, points)``."""
    points: defaultdict[int, list[float | None]] = defaultdict(list)
    for _review, proposal, of_review in reviews:
        points[proposal].append(of_review)
    return {proposal: _result(of_reviews) for proposal, of_reviews in points.items()}


def _result(points: list[float | None]) -> Result:
    scored = [each for each in points if each is not None]
    if not scored:
        return Result(len(points), None, None)
    return Result(len(points), sum(scored) / len(scored), max(scored) - min(scored))


def with_too_few_reviews(proposals: ProposalQuerySet) -> QuerySet[Any]:
    """Those of ``proposals`` with fewer counted reviews than their track wants; both figures come along."""
    counted = Review.objects.counted().order_by().values("assignment__proposal").annotate(many=Count("pk"))
    of_each = counted.filter(assignment__proposal=OuterRef("pk")).values("many")
    # Asked once for all rather than for each, which takes a tenth of the time.
    enough = counted.filter(many__gte=WANTED_OF_REVIEWED).values("assignment__proposal")
    with_figures = proposals.annotate(reviews_submitted=Coalesce(Subquery(of_each), 0), reviews_wanted=WANTED)
    return with_figures.filter(reviews_wanted__gt=0).exclude(pk__in=enough)


def held_back_with_too_few_reviews(proposals: ProposalQuerySet) -> QuerySet[Any]:
    """Those of ``proposals`` whose decision waits for its release, though reviews are missing."""
    return with_too_few_reviews(proposals.filter(decisions__in=Decision.objects.held_back()))


def told_nothing_by_reviewers(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Those of ``proposals`` to whose contributors no counted review, nor their summary, says anything."""
    told = Review.objects.counted().exclude(to_contributors="").filter(assignment__proposal=OuterRef("pk"))
    summarised = Summary.objects.counted().exclude(to_contributors="").filter(proposal=OuterRef("pk"))
    return proposals.filter(~Exists(told), ~Exists(summarised))


def reviews_of(proposal: Proposal) -> QuerySet[Any]:
    """The counted reviews of ``proposal`` in full, with their ``points``, for who may see the proposal.

    ``judges`` is the number of the version that each judges; as it was for an earlier one, it is ``earlier``.
    """
    earlier = EarlierReview.objects.order_by("-pk")
    scores = Score.objects.select_related("criterion").order_by("criterion__position", "criterion__pk")
    return (
        Review.objects.counted()
        .filter(assignment__proposal=proposal)
        .annotate(points=POINTS, judges=Coalesce(F("version__number"), 0))
        .select_related("assignment__reviewer__organization")
        .prefetch_related(
            Prefetch("scores", queryset=scores), Prefetch("earlier", queryset=earlier), WITH_SUB_REVIEWERS
        )
        .order_by("assignment__reviewer__name", "pk")
    )


def comments_to_contributors(proposal: Proposal) -> list[str]:
    """What reviewers had written to the contributors when these were told the decision.

    The order tells nothing, nor does what reviewers write about a revision before the next release.
    """
    told = Decision.objects.known().filter(proposal=proposal).first()
    if told is None or told.released_at is None:
        return []
    reviews = Review.objects.counted_at(told.released_at).filter(assignment__proposal=proposal)
    first = told.revisions.order_by("pk").values_list("version__number", flat=True).first()
    # One query more however many there are: how many it takes tells nothing either.
    earlier = Prefetch("earlier", queryset=EarlierReview.objects.select_related("version").order_by("pk"))
    written = reviews.select_related("version").prefetch_related(earlier)
    comments = [_comment_before(first, review) for review in written]
    return sorted(comment for comment in comments if comment)


def _comment_before(version: int | None, review: Review) -> str:
    """What ``review`` said of the versions before this one; all that it says where there is none."""
    written: list[Review | EarlierReview] = [*review.earlier.all(), review]
    before = [each for each in written if version is None or judged_by(each) < version]
    return before[-1].to_contributors if before else ""


def judged_by(review: Review | EarlierReview) -> int:
    """The number of the version that ``review`` judges."""
    return review.version.number if review.version else 0
