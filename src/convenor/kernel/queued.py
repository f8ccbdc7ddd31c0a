"""What somebody asks to have worked out by a worker, in a process of its own: facts of all of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(seconds=60)  # what says nothing for so long is taken up by another worker
MOST_TRIES = 3


class RunState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("being worked out")
    DONE = "done", _("worked out")
    SHORT = "short", _("impossible as it was asked")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


OPEN = (RunState.WAITING, RunState.RUNNING)


class Queued(models.Model):
    """How far it is; ``result`` is plain values, with keys of rows."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=20, blank=True)  # a key of sentences beside the model
    result = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether it is not worked out yet."""
        return self.state in OPEN
