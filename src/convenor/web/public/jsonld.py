"""What a search engine reads of a session: schema.org's Event as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from convenor.programme.frozen import Frozen, Line, Place
from convenor.programme.render import addresses

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}  # nothing ends the element it stands in


def linked_data(release: Frozen, line: Line, language: str) -> str:
    """Ready to stand in a ``script`` element."""
    page = addresses.programme(release, language) + addresses.session(line.code)
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": addresses.absolute(release, page),
        "name": str(line.title),
        "inLanguage": list(line.languages),
        "eventStatus": f"https://schema.org/{_status(line)}",
        "eventAttendanceMode": f"https://schema.org/{_attendance(line)}",
        "performer": [{"@type": "Person", "name": seat.guest.name} for seat in line.seats if seat.guest.name],
        "superEvent": {"@type": "Event", "name": str(release.name)},
    }
    if line.placements:
        facts |= _where(release, line.placements[0])
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in _ESCAPES.items():
        text = text.replace(sign, escape)
    return text


def _where(release: Frozen, place: Place) -> dict[str, Any]:
    starts = place.starts_at.astimezone(release.zone).isoformat() if place.starts_at else str(place.starts_on)
    ends = place.ends_at.astimezone(release.zone).isoformat() if place.ends_at else str(place.ends_on)
    name = ", ".join(filter(None, [str(place.room.name) if place.room else "", str(release.venue)]))
    location = {"location": {"@type": "Place", "name": name, "address": release.address}} if name else {}
    return {"startDate": starts, "endDate": ends, **location}


def _status(line: Line) -> str:
    match line.state.kind if line.state else "":
        case "cancelled" | "replaced":
            return "EventCancelled"
        case "postponed":
            return "EventPostponed"
        case "moved-online":
            return "EventMovedOnline"
        case _:
            return "EventScheduled"


def _attendance(line: Line) -> str:
    if line.state and line.state.kind == "moved-online":
        return "OnlineEventAttendanceMode"
    modes = {"online": "Online", "hybrid": "Mixed"}
    return f"{modes.get(line.attendance, 'Offline')}EventAttendanceMode"
