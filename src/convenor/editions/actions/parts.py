"""The parts of an edition: tracks, subthemes, rooms, partners. Without a short name, one is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, TypeVar, Unpack

from django.db import models
from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import check_days, only_secretaries, put, short_name
from convenor.editions.models import Edition, Format, Partner, Room, Subtheme, Track
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import Translated
from convenor.people.models import Person

Part = TypeVar("Part", Track, Subtheme, Room, Partner)


class InUse(Refused):
    """Something still names this part."""


class NoFormat(Refused):
    """A track takes at least one of our formats, and no others."""


class TrackFacts(TypedDict, total=False):
    name: Translated
    description: Translated
    starts_on: date | None
    ends_on: date | None
    access: str
    way_in: str
    formats: Sequence[str]
    minutes: int
    may_overlap: bool
    position: int | None


class SubthemeFacts(TypedDict, total=False):
    name: Translated
    description: Translated
    position: int | None


class RoomFacts(TypedDict, total=False):
    name: Translated
    seats: int | None
    is_step_free: bool
    booths: int
    equipment: Translated
    position: int | None


class PartnerFacts(TypedDict, total=False):
    name: Translated
    role: str
    url: str
    position: int | None


@write
def add_track(
    *, edition: Edition, slug: str = "", by: Person, at: datetime, **facts: Unpack[TrackFacts]
) -> Track:
    check_days(facts.get("starts_on"), facts.get("ends_on"))
    _put_formats_in_order(facts)
    return _added(Track, "track.added", edition, {"slug": slug, **facts}, by=by, at=at)


@write
def change_track(*, track: Track, by: Person, at: datetime, **facts: Unpack[TrackFacts]) -> Track:
    check_days(facts.get("starts_on", track.starts_on), facts.get("ends_on", track.ends_on))
    _put_formats_in_order(facts)
    return _changed(Track, "track.changed", track, facts, by=by, at=at)


@write
def remove_track(*, track: Track, by: Person, at: datetime) -> None:
    _removed(Track, "track.removed", track, by=by, at=at)


@write
def add_subtheme(
    *, edition: Edition, slug: str = "", by: Person, at: datetime, **facts: Unpack[SubthemeFacts]
) -> Subtheme:
    return _added(Subtheme, "subtheme.added", edition, {"slug": slug, **facts}, by=by, at=at)


@write
def change_subtheme(
    *, subtheme: Subtheme, by: Person, at: datetime, **facts: Unpack[SubthemeFacts]
) -> Subtheme:
    return _changed(Subtheme, "subtheme.changed", subtheme, facts, by=by, at=at)


@write
def remove_subtheme(*, subtheme: Subtheme, by: Person, at: datetime) -> None:
    _removed(Subtheme, "subtheme.removed", subtheme, by=by, at=at)


@write
def add_room(
    *, edition: Edition, slug: str = "", by: Person, at: datetime, **facts: Unpack[RoomFacts]
) -> Room:
    return _added(Room, "room.added", edition, {"slug": slug, **facts}, by=by, at=at)


@write
def change_room(*, room: Room, by: Person, at: datetime, **facts: Unpack[RoomFacts]) -> Room:
    return _changed(Room, "room.changed", room, facts, by=by, at=at)


@write
def remove_room(*, room: Room, by: Person, at: datetime) -> None:
    _removed(Room, "room.removed", room, by=by, at=at)


@write
def add_partner(*, edition: Edition, by: Person, at: datetime, **facts: Unpack[PartnerFacts]) -> Partner:
    return _added(Partner, "partner.added", edition, facts, by=by, at=at)


@write
def change_partner(*, partner: Partner, by: Person, at: datetime, **facts: Unpack[PartnerFacts]) -> Partner:
    return _changed(Partner, "partner.changed", partner, facts, by=by, at=at)


@write
def remove_partner(*, partner: Partner, by: Person, at: datetime) -> None:
    _removed(Partner, "partner.removed", partner, by=by, at=at)


def _added(
    kind: type[Part], name: str, edition: Edition, facts: Mapping[str, Any], *, by: Person, at: datetime
) -> Part:
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    if "slug" in facts:
        others, noun = kind.objects.filter(edition=edition), name.partition(".")[0]
        facts = {**facts, "slug": short_name(others, facts["slug"], facts["name"].in_("en").text, noun)}
    part = kind.objects.create(edition=edition, **_in_place(kind, edition, {"position": None, **facts}))
    record(name, subject=part, actor=by, at=at, scope=edition.path)
    return part


def _changed(
    kind: type[Part], name: str, part: Part, facts: Mapping[str, Any], *, by: Person, at: datetime
) -> Part:
    edition = locked(Edition, part.edition)
    only_secretaries(by, edition, at)
    part = locked(kind, part)
    changed = put(part, _in_place(kind, edition, facts))
    if changed:
        record(name, subject=part, actor=by, at=at, scope=edition.path, fields=changed)
    return part


def _removed(kind: type[Part], name: str, part: Part, *, by: Person, at: datetime) -> None:
    edition = locked(Edition, part.edition)
    only_secretaries(by, edition, at)
    part = locked(kind, part)
    if _is_named_elsewhere(part):
        raise InUse(
            _("This cannot be removed: a call, a proposal, an office or something else still names it.")
        )
    record(name, subject=part, actor=by, at=at, scope=edition.path)
    part.delete()


def _put_formats_in_order(facts: TrackFacts) -> None:
    if "formats" not in facts:
        return
    chosen = set(facts["formats"])
    if not chosen or not chosen <= set(Format.values):
        raise NoFormat(_("Choose at least one of the formats offered."))
    facts["formats"] = [value for value in Format.values if value in chosen]


def _in_place(kind: type[Part], edition: Edition, facts: Mapping[str, Any]) -> dict[str, Any]:
    """``facts`` with the last place in the order where they ask for none in particular."""
    if facts.get("position", 0) is not None:
        return dict(facts)
    last = kind.objects.filter(edition=edition).aggregate(last=models.Max("position"))["last"]
    return {**facts, "position": (last or 0) + 1}


def _is_named_elsewhere(part: models.Model) -> bool:
    # What only describes the part, such as its review rules, is deleted with it and does not count.
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: part}).exists()  # noqa: SLF001  # Django's name for it
        for relation in part._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is not models.CASCADE
    )
