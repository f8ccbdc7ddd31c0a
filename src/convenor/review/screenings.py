"""Facts about screening: what is looked at before a proposal goes to review, and what was found."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Track
from convenor.kernel.translated import TranslatedField
from convenor.people.models import Person
from convenor.proposals.models import Proposal


class Check(models.Model):
    """One thing that a track's proposals are looked through for before they go to review."""

    track = models.ForeignKey(Track, models.CASCADE, related_name="checks")
    slug = models.SlugField(max_length=40)
    name = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("track", "slug", name="check_slug_once_per_track")]

    def __str__(self) -> str:
        return str(self.name)


class Outcome(models.TextChoices):
    PASSED = "passed", _("it goes to review")
    RETURNED = "returned", _("back to its contributors")


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def last(self) -> ScreeningQuerySet:  # type: ignore[override]  # the last of each proposal, still a query
        later = Screening.objects.filter(proposal=OuterRef("proposal"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))


class Screening(models.Model):
    """What the secretariat found in a proposal, and where it goes from there; the last one stands."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="screenings")
    outcome = models.CharField(max_length=8, choices=Outcome)
    answers = models.JSONField(default=dict)  # by the check's slug: {"is_met": true, "note": "…"}
    to_contributors = models.TextField(blank=True)
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="screenings")
    at = models.DateTimeField()

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="passed", until=None) | Q(outcome="returned", until__isnull=False),
                name="returned_until_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"screening of {self.proposal_id}"
