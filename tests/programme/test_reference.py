"""The reference of a release tells every field, every kind of change and every address, and no others."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from django.utils.translation import override

from convenor.editions.models import EditionEvent, EventKind
from convenor.kernel.translated import Translated
from convenor.programme import changes, wording
from convenor.programme.actions.happenings import tell
from convenor.programme.document import sealed
from convenor.programme.frozen import Guest, Hall, Left, Paper, Piece, Place, Seat, State, Topic
from convenor.programme.manifest import manifest
from convenor.programme.models import Happening, Licence, Material, MaterialKind, Report
from convenor.web.public.offline import offline
from tests import make
from tests.programme.render.stage import files, release

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "release.md").read_text(encoding="utf-8")
TEXT = {"text", "status"}
IN_ONE_LANGUAGE = {"text", "language", "dir", "is_machine"}
CLOSED = {"people", "parts"}  # by the codes of people, and as other packages have it
KEPT_WHOLE = {"head.hours", "head.pages", "head.sizes", "frame.words", "sessions"}  # by names of all kinds
HISTORY = {"history[].changes"}  # as `changes`
CHANGED = {"changes[].before", "changes[].after"}  # as the kind has it


def told(heading):
    """The first cells of the table under a heading."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def fields(value, path="", closed=frozenset(CLOSED | HISTORY | CHANGED)):
    """The paths of what is in a document; a text is one thing."""
    if path in closed or (isinstance(value, dict) and "text" in value and value.keys() <= IN_ONE_LANGUAGE):
        yield path
    elif isinstance(value, dict) and not all(
        isinstance(each, dict) and each.keys() == TEXT for each in value.values()
    ):
        for name, each in value.items():
            yield from fields(each, f"{path}.{name}" if path else name, closed)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for each in value:
            yield from fields(each, f"{path}[]", closed)
    else:
        yield path


@pytest.fixture
def full(stage):
    """A second release in which nothing is missing."""
    EditionEvent.objects.create(edition=stage.edition, kind=EventKind.HELD, by=stage.chair, at=make.NOON)
    make.subtheme(stage.edition, "inclusion")
    talk = make.session("Phones that teach", of=stage.edition, track=stage.forum)
    make.placement(talk, room=stage.hall)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON, item=make.item(talk))
    stage.accepted("Tides")
    release(stage)
    by = {"by": stage.secretary, "at": make.NOON}
    tell(session=talk, kind=Happening.CANCELLED, note=Translated(), **by)
    Report.objects.create(session=talk, text=make.english("It went well."), **by)
    Material.objects.create(
        session=talk,
        kind=MaterialKind.OTHER,
        title="Film",
        licence=Licence.CC_BY,
        url="https://x.example/",
        **by,
    )
    return release(stage)


def test_every_field_is_told(full):
    assert sorted(set(fields(full.document))) == sorted(told("The document"))


def abundant(release):
    """The same with something in every field of one session, one room and one guest."""
    text = make.english("Words")
    hall = Hall("hall", text, 100, is_step_free=True, booths=2, equipment=text)
    track, subtheme = Topic("labs", text, text, "approval"), Topic("access", text, text)
    guest = Guest("4KL34DVL", "أمينة", "Lycée", "SN", "She teaches.")
    place = Place(release.starts_on, release.ends_on, release.at, release.at, hall, 1)
    line = replace(
        release.lines[0],
        track=track,
        subtheme=subtheme,
        abstract=text,
        interpretation=("fr",),
        languages=("en",),
        attendance="online",
        url="https://x.example/",
        places_to_book=9,
        state=State("replaced", text, release.at, "K7TQXM"),
        pieces=(Piece(text, text, 20),),
        seats=(Seat(guest, "speaker", 0, is_remote=True, is_confirmed=False),),
        placements=(place,),
        materials=(Left("slides", "Slides", "en", "cc-by-4.0", "/x", 40_000),),
        report=text,
        report_licence="cc-by-4.0",
    )
    parts = {"tracks": (track,), "subthemes": (subtheme,), "rooms": (hall,), "guests": (guest,)}
    facts = {"theme": text, "venue": text, "address": "Rue 1", "is_fictional": True, "note": text}
    other = make.english("Other words")  # than those of its session, which are not said twice
    paper = Paper("TIDE2345", other, other, track, subtheme, (guest,), "cc-by-4.0", line.code)
    return replace(release, **parts, **facts, lines=(line,), compendium=(paper,))


def test_every_field_of_the_offline_bundle_is_told(full):
    with override("fr"):
        made = {file.path: file.content for file in offline(abundant(full), "fr")}

    bundle = json.loads(made[f"fr/{full.path}/programme/offline.json"])

    of_sessions = fields(list(bundle["sessions"].values()), "sessions", set())
    assert sorted({*fields(bundle, "", KEPT_WHOLE), *of_sessions}) == sorted(told("The offline bundle"))


def test_every_kind_of_change_is_told_and_has_its_words():
    kinds = {"added", "removed", "moved", "people", "text", *changes._NAMES.values()}

    assert set(told("Changes")) == kinds
    assert wording._TELLING.keys() | wording._FIXED.keys() == kinds


def test_every_address_is_told(full):
    names = {"language": "(en|fr|es|ar|ru|zh)", "edition": re.escape(full.path), "day": r"\d{4}-\d\d-\d\d"}
    patterns = {
        address: re.sub(r"<(\w+)>", lambda found: names.get(found[1], r"[\w-]+"), address)
        for address in told("Addresses")
    }

    found = {
        path: [address for address, pattern in patterns.items() if re.fullmatch(pattern, f"/{path}")]
        for path in {*files(full), f"{full.path}/manifest.json", f"en/{full.path}/programme.pdf"}
    }

    assert {path for path, addresses in found.items() if len(addresses) != 1} == set()
    assert {address for addresses in found.values() for address in addresses} == patterns.keys()


def test_every_field_of_the_manifest_is_told(full):
    assert sorted(json.loads(manifest(full, {}, b"").content)) == sorted(told("The manifest"))


def test_the_example_of_a_commitment_is_true():
    opened, commitment = re.search(r"^(\{.*\})\n([0-9a-f]{64})$", PAGE, re.MULTILINE).groups()

    facts = json.loads(opened)
    salt = facts.pop("salt")
    assert sha256(opened.encode()).hexdigest() == commitment
    assert sealed(facts, salt)[0] == commitment
