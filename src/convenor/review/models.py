"""Facts about reviewing."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition, Office, Role, Track
from convenor.kernel.translated import TranslatedField
from convenor.people.models import Person
from convenor.proposals.kinds import FOUND_KINDS, ConflictKind
from convenor.proposals.models import Conflict, Contributor, Proposal, Revision, Verdict, Version, name_shown
from convenor.review.compared import Comparison, Looked  # noqa: F401  # Django looks for all models here
from convenor.review.counted import GenderFigure  # noqa: F401  # Django looks for all models here
from convenor.review.credited import Credit  # noqa: F401  # Django looks for all models here
from convenor.review.screenings import Screening  # noqa: F401  # Django looks for all models here
from convenor.review.suggested import MatchingRun  # noqa: F401  # Django looks for all models here
from convenor.review.summary import Summary  # noqa: F401  # Django looks for all models here


def kinds_that_bar() -> list[str]:
    """Of the conflicts that are found, those that bar unless a track says otherwise."""
    return [str(kind) for kind in FOUND_KINDS if kind != ConflictKind.MEMBER_STATE]


class Anonymity(models.TextChoices):
    """Who learns whose name. Chairs and the secretariat know both."""

    OPEN = "open", _("open")
    SINGLE = "single-blind", _("single blind")
    DOUBLE = "double-blind", _("double blind")


class ReviewRules(models.Model):
    """How a track is reviewed: how many reviews a proposal needs, by when, and what reviewers are told."""

    track = models.OneToOneField(Track, models.CASCADE, related_name="review_rules")
    reviews_wanted = models.PositiveSmallIntegerField(default=2)
    due_at = models.DateTimeField(null=True)
    bids_until = models.DateTimeField(null=True)  # without it reviewers are not asked what they would like
    discussion_opens_at = models.DateTimeField(null=True)  # without it reviewers do not discuss
    discussion_closes_at = models.DateTimeField(null=True)
    rebuttal_opens_at = models.DateTimeField(null=True)  # with both, contributors answer to their reviewers
    rebuttal_closes_at = models.DateTimeField(null=True)
    rebuttal_shows_scores = models.BooleanField(default=False)
    anonymity = models.CharField(max_length=12, choices=Anonymity, default=Anonymity.SINGLE)
    is_summarised = models.BooleanField(default=False)  # somebody says what the reviews say together
    guidance = TranslatedField()
    barring = models.JSONField(default=kinds_that_bar)  # the kinds of found conflicts that bar
    co_author_years = models.PositiveSmallIntegerField(default=3)  # for how long writing together counts

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(discussion_opens_at=None)
                | Q(discussion_closes_at=None)
                | Q(discussion_closes_at__gt=F("discussion_opens_at")),
                name="discussion_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(rebuttal_opens_at=None, rebuttal_closes_at=None)
                | Q(rebuttal_closes_at__gt=F("rebuttal_opens_at")),
                name="rebuttal_closes_after_it_opens",
            ),
        ]
        verbose_name_plural = "review rules"

    def __str__(self) -> str:
        return f"review rules of {self.track_id}"

    @property
    def shows_names(self) -> bool:
        """Whether reviewers see who proposes."""
        return self.anonymity != Anonymity.DOUBLE


class Criterion(models.Model):
    """One thing a review scores, from 1 to ``most``, with words for what the scores mean."""

    track = models.ForeignKey(Track, models.CASCADE, related_name="criteria")
    slug = models.SlugField(max_length=40)
    name = TranslatedField()
    low_anchor = TranslatedField()
    high_anchor = TranslatedField()
    most = models.PositiveSmallIntegerField(default=5)
    weight = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("track", "slug", name="criterion_slug_once_per_track"),
            models.CheckConstraint(condition=Q(most__gte=2, most__lte=10), name="criterion_has_a_scale"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="criterion_has_weight"),
        ]
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return str(self.name)


class Work(models.Model):
    """Something a reviewer wrote: what they know, for those who assign."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="works")
    title = models.CharField(max_length=300)
    year = models.PositiveSmallIntegerField(null=True)
    abstract = models.TextField(blank=True)
    authors = models.JSONField(default=list)  # all their names, as the work gives them

    def __str__(self) -> str:
        return self.title


class Expertise(models.Model):
    """What a reviewer says of themselves for one edition: languages, topics, how many reviews."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="expertise")
    person = models.ForeignKey(Person, models.CASCADE, related_name="expertise")
    languages = models.JSONField(default=list)
    most_reviews = models.PositiveSmallIntegerField(default=10)
    topics = models.JSONField(default=list)  # slugs of the edition's subthemes
    key_words = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "person", name="expertise_once_per_edition")]

    def __str__(self) -> str:
        return f"expertise of {self.person_id}"


class Interest(models.TextChoices):
    WANTS = "wants", _("I would like to")
    CAN = "can", _("I could")
    NOT = "not", _("rather not")


class Bid(models.Model):
    """How gladly a reviewer would judge a proposal: a wish, which those who assign weigh."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="bids")
    reviewer = models.ForeignKey(Person, models.CASCADE, related_name="bids")
    interest = models.CharField(max_length=5, choices=Interest)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("proposal", "reviewer", name="one_bid_per_reviewer")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.interest} {self.proposal_id}"


