"""``bin/bench publish``: from the programme in the database to all files of its release, in six languages.

As the worker does it: rendered by a process of its own, on all processors. On paper as well where
``bin/test`` or ``. bin/environment.sh; environment print`` has set up what sets the PDFs.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Bench, Figure, Options

if TYPE_CHECKING:
    from convenor.editions.models import Edition
    from convenor.people.models import Person
    from convenor.programme.models import Release

SECONDS = "<= 20"
PAPER = Path(__file__).parents[1] / ".venv-print"
LATER = timedelta(minutes=5)  # two sessions are moved by so much in the second release
SUFFIXES = {"raw": "", "gzip": ".gz", "brotli": ".br"}


def on_paper(options: Options) -> Iterator[Figure]:
    packages = next(PAPER.glob("lib/*/site-packages"), None)
    if packages is None:
        raise SystemExit("The PDFs need .venv-print: . bin/environment.sh; environment print")
    with _also_from(packages):
        yield from measure(options)


@contextmanager
def _also_from(packages: Path) -> Iterator[None]:
    os.environ["PYTHONPATH"] = str(packages)
    try:
        yield
    finally:
        del os.environ["PYTHONPATH"]


def measure(options: Options) -> Iterator[Figure]:
    from bench.programme import edition_with_programme  # noqa: PLC0415  # sets up Django, which takes a while

    edition, secretary = edition_with_programme(options.seed)
    from django.conf import settings  # noqa: PLC0415  # as above

    from convenor.programme.shelf import Shelf  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above

    edition.releases.all().delete()  # of the case before
    shutil.rmtree(settings.RELEASES, ignore_errors=True)
    wall, cpu = time.perf_counter(), _cpu()
    release = _published(edition, secretary, make.NOON)
    seconds, cpu_seconds = time.perf_counter() - wall, _cpu() - cpu
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
    later = _published(edition, secretary, make.LATER)
    again = {shelf.path_of(entry.blob) for entry in shelf.manifest(edition.path, later.number).files.values()}
    written = again - set(blobs)
    yield Figure("files_of_a_second_release", len(written), "files")
    for name, suffix in SUFFIXES.items():
        yield Figure(f"second_bytes_{name}", sum(_size(blob, suffix) for blob in written), "bytes")


def _published(edition: Edition, by: Person, at: datetime) -> Release:
    from convenor.kernel.translated import Translated  # noqa: PLC0415  # as above
    from convenor.programme.actions.releases import publish  # noqa: PLC0415  # as above
    from convenor.programme.tasks import render_due  # noqa: PLC0415  # as above

    release = publish(edition=edition, note=Translated(), by=by, at=at)
    assert render_due(at) == 1
    return release


def _cpu() -> float:
    """Seconds of the processor, of this process and of those that it waited for."""
    return sum(os.times()[:4])


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
    "time and bytes of a release of 300 sessions in 10 rooms in six languages",
    {"300-sessions": measure, "on-paper": on_paper},
)
