"""``bin/bench marks``: what a reader's own programme costs and weighs, with 300 sessions in 10 rooms."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from bench.figures import Bench, Figure, Options
from bench.pages import CPU_MS_PUBLIC, GZIP_BYTES, REQUESTS, WARM_UP
from convenor.kernel import garbage


@dataclass(frozen=True, slots=True)
class Page:
    """``inner`` stands below ``my/``, or with a slash below the edition, with the token of a list of
    ``marks`` sessions.
    """

    inner: str
    marks: int
    cpu_ms: str = CPU_MS_PUBLIC
    gzip_bytes: str = GZIP_BYTES


PAGES = {
    "begin": Page("", 0),
    "list": Page("{token}/", 25),
    "list-of-200": Page("{token}/", 200),
    "list-of-200-to-print": Page("{token}/?all=1", 200, cpu_ms="", gzip_bytes=""),
    "day": Page("{token}/2027-03-01/", 25),
    "mark": Page("mark/S0/", 0),
    "calendar": Page("{token}.ics", 25),
    "places": Page("/places.json", 0),  # of 300 sessions, all with a limit
}


def measure(options: Options, *, page: Page) -> Iterator[Figure]:
    from django.test import Client  # noqa: PLC0415  # as above

    from bench.programme import first_release  # noqa: PLC0415  # sets up Django, which takes a while
    from convenor.programme import current  # noqa: PLC0415  # as above
    from tests import make  # noqa: PLC0415  # as above

    edition = first_release(options.seed).edition
    made = make.mark_list(edition, *edition.sessions.order_by("pk")[: page.marks])
    inner, reader = page.inner.format(token=made.token), Client()
    path = f"/{edition.path}{inner}" if inner.startswith("/") else f"/en/{edition.path}/my/{inner}"
    edition.sessions.update(places=50, booked=20)
    for _ in range(WARM_UP):
        answer = reader.get(path)
    garbage.settle()  # as the server does
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    yield Figure("cpu_ms", round(_cpu_ms(reader, path, REQUESTS), 2), "ms", page.cpu_ms)
    yield Figure("gzip_bytes", len(gzip.compress(answer.content, 6, mtime=0)), "bytes", page.gzip_bytes)
    current._parsed.cache_clear()  # noqa: SLF001  # what the first reader of a release waits for
    yield Figure("cpu_ms_of_the_first", round(_cpu_ms(reader, path, 1), 2), "ms")


def _cpu_ms(reader: object, path: str, requests: int) -> float:
    started = time.process_time()
    for _ in range(requests):
        reader.get(path)  # type: ignore[attr-defined]  # a Client, which is not known before Django is set up
    return 1000 * (time.process_time() - started) / requests


BENCH = Bench(
    "marks",
    f"processor time and weight of a reader's own programme, mean of {REQUESTS} requests, with 300 sessions",
    {case: partial(measure, page=page) for case, page in PAGES.items()},
)
