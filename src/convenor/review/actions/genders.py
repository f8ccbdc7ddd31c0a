"""Count a call's people by gender, once at each moment, as far as they agreed."""

from __future__ import annotations

from datetime import datetime

from convenor.audit.actions import locked, record, write
from convenor.proposals.models import Call
from convenor.review.counted import GenderFigure, Moment
from convenor.review.genders import groups_to_tell


@write
def count_genders(*, call: Call, moment: Moment, at: datetime) -> GenderFigure:
    """Keep the figure of ``moment``; one that is there already stays as it is, whatever changed since."""
    call = locked(Call, call)
    known = GenderFigure.objects.filter(call=call, moment=moment).first()
    if known is not None:
        return known
    groups = groups_to_tell(call, moment)
    figure = GenderFigure.objects.create(call=call, moment=moment, groups=groups, made_at=at)
    record("call.counted", subject=call, actor=None, at=at, scope=call.edition.path)
    return figure
