"""Facts about texts that were compared: what came of it, and what organisers said of two that are alike."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition, Track
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.review.asked import Asked


class Comparison(Asked):
    """What proposals have in common, as an organiser asked for it; ``by`` alone sees it.

    Made of what they may see, it would tell others of proposals that do not exist for them. ``texts`` is the
    hash of all that was compared, ``result`` has ``proposals``, ``themes`` and ``pairs`` (``review.themes``).
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="comparisons")
    track = models.ForeignKey(Track, models.CASCADE, null=True, related_name="comparisons")  # without: all
    by = models.ForeignKey(Person, models.PROTECT, related_name="comparisons")
    texts = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index("state", "at", name="comparisons_by_state")]

    def __str__(self) -> str:
        return f"comparison {self.uid}"


class Opinion(models.TextChoices):
    DIFFERENT = "different", _("not a duplicate")
    DUPLICATE = "duplicate", _("a duplicate")


class Looked(models.Model):
    """Somebody read two proposals that are alike: ``proposal`` is a duplicate of ``other``, or is not.

    A change of mind is a new row. It decides nothing.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="looked_at")
    other = models.ForeignKey(Proposal, models.CASCADE, related_name="+")
    opinion = models.CharField(max_length=9, choices=Opinion)
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="looked_at")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(proposal=F("other")), name="two_proposals_were_looked_at"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.opinion} {self.other_id}"
