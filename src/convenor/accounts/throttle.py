"""Not too often: token buckets under what is guessed and under who guesses.

A bucket is no fact and its loss harms nobody, so, like a lease, it is written without an action: a refusal
that rolls back an action must not give the token back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from convenor.accounts.models import Bucket
from convenor.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Limit:
    """``burst`` at once, then one more ``every`` so long."""

    name: str
    burst: int
    every: timedelta


# A conference sits behind one address; one mailbox belongs to one person.
MAILS_TO_AN_ADDRESS = Limit("mails-to-address", 5, timedelta(minutes=10))
MAILS_FROM_A_NETWORK = Limit("mails-from-network", 100, timedelta(seconds=6))
TRIES_AT_AN_ADDRESS = Limit("tries-at-address", 10, timedelta(minutes=30))
TRIES_FROM_A_NETWORK = Limit("tries-from-network", 200, timedelta(seconds=3))
PARCELS_FROM_A_NETWORK = Limit("parcels-from-network", 60, timedelta(seconds=10))  # from phone to phone
CODES_FROM_A_NETWORK = Limit("codes-from-network", 60, timedelta(seconds=10))  # and fetched again
LISTS_FROM_A_NETWORK = Limit("lists-from-network", 300, timedelta(seconds=2))  # of marks, begun by nobody


class TooOften(Refused):
    """Asked for more than the limit gives."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = math.ceil(wait.total_seconds())
        minutes = math.ceil(self.seconds / 60)
        sentence = ngettext(
            "This was tried too often. Please wait %(minutes)d minute, then try again.",
            "This was tried too often. Please wait %(minutes)d minutes, then try again.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})


def take(*asked: tuple[Limit, str], at: datetime) -> None:
    """Take one token under each limit and subject, or none and ``TooOften`` where one is lacking."""
    with transaction.atomic():
        buckets = [(_bucket(limit, subject, at), limit) for limit, subject in sorted(asked, key=_name)]
        wait = max(_time_to_a_token(bucket, limit) for bucket, limit in buckets)
        if wait:
            raise TooOften(wait)
        for bucket, _limit in buckets:
            bucket.tokens -= 1
            bucket.save(update_fields=["tokens", "filled_at"])


def forget(*, before: datetime) -> int:
    """Drop the buckets not touched since ``before``, when all that old are full again; how many."""
    deleted, _by_model = Bucket.objects.filter(filled_at__lt=before).delete()
    return deleted


def _bucket(limit: Limit, subject: str, at: datetime) -> Bucket:
    """Locked and refilled. Its key tells nobody whose it is."""
    key = f"{limit.name}:{salted_hmac('convenor.accounts.throttle', subject, algorithm='sha256').hexdigest()}"
    bucket, _is_new = Bucket.objects.select_for_update().get_or_create(
        key=key, defaults={"tokens": limit.burst, "filled_at": at}
    )
    since = max(at - bucket.filled_at, timedelta())
    bucket.tokens = min(float(limit.burst), bucket.tokens + since / limit.every)
    bucket.filled_at = max(at, bucket.filled_at)
    return bucket


def _name(asked: tuple[Limit, str]) -> str:
    return asked[0].name  # everybody locks in the same order


def _time_to_a_token(bucket: Bucket, limit: Limit) -> timedelta:
    return max(1 - bucket.tokens, 0) * limit.every
