"""``bin/bench publish``: from the programme in the database to all files of its release, in six languages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Bench, Figure, Options

if TYPE_CHECKING:
    from convenor.editions.models import Edition
    from convenor.people.models import Person

SECONDS = "<= 60"
LATER = timedelta(minutes=5)  # two sessions are moved by so much in the second release
SUFFIXES = {"raw": "", "gzip": ".gz", "brotli": ".br"}


def measure(options: Options) -> Iterator[Figure]:
    from bench.programme import edition_with_programme  # noqa: PLC0415  # sets up Django, which takes a while

    edition, secretary = edition_with_programme(options.seed)
    from django.conf import settings  # noqa: PLC0415  # as above

    from convenor.programme.shelf import Shelf  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above
    from tests.releases import published  # noqa: PLC0415  # as above

    wall, cpu = time.perf_counter(), time.process_time()
    release = published(edition, secretary)
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    shelf = Shelf(settings.RELEASES)
    blobs = [
        shelf.path_of(entry.blob) for entry in shelf.manifest(edition.path, release.number).files.values()
    ]
    yield Figure("seconds", round(seconds, 2), "s", SECONDS)
    yield Figure("cpu_ms", round(1000 * cpu_seconds), "ms")
    yield Figure("files", len(blobs), "files")
    for name, suffix in SUFFIXES.items():
        yield Figure(f"release_bytes_{name}", sum(_size(blob, suffix) for blob in blobs), "bytes")
    _move_two_sessions(edition, secretary)
    later = published(edition, secretary, at=make.LATER)
    again = {shelf.path_of(entry.blob) for entry in shelf.manifest(edition.path, later.number).files.values()}
    written = again - set(blobs)
    yield Figure("files_of_a_second_release", len(written), "files")
    for name, suffix in SUFFIXES.items():
        yield Figure(f"second_bytes_{name}", sum(_size(blob, suffix) for blob in written), "bytes")


def _move_two_sessions(edition: Edition, by: Person) -> None:
    from convenor.programme.actions.placements import Where, move  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above

    for code in ("S0", "S1"):
        was = edition.sessions.get(code=code).placements.get()
        assert was.starts_at, "every session of the bench has a time"
        assert was.ends_at, "as above"
        times = (was.starts_at + LATER, was.ends_at + LATER)
        move(placement=was, where=Where(was.starts_on, was.ends_on, *times, was.room), by=by, at=make.LATER)


def _size(blob: Path, suffix: str) -> int:
    """Of what a reader gets: what is too small to be compressed is sent as it is."""
    small = blob.with_name(blob.name + suffix)
    return (small if small.exists() else blob).stat().st_size


BENCH = Bench(
    "publish",
    "time and bytes of a release of 300 sessions in 10 rooms in six languages, in one process",
    {"300-sessions": measure},
)
