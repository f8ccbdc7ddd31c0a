"""A programme of 300 sessions in ten rooms over five days, published in this process's home."""

from __future__ import annotations

import gzip
import random
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bench import world  # first: it sets up Django in a home of its own

from django.conf import settings  # isort: skip
from django.db import transaction  # isort: skip

from convenor.editions.models import Edition, Room  # isort: skip
from convenor.kernel.translated import Translated  # isort: skip
from convenor.people.models import Person  # isort: skip
from convenor.programme.models import Release  # isort: skip
from convenor.programme.shelf import Shelf  # isort: skip
from convenor.web.export import export_of, write  # isort: skip
from tests import make, releases  # isort: skip

SESSIONS, ROOMS, DAYS, PEOPLE = 300, 10, 5, 300
CATEGORIES = ("educator", "researcher", "policy-maker", "learner", "press")


@cache
def edition_with_programme(seed: int) -> tuple[Edition, Person]:
    """The edition and its secretary; nothing is published yet."""
    choices = random.Random(seed)
    with transaction.atomic():
        secretary = make.person("Secretary")
        edition = make.edition(of=make.series("programme"), slug="2027", secretaries=(secretary,))
        tracks = [make.track(edition, slug) for slug in ("workshops", "symposium", "webinars", "labs")]
        rooms = [
            Room.objects.create(edition=edition, slug=f"room-{n}", name=make.english(f"Room {n}"), seats=50)
            for n in range(ROOMS)
        ]
        people = [make.person(f"Speaker Number {number}", country="SN") for number in range(PEOPLE)]
        for number in range(SESSIONS):
            text, language = choices.choice(world.texts())
            session = make.session(text, of=edition, code=f"S{number}", track=choices.choice(tracks))
            session.title = Translated.of(text, language)
            session.abstract = Translated.of(" ".join([text] * 8), language)
            session.languages = [language]
            session.save()
            hour, room = number // (DAYS * ROOMS), (number // DAYS) % ROOMS
            starts_at = datetime(2027, 3, 1 + number % DAYS, 8 + hour, tzinfo=UTC)
            make.placement(session, starts_at + timedelta(minutes=5 * (number % 3)), 55, room=rooms[room])
            for person in choices.sample(people, 3):
                make.appearance(session, person, agreed_at=make.NOON)
    return edition, secretary


@cache
def first_release(seed: int) -> Release:
    edition, secretary = edition_with_programme(seed)
    return releases.published(edition, secretary)


@cache
def opened_to_all(seed: int) -> Edition:
    """The released edition, with a call and a registration that are open now."""
    first_release(seed)
    edition, _secretary = edition_with_programme(seed)
    now = datetime.now(UTC)
    times = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=30)}
    call = make.call(edition, *edition.tracks.all(), slug="call", **times)
    call.text = make.english("Tell us what works where you are. " * 20)
    call.save()
    make.registration_rules(edition, **times)
    for slug in CATEGORIES:
        make.category(edition, slug)
    return edition


def released_pages(seed: int) -> list[str]:
    """The addresses of all pages of the first release."""
    release = first_release(seed)
    files = Shelf(settings.RELEASES).manifest(release.edition.path, release.number).files
    return [f"/{path}" for path, entry in files.items() if path.endswith("/") and not entry.is_stand_in]


def released(seed: int, page: str) -> tuple[str, Path]:
    """Where ``page`` of the first release is asked for, and the file that a reader who takes brotli gets."""
    release = first_release(seed)
    path = f"en/{release.edition.path}/{page}"
    shelf = Shelf(settings.RELEASES)
    entry = shelf.manifest(release.edition.path, release.number).files[path]
    blob = shelf.path_of(entry.blob)
    return f"/{path}", blob.with_name(blob.name + ".br") if "br" in entry.encodings else blob


def exported(seed: int, page: str, folder: Path) -> Path:
    """The first release as a folder of files below ``folder``; ``page`` there also compressed."""
    target = folder / "exported"
    write(export_of(Shelf(settings.RELEASES), first_release(seed).edition.path), target)
    file = target / page.removeprefix("/") / "index.html"
    file.with_name("index.html.gz").write_bytes(gzip.compress(file.read_bytes(), 9))
    return target