class EndReason(models.TextChoices):
    CONFLICT = "conflict", _("conflict of interest")
    DECLINED = "declined", _("declined by the reviewer")
    TAKEN_AWAY = "taken-away", _("taken away")


def is_standing(path: str = "") -> Q:
    """What ``standing`` asks of the assignment at the end of ``path``; joined, so that figures stay fast."""
    same = {"proposal": OuterRef(f"{path}proposal"), "person": OuterRef(f"{path}reviewer")}
    contributes = Exists(Contributor.objects.filter(**same))
    has_conflict = Exists(Conflict.objects.barring().filter(**same))
    written_for = Delegation.objects.in_force().barred().filter(assignment=OuterRef(f"{path}pk"))
    stands = {"ended_at": None, "proposal__submitted_at__isnull": False, "proposal__withdrawal": None}
    return Q(
        ~contributes,
        ~has_conflict,
        ~Exists(written_for),
        **{f"{path}{name}": value for name, value in stands.items()},
    )


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def standing(self) -> AssignmentQuerySet:
        """Not ended; the proposal stands, and the reviewer neither is in it nor has a conflict with it.

        Nor is, or has, who writes or wrote the review for them.
        """
        return self.filter(is_standing())

    def answerable(self, at: datetime) -> AssignmentQuerySet:
        """Standing, and the reviewer holds the office for the proposal's track: only these are in sight."""
        office = Office.objects.held_at(at).filter(
            role=Role.REVIEWER, person=OuterRef("reviewer"), track=OuterRef("proposal__track")
        )
        return self.standing().filter(Exists(office))

    def unanswered(self) -> AssignmentQuerySet:
        """Without a submitted review; a draft is no answer yet."""
        return self.filter(review__submitted_at=None)


class Assignment(models.Model):
    """Who is asked to review what. Ended, it stays as a row; whether it is in sight is computed."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(Person, models.PROTECT, related_name="assignments_made")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    end_note = models.TextField(blank=True)
    # Asked while the track was open: contributors learn the name. Nobody becomes known who was not told so.
    is_named = models.BooleanField(default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "proposal", "reviewer", condition=Q(ended_at=None), name="reviewer_asked_once_per_proposal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} reviews {self.proposal_id}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def counted(self) -> ReviewQuerySet:
        """Submitted, of a standing assignment: what the committee reads and what results are made of."""
        return self.filter(is_standing("assignment__"), submitted_at__isnull=False)

    def counted_at(self, at: datetime) -> ReviewQuerySet:
        """Those that counted at ``at``, whatever became of their assignments since."""
        same = {"proposal": OuterRef("assignment__proposal"), "person": OuterRef("assignment__reviewer")}
        has_conflict = Conflict.objects.barring_at(at).filter(**same)
        stood = Q(assignment__ended_at=None) | Q(assignment__ended_at__gt=at)
        contributes = Contributor.objects.filter(**same)
        written_for = Delegation.objects.in_force().barred_at(at).filter(assignment=OuterRef("assignment"))
        barred = Exists(has_conflict), Exists(contributes), Exists(written_for)
        return self.filter(stood, *[~each for each in barred], submitted_at__lte=at)


class Review(models.Model):
    """A reviewer's judgement. A draft until ``submitted_at``; changed until a decision is released.

    Not until one is made: that a decision waits is the committee's secret. It may be changed again once the
    contributors hand in a revision; how it was before stays as an ``EarlierReview``.
    """

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="review")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="reviews")  # that it judges
    to_contributors = models.TextField(blank=True)
    to_committee = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"review of {self.assignment_id}"


class EarlierReview(models.Model):
    """A review as it was submitted, before its reviewer changed it for a revision of the proposal."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="earlier")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="earlier_reviews")
    scores = models.JSONField()  # values by the criterion's slug
    to_contributors = models.TextField(blank=True)
    to_committee = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"earlier {self.review_id}"


class Statement(models.Model):
    """What somebody says in the discussion of a proposal; other reviewers see a letter, not a name."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="statements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="statements")
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"statement on {self.proposal_id}"


class RevisionNotice(models.Model):
    """The reviewers of a proposal were told of its revision, if there were any to tell."""

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="notice")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"notice of {self.revision_id}"


class Score(models.Model):
    """What a review gives for one criterion."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(F("review"), F("criterion"), name="criterion_scored_once_per_review"),
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=10), name="score_is_on_a_scale"),
        ]

    def __str__(self) -> str:
        return str(self.value)


