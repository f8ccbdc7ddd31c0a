"""What happens by itself: what no longer works is forgotten."""

from __future__ import annotations

from datetime import datetime

from convenor.accounts.actions import forget_what_is_over


def forget_old_codes(at: datetime) -> int:
    """Codes, sessions and buckets that are over; how many."""
    return forget_what_is_over(at=at)
