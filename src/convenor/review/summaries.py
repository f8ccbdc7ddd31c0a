"""Summaries of reviews: which are still to be written, and what they tell to whom.

Who arranges the reviewing of a proposal reads and writes its summary; for who has a conflict of interest with
it, there is none. Contributors read what is for them with the decision, as it was when that was released.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from convenor.editions.models import Edition
from convenor.proposals.models import Decision, Proposal, ProposalQuerySet
from convenor.review.models import Review, ReviewRules
from convenor.review.queries import with_too_few_reviews
from convenor.review.summary import Summary

DUE, MISSING = "due", "none"


def are_asked_in(edition: Edition) -> bool:
    """Whether some track of ``edition`` has its reviews summarised."""
    return ReviewRules.objects.filter(track__edition=edition, is_summarised=True).exists()


def is_asked(proposal: Proposal) -> bool:
    """Whether the reviews of ``proposal`` are summarised: its track says so, and there are some."""
    rules = ReviewRules.objects.filter(track=proposal.track_id, is_summarised=True)
    return rules.exists() and Review.objects.counted().filter(assignment__proposal=proposal).exists()


def draft_of(proposal: Proposal) -> Summary | None:
    return Summary.objects.filter(proposal=proposal, submitted_at=None).select_related("by").first()


def summary_of(proposal: Proposal) -> Summary | None:
    """The one that counts, for those who arrange its reviewing."""
    return Summary.objects.counted().filter(proposal=proposal).select_related("by").first()


def recommended(proposals: Collection[int]) -> dict[int, str]:
    """What counted summaries recommend, by the keys of proposals; in one query where nobody wrote any."""
    if not Summary.objects.filter(proposal__in=proposals).exists():
        return {}  # the other query takes far longer to be put together than this one to be answered
    return dict(_verdicts().filter(proposal__in=proposals))


@cache
def _verdicts() -> QuerySet[Any, Any]:
    # Made once, since that takes longer than the answer.
    return Summary.objects.counted().values_list("proposal", "verdict")


def with_summary(proposals: Any, asked: str) -> Any:
    """Those of ``proposals`` with this verdict recommended, with none, or whose summary is to be written."""
    found = Summary.objects.counted().filter(proposal=OuterRef("pk"))
    match asked:
        case "due":
            return to_summarise(proposals)
        case "none":
            return proposals.filter(~Exists(found))
        case _:
            return proposals.filter(Exists(found.filter(verdict=asked)))


def to_summarise(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Those of ``proposals`` that nobody decided on, with all reviews that are wanted and no summary yet."""
    found = Summary.objects.counted().filter(proposal=OuterRef("pk"))
    asked = proposals.standing().undecided().filter(~Exists(found), track__review_rules__is_summarised=True)
    return asked.exclude(pk__in=with_too_few_reviews(proposals.standing()).values("pk"))


def summary_to_contributors(proposal: Proposal) -> str:
    """What the summary said to the contributors when these were told the decision."""
    told = Decision.objects.known().filter(proposal=proposal).first()
    if told is None or told.released_at is None:
        return ""
    written = Summary.objects.counted_at(told.released_at).filter(proposal=proposal).first()
    return written.to_contributors if written else ""
