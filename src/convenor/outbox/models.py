"""A message: queued in the action's transaction, leased by a carrier, sent or given up for all to see."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from convenor.people.models import Person


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, scope: str) -> MessageQuerySet:
        return self.filter(scope=scope)

    def waiting(self) -> MessageQuerySet:
        return self.filter(sent_at=None, given_up_at=None)

    def sent(self) -> MessageQuerySet:
        return self.exclude(sent_at=None)

    def given_up(self) -> MessageQuerySet:
        return self.exclude(given_up_at=None)

    def due(self, at: datetime) -> MessageQuerySet:
        """Waiting, not before its time, and leased by nobody who still works on it."""
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.waiting().filter(free, not_before__lte=at).order_by("not_before", "pk")


class Message(models.Model):
    """Something to tell somebody. ``key`` makes asking twice one message."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=120, blank=True, db_index=True)
    proposal = models.CharField(max_length=8, blank=True)  # the code of the one it is about
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="messages")
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="message_is_not_both_sent_and_given_up"
            ),
        ]
        indexes = [
            models.Index(
                F("not_before"), condition=Q(sent_at=None, given_up_at=None), name="messages_that_wait"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.address}"
