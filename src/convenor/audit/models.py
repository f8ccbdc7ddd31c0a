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


class Entry(models.Model):
    """One line of the log. ``commitment`` is SHA-256 of salt and payload, and the leaf of the tree."""

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=64)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="entries")
    scope = models.CharField(max_length=120, blank=True, db_index=True)
    subject = models.CharField(max_length=120)
    proposal = models.CharField(max_length=8, blank=True)  # the code of the one it is about
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
    key = models.CharField(max_length=250)  # the public key that it can be checked with
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


def proposal_of(payload: dict[str, Any]) -> str:
    """The code of the proposal that an entry is about: its subject, or what its detail says."""
    kind, _, code = payload["subject"].partition(":")
    return code if kind == "proposal" else str(payload["detail"].get("proposal", ""))


def plain(value: object) -> Any:
    """``value`` as every database and JSON reader gives it back, so that a commitment to it always holds.

    Floats are written in more than one way, keys other than texts change, and PostgreSQL stores no NUL.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            if "\0" in value or not _is_utf8(value):
                raise ValueError("a text in the log has neither NUL nor half of a character")
            return str(value)
        case list() | tuple():
            return [plain(each) for each in value]
        case dict() if all(isinstance(key, str) for key in value):
            return {plain(key): plain(each) for key, each in value.items()}
    raise TypeError(f"{value!r} cannot stand in the log: only texts, whole numbers, lists and named values")


def _is_utf8(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def canonical(payload: object) -> bytes:
    """``payload`` as the one JSON text that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment_to(payload: object, salt: bytes) -> bytes:
    return hashlib.sha256(salt + canonical(payload)).digest()
