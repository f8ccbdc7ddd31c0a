"""What the log does by itself: a signed checkpoint every hour in which it grew, and forgetting old keys."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from convenor.audit import keys, notes
from convenor.audit.actions import write
from convenor.audit.models import Checkpoint, Once, TreeHead
from convenor.audit.queries import latest_checkpoint
from convenor.audit.tree import Frontier

BETWEEN_CHECKPOINTS = timedelta(hours=1)
KEYS_ARE_KEPT = timedelta(days=30)


def sign_checkpoint(at: datetime) -> int:
    """Sign the tree as it stands, at most once an hour; the number of checkpoints made."""
    head, latest = TreeHead.objects.first(), latest_checkpoint()
    if head is None or (latest and (latest.size == head.size or at - latest.at < BETWEEN_CHECKPOINTS)):
        return 0
    root = Frontier.from_text(head.size, head.frontier).root()
    text = notes.checkpoint_text(settings.ORIGIN, head.size, root)
    note = notes.sign(text, settings.ORIGIN, keys.seed())
    return int(_keep_checkpoint(size=head.size, note=note, key=keys.public_key(), at=at))


@write
def _keep_checkpoint(*, size: int, note: str, key: str, at: datetime) -> bool:
    # Not recorded: an entry would make the tree grow, and call for the next checkpoint.
    _checkpoint, is_new = Checkpoint.objects.get_or_create(
        size=size, defaults={"note": note, "key": key, "at": at}
    )
    return is_new


@write
def forget_old_keys(at: datetime) -> int:
    """Forget the keys of requests that nobody repeats any more; how many."""
    deleted, _by_model = Once.objects.filter(at__lt=at - KEYS_ARE_KEPT).delete()
    return deleted
