"""What a plan does not keep to, in sentences of the active language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition
from convenor.kernel.days import short_day
from convenor.programme.models import Appearance
from convenor.programme.rules.plan import Broken

_SENTENCES: Mapping[str, Promise] = {
    "unplaced": _("It has no place in the programme yet."),
    "withdrawn": _("Its proposal was withdrawn."),
    "unconfirmed": _("%(person)s has not said whether they will come."),
    "refused": _("%(person)s said that they cannot come."),
    "seats-booked": _("Seats in %(room)s: %(most)s. Booked: %(count)s."),
    "seats-expected": _("Seats in %(room)s: %(most)s. Expected: %(count)s."),
    "seats-marked": _("Seats in %(room)s: %(most)s. People who marked it: %(count)s."),
    "steps": _("%(room)s is not reached without steps, as this session needs it."),
    "booths": _("Interpretation booths in %(room)s: %(most)s. Languages interpreted into: %(count)s."),
    "equipment": _("It needs: %(text)s. What is known of %(room)s: %(equipment)s."),
    "track-days": _("%(day)s is not a day of its track, %(track)s."),
    "edition-days": _("%(day)s is not a day of the edition."),
    "unavailable": _("%(person)s is not available at this time (%(day)s)."),
    "closed": _("%(room)s cannot be used at this time (%(day)s)."),
    "too-short": _("Its parts take %(count)s minutes; it lasts %(most)s (%(day)s)."),
    "person-twice": _("%(person)s is in two places at once (%(day)s): %(one)s · %(other)s."),
    "room-twice": _("%(room)s is used twice at once (%(day)s): %(one)s · %(other)s."),
    "track-alone": _("No other track may run beside %(track)s (%(day)s): %(one)s · %(other)s."),
}


@dataclass(frozen=True)
class Names:
    """How what the rules name by keys is called for one reader, in the active language."""

    people: Mapping[str, str]
    rooms: Mapping[str, str]
    equipment: Mapping[str, str]
    tracks: Mapping[str, str]
    titles: Mapping[str, str]


def names_for(edition: Edition, titles: Mapping[str, str]) -> Names:
    """``titles`` are those of the sessions that the reader may read of; others remain “another session”."""
    appearances = Appearance.objects.filter(session__edition=edition).select_related("person")
    rooms = list(edition.rooms.all())
    return Names(
        {str(each.person.uid): each.shown_name for each in appearances},
        {room.slug: str(room.name) for room in rooms},
        {room.slug: str(room.equipment) for room in rooms},
        {track.slug: str(track.name) for track in edition.tracks.all()},
        titles,
    )


def in_words(broken: Broken, names: Names) -> str:
    """One sentence, true at each of the sessions that it is about."""
    titles = [names.titles.get(code) or now("another session") for code in broken.sessions]
    said = {
        "person": names.people.get(broken.person) or "…",
        "room": names.rooms.get(broken.hall, ""),
        "equipment": names.equipment.get(broken.hall) or "—",
        "track": names.tracks.get(broken.text, ""),
        "text": broken.text,
        "one": titles[0],
        "other": titles[-1],
    }
    numbers = {"count": broken.count, "most": broken.most}
    day = {"day": short_day(broken.day) if broken.day else ""}
    return str(_SENTENCES[broken.rule]) % {**isolated(said), **numbers, **day}


def isolated(names: Mapping[str, str]) -> dict[str, str]:
    """Names have their own direction, whichever way the sentence runs."""
    return {key: f"\u2068{name}\u2069" for key, name in names.items()}
