"""What a place of a session costs, in sentences of the active language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.kernel.translated import RIGHT_TO_LEFT
from convenor.optim.timetable.prices import Cost
from convenor.optim.timetable.problem import Goal
from convenor.programme.advice import Names, isolated
from convenor.programme.drafting import wishes

GOALS: Mapping[str, str | Promise] = {
    **wishes.GOALS,
    Goal.MOVED: _("Moved since it was published"),
    Goal.WISHES: _("Wishes that are not met"),
}

_SENTENCES: Mapping[str, str | Promise] = {
    "moved": _("It is published in another place or at another time. People who marked it: %(marks)s."),
    "unplaced": _("It has no place in the programme yet."),
    "clash": _("%(other)s is at the same time. People who marked both: %(count)s."),
    "seats": _("More people are expected than there are seats: %(count)s."),
    "track-rooms": _("Its track, %(track)s, has more rooms than one: %(count)s."),
    "track-gaps": _("Between sessions of its track, %(track)s, there are times without one: %(count)s."),
    "track-parallel": _("%(other)s, of the same track, is at the same time."),
    "theme": _("%(other)s, of the same subtheme, is at the same time."),
    "night": _("By the clock of %(person)s it is before 07:00 or after 22:00. Half hours: %(count)s."),
    "worst-off": _("Half hours of the night in the region of the world that fares worst: %(count)s."),
    "wished-time": _("It is at a time that somebody would rather not have."),
    "wished-room": _("It is in a room that somebody would rather not have."),
}


def price_in_words(cost: Cost, amount: int, code: str, names: Names, *, marks: int = 0) -> str:
    """One sentence about what the place of the session ``code`` costs; ``marks`` are those of the session."""
    other = next((each for each in _pair(cost) if each != code), "")
    said = {
        "other": names.titles.get(other) or now("another session"),
        "track": names.tracks.get(str(cost.about.get("track", "")), ""),
        "person": names.people.get(str(cost.about.get("person", ""))) or "…",
    }
    extra = 1 if cost.why == "track-rooms" else 0  # the price counts those beyond the first
    return str(_SENTENCES[cost.why]) % {**isolated(said), "count": amount + extra, "marks": marks}


def _pair(cost: Cost) -> list[str]:
    return [str(cost.about[name]) for name in ("session", "other") if name in cost.about]


def changes_in_words(changes: Mapping[Goal, int]) -> list[str]:
    """``People beyond the seats: −12``, for each goal; below zero is better."""
    return [f"{GOALS[goal]}: {signed(change)}" for goal, change in changes.items()]


def signed(number: int) -> str:
    """With its sign, in one piece from left to right."""
    said = f"{number:+}".replace("-", "−")
    return f"\u2066{said}\u2069" if (get_language() or "en")[:2] in RIGHT_TO_LEFT else said
