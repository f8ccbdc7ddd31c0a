"""Demands on a timetable and ways out, in sentences of the active language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition
from convenor.kernel.days import listed
from convenor.programme.models import Appearance, Session

# Those that the problem of an edition can have (``programme/timetabling.py``).
DEMANDS: Mapping[str, str | Promise] = {
    "placed": _("%(sessions)s: a place."),
    "block": _("%(sessions)s: within the hours that were given."),
    "times": _("%(sessions)s: not during a break, or beside what must stand alone."),
    "track-times": _("%(sessions)s: on a day of its track, %(track)s."),
    "available": _("%(sessions)s: when %(person)s is available and not elsewhere."),
    "person": _("%(person)s: in one place at a time."),
    "room": _("%(room)s: one session at a time, and none while it is taken."),
    "any-room": _("%(sessions)s: a room that exists."),
    "needs": _("%(sessions)s: a room with what is needed, %(need)s."),
    "booths": _("%(sessions)s: a room with interpretation booths, %(booths)s or more."),
    "promised": _("%(sessions)s: a room with seats for all who have booked, %(promised)s."),
    "track-alone": _("No other track beside %(track)s."),
    "lock-start": _("%(sessions)s: at the time at which it is now, as you asked."),
    "lock-room": _("%(sessions)s: in the room in which it is now, %(value)s, as you asked."),
    "lock-day": _("%(sessions)s: on the day on which it is now, as you asked."),
}
SHARED = ("person", "room", "track-alone")  # whose sentences do not name the sessions
WAYS: Mapping[str, str | Promise] = {
    "placed": _("Let one of these be without a place: %(sessions)s."),
    "times": _("Move the break or what must stand alone, or let other tracks run beside it: %(sessions)s."),
    "track-times": _("Give the track %(track)s more days."),
    "available": _("Ask %(person)s for more time."),
    "needs": _("Find another room with %(need)s, or do without it: %(sessions)s."),
    "booths": _("Find a room with more booths, or interpret into fewer languages: %(sessions)s."),
    "promised": _("Find a larger room for these: %(sessions)s."),
    "track-alone": _("Let other tracks run beside %(track)s."),
    "lock-start": _("Let these start at another time: %(sessions)s."),
    "lock-room": _("Let these be in another room: %(sessions)s."),
    "lock-day": _("Let these be on another day: %(sessions)s."),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How sessions, people, rooms and tracks are called for one reader; others’ sessions have no name."""

    titles: Mapping[str, str]  # of sessions by their codes
    people: Mapping[str, str]
    rooms: Mapping[str, str]
    tracks: Mapping[str, str]

    @classmethod
    def of(cls, edition: Edition, *, hidden: Collection[str]) -> Names:
        appearing = Appearance.objects.filter(session__edition=edition).select_related("person")
        titles = Session.objects.filter(edition=edition).exclude(code__in=hidden)
        return cls(
            {code: f"{title} ({code})" for code, title in titles.values_list("code", "title")},
            {str(each.person.uid): each.shown_name for each in appearing},
            {room.slug: str(room.name) for room in edition.rooms.all()},
            {track.slug: str(track.name) for track in edition.tracks.all()},
        )


def in_words(rule: str, about: Mapping[str, Any], sessions: Sequence[str], names: Names) -> str:
    """What is demanded."""
    demand = _filled(DEMANDS[rule], about, sessions, names)
    if rule not in SHARED or not sessions:
        return demand
    return now("%(demand)s It is about: %(sessions)s.") % {
        "demand": demand,
        "sessions": _titles(sessions, names),
    }


def way_in_words(rule: str, about: Mapping[str, Any], sessions: Sequence[str], names: Names) -> str:
    """What to do so that it is demanded no more."""
    return _filled(WAYS[rule], about, sessions, names)


def _filled(sentence: str | Promise, about: Mapping[str, Any], sessions: Sequence[str], names: Names) -> str:
    room = str(about.get("room", about.get("value", "")))
    need = str(about.get("need", ""))
    said = {
        **{name: str(value) for name, value in about.items()},
        "person": _isolated(names.people.get(str(about.get("person")), "…")),
        "room": _isolated(names.rooms.get(room, room)),
        "value": _isolated(names.rooms.get(room, room)),
        "track": _isolated(names.tracks.get(str(about.get("track")), "")),
        "need": now("access without steps") if need == "step-free" else _isolated(need),
    }
    return str(sentence) % {**said, "sessions": _titles(sessions, names)}


def _titles(sessions: Sequence[str], names: Names) -> str:
    others = now("another session")
    return listed(list(dict.fromkeys(_isolated(names.titles.get(code) or others) for code in sessions)))


def _isolated(name: str) -> str:
    return f"\u2068{name}\u2069"
