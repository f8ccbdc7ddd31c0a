"""What is asked of a timetable: goals in their order, hours, what stays where it is, seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import time
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from convenor.optim.timetable.problem import Goal

SECONDS = (30, 60, 120, 300)
HOURS = (("09:00", "10:30"), ("11:00", "12:30"), ("14:00", "16:00"), ("16:30", "18:30"))
GOALS: Mapping[str, str | Promise] = {
    Goal.UNPLACED: _("Sessions without a place"),
    Goal.CLASHES: _("People who marked two sessions at the same time"),
    Goal.SEATS: _("People beyond the seats"),
    Goal.TRACKS: _("Tracks in several rooms, beside themselves, or with gaps"),
    Goal.THEMES: _("Sessions of one subtheme at the same time"),
    Goal.HOURS: _("Half hours of the night for those who take part from afar"),
    Goal.FAIRNESS: _("Half hours of the night in the region of the world that fares worst"),
    Goal.MOVED: _("Sessions that are not where they are now, by how much that disturbs"),
}


class Staying(TextChoices):
    """Which sessions stay where they are now."""

    NONE = "none", _("none: all may move")
    SOME = "some", _("those that are named below")
    ALL = "all", _("all that have a place; only those without one are placed")


class Kept(TextChoices):
    """What of its place a session keeps."""

    PLACE = "place", _("day, time and room")
    START = "start", _("day and time")
    DAY = "day", _("the day")
    ROOM = "room", _("the room")


@dataclass(frozen=True, slots=True)
class Wishes:
    """``days``, ``tracks`` and ``sessions`` name by keys whose places are kept, where ``staying`` is some.

    ``moves``: of a repair, how many sessions may move in each of its drafts; ``None`` is as few as all need.
    ``lost`` is what is not there any more (``drafting.losses``).
    """

    goals: tuple[str, ...] = tuple(GOALS)
    hours: tuple[tuple[str, str], ...] = HOURS
    seconds: int = 60
    seed: int = 1
    staying: str = str(Staying.NONE)
    kept: str = str(Kept.PLACE)
    days: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    moves: tuple[int | None, ...] = field(default=(0, 1, 2, 5, None))
    lost: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Wishes:
        known = {each.name for each in fields(cls)}
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
            if name in known
        }
        if "hours" in given:
            given["hours"] = tuple((starts, ends) for starts, ends in given["hours"])
        return cls(**given)

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def clocks(self) -> list[tuple[time, time]]:
        return [(time.fromisoformat(starts), time.fromisoformat(ends)) for starts, ends in self.hours]
