"""Which proposals are still to be looked through before they go to review.

A track without checks screens nothing. What was given to a reviewer before its track had any is in review.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from convenor.people.models import Person
from convenor.proposals.models import Contributor, Proposal, ProposalQuerySet, Version
from convenor.review.models import Assignment
from convenor.review.screenings import Check, Outcome, Screening, ScreeningQuerySet


def _has_passed() -> Q:
    checks = Check.objects.filter(track=OuterRef("track"))
    passed = Screening.objects.last().filter(proposal=OuterRef("pk"), outcome=Outcome.PASSED)
    asked = Assignment.objects.filter(proposal=OuterRef("pk"))
    return Q(~Exists(checks)) | Q(Exists(passed)) | Q(Exists(asked))


def passed(proposals: Any) -> Any:
    """Those of ``proposals`` that reviewers may be asked to review."""
    return proposals.filter(_has_passed())


def is_passed(proposal: Proposal) -> bool:
    return bool(passed(Proposal.objects.filter(pk=proposal.pk)).exists())


def to_screen(proposals: ProposalQuerySet, at: datetime) -> ProposalQuerySet:
    """Those of ``proposals`` that wait for the secretariat: never looked at, mended since, or out of time."""
    changed = Version.objects.filter(proposal=OuterRef("proposal"), at__gt=OuterRef("at"))
    with_contributors = Screening.objects.last().filter(
        ~Exists(changed), proposal=OuterRef("pk"), outcome=Outcome.RETURNED, until__gt=at
    )
    undecided = proposals.standing().undecided()
    return undecided.filter(~_has_passed(), ~Exists(with_contributors))


def screening_of(proposal: Proposal) -> Screening | None:
    """The one that stands."""
    return Screening.objects.last().filter(proposal=proposal).select_related("by").first()


def to_mend(proposal: Proposal, at: datetime) -> Screening | None:
    """What its contributors were told to mend, while they can."""
    returned = Screening.objects.last().filter(outcome=Outcome.RETURNED, until__gt=at, proposal=proposal)
    return None if hasattr(proposal, "withdrawal") else returned.first()


def to_mend_by(person: Person, at: datetime) -> ScreeningQuerySet:
    """What ``person`` was told to mend in their proposals, while they can and nothing was changed since."""
    theirs = Contributor.objects.taking_part().filter(person=person, agreed_at__isnull=False)
    changed = Version.objects.filter(proposal=OuterRef("proposal"), at__gt=OuterRef("at"))
    returned = Screening.objects.last().filter(~Exists(changed), outcome=Outcome.RETURNED, until__gt=at)
    mine = returned.filter(proposal__withdrawal=None, proposal__in=theirs.values("proposal"))
    return mine.order_by("until", "pk")
