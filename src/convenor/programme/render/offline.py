"""The whole programme in one language as plain JSON, for a device that has no network.

It has what pages show and nothing that they do not; what is empty is left out. A text is a string, or an
object where it is not in the reader's language or a machine's. It comes in parts, so that a device which has
most of them fetches the others alone. ``docs/reference/release.md`` describes every field.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convenor.kernel.countries import names_in
from convenor.kernel.days import day, days, listed, short_day, weekday
from convenor.kernel.translated import Translated
from convenor.kernel.words import is_latin, sounds_of
from convenor.programme.document import Json, in_utc
from convenor.programme.frozen import Frozen, Guest, Hall, Left, Line, Paper, Piece, Place, Seat, State, Topic
from convenor.programme.render.words import in_kilobytes, number
from convenor.programme.wording import change_in_words


def head_of(release: Frozen) -> Json:
    """What differs in each release."""
    facts = {
        "number": release.number,
        "at": in_utc(release.at),
        "day": day(release.at.astimezone(release.zone).date()),
        "name": _("Release %(number)s") % {"number": number(release.number)},
        "digest": release.digest,
        "note": _text(release.note),
        "changes": [[each.session, change_in_words(release, each)] for each in release.changes],
    }
    return _filled(facts)


def frame_of(release: Frozen) -> Json:
    """Of what the programme is made."""
    facts = {
        "path": release.path,
        "name": _text(release.name),
        "theme": _text(release.theme),
        "when": days(release.starts_on, release.ends_on),
        "venue": _text(release.venue),
        "address": release.address,
        "is_fictional": release.is_fictional,
        "zone": str(release.zone),
        "zone_name": release.zone_name,
        "days": [_day(each) for each in release.days],
        "tracks": [_topic(track) for track in release.tracks],
        "subthemes": [_topic(subtheme) for subtheme in release.subthemes],
        "rooms": [_hall(room) for room in release.rooms],
    }
    return _filled(facts)


def people_of(release: Frozen, language: str) -> list[Json]:
    """Those who appear, in the order of a list. An erased person is missing: sessions have the code alone."""
    countries = names_in(language)
    return [_guest(guest, countries.get(guest.country, guest.country)) for guest in release.guests]


def papers_of(release: Frozen) -> list[Json]:
    """The compendium. What the session of a paper says as well is not said twice."""
    return [_paper(paper, release.by_code.get(paper.session)) for paper in release.compendium]


def session_of(release: Frozen, line: Line) -> Json:
    facts: Json = {
        "title": _text(line.title),
        "kind": line.kind,
        "label": line.label,
        "abstract": _text(line.abstract),
        "track": line.track.slug if line.track else "",
        "subtheme": line.subtheme.slug if line.subtheme else "",
        "is_online": line.attendance == "online",
        "spoken": listed(line.spoken),
        "interpretation": listed(line.interpreted),
        "url": line.url,
        "state": _state(release, line.state) if line.state else None,
        "items": [_piece(piece) for piece in line.pieces],
        "people": [_seat(seat) for seat in line.seats],
        "placements": [_place(release, place) for place in line.placements],
        "materials": [_left(left) for left in line.materials],
        "report": _text(line.report),
        "report_licence": line.report_licence_label,
    }
    if line.places_to_book is not None:
        facts |= {"places": line.places_to_book, "places_in_words": number(line.places_to_book)}
    return _filled(facts)


def _filled(facts: Json) -> Json:
    return {name: value for name, value in facts.items() if value or (value == 0 and value is not False)}


def _text(text: Translated) -> str | Json:
    here = text.here
    if not here.is_fallback and not here.is_machine:
        return here.text
    facts = {
        "text": here.text,
        "language": here.language,
        "dir": here.dir,
        "is_machine": here.is_machine,
    }
    return _filled(facts)


def _day(of: date) -> Json:
    return {"day": of.isoformat(), "name": weekday(of), "short": short_day(of)}


def _topic(topic: Topic) -> Json:
    facts = {
        "slug": topic.slug,
        "name": _text(topic.name),
        "description": _text(topic.description),
        "access": "" if topic.access == "open" else topic.access,
    }
    return _filled(facts)


def _hall(hall: Hall) -> Json:
    facts: Json = {"slug": hall.slug, "name": _text(hall.name), "is_step_free": hall.is_step_free}
    if hall.seats is not None:
        facts["seats"] = ngettext("%(shown)s seat", "%(shown)s seats", hall.seats) % {
            "shown": number(hall.seats)
        }
    return _filled(facts | {"equipment": _text(hall.equipment)})


def _guest(guest: Guest, country: str) -> Json:
    facts = {
        "code": guest.code,
        "name": guest.name,
        "organization": guest.organization,
        "country": country,
        "biography": guest.biography,
        "sounds": _sounds(guest.name),
    }
    return _filled(facts)


def _sounds(name: str) -> list[str]:
    """For the search, where a device does not know the letters well enough."""
    return [] if is_latin(name) else sorted(sounds_of(name))


def _paper(paper: Paper, session: Line | None) -> Json:
    facts: Json = {
        "code": paper.code,
        "track": paper.track.slug if paper.track else "",
        "subtheme": paper.subtheme.slug if paper.subtheme else "",
        "people": [guest.code for guest in paper.guests],
        "licence": paper.licence_label,
        "session": session.code if session else "",
    }
    for name in ("title", "abstract"):
        text = getattr(paper, name)
        if session is None or text != getattr(session, name):
            facts[name] = _text(text) or ""
    return {name: value for name, value in facts.items() if value or name in {"title", "abstract"}}


def _state(release: Frozen, state: State) -> Json:
    facts = {
        "kind": state.kind,
        "label": state.label,
        "is_off": state.is_off,
        "note": _text(state.note),
        "day": day(state.at.astimezone(release.zone).date()),
        "replaced_by": state.replaced_by,
    }
    return _filled(facts)


def _piece(piece: Piece) -> Json:
    facts: Json = {"title": _text(piece.title), "abstract": _text(piece.abstract)}
    if piece.minutes:
        facts["lasts"] = ngettext("%(shown)s minute", "%(shown)s minutes", piece.minutes) % {
            "shown": number(piece.minutes)
        }
    return _filled(facts)


def _seat(seat: Seat) -> Json:
    facts = {
        "person": seat.guest.code,
        "role": seat.label,
        "item": seat.item,
        "is_remote": seat.is_remote,
        "is_unconfirmed": not seat.is_confirmed,
    }
    return _filled(facts)


def _place(release: Frozen, place: Place) -> Json:
    facts: Json = {
        "key": place.key,
        "day": place.starts_on.isoformat(),
        "starts_at": _local(release, place.starts_at),
        "ends_at": _local(release, place.ends_at),
        "room": place.room.slug if place.room else "",
    }
    if place.is_all_week:
        facts |= {"until": place.ends_on.isoformat(), "days": days(place.starts_on, place.ends_on)}
    return _filled(facts)


def _local(release: Frozen, at: datetime | None) -> str:
    return at.astimezone(release.zone).isoformat() if at else ""


def _left(left: Left) -> Json:
    facts = {
        "label": left.label,
        "title": left.title,
        "language": left.language,
        "licence": left.licence_label,
        "url": left.url,
        "size": in_kilobytes(left.bytes) if left.bytes else "",
    }
    return _filled(facts)
