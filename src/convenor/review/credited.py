"""Facts about thanks to those who reviewed: letters of credit, and who wishes to be named."""

from __future__ import annotations

import uuid

from django.db import models

from convenor.editions.models import Edition
from convenor.people.models import Person


class Credit(models.Model):
    """A letter of credit: for how many reviews somebody is thanked, never of which proposals."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.CASCADE, related_name="credits")
    reviews = models.PositiveSmallIntegerField()
    for_others = models.PositiveSmallIntegerField(default=0)  # written for another reviewer
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                *("edition", "person", "reviews", "for_others"), name="one_credit_for_the_same_work"
            ),
        ]

    def __str__(self) -> str:
        return f"credit {self.uid}"


class Thanked(models.Model):
    """Somebody wishes to stand in the public list of those who reviewed for an edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="thanked")
    person = models.ForeignKey(Person, models.CASCADE, related_name="thanked")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("edition", "person", name="thanked_once_per_edition")]
        verbose_name_plural = "thanked"

    def __str__(self) -> str:
        return f"thanks to {self.person_id}"
