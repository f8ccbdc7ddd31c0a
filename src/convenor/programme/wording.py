"""What changed in a release, in sentences of the active language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from convenor.kernel.days import hours, listed, separated, weekday
from convenor.kernel.translated import Translated
from convenor.programme.document import Json, from_utc
from convenor.programme.frozen import Change, Frozen, forgotten
from convenor.programme.models import AppearanceRole, Happening

_FIXED: Mapping[str, Promise] = {
    "removed": gettext_lazy("No longer in the programme."),
    "languages": gettext_lazy("Its languages changed."),
    "text": gettext_lazy("Its description changed."),
}


def change_in_words(release: Frozen, change: Change) -> str:
    """One change as a sentence; where it is on now, it says so."""
    in_words = _TELLING.get(change.kind)
    return in_words(release, change) if in_words else str(_FIXED[change.kind])


def changes_in_words(release: Frozen, changes: Iterable[Change]) -> str:
    return "\n".join(change_in_words(release, change) for change in changes)


def _added(release: Frozen, change: Change) -> str:
    if not change.after:
        return _("New in the programme.")
    return _("New in the programme: %(where)s.") % {"where": _places(release, change.after)}


def _moved(release: Frozen, change: Change) -> str:
    if not change.before:
        return _("Now placed: %(where)s.") % {"where": _places(release, change.after)}
    if not change.after:
        return _("Its time and place are open again; it was %(where)s.") % {
            "where": _places(release, change.before)
        }
    said = {"before": _places(release, change.before), "after": _places(release, change.after)}
    return _("Moved from %(before)s to %(after)s.") % said


def _places(release: Frozen, placements: list[Json]) -> str:
    return separated((_place(release, each) for each in placements), ";")


def _place(release: Frozen, each: Json) -> str:
    first, last = date.fromisoformat(each["starts_on"]), date.fromisoformat(each["ends_on"])
    starts_at, ends_at = from_utc(each["starts_at"]), from_utc(each["ends_at"])
    days = weekday(first) if first == last else f"{weekday(first)} – {weekday(last)}"
    times = hours(starts_at, ends_at, release.zone) if starts_at and ends_at else ""
    room = next((str(hall.name) for hall in release.rooms if hall.slug == each["room"]), "")
    return separated(filter(None, [days, times, room]))


def _retitled(_release: Frozen, change: Change) -> str:
    return _("It was called “%(title)s”.") % {"title": Translated.from_json(change.before)}


def _state(_release: Frozen, change: Change) -> str:
    if change.after is None:
        return _("It is held as planned after all.")
    return _("It is now marked: %(state)s.") % {"state": Happening(change.after["kind"]).label}


def _people(release: Frozen, change: Change) -> str:
    come, gone = _cast(release.names, change.after), _cast(release.names, change.before)
    said = [_("Now with %(people)s.") % {"people": come}] if come else []
    if gone:
        said.append(_("No longer with %(people)s.") % {"people": gone})
    return " ".join(said)


def _cast(names: Mapping[str, str], people: list[Json]) -> str:
    return listed(
        [
            f"{names.get(each['person']) or forgotten()} ({AppearanceRole(each['role']).label})"
            for each in people
        ]
    )


def _materials(_release: Frozen, change: Change) -> str:
    new = [title for title in change.after if title not in change.before]
    if not new:
        return _("Some of its materials were taken away.")
    return _("New materials: %(titles)s.") % {"titles": listed(new)}


_TELLING: Mapping[str, Callable[[Frozen, Change], str]] = {
    "added": _added,
    "moved": _moved,
    "state": _state,
    "retitled": _retitled,
    "people": _people,
    "materials": _materials,
}
