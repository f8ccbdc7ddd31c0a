"""Facts about summaries: what the reviews of a proposal say together."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from convenor.people.models import Person
from convenor.proposals.models import Conflict, Contributor, Proposal, Verdict


def _stands(has_conflict: QuerySet[Conflict]) -> Q:
    """Its writer neither contributes to the proposal nor is in one of these conflicts with it."""
    same = {"proposal": OuterRef("proposal"), "person": OuterRef("by")}
    return Q(~Exists(Contributor.objects.filter(**same)), ~Exists(has_conflict.filter(**same)))


class SummaryQuerySet(models.QuerySet["Summary"]):
    def counted(self) -> SummaryQuerySet:
        """The last one submitted of each proposal, by somebody who may still know the proposal."""
        return self._last_of(_stands(Conflict.objects.barring()), Q(submitted_at__isnull=False))

    def counted_at(self, at: datetime) -> SummaryQuerySet:
        """Those that counted at ``at``."""
        return self._last_of(_stands(Conflict.objects.barring_at(at)), Q(submitted_at__lte=at))

    def _last_of(self, *which: Q) -> SummaryQuerySet:
        later = Summary.objects.filter(*which, proposal=OuterRef("proposal"), pk__gt=OuterRef("pk"))
        return self.filter(*which, ~Exists(later))


class Summary(models.Model):
    """What the reviews of a proposal say together, with a recommendation: a meta-review. It decides nothing.

    A draft until ``submitted_at``; a change of what was submitted is a new row.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="summaries")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    to_contributors = models.TextField(blank=True)
    to_committee = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="summaries")
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("proposal", condition=Q(submitted_at=None), name="one_summary_draft"),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | ~Q(verdict=""), name="submitted_summary_recommends"
            ),
        ]
        verbose_name_plural = "summaries"

    def __str__(self) -> str:
        return f"summary of {self.proposal_id}"
