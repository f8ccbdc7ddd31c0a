"""Tables -> document: the programme as it stands, in canonical JSON, and what opens its people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from convenor.editions.models import Edition, Track
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.programme.changes import changes_between
from convenor.programme.document import FORMAT, Json, canonical, in_utc, sealed
from convenor.programme.models import (
    Item,
    Licence,
    Material,
    Placement,
    Release,
    Session,
    SessionEvent,
)
from convenor.programme.naming import guest_code
from convenor.programme.queries import compendium_of, programme_of

HISTORY = 20  # releases before this one whose changes it still tells


def frozen(edition: Edition, *, number: int, note: Translated, at: datetime) -> tuple[str, dict[str, Json]]:
    """The canonical document of ``edition`` as it stands, and the facts and salts that open its people."""
    return _Freezing(edition, number, note, at).result()


class _Freezing:
    def __init__(self, edition: Edition, number: int, note: Translated, at: datetime) -> None:
        self.edition, self.number, self.note, self.at = edition, number, note, at
        self.before = Release.objects.filter(edition=edition).order_by("-number").first()
        self.people: dict[str, Json] = {}
        self.seals: dict[str, str] = {}

    def result(self) -> tuple[str, dict[str, Json]]:
        sessions = [self._session(each) for each in programme_of(self.edition)]
        document: Json = {
            "format": FORMAT,
            "site": settings.URL,
            "number": self.number,
            "at": in_utc(self.at),
            "note": self.note.to_json(),
            "before": self.before.digest if self.before else "",
            "edition": self._edition(),
            "tracks": [_track(each) for each in _in_place(self.edition.tracks.all())],
            "subthemes": [_topic(each) for each in _in_place(self.edition.subthemes.all())],
            "rooms": [_room(each) for each in _in_place(self.edition.rooms.all())],
            "sessions": sessions,
            "compendium": self._compendium(),
            "parts": {
                path.rpartition(".")[2]: import_string(path)(self.edition) for path in settings.RELEASE_PARTS
            },
        }
        document["changes"] = changes_between(self.before.document if self.before else "", document)
        document["history"] = self._history()
        for issue in (document, *document["history"]):
            self._keep_names_in(issue["changes"])
        document["people"] = dict(sorted(self.seals.items()))
        return canonical(document), self.people

    def _history(self) -> list[Json]:
        """The releases before this one, the latest first, as the one before it tells them and itself."""
        if self.before is None:
            return []
        told = json.loads(self.before.document)
        last = {name: told[name] for name in ("number", "at", "note", "changes")}
        return [last, *told["history"]][:HISTORY]

    def _keep_names_in(self, changes: list[Json]) -> None:
        # Who left is named in lists of changes only.
        named = [
            each["person"]
            for change in changes
            if change["kind"] == "people"
            for each in change["before"] + change["after"]
        ]
        for code in named:
            opened = self.before.people.get(code) if self.before else None
            if code not in self.seals and opened:
                facts = {name: value for name, value in opened.items() if name != "salt"}
                self.seals[code], self.people[code] = sealed(facts, opened["salt"])

    def _edition(self) -> Json:
        edition = self.edition
        return {
            "path": edition.path,
            "name": edition.name.to_json(),
            "series": edition.series.name.to_json(),
            "theme": edition.theme.to_json(),
            "description": edition.description.to_json(),
            "starts_on": edition.starts_on.isoformat(),
            "ends_on": edition.ends_on.isoformat(),
            "zone": edition.zone,
            "venue": edition.venue.to_json(),
            "address": edition.address,
            "country": edition.country,
            "attendance": edition.attendance,
            "languages": list(edition.languages),
            "is_fictional": edition.is_fictional,
            "events": [
                {"kind": each.kind, "note": each.note.to_json(), "at": in_utc(each.at)}
                for each in edition.events.order_by("at", "pk")
            ],
        }

    def _session(self, session: Session) -> Json:
        items: list[Item] = list(session.items.all())
        numbers = {item.pk: number for number, item in enumerate(items)}
        appearances: Iterable[Any] = session.appearances.all()
        return {
            "code": session.code,
            "kind": session.kind,
            "format": session.format,
            "track": session.track.slug if session.track else "",
            "subtheme": session.subtheme.slug if session.subtheme else "",
            "title": session.title.to_json(),
            "abstract": session.abstract.to_json(),
            "languages": list(session.languages),
            "interpretation": list(session.interpretation),
            "attendance": session.attendance,
            "url": session.url,
            "places": session.places,
            "state": _state(list(session.events.all())),
            "items": [_item(each) for each in items],
            "people": [self._appearance(each, numbers) for each in appearances],
            "placements": [_placement(each) for each in session.placements.all()],
            "materials": [_material(each) for each in session.materials.all()],
            "report": _report(session),
        }

    def _appearance(self, each: Any, numbers: Mapping[int, int]) -> Json:
        return {
            "person": self._guest(each.person, each.shown_name),
            "role": each.role,
            "item": numbers.get(each.item_id),
            "is_remote": each.is_remote,
            "is_confirmed": each.will_come is True,
        }

    def _compendium(self) -> list[Json]:
        return [
            {
                "code": proposal.code,
                "title": proposal.title.to_json(),
                "abstract": proposal.abstract.to_json(),
                "track": proposal.track.slug,
                "subtheme": proposal.subtheme.slug if proposal.subtheme else "",
                "people": [self._guest(each.person, each.shown_name) for each in proposal.contributors.all()],
                "licence": proposal.licence.licence if hasattr(proposal, "licence") else Licence.CC_BY_SA_IGO,
                "session": proposal.session.code if hasattr(proposal, "session") else "",
            }
            for proposal in compendium_of(self.edition)
        ]

    def _guest(self, person: Person, name: str) -> str:
        code = guest_code(self.edition, person)
        if person.erased_at:
            self._keep_gap(code)
        elif code not in self.seals:
            facts = {
                "name": name,
                "organization": person.organization.name if person.organization else "",
                "country": person.country,
                "biography": person.biography,
            }
            self.seals[code], self.people[code] = sealed(facts, self._salt_before(code, facts))
        return code

    def _keep_gap(self, code: str) -> None:
        # Nobody can open it: its salt, if this is the first release that has it, is thrown away at once.
        sealed_before = json.loads(self.before.document)["people"] if self.before else {}
        self.seals[code] = self.seals.get(code) or sealed_before.get(code) or sealed({})[0]

    def _salt_before(self, code: str, facts: Json) -> str:
        # The same facts keep their salt, so that an unchanged person is no change of the document.
        opened = self.before.people.get(code, {}) if self.before else {}
        salt = str(opened.get("salt", ""))
        return salt if salt and {"salt": salt, **facts} == opened else ""


def _in_place(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("position", "pk")


def _topic(each: Any) -> Json:
    return {"slug": each.slug, "name": each.name.to_json(), "description": each.description.to_json()}


def _track(each: Track) -> Json:
    days = {"starts_on": each.starts_on, "ends_on": each.ends_on}
    return {
        **_topic(each),
        "access": each.access,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def _room(each: Any) -> Json:
    return {
        "slug": each.slug,
        "name": each.name.to_json(),
        "seats": each.seats,
        "is_step_free": each.is_step_free,
        "booths": each.booths,
        "equipment": each.equipment.to_json(),
    }


def _item(each: Item) -> Json:
    return {"title": each.title.to_json(), "abstract": each.abstract.to_json(), "minutes": each.minutes}


def _placement(each: Placement) -> Json:
    return {
        "key": each.pk,
        "starts_on": each.starts_on.isoformat(),
        "ends_on": each.ends_on.isoformat(),
        "starts_at": in_utc(each.starts_at),
        "ends_at": in_utc(each.ends_at),
        "room": each.room.slug if each.room else "",
    }


def _state(events: list[SessionEvent]) -> Json | None:
    last = events[-1] if events else None
    if last is None or last.kind == "restored":
        return None
    return {
        "kind": last.kind,
        "note": last.note.to_json(),
        "at": in_utc(last.at),
        "replaced_by": last.replaced_by.code if last.replaced_by else "",
    }


def _material(each: Material) -> Json:
    return {
        "kind": each.kind,
        "title": each.title,
        "language": each.language,
        "licence": each.licence,
        "url": each.url or f"/{each.session.edition.path}/materials/{each.uid}",
        "bytes": _bytes(each),
    }


def _bytes(each: Material) -> int | None:
    """Of an uploaded file; nothing where it is elsewhere, or lost."""
    try:
        return int(each.file.size) if each.file else None
    except OSError:
        return None


def _report(session: Session) -> Json | None:
    report = getattr(session, "report", None)
    return {"text": report.text.to_json(), "licence": report.licence} if report else None
