"""What a reviewer judges: a draft as often as they like, then a submitted review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convenor.audit.actions import record, write
from convenor.kernel.refusals import Refused
from convenor.kernel.text import clean, count_words
from convenor.people.models import Person
from convenor.proposals.queries import revisions_of
from convenor.review.actions.assignments import AlreadySubmitted, in_sight, refuse_when_over
from convenor.review.actions.rebuttal import tell_of_review
from convenor.review.actions.telling import end_delegations
from convenor.review.models import Assignment, Criterion, Delegation, EarlierReview, Review, Score
from convenor.review.queries import judged_by
from convenor.review.rebuttal import heard_at

COMMENT_WORDS = 500


class UnknownCriterion(Refused):
    """The track does not ask for this score."""


class OffTheScale(Refused):
    """A score below 1 or above what the criterion allows."""


class CommentTooLong(Refused):
    """A comment of more than ``COMMENT_WORDS`` words."""


class ReviewIncomplete(Refused):
    """Scores are missing, or, where nothing is scored, words."""


class BeingWritten(Refused):
    """A sub-reviewer has not handed it over yet."""


@write
def save_review(
    *,
    assignment: Assignment,
    scores: Mapping[str, int],
    to_contributors: str,
    to_committee: str,
    by: Person,
    at: datetime,
) -> Review:
    """Keep a draft, complete or not; ``scores`` are values by the criterion's slug."""
    assignment = in_sight(assignment, by, at)
    if Review.objects.filter(assignment=assignment, submitted_at__isnull=False).exists():
        raise AlreadySubmitted(_("Your review is submitted. Submit it again to change it."))
    _refuse_while_written(assignment)
    review, _is_complete = put_review(assignment, scores, to_contributors, to_committee, at)
    _record("review.drafted", assignment, by, at)
    return review


@write
def submit_review(
    *,
    assignment: Assignment,
    scores: Mapping[str, int],
    to_contributors: str,
    to_committee: str,
    by: Person,
    at: datetime,
) -> Review:
    """Give the review to the committee, or change it while reviews are open."""
    assignment = in_sight(assignment, by, at)
    _refuse_while_written(assignment)
    heard = heard_at(assignment.proposal, at)
    _keep_earlier(assignment)
    review, is_complete = put_review(assignment, scores, to_contributors, to_committee, at)
    refuse_incomplete(review, scores, is_complete=is_complete)
    if Delegation.objects.open().filter(assignment=assignment, agreed_at=None).exists():
        end_delegations([assignment], at)  # who has not answered need not any more
    review.submitted_at = review.submitted_at or at
    review.save(update_fields=["submitted_at"])
    tell_of_review(assignment.proposal, heard, at)
    _record("review.submitted", assignment, by, at)
    return review


def refuse_incomplete(review: Review, scores: Mapping[str, int], *, is_complete: bool) -> None:
    """Refuse what cannot be submitted yet. For use inside actions."""
    if not is_complete:
        raise ReviewIncomplete(_("Please give a score for each criterion before you submit."))
    if not scores and not (review.to_contributors or review.to_committee):
        raise ReviewIncomplete(_("Please write your judgement before you submit."))


def _refuse_while_written(assignment: Assignment) -> None:
    if Delegation.objects.writing().filter(assignment=assignment).exists():
        raise BeingWritten(_("Somebody writes this review for you. Take it back to write it yourself."))


def _keep_earlier(assignment: Assignment) -> None:
    """Keep the submitted review as it is, where the proposal was revised since."""
    review = Review.objects.filter(assignment=assignment, submitted_at__isnull=False).first()
    revision = revisions_of(assignment.proposal).first()
    if review is None or revision is None or judged_by(review) >= revision.version.number:
        return
    EarlierReview.objects.create(
        review=review,
        version=review.version,
        scores=dict(review.scores.values_list("criterion__slug", "value")),
        to_contributors=review.to_contributors,
        to_committee=review.to_committee,
        changed_at=review.changed_at,
    )


def put_review(
    assignment: Assignment, scores: Mapping[str, int], to_contributors: str, to_committee: str, at: datetime
) -> tuple[Review, bool]:
    """The review with what it now says, and whether every criterion has a score. For use inside actions."""
    refuse_when_over(assignment.proposal)
    criteria = {each.slug: each for each in Criterion.objects.filter(track=assignment.proposal.track_id)}
    _refuse_off_scale(criteria, scores)
    words = {"to_contributors": clean(to_contributors), "to_committee": clean(to_committee)}
    for comment in words.values():
        refuse_too_long(comment)
    version = assignment.proposal.versions.order_by("-number").first()
    review, _is_new = Review.objects.update_or_create(
        assignment=assignment, defaults={**words, "version": version, "changed_at": at}
    )
    review.scores.all().delete()
    Score.objects.bulk_create(
        Score(review=review, criterion=criteria[slug], value=value) for slug, value in scores.items()
    )
    return review, scores.keys() == criteria.keys()


def _refuse_off_scale(criteria: Mapping[str, Criterion], scores: Mapping[str, int]) -> None:
    for slug, value in scores.items():
        criterion = criteria.get(slug)
        if criterion is None:
            raise UnknownCriterion(_("The criteria were changed meanwhile. Please look through your scores."))
        if not 1 <= value <= criterion.most:
            sentence = _("“%(criterion)s” is scored from 1 to %(most)d.")
            raise OffTheScale(sentence % {"criterion": criterion.name, "most": criterion.most})


def refuse_too_long(comment: str) -> None:
    if (words := count_words(comment)) > COMMENT_WORDS:
        sentence = ngettext(
            "A comment has at most %(most)d words; yours has %(words)d.",
            "A comment has at most %(most)d words; yours has %(words)d.",
            words,
        )
        raise CommentTooLong(sentence % {"most": COMMENT_WORDS, "words": words})


def _record(action: str, assignment: Assignment, by: Person, at: datetime) -> None:
    proposal = assignment.proposal
    record(action, subject=proposal, actor=by, at=at, scope=proposal.edition.path)
