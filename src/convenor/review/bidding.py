"""What reviewers would like to review: what they are shown while bidding is open, and what they said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.proposals.models import Decision, Proposal, ProposalQuerySet
from convenor.review.models import Bid
from convenor.review.queries import reviewer_tracks
from convenor.review.screening import passed


def proposals_open_to_bids(person: Person, edition: Edition, at: datetime) -> ProposalQuerySet:
    """What ``person`` may bid on at ``at``: undecided, screened proposals of the tracks that they review for.

    Never their own, nor one with which they have a conflict of interest.
    """
    tracks = reviewer_tracks(person, edition, at).filter(review_rules__bids_until__gt=at).order_by()
    is_known = Exists(Decision.objects.known().filter(proposal=OuterRef("pk")))
    standing = Proposal.objects.filter(~is_known, edition=edition, track__in=tracks).standing()
    bidden: ProposalQuerySet = passed(standing.without_conflict(person))
    return bidden.select_related("track", "edition__series")


def in_order_for(person: Person, proposals: Iterable[Proposal]) -> list[Proposal]:
    """``proposals`` in an order of each reader's own, so that not everybody bids on the same first ones."""
    return sorted(proposals, key=lambda each: hashlib.sha256(f"{person.uid} {each.code}".encode()).digest())


def bids_close_at(person: Person, edition: Edition, at: datetime) -> datetime | None:
    """When the last of the tracks of ``person`` that take bids at ``at`` stops; ``None`` if none does."""
    open_tracks = reviewer_tracks(person, edition, at).filter(review_rules__bids_until__gt=at).order_by()
    closes: datetime | None = open_tracks.aggregate(last=Max("review_rules__bids_until"))["last"]
    return closes


def interests_of(person: Person, edition: Edition) -> dict[int, str]:
    """What ``person`` said, by proposal."""
    bids = Bid.objects.filter(reviewer=person, proposal__edition=edition)
    return dict(bids.values_list("proposal", "interest"))


def interests_in(proposal: Proposal) -> dict[int, str]:
    """What reviewers said of ``proposal``, by reviewer."""
    return dict(Bid.objects.filter(proposal=proposal).values_list("reviewer", "interest"))
