"""Who may see, search and export each column of a list (``web/tables.py``). What is not named is closed."""

from collections.abc import Mapping

from convenor.config.policy import OFFICERS, ORGANISERS
from convenor.editions.models import Role
from convenor.kernel.translated import LANGUAGES
from convenor.web.middleware.gate import SIGNED_IN, Reach, holders_of

FIELDS: Mapping[str, Mapping[str, Reach]] = {
    "log": {
        "at": holders_of(Role.CHAIR, Role.SECRETARY),
        "what": holders_of(Role.CHAIR, Role.SECRETARY),
        "who": holders_of(Role.CHAIR, Role.SECRETARY),
        "whom": holders_of(Role.CHAIR, Role.SECRETARY),
        "proposal": holders_of(Role.CHAIR, Role.SECRETARY),
        "number": holders_of(Role.CHAIR, Role.SECRETARY),
    },
    "proposals": {
        "code": ORGANISERS,
        "title": ORGANISERS,
        "contributors": ORGANISERS,
        "track": ORGANISERS,
        "subtheme": ORGANISERS,
        "format": ORGANISERS,
        "language": ORGANISERS,
        "reviews": ORGANISERS,
        "score": ORGANISERS,
        "corrected": ORGANISERS,
        "interval": ORGANISERS,
        "spread": ORGANISERS,
        "recommended": ORGANISERS,
        "country": ORGANISERS,
        "region": ORGANISERS,
        "group": ORGANISERS,
        "organization": ORGANISERS,
        "verdict": ORGANISERS,
        "released": ORGANISERS,
        "submitted": ORGANISERS,
        "standing": ORGANISERS,
    },
    "matched": {
        "code": ORGANISERS,
        "title": ORGANISERS,
        "reviewer": ORGANISERS,
        "score": ORGANISERS,
        "change": ORGANISERS,
        "hint": ORGANISERS,
    },
    "screening": dict.fromkeys(("code", "title", "track", "submitted", "until"), holders_of(Role.SECRETARY)),
    "calibration": {
        "name": ORGANISERS,
        "track": ORGANISERS,
        "reviews": ORGANISERS,
        "differs": ORGANISERS,
        "interval": ORGANISERS,
    },
    "timetables": dict.fromkeys(
        ("name", "asked", "who", "unplaced", "proven", "adopted"), holders_of(Role.CHAIR, Role.SECRETARY)
    ),
    "programme": {
        "code": ORGANISERS,
        "title": ORGANISERS,
        "kind": ORGANISERS,
        "track": ORGANISERS,
        "people": ORGANISERS,
        "when": ORGANISERS,
        "room": ORGANISERS,
        "state": ORGANISERS,
        "warnings": ORGANISERS,
        "marked": ORGANISERS,
        "subtheme": ORGANISERS,
        "languages": ORGANISERS,
        "interpretation": ORGANISERS,
        "minutes": ORGANISERS,
        "expected": ORGANISERS,
        "booked": ORGANISERS,
    },
    "demand": dict.fromkeys(
        ("title", "when", "seats", "wanted", "beyond", "expected", "marked", "booked", "options"), ORGANISERS
    ),
    "possible-places": dict.fromkeys(("day", "time", "room", "broken", "price", "move"), ORGANISERS),
    "confirmations": {
        "name": ORGANISERS,
        "role": ORGANISERS,
        "code": ORGANISERS,
        "title": ORGANISERS,
        "track": ORGANISERS,
        "answer": ORGANISERS,
        "answered": ORGANISERS,
    },
    "reviewers": {
        "days": ORGANISERS,
        "name": ORGANISERS,
        "organization": ORGANISERS,
        "tracks": ORGANISERS,
        "languages": ORGANISERS,
        "most": ORGANISERS,
        "asked": ORGANISERS,
        "open": ORGANISERS,
        "drafts": ORGANISERS,
        "done": ORGANISERS,
        "late": ORGANISERS,
    },
    "bids": {
        "title": holders_of(Role.REVIEWER),
        "code": holders_of(Role.REVIEWER),
        "track": holders_of(Role.REVIEWER),
        "language": holders_of(Role.REVIEWER),
        "wish": holders_of(Role.REVIEWER),
    },
    "assignments": {
        "code": ORGANISERS,
        "title": ORGANISERS,
        "track": ORGANISERS,
        "language": ORGANISERS,
        "asked": ORGANISERS,
        "done": ORGANISERS,
        "late": ORGANISERS,
    },
    "offers": {
        "code": ORGANISERS,
        "title": ORGANISERS,
        "track": ORGANISERS,
        "language": ORGANISERS,
        "asked": ORGANISERS,
        "hints": ORGANISERS,
    },
    "registrations": {
        "code": holders_of(Role.SECRETARY),
        "name": holders_of(Role.SECRETARY),
        "category": holders_of(Role.SECRETARY),
        "organization": holders_of(Role.SECRETARY),
        "country": holders_of(Role.SECRETARY),
        "standing": holders_of(Role.SECRETARY),
        "registered": holders_of(Role.SECRETARY),
        "checked_in": holders_of(Role.SECRETARY),
        "attendance": holders_of(Role.SECRETARY),
        "language": holders_of(Role.SECRETARY),
        "tracks": holders_of(Role.SECRETARY),
        "address": holders_of(Role.SECRETARY),
        # told to those who fill them in: read by the secretariat only
        "access": holders_of(Role.SECRETARY),
        "diet": holders_of(Role.SECRETARY),
    },
    "messages": {
        "person": holders_of(Role.SECRETARY),
        "address": holders_of(Role.SECRETARY),
        "kind": holders_of(Role.SECRETARY),
        "subject": holders_of(Role.SECRETARY),
        "language": holders_of(Role.SECRETARY),
        "state": holders_of(Role.SECRETARY),
        "queued": holders_of(Role.SECRETARY),
        "sent": holders_of(Role.SECRETARY),
        "problem": holders_of(Role.SECRETARY),
    },
    "offices": {
        **dict.fromkeys(["name", "address", "role", "track", "since", "until"], OFFICERS),
        "end": holders_of(Role.SECRETARY),
    },
    "tracks": dict.fromkeys(
        [
            "name",
            "slug",
            "description",
            "starts",
            "ends",
            "access",
            "way_in",
            "minutes",
            "overlap",
            "position",
        ],
        OFFICERS,
    ),
    "subthemes": dict.fromkeys(["name", "slug", "description", "position"], OFFICERS),
    "rooms": dict.fromkeys(
        ["name", "slug", "seats", "step_free", "booths", "equipment", "position"], OFFICERS
    ),
    "partners": dict.fromkeys(["name", "role", "url", "position"], OFFICERS),
    "events": {
        **dict.fromkeys(["kind", "at", "note", "days", "replaced_by"], OFFICERS),
        "change": holders_of(Role.SECRETARY),
    },
    "texts": dict.fromkeys(["name", "kind", "standing"], OFFICERS),
    "previous": dict.fromkeys(["name", "days", "figures", "sources"], holders_of(Role.SECRETARY)),
    "figures": dict.fromkeys(
        ["counted", "track", "says", "note", "source", "address", "value"], holders_of(Role.SECRETARY)
    ),
    "calls": dict.fromkeys(
        ["title", "slug", "opens", "closes", "tracks", "languages", "proposals"], holders_of(Role.SECRETARY)
    ),
    "questions": dict.fromkeys(
        ["text", "slug", "kind", "required", "tracks", "words", "position"], holders_of(Role.SECRETARY)
    ),
    "late-links": dict.fromkeys(["address", "until", "works", "sent", "link"], holders_of(Role.SECRETARY)),
    "letters": dict.fromkeys(["kind", *LANGUAGES], holders_of(Role.SECRETARY)),
    "progress": dict.fromkeys(
        ["track", "due", "proposals", "wanted", "asked", "drafts", "done", "late"], ORGANISERS
    ),
    "criteria": dict.fromkeys(["name", "slug", "most", "weight", "low", "high", "position"], ORGANISERS),
    "categories": dict.fromkeys(
        ["name", "slug", "description", "open", "approval", "position"], holders_of(Role.SECRETARY)
    ),
    "quotas": dict.fromkeys(["name", "kind", "places", "taken", "online"], holders_of(Role.SECRETARY)),
    "codes": dict.fromkeys(
        [
            "code",
            "category",
            "track",
            "whom",
            "state",
            "used",
            "uses",
            "until",
            "made",
            "link",
            "change",
        ],
        holders_of(Role.SECRETARY),
    ),
    "releases": dict.fromkeys(["number", "state", "out", "changed", "frozen", "by", "digest"], ORGANISERS),
    # people's own
    "my-log": dict.fromkeys(["at", "what", "who", "proposal", "number"], SIGNED_IN),
    "conflicts": dict.fromkeys(
        [
            *("code", "person", "kind", "detail", "counterpart", "years", "severity", "source"),
            *("since", "asked", "reason", "change"),
        ],
        holders_of(Role.CHAIR, Role.SECRETARY),
    ),
    "my-conflicts": dict.fromkeys(["code", "edition", "declared", "reason", "retract"], SIGNED_IN),
    "my-proposals": dict.fromkeys(
        ["title", "code", "edition", "track", "state", "decision", "begun", "submitted"], SIGNED_IN
    ),
    "my-reviews": dict.fromkeys(
        ["title", "code", "track", "language", "state", "due"], holders_of(Role.REVIEWER)
    ),
}