class Guide(models.Model):
    """How many proposals of a track its organisers would like to accept, of all or of one kind; only a wish.

    ``of`` is ``all`` or, as ``proposals.balance`` counts, a dimension and a value: ``region:202``.
    """

    track = models.ForeignKey(Track, models.CASCADE, related_name="guides")
    of = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("track", "of", name="guide_once_per_track"),
            models.CheckConstraint(condition=Q(number__gte=1), name="guide_asks_for_some"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.of}"


class Suggestion(models.Model):
    """Which undecided proposals of a track have the most points, as somebody asked. It decides nothing.

    ``inputs`` is the hash of all that it was computed from, ``method`` the version of the computation.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    track = models.ForeignKey(Track, models.CASCADE, related_name="suggestions")
    method = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    inputs = models.CharField(max_length=64)
    codes = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="suggestions")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.method} {self.number}"


class SuggestionAnswer(models.Model):
    """What its asker decided with a suggestion at hand: the same proposals accepted, or something else."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="answers")
    verdict = models.CharField(max_length=12, choices=Verdict)
    codes = models.JSONField(default=list)
    is_followed = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.verdict} after {self.suggestion_id}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def open(self) -> DelegationQuerySet:
        """Neither refused nor at its end."""
        return self.filter(refused_at=None, ended_at=None)

    def in_force(self) -> DelegationQuerySet:
        """Of those who agreed and may read the proposal, or wrote in its review."""
        return self.filter(Q(ended_at=None) | Q(wrote_at__isnull=False), agreed_at__isnull=False)

    def writing(self) -> DelegationQuerySet:
        """Of those who agreed and have not handed over what they write."""
        return self.open().filter(agreed_at__isnull=False, handed_at=None)

    def barred(self) -> DelegationQuerySet:
        """Those whose sub-reviewer is in the proposal, or has a conflict with it."""
        return self.filter(_contributes() | Exists(Conflict.objects.barring().filter(**_SUB_REVIEWED)))

    def barred_at(self, at: datetime) -> DelegationQuerySet:
        """The same as it was at ``at``."""
        return self.filter(_contributes() | Exists(Conflict.objects.barring_at(at).filter(**_SUB_REVIEWED)))

    def in_sight(self, at: datetime) -> DelegationQuerySet:
        """Open, of an assignment that its reviewer sees, with nothing in the sub-reviewer's way either."""
        independent = self.open().exclude(pk__in=Delegation.objects.barred().values("pk"))
        return independent.filter(assignment__in=Assignment.objects.answerable(at))


_SUB_REVIEWED = {"proposal": OuterRef("assignment__proposal"), "person": OuterRef("person")}


def _contributes() -> Exists:
    return Exists(Contributor.objects.filter(**_SUB_REVIEWED))


class Delegation(models.Model):
    """A reviewer asks a named sub-reviewer to write one review, which the reviewer reads and submits.

    One who wrote in the review is named beside its reviewer, also after it was taken back.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="delegations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="delegations")
    token = models.CharField(max_length=32, unique=True)  # of the link in their letter
    invited_as = models.CharField(max_length=200, blank=True)  # the name that the reviewer wrote
    invited_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    wrote_at = models.DateTimeField(null=True)  # when they last saved something
    handed_at = models.DateTimeField(null=True)  # since then the reviewer writes
    ended_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "assignment", condition=Q(refused_at=None, ended_at=None), name="one_open_delegation"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(refused_at=None), name="delegation_has_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} writes for {self.assignment_id}"

    @property
    def is_being_written(self) -> bool:
        """Whether only the sub-reviewer writes."""
        return bool(self.agreed_at) and not self.handed_at and not self.ended_at

    @property
    def shown_name(self) -> str:
        """How the reviewer sees them: as they were invited, until they agree."""
        return name_shown(self.person.name, self.invited_as, self.agreed_at)


class Rebuttal(models.Model):
    """What the contributors of a proposal answer to its reviewers: once, changed until that closes."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="rebuttal")
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="rebuttals")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"rebuttal of {self.proposal_id}"


class Redaction(models.Model):
    """What reviewers read instead of a phrase that tells who proposes, or that it stays: its authors say so.

    It holds for all texts of the proposal, in all languages, also for what is written later.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="redactions")
    phrase = models.CharField(max_length=300)
    wording = models.CharField(max_length=200, blank=True)  # empty: it stays as it is
    by = models.ForeignKey(Person, models.PROTECT, related_name="redactions")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("proposal", "phrase", name="phrase_redacted_once"),
            models.CheckConstraint(condition=~Q(phrase=""), name="redaction_of_something"),
        ]

    def __str__(self) -> str:
        return f"redaction in {self.proposal_id}"
