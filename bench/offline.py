"""``bin/bench offline``: what it costs a device to keep a programme, and what another release costs it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

import brotli

from bench.figures import Bench, Figure, Options
from bench.prose import REAL, Prose

if TYPE_CHECKING:
    from convenor.programme.frozen import Frozen

TITLE, ABSTRACT, BIOGRAPHY = 60, 1200, 200  # characters
ORGANIZATIONS = 80
MOST, IN_LATIN_LETTERS = "<= 150000", {"en", "fr", "es"}  # others need more, which is told
CHANGED = 10  # sessions that another release moved
AS_MUCH = 0.4  # characters in which Chinese says what an alphabet says in one


def measure(options: Options, *, language: str) -> Iterator[Figure]:
    prose = Prose(language, options.seed)
    abstracts = [prose.text(ABSTRACT) for _ in range(300)]
    yield _bits(" ".join(abstracts), language)
    yield from _bytes("", _written(options, language, abstracts), language)
    if language == "zh":
        said = [text[: round(ABSTRACT * AS_MUCH)] for text in abstracts]
        yield from _bytes("as_much_said_", _written(options, language, said), language)
    told = _written(options, language, abstracts, has_biographies=True)
    yield from _bytes("with_biographies_", told, language)
    yield from _update(_written(options, language, abstracts), language)


def _bits(text: str, language: str) -> Figure:
    bits = 8 * _brotli(text.encode()) / len(text)
    return Figure("bits_per_character", round(bits, 2), "bits", f">= {REAL[language]}")


def _bytes(name: str, release: Frozen, language: str) -> Iterator[Figure]:
    whole = _files(release, language)["offline.json"]
    most = MOST if not name and language in IN_LATIN_LETTERS else ""
    yield Figure(f"{name}bytes_raw", len(whole), "bytes")
    yield Figure(f"{name}bytes_gzip", _gzip(whole), "bytes")
    yield Figure(f"{name}bytes_brotli", _brotli(whole, quality=10), "bytes", most)


def _update(release: Frozen, language: str) -> Iterator[Figure]:
    """Another release, in which ten sessions are in another room: index and parts."""
    before, after = _files(release, language), _files(_moved(release), language)
    new = [content for name, content in after.items() if name not in before]
    index = after["offline-index.json"]
    assert json.loads(index)["version"] != json.loads(before["offline-index.json"])["version"]
    yield Figure("index_bytes_brotli", _brotli(index), "bytes")
    yield Figure("update_of_10_sessions_files", len(new), "files")
    yield Figure(
        "update_of_10_sessions_bytes_brotli", _brotli(index) + sum(map(_brotli, new)), "bytes", "<= 30000"
    )


def _written(
    options: Options, language: str, abstracts: list[str], *, has_biographies: bool = False
) -> Frozen:
    """300 sessions and 300 people in ten rooms, with texts of ``language``."""
    release = _frozen(options.seed)
    from convenor.kernel.translated import Translated  # noqa: PLC0415  # Django is set up by now

    prose = Prose(language, options.seed + 1)
    organizations = [prose.text(30) for _ in range(ORGANIZATIONS)]
    guests = {
        guest.code: replace(
            guest,
            name=prose.text(16),
            organization=organizations[number % ORGANIZATIONS],
            biography=prose.text(BIOGRAPHY) if has_biographies else "",
        )
        for number, guest in enumerate(release.guests)
    }
    lines = [
        replace(
            line,
            title=Translated.of(prose.text(TITLE), language),
            abstract=Translated.of(abstract, language),
            seats=tuple(replace(seat, guest=guests[seat.guest.code]) for seat in line.seats),
        )
        for line, abstract in zip(release.lines, abstracts, strict=True)
    ]
    return replace(release, guests=tuple(guests.values()), lines=tuple(lines))


def _moved(release: Frozen) -> Frozen:
    hall = release.rooms[0]
    moved = [
        replace(line, placements=tuple(replace(place, room=hall) for place in line.placements))
        for line in release.lines[-CHANGED:]
    ]
    return replace(release, number=release.number + 1, lines=(*release.lines[:-CHANGED], *moved))


@cache
def _frozen(seed: int) -> Frozen:
    """The programme of the other benches, not rendered."""
    from bench.programme import edition_with_programme  # noqa: PLC0415  # sets up Django, which takes a while
    from tests import releases  # noqa: PLC0415  # as above

    return releases.thawed(releases.frozen(*edition_with_programme(seed)))


def _files(release: Frozen, language: str) -> dict[str, bytes]:
    from django.utils.translation import override  # noqa: PLC0415  # as above

    from convenor.web.public.offline import offline  # noqa: PLC0415  # as above

    with override(language):
        return {file.path.rpartition("/programme/")[2]: file.content for file in offline(release, language)}


def _brotli(content: bytes, quality: int = 9) -> int:
    """As the shelf compresses parts, and with 10 the whole."""
    return len(brotli.compress(content, quality=quality, lgwin=20))


def _gzip(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


BENCH = Bench(
    "offline",
    "bytes of a programme for devices: 300 sessions with distinct abstracts of 1,200 characters, 300 people",
    {language: partial(measure, language=language) for language in REAL},
)
