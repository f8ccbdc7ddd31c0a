"""Facts about suggested assignments: what was asked, what came of it, what the organiser wants by hand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition, Track
from convenor.people.models import Person
from convenor.proposals.models import Proposal
from convenor.review.asked import Asked


class MatchingRun(Asked):
    """One suggestion of who reviews what, as an organiser asked for it. It assigns nobody.

    ``by`` alone sees it: made of what they may see, it would tell others of proposals that do not exist for
    them. ``options`` are what was asked (``review.runs``).
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="matching_runs")
    track = models.ForeignKey(Track, models.CASCADE, null=True, related_name="matching_runs")  # without: all
    by = models.ForeignKey(Person, models.PROTECT, related_name="matching_runs")
    after = models.ForeignKey("self", models.SET_NULL, null=True, related_name="changed")
    options = models.JSONField(default=dict)
    seed = models.CharField(max_length=32, blank=True)  # of the draw; the log has its hash since it was asked
    inputs = models.CharField(max_length=64, blank=True)  # the hash of all that it was computed from
    solver = models.CharField(max_length=60, blank=True)
    certificate = models.CharField(max_length=64, blank=True)  # the hash of what the checker verified
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("state", "at", name="matching_runs_by_state")]

    def __str__(self) -> str:
        return f"matching {self.uid}"


class MatchingProof(models.Model):
    """What a run was computed from and its certificate, for anybody to check; no name stands in it.

    ``bundle`` is gzipped JSON (``docs/reference/matching.md``), ``sha256`` is of that JSON, as in the log.
    ``proposals`` are keys of rows: who may not see all of them does not get it.
    """

    run = models.OneToOneField(MatchingRun, models.CASCADE, related_name="proof")
    sha256 = models.CharField(max_length=64)
    bundle = models.BinaryField()
    proposals = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"proof of {self.run_id}"


class PairChange(models.TextChoices):
    NEW = "new", _("new")
    STAYS = "stays", _("asked already")
    GOES = "goes", _("asked no longer")


class MatchedPair(models.Model):
    """A reviewer for a proposal, as a run suggests it; ``why`` is the explanation of the score."""

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="pairs")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="matched")
    reviewer = models.ForeignKey(Person, models.CASCADE, related_name="matched")
    change = models.CharField(max_length=5, choices=PairChange)
    score = models.IntegerField()  # in millionths
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "proposal", "reviewer", name="pair_suggested_once_per_run"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} for {self.proposal_id}"


class HandRule(models.Model):
    """What the organiser wants of one pair in a run: in, or out, whatever it costs."""

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="hand_rules")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(Person, models.CASCADE, related_name="+")
    is_in = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "proposal", "reviewer", name="hand_rule_once_per_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {'in' if self.is_in else 'out of'} {self.proposal_id}"


class KeptText(models.Model):
    """What was read and compared before, under its hash (``optim.affinity.reading``); only to be faster."""

    key = models.CharField(max_length=64, unique=True)
    value = models.BinaryField()
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
