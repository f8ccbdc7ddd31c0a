"""A person's own data in this package."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from convenor.kernel.codes import new_token
from convenor.kernel.queued import OPEN
from convenor.people.models import Person
from convenor.proposals.models import Contributor, Proposal
from convenor.review.actions.assignments import give_all_back
from convenor.review.compared import Comparison, Looked
from convenor.review.credited import Credit, Thanked
from convenor.review.models import (
    Bid,
    Delegation,
    Expertise,
    Rebuttal,
    Redaction,
    Review,
    Statement,
    Work,
)
from convenor.review.naming import reviewers_named_to
from convenor.review.suggested import HandRule, KeptText, MatchedPair, MatchingProof
from convenor.review.summary import Summary

_CODE = "assignment__proposal__code"
_OF_EXPERTISE = ("edition__path", "languages", "most_reviews", "topics", "key_words")
_OF_SUMMARY = ("verdict", "to_contributors", "to_committee", "changed_at", "submitted_at")
_OF_DELEGATION = ("invited_at", "agreed_at", "refused_at", "wrote_at", "handed_at", "ended_at")


def own_data(person: Person) -> dict[str, Any]:
    """What ``person`` reads and wrote, and their reviews, except of proposals that do not exist for them."""
    expertise = Expertise.objects.filter(person=person).order_by("pk")
    works = Work.objects.filter(person=person).order_by("pk")
    visible = Proposal.objects.without_conflict(person)
    reviews = Review.objects.filter(assignment__reviewer=person, assignment__proposal__in=visible)
    bids = Bid.objects.filter(reviewer=person, proposal__in=visible).order_by("pk")
    said = Statement.objects.filter(person=person, proposal__in=visible).order_by("pk")
    answered = Rebuttal.objects.filter(by=person).order_by("pk")
    summaries = Summary.objects.filter(by=person, proposal__in=visible).order_by("pk")
    return {
        "summaries": list(summaries.values("proposal__code", *_OF_SUMMARY)),
        "answered_reviewers": list(answered.values("proposal__code", "text", "at")),
        "said": list(said.values("proposal__code", "text", "at")),
        "bids": list(bids.values("proposal__code", "interest", "at")),
        "reviewed_by": {
            part.proposal.code: names
            for part in Contributor.objects.filter(person=person, refused_at=None)
            .select_related("proposal")
            .order_by("pk")
            if (names := reviewers_named_to(part.proposal))
        },
        "credits": list(
            Credit.objects.filter(person=person)
            .order_by("pk")
            .values("edition__path", "reviews", "for_others", "issued_at")
        ),
        "thanked": list(Thanked.objects.filter(person=person).order_by("pk").values("edition__path", "at")),
        "said_of_two": list(
            Looked.objects.filter(by=person, proposal__in=visible, other__in=visible)
            .order_by("pk")
            .values("proposal__code", "other__code", "opinion", "note", "at")
        ),
        "redactions": list(
            Redaction.objects.filter(by=person)
            .order_by("pk")
            .values("proposal__code", "phrase", "wording", "at")
        ),
        "delegated": list(
            Delegation.objects.filter(assignment__reviewer=person, assignment__proposal__in=visible)
            .order_by("pk")
            .values(_CODE, "invited_as", *_OF_DELEGATION)
        ),
        "written_for_others": list(
            Delegation.objects.filter(person=person, assignment__proposal__in=visible)
            .order_by("pk")
            .values(_CODE, *_OF_DELEGATION)
        ),
        "expertise": list(expertise.values(*_OF_EXPERTISE)),
        "works": list(works.values("title", "year", "abstract", "authors")),
        "reviews": [
            _told(review) for review in reviews.select_related("assignment__proposal").order_by("pk")
        ],
    }


def _told(review: Review) -> dict[str, Any]:
    return {
        "proposal": review.assignment.proposal.code,
        "scores": dict(review.scores.order_by("pk").values_list("criterion__slug", "value")),
        "to_contributors": review.to_contributors,
        "to_committee": review.to_committee,
        "submitted_at": review.submitted_at,
        "earlier": list(
            review.earlier.order_by("pk").values("scores", "to_contributors", "to_committee", "changed_at")
        ),
    }


def erase(person: Person, at: datetime) -> None:
    """What ``person`` reads, their works and drafts go; what they submitted stays without a name."""
    give_all_back(person, at)
    for delegation in Delegation.objects.filter(person=person):
        is_over = delegation.refused_at or delegation.ended_at
        Delegation.objects.filter(pk=delegation.pk).update(
            invited_as="", token=new_token(), ended_at=delegation.ended_at if is_over else at
        )
    Review.objects.filter(assignment__reviewer=person, submitted_at=None).delete()
    Summary.objects.filter(by=person, submitted_at=None).delete()
    Bid.objects.filter(reviewer=person).delete()
    Credit.objects.filter(person=person).delete()
    Thanked.objects.filter(person=person).delete()
    Expertise.objects.filter(person=person).delete()
    Work.objects.filter(person=person).delete()
    MatchingProof.objects.filter(run__pairs__reviewer=person).delete()
    MatchedPair.objects.filter(reviewer=person).delete()
    HandRule.objects.filter(reviewer=person).delete()
    Comparison.objects.exclude(state__in=OPEN).delete()  # words of theirs may be among it
    KeptText.objects.all().delete()  # words of theirs may be among them; they are read again
