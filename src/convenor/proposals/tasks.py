"""What happens to proposals by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from convenor.editions.models import Edition
from convenor.proposals.actions.confirmations import EVERY, remind_again


def remind_unconfirmed(at: datetime) -> None:
    """Remind those who have not said whether they will come to an edition that is still ahead."""
    ahead = Edition.objects.filter(starts_on__gte=(at - timedelta(days=1)).date())
    for edition in ahead.filter(proposals__decisions__released_at__lte=at - EVERY).distinct():
        remind_again(edition=edition, at=at)
