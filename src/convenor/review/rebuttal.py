"""What contributors read of the reviews of their proposal before it is decided, and what they answer.

They read it from when to when their track says, and at no other time: before, and after, no byte tells them
what reviewers do. Reviewers are letters to them, the same as in the discussion. What is shown is what counts
now: a review that is submitted or changed meanwhile is read too, and contributors get a letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from convenor.people.models import Person
from convenor.proposals.models import Contributor, ContributorQuerySet, Decision, Proposal, ProposalQuerySet
from convenor.review.discussion import letters_of
from convenor.review.models import Assignment, Criterion, Rebuttal, Review, ReviewRules
from convenor.review.queries import is_over, reviews_of
from convenor.review.redacting import said_to_reviewers


class Mark(NamedTuple):
    """What a review gives for one criterion."""

    criterion: Criterion
    value: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What one reviewer says to the contributors; scores only where the track tells them."""

    letter: str
    text: str
    scores: tuple[Mark, ...]


def _is_open(at: datetime, path: str = "") -> Q:
    return Q(**{f"{path}rebuttal_opens_at__lte": at, f"{path}rebuttal_closes_at__gt": at})


def open_rules(proposal: Proposal, at: datetime) -> ReviewRules | None:
    """The rules by which contributors of ``proposal`` read its reviews at ``at``; ``None``: they do not."""
    rules = ReviewRules.objects.filter(_is_open(at), track=proposal.track_id).first()
    return None if rules is None or hasattr(proposal, "withdrawal") or is_over(proposal) else rules


def begun_rules(proposal: Proposal, at: datetime) -> ReviewRules | None:
    """The same once it has begun, whether or not it is over: then there is a page to look at."""
    return ReviewRules.objects.filter(track=proposal.track_id, rebuttal_opens_at__lte=at).first()


def heard_at(proposal: Proposal, at: datetime) -> list[Heard]:
    """What contributors of ``proposal`` read at ``at``: nothing, unless that is open."""
    rules = open_rules(proposal, at)
    return heard_by_contributors(proposal, rules) if rules else []


def heard_by_contributors(proposal: Proposal, rules: ReviewRules) -> list[Heard]:
    """What the counted reviews of ``proposal`` say to its contributors, by letter, while it is open."""
    letters = letters_of(proposal)
    found = [
        Heard(
            letter=letters[review.assignment.reviewer_id],
            text=review.to_contributors,
            scores=_marks(review) if rules.rebuttal_shows_scores else (),
        )
        for review in reviews_of(proposal)
    ]
    return sorted((each for each in found if each.text or each.scores), key=lambda each: each.letter)


def _marks(review: Review) -> tuple[Mark, ...]:
    return tuple(Mark(score.criterion, score.value) for score in review.scores.all())


def proposals_to_answer(rules: ReviewRules) -> ProposalQuerySet:
    """The standing proposals of the track that somebody has reviewed: their contributors have a word."""
    reviewed = Review.objects.counted().filter(assignment__proposal__track=rules.track_id)
    return Proposal.objects.standing().filter(pk__in=reviewed.values("assignment__proposal"))


def proposals_to_answer_by(person: Person, at: datetime) -> ProposalQuerySet:
    """Those of ``person`` whose reviews say something now that nobody has answered, with ``answered_until``.

    The same proposals of which ``heard_at`` gives something, all at once.
    """
    theirs = Contributor.objects.taking_part().filter(person=person, agreed_at__isnull=False)
    is_told = ~Q(to_contributors="") | Q(
        scores__isnull=False, assignment__proposal__track__review_rules__rebuttal_shows_scores=True
    )
    heard = Review.objects.counted().filter(is_told, assignment__proposal=OuterRef("pk"))
    decided = Decision.objects.known().filter(proposal=OuterRef("pk"), revisions=None)
    within = Proposal.objects.standing().filter(_is_open(at, "track__review_rules__"), rebuttal=None)
    waiting = within.filter(Exists(heard), ~Exists(decided), pk__in=theirs.values("proposal"))
    return waiting.annotate(answered_until=F("track__review_rules__rebuttal_closes_at")).order_by(
        "answered_until", "pk"
    )


def readers_of(proposal: Proposal) -> ContributorQuerySet:
    """Those in ``proposal`` who are written to: they agreed to take part."""
    return Contributor.objects.taking_part().filter(proposal=proposal).select_related("person").order_by("pk")


def rebuttal_for_reviewer(assignment: Assignment, person: Person) -> Rebuttal | None:
    """What the contributors answered, for a reviewer who has said what they think themselves.

    ``assignment`` is one of ``person`` that they may see.
    """
    own = Review.objects.counted().filter(assignment=assignment, assignment__reviewer=person)
    return rebuttal_as_read(assignment.proposal) if own.exists() else None


def rebuttal_as_read(proposal: Proposal) -> Rebuttal | None:
    """What the contributors of ``proposal`` answered, as reviewers read it: never to be saved."""
    rebuttal = Rebuttal.objects.filter(proposal=proposal).first()
    if rebuttal is not None:
        rebuttal.text = said_to_reviewers(proposal, rebuttal.text)
    return rebuttal
