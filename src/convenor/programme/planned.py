"""Facts about timetables that were worked out: what was asked, how far it is, what drafts came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition
from convenor.kernel.queued import Queued
from convenor.people.models import Person


class PlanningKind(models.TextChoices):
    PLAN = "plan", _("plan")
    REPAIR = "repair", _("repair")


class PlanningRun(Queued):
    """A timetable that an organiser asked for; it places nothing.

    A plan gives one draft, a repair several: with few moves, and with more. ``wishes`` are what was asked
    (``drafting.wishes``). ``so_far`` is the best plan until now, whatever ends the solver; ``given`` are
    hashes of all that it was made of (``drafting.given``), to tell what changed since. ``problem`` is a key
    of ``drafting.problems``.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="planning_runs")
    by = models.ForeignKey(Person, models.PROTECT, related_name="planning_runs")
    kind = models.CharField(max_length=6, choices=PlanningKind, default=PlanningKind.PLAN)
    name = models.CharField(max_length=100, blank=True)
    wishes = models.JSONField(default=dict)
    given = models.JSONField(default=dict)
    so_far = models.JSONField(default=dict)
    is_ending = models.BooleanField(default=False)  # somebody wants what was found until now
    solver = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index("state", "at", name="planning_runs_by_state")]

    def __str__(self) -> str:
        return f"planning {self.uid}"


class Draft(models.Model):
    """A timetable of a run, for people to read and adopt.

    ``plan`` has the ``start`` and the ``room`` of each session by its code; ``reached`` has the ``value``
    and the proven ``bound`` of each ``goal`` in its order. ``moves`` is how many sessions a repair was
    allowed to move.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(PlanningRun, models.CASCADE, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    moves = models.PositiveSmallIntegerField(null=True)
    plan = models.JSONField(default=dict)
    reached = models.JSONField(default=list)
    unplaced = models.PositiveIntegerField(default=0)  # sessions without a place
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("run", "number", name="draft_number_once_per_run")]

    def __str__(self) -> str:
        return f"draft {self.uid}"

    @property
    def is_proven(self) -> bool:
        """Whether it is proven that no timetable is better by the goals in their order."""
        return all(each["value"] == each["bound"] for each in self.reached)

    @property
    def might_place_more(self) -> bool:
        """Whether it is not proven that as many sessions have no place."""
        return any(each["goal"] == "unplaced" and each["value"] > each["bound"] for each in self.reached)
