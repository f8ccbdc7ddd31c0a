"""Enter what is known of a programme of years ago, and publish it: what nobody knows stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid5

from convenor.accounts.actions.people import organization_named
from convenor.archive import data
from convenor.archive.data import Facts, joined, translated
from convenor.archive.models import Source
from convenor.audit.actions import record, write
from convenor.editions.actions import add_room
from convenor.editions.models import Edition, Room, Track
from convenor.kernel.codes import new_token
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.programme.actions.placements import Where, place
from convenor.programme.actions.releases import publish
from convenor.programme.actions.sessions import add_session
from convenor.programme.models import Appearance, AppearanceRole, Session

# The same person in two editions is one person, however often the files are loaded.
_PEOPLE = UUID("5d9a0f9e-6f0c-4b53-9a7e-0d7c1f2f4a11")


@write
def enter_programme(
    *, edition: Edition, tracks: Mapping[str, Track], sources: Mapping[str, Source], by: Person, at: datetime
) -> None:
    """The sessions that the data file knows of ``edition``, as its first release, if it knows any."""
    known = data.programme(edition.path)
    entering = _Entering(edition, tracks, sources, by, at)
    rooms = entering.rooms(known)
    for facts in known:
        session = entering.session(facts)
        if "day" in facts:
            place(session=session, where=_where(edition, facts, rooms), by=by, at=at)
        for position, (key, role) in enumerate(facts.get("people", {}).items()):
            entering.appearance(session, position, key, role)
    if known:
        publish(edition=edition, note=Translated(), by=by, at=at)


@dataclass(frozen=True)
class _Entering:
    edition: Edition
    tracks: Mapping[str, Track]
    sources: Mapping[str, Source]
    by: Person
    at: datetime

    def rooms(self, known: list[Facts]) -> dict[str, Room]:
        names = data.read("programmes")["rooms"]
        return {
            slug: add_room(
                edition=self.edition,
                slug=slug,
                name=translated(names[slug]),
                seats=None,
                by=self.by,
                at=self.at,
            )
            for slug in sorted({facts["room"] for facts in known if "room" in facts})
        }

    def session(self, facts: Facts) -> Session:
        return add_session(
            edition=self.edition,
            kind=facts.get("kind", "session"),
            format=facts.get("format", ""),
            track=self.tracks.get(facts.get("track", "")),
            subtheme=self.edition.subthemes.filter(slug=facts.get("subtheme", "")).first(),
            title=translated(facts["title"]),
            abstract=self._abstract(facts),
            attendance=facts.get("attendance", self.edition.attendance),
            by=self.by,
            at=self.at,
        )

    def _abstract(self, facts: Facts) -> Translated:
        """What is known besides title, place and people, who organised it, and where that is known from."""
        words = data.read("programmes")
        notes = [translated(words["notes"][name]) for name in facts.get("notes", [])]
        organisers = facts.get("organisers")
        named = [translated(words["organised_by"], names=organisers)] if organisers else []
        told = [_address(self.sources[key]) for key in facts["sources"]]
        where = [translated(words["source"], source=address) for address in told]
        return joined(translated(facts.get("note")), *notes, *named, *where)

    def appearance(self, session: Session, position: int, key: str, role: str) -> None:
        """Somebody whom a source names: nobody is written to, and what was needs no confirmation."""
        person = self._person(key)
        Appearance.objects.create(
            session=session,
            person=person,
            role=AppearanceRole(role),
            position=position,
            token=new_token(),
            invited_as=person.name,
            agreed_at=self.at,
        )
        record(
            "appearance.entered",
            subject=session,
            actor=self.by,
            at=self.at,
            scope=self.edition.path,
            about=[person],
            role=role,
        )

    def _person(self, key: str) -> Person:
        known: dict[str, str] = data.read("programmes")["people"][key]
        person, is_new = Person.objects.get_or_create(
            uid=uuid5(_PEOPLE, key),
            defaults={
                "name": known["name"],
                "organization": organization_named(known.get("organization", "")),
                "country": known.get("country", ""),
                "biography": known.get("position", ""),
                "created_at": self.at,
            },
        )
        if is_new:
            record("person.met", subject=person, actor=self.by, at=self.at, about=[person])
        return person


def _address(source: Source) -> str:
    return f"{source.publisher}, {source.url}" if source.url else source.publisher


def _where(edition: Edition, facts: Facts, rooms: Mapping[str, Room]) -> Where:
    day: str = facts["day"]
    return Where(
        starts_on=date.fromisoformat(day),
        ends_on=date.fromisoformat(facts.get("until") or day),
        starts_at=_instant(edition, day, facts.get("from")),
        ends_at=_instant(edition, day, facts.get("to")),
        room=rooms.get(facts.get("room", "")),
    )


def _instant(edition: Edition, day: str, hour: str | None) -> datetime | None:
    if hour is None:
        return None
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), edition.tzinfo)
