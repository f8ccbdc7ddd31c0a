"""What a timetable comes to and what stands in its way, in sentences, with the pages to go to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Edition
from convenor.kernel.days import hours, listed, short_day
from convenor.kernel.translated import RIGHT_TO_LEFT
from convenor.programme.drafting.comparing import Change, Spot
from convenor.programme.drafting.given import Difference
from convenor.programme.drafting.wishes import GOALS
from convenor.programme.drafting.wording import Names, in_words, way_in_words
from convenor.programme.planned import Draft, PlanningKind
from convenor.web.links import page
from convenor.web.templatetags.convenor import number, plain_moment

SHOWN = 8  # names in one sentence
SINCE: Mapping[str, str | Promise] = {
    "sessions came": _("Sessions that came: %(names)s. The draft leaves them where they are."),
    "sessions gone": _("Sessions that are planned no more: %(names)s. The draft leaves them as they are."),
    "sessions other": _("Sessions of which something else changed: %(names)s."),
    "rooms came": _("Rooms that came: %(names)s."),
    "rooms gone": _("Rooms that are gone: %(names)s."),
    "rooms other": _("Rooms of which something changed: %(names)s."),
    "people came": _("People who came: %(names)s."),
    "people gone": _("People who appear no more: %(count)s."),
    "people other": _("People who can come at other times now: %(names)s."),
    "tracks came": _("Tracks that came: %(names)s."),
    "tracks gone": _("Tracks without a session to plan: %(count)s."),
    "tracks other": _("Tracks of which something changed: %(names)s."),
    "places other": _("Sessions that somebody placed otherwise: %(names)s."),
}


def name_of(draft: Draft) -> str:
    """As its organisers call it, else by its time; of a repair with how many moves."""
    name = draft.name or now("Draft of %(at)s") % {"at": plain_moment(draft.run.at)}
    if draft.run.kind != PlanningKind.REPAIR:
        return name
    return f"{name} · {moves_of(draft)}"


def moves_of(draft: Draft) -> str:
    """How many moves a draft of a repair may make; where that is open, whether all sessions have a place."""
    if draft.moves is None and not draft.unplaced:
        return now("as few moves as all sessions need")
    count = draft.unplaced if draft.moves is None else draft.moves
    if draft.moves is None:
        said = ngettext(
            "few moves, %(count)s session left out", "few moves, %(count)s sessions left out", count
        )
    else:
        said = ngettext("at most %(count)s session moves", "at most %(count)s sessions move", count)
    return said % {"count": number(count)}


def goals(reached: list[Mapping[str, Any]]) -> Iterator[str]:
    """For each goal what was reached, and what is proven of it, given what the goals before it reach."""
    for each in reached:
        said = {
            "goal": GOALS[each["goal"]],
            "value": number(each["value"]),
            "bound": number(each["bound"]),
        }
        if each["value"] == each["bound"]:
            yield now("%(goal)s: %(value)s. This is proven: there is no better one.") % said
        else:
            yield now("%(goal)s: %(value)s. It is proven that no timetable has less than %(bound)s.") % said


def place(spot: Spot | None, edition: Edition, rooms: Mapping[str, str]) -> str:
    """``Mon 1 Mar 10:00 · Hall``, by the clock of the edition."""
    if spot is None:
        return now("no place")
    at = spot.starts_at.astimezone(edition.tzinfo)
    room = "" if spot.room is None else f" · \u2068{rooms.get(spot.room, spot.room)}\u2069"
    return f"{short_day(at.date())} {at:%H:%M}{room}"


def time_of(spot: Spot, minutes: int, edition: Edition) -> str:
    said = hours(spot.starts_at, spot.starts_at + timedelta(minutes=minutes), edition.tzinfo)
    is_rtl = (get_language() or "en")[:2] in RIGHT_TO_LEFT
    return f"\u2066{said}\u2069" if is_rtl else said


@dataclass(frozen=True, slots=True)
class Moved:
    """A change in words."""

    code: str
    title: str
    was: str
    becomes: str


def moved(changes: list[Change], edition: Edition, names: Names) -> Iterator[Moved]:
    for each in changes:
        yield Moved(
            each.code,
            names.titles.get(each.code, ""),
            place(each.was, edition, names.rooms),
            place(each.becomes, edition, names.rooms),
        )


def since(found: list[Difference], names: Names) -> Iterator[str]:
    """What changed since a draft was made; who is kept from the reader is counted, not named."""
    known = {
        "sessions": names.titles,
        "places": names.titles,
        "rooms": names.rooms,
        "people": names.people,
        "tracks": names.tracks,
    }
    for each in found:
        for what in ("came", "gone", "other"):
            if keys := getattr(each, what):
                said = {"names": some(keys, known[each.part]), "count": number(len(keys))}
                yield str(SINCE[f"{each.part} {what}"]) % said


def some(keys: tuple[str, ...], known: Mapping[str, str]) -> str:
    """The first few by their names, and how many more there are."""
    named = [f"\u2068{known[key]}\u2069" for key in keys if key in known][:SHOWN]
    if more := len(keys) - len(named):
        named.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": number(more)})
    return listed(named)


@dataclass(frozen=True, slots=True)
class Linked:
    """A sentence and the page on which to change what it says."""

    sentence: str
    href: str = ""


def clash(explained: Mapping[str, Any], names: Names) -> list[str]:
    """What cannot stand together."""
    return [in_words(*_parts(each), names) for each in explained.get("clash", ())]


def ways_out(explained: Mapping[str, Any], names: Names, edition: Edition, again: str) -> list[Linked]:
    """The cheapest ways out; ``again`` is where the run is asked for anew."""
    return [
        Linked(way_in_words(*_parts(each), names), _where(each, names, edition, again))
        for each in explained.get("ways_out", ())
    ]


def _parts(each: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], list[str]]:
    return each["rule"], each["about"], each["sessions"]


def _where(each: Mapping[str, Any], names: Names, edition: Edition, again: str) -> str:
    """Where the demand is changed."""
    rule = each["rule"]
    if rule.startswith("lock-"):
        return again
    if rule == "available" and each["about"]["person"] in names.people:
        return page(edition, "organiser:availability", each["about"]["person"])
    if rule in {"track-times", "track-alone", "times"}:
        return page(edition, "organiser:parts", "tracks")
    known = [code for code in each["sessions"] if code in names.titles]
    return page(edition, "organiser:session", known[0]) if known else ""
