"""What stands in the way of a timetable, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEMS: Mapping[str, str | Promise] = {
    "no-sessions": _("There is no session to plan. Make proposals sessions first, or add some."),
    "no-rooms": _("There is no room yet. Add the rooms of this edition first."),
    "no-hours": _("There is no time in which sessions may run."),
    "too-long": _(
        "%(key)s takes %(minutes)s minutes, and no time between two breaks has more than %(most)s."
    ),
    "too-many": _("%(count)s sessions are more than can be planned at once. Up to %(most)s can."),
    "too-large": _("%(key)s has a number that is beyond %(most)s."),
    "clock": _("The clock changes on one of the days, and two of these times overlap there."),
    "impossible": _("No timetable keeps to all of this."),
    "no-time": _("No timetable was found in time. That does not prove that there is none. Give more time."),
    "not-installed": _("The solver is not installed where the work is done."),
    "ended": _(
        "The solver was ended from outside, perhaps for lack of memory. Nothing is lost; start it again."
    ),
    "too-long-taken": _("The solver took too long and was stopped. Give less time, or fewer goals."),
    "unproven": _("The answer did not pass the independent check, so it is not shown. Please report this."),
    "broken": _(
        "The solver failed. Nothing is lost; start it again, and if it fails again, please report it."
    ),
}
OF_THE_LIBRARY = {"overlap": "clock", "backwards": "clock"}  # its codes, where ours say it otherwise
OF_THE_PROCESS = {"too-long": "too-long-taken"}


def in_words(code: str, about: Mapping[str, Any]) -> str:
    """The sentence of ``code``; keys of the programme keep their own direction."""
    said = {name: f"\u2068{value}\u2069" for name, value in about.items()}
    return str(PROBLEMS[code if code in PROBLEMS else "broken"]) % {"key": "", **said}
