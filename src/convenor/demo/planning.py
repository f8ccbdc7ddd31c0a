"""Two timetables that were worked out before the sessions were placed by hand: to compare, to adopt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from typing import Any

from convenor.demo import founding
from convenor.demo.timeline import EDITION_STARTS, FIRST_RELEASE, Timeline
from convenor.editions.models import Edition
from convenor.optim.timetable.problem import Goal
from convenor.programme.actions.planning import ask_for_plan
from convenor.programme.drafting.wishes import Wishes
from convenor.programme.tasks import plan_due

Event = tuple[datetime, Any]

PLANS: Mapping[str, tuple[Goal, ...]] = {
    "Visitors first": (Goal.UNPLACED, Goal.CLASHES, Goal.SEATS, Goal.TRACKS),
    "Tracks together first": (Goal.UNPLACED, Goal.TRACKS, Goal.CLASHES, Goal.SEATS),
}
SECONDS = 5  # of the solver for each: whoever tries the demonstration waits for it once


class Planning:
    """``events()`` says when the timetables are worked out: once sessions and their people are there."""

    def __init__(self, timeline: Timeline, edition: Edition) -> None:
        self.timeline, self.edition = timeline, edition

    def events(self) -> Iterator[Event]:
        """Nothing without the solver, nor of an edition that runs already: then nobody plans any more."""
        if find_spec("ortools") is None or self.timeline.has_come(self.timeline.instant(EDITION_STARTS)):
            return
        for number, name in enumerate(PLANS):
            yield self.timeline.instant(FIRST_RELEASE - 1.5 + number / 10), partial(self._plan, name)

    def _plan(self, name: str, at: datetime) -> None:
        wishes = Wishes(goals=tuple(str(goal) for goal in PLANS[name]), seconds=SECONDS)
        by = founding.secretary()
        ask_for_plan(edition=self.edition, wishes=wishes.stored(), name=name, by=by, at=at)
        plan_due(at)
