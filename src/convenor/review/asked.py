"""What organisers ask to have worked out about reviews: how far it is, in the words of reviewing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from convenor.kernel.queued import Queued, RunState

STATES = [
    (state.value, _("not all reviews can be assigned") if state is RunState.SHORT else state.label)
    for state in RunState
]


class Asked(Queued):
    """Something queued; ``problem`` is a key of ``review.runs.PROBLEMS``."""

    state = models.CharField(max_length=8, choices=STATES, default=RunState.WAITING)

    class Meta:
        abstract = True
