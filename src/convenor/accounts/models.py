"""Codes sent by mail, passkeys, and the buckets that throttle guessing."""

from __future__ import annotations

from django.db import models

from convenor.people.models import Person


class SignInCode(models.Model):
    """A code (or link) sent to an address. Only its hash is kept; it works once, for a short time, few tries."""

    uid = models.UUIDField(unique=True)
    address = models.CharField(max_length=254)
    hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code for {self.address}"


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
    """A token bucket: how many tries are left under a key, refilled with time."""

    key = models.CharField(max_length=120, unique=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
