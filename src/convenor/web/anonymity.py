"""Who sees whose name in a review, told beforehand to those whom it concerns."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Track
from convenor.review.models import Anonymity, Assignment, ReviewRules

TO_AUTHORS = {
    Anonymity.OPEN: _("Reviewers see who proposes. With the decision, you learn who reviewed your proposal."),
    Anonymity.SINGLE: _("Reviewers see who proposes. You do not learn who reviewed your proposal."),
    Anonymity.DOUBLE: _("Reviewers do not see who proposes, and you do not learn who they are."),
}
TO_REVIEWERS = {
    Anonymity.OPEN: _("You see who proposes. With the decision, the contributors learn your name."),
    Anonymity.SINGLE: _("You see who proposes. The contributors do not learn your name."),
    Anonymity.DOUBLE: _("Reviewers of this track do not see who proposes, nor are they named to them."),
}


def told_to_authors(track: Track) -> str | Promise:
    return TO_AUTHORS[_of(track)]


def with_anonymity(tracks: QuerySet[Track]) -> list[Any]:
    """``tracks``, each with what its proposers are told; in one query."""
    found: list[Any] = list(tracks.select_related("review_rules"))
    for track in found:
        rules = getattr(track, "review_rules", None) or ReviewRules()
        track.who_sees_names = TO_AUTHORS[Anonymity(rules.anonymity)]
    return found


def told_to_reviewer(assignment: Assignment) -> str | Promise:
    """One who was asked before the track became open stays unnamed."""
    told = _of(assignment.proposal.track)
    is_unnamed = told == Anonymity.OPEN and not assignment.is_named
    return TO_REVIEWERS[Anonymity.SINGLE if is_unnamed else told]


def _of(track: Track) -> Anonymity:
    rules = ReviewRules.objects.filter(track=track).first() or ReviewRules()
    return Anonymity(rules.anonymity)
