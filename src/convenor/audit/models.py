"""The log: entries, the tree over their commitments, and the keys that make a write happen once."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models

from convenor.people.models import Person


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, scope: str) -> EntryQuerySet:
        return self.filter(scope=scope)

    def about(self, person: Person) -> EntryQuerySet:
        """Entries in which ``person`` acts or is concerned."""
        return self.filter(models.Q(actor=person) | models.Q(concerns__person=person)).distinct()


class Entry(models.Model):
    """One line of the log. ``commitment`` is SHA-256 of salt and payload, and the leaf of the tree."""

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=64)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="entries")
    scope = models.CharField(max_length=120, blank=True, db_index=True)
    subject = models.CharField(max_length=120)
    payload = models.JSONField()
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["scope", "-seq"], name="entries_of_a_scope")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"

    @property
    def detail(self) -> dict[str, Any]:
        detail: dict[str, Any] = self.payload["detail"]
        return detail


class Concern(models.Model):
    """A person whom an entry is about, besides the one who acted."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="concerns")
    person = models.ForeignKey(Person, models.CASCADE, related_name="concerns")

    class Meta:
        constraints = [models.UniqueConstraint("entry", "person", name="person_concerned_once_per_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.person_id}"


class TreeHead(models.Model):
    """The one row that knows the tree: how many leaves, and the roots of its perfect subtrees."""

    size = models.PositiveBigIntegerField(default=0)
    frontier = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"tree of {self.size}"


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root, to be kept by outsiders."""

    size = models.PositiveBigIntegerField(unique=True)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"


class Once(models.Model):
    """The first answer given under a key; the same request again gets it, another one is refused."""

    key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.key)


def canonical(payload: object) -> bytes:
    """``payload`` as the one JSON text that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment_to(payload: object, salt: bytes) -> bytes:
    return hashlib.sha256(salt + canonical(payload)).digest()
