"""Whose names contributors learn: of reviews in open tracks, once a decision is released."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from convenor.proposals.models import Decision, Proposal
from convenor.review.models import Anonymity, Delegation, Review


def reviewers_named_to(proposal: Proposal) -> list[str]:
    """Who reviewed ``proposal``, as its contributors know since they were told the decision; by name."""
    told = Decision.objects.known().filter(proposal=proposal).first()
    if told is None or told.released_at is None:
        return []
    return _names([proposal.pk], told.released_at).get(proposal.pk, [])


def said_in_letters(decisions: Sequence[Decision], at: datetime) -> dict[int, str | Promise]:
    """What letters about ``decisions`` say of who reviewed each proposal, by its key."""
    named = _names({decision.proposal_id for decision in decisions}, at)
    sentence = _("Your proposal was reviewed by: {names}")
    return {proposal: format_lazy(sentence, names=", ".join(names)) for proposal, names in named.items()}


def _names(proposals: Iterable[int], at: datetime) -> dict[int, list[str]]:
    """The reviewers of what counted at ``at``, and who wrote for them, as far as the track is open."""
    wrote = Delegation.objects.in_force().filter(wrote_at__lte=at).select_related("person")
    reviews: QuerySet[Any] = (
        Review.objects.counted_at(at)
        .filter(
            assignment__proposal__in=proposals,
            assignment__is_named=True,
            assignment__proposal__track__review_rules__anonymity=Anonymity.OPEN,
        )
        .select_related("assignment__reviewer")
        .prefetch_related(Prefetch("assignment__delegations", queryset=wrote, to_attr="wrote"))
    )
    names: defaultdict[int, set[str]] = defaultdict(set)
    for review in reviews:
        people = [review.assignment.reviewer, *(each.person for each in review.assignment.wrote)]
        names[review.assignment.proposal_id] |= {person.name for person in people}
    return {proposal: sorted(of_proposal, key=str.casefold) for proposal, of_proposal in names.items()}
