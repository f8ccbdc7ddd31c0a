"""Facts about counts of people by what they say of themselves: made once, and kept as they are told."""

from __future__ import annotations

from django.db import models

from convenor.proposals.models import Call


class Moment(models.TextChoices):
    CLOSED = "closed"  # the call closed: of all proposals that were handed in
    RELEASED = "released"  # all decisions are released: of those accepted


class GenderFigure(models.Model):
    """How many of a call's people say what of their gender, of those who agreed to be counted.

    ``groups`` has those of at least five alone, and no sum: nothing smaller is kept anywhere. A figure is
    made once, so that nobody's change can be seen between two of them.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="gender_figures")
    moment = models.CharField(max_length=8, choices=Moment)
    groups = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("call", "moment", name="one_gender_figure_per_call_and_moment"),
        ]

    def __str__(self) -> str:
        return f"genders of {self.call_id}, {self.moment}"
