"""Codes sent by mail, passkeys, and the buckets that throttle guessing."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from convenor.people.models import Person


class SignInCode(models.Model):
    """Six digits and a link, sent to an address. Only hashes are kept; they work once, for a short time.

    Where ``person`` is set, the link was handed to somebody we know and proves nothing about an address.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sign_in_codes")
    address = models.CharField(max_length=254, blank=True)
    address_key = models.CharField(max_length=254, blank=True, db_index=True)
    language = models.CharField(max_length=2)
    onward = models.CharField(max_length=500, blank=True)  # where they wanted to go
    digits_hash = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)  # with wrong digits
    used_at = models.DateTimeField(null=True)
    used_with = models.UUIDField(null=True)  # the key of the form that used it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, digits_hash__gt="", address_key__gt="")
                | Q(person__isnull=False, digits_hash="", address_key=""),
                name="sign_in_code_is_for_an_address_or_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"code {self.uid}"


class Passkey(models.Model):
    """A WebAuthn credential of a person; optional, since a code by mail always works."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=80)
    credential_id = models.BinaryField(max_length=1024, unique=True)
    public_key = models.BinaryField(max_length=1024)
    sign_count = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Bucket(models.Model):
    """A token bucket: how many tries were left under a key at ``filled_at``; it refills with time."""

    key = models.CharField(max_length=120, unique=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
