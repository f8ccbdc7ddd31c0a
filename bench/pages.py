"""``bin/bench pages``: what the main pages cost and weigh, in an edition with 2,000 proposals."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from bench.figures import Bench, Figure, Options
from convenor.kernel import garbage

REQUESTS, WARM_UP = 20, 3
GZIP_BYTES, RAW_BYTES = "<= 10240", "<= 30720"
CPU_MS_PUBLIC, CPU_MS_OF_A_LIST = "<= 15", "<= 30"

PROPOSALS = "/en/mlw/2027/organise/proposals/"

ON_HANDSETS = {"visitor", "author"}


@dataclass(frozen=True, slots=True)
class Page:
    who: str
    path: str


# The pages that are measured: add a line.
PAGES = {
    "home": Page("visitor", "/en/"),
    "edition": Page("visitor", "/en/mlw/2027/"),
    "edition-in-arabic": Page("visitor", "/ar/mlw/2027/"),
    "tracks": Page("visitor", "/en/mlw/2027/tracks/"),
    "call": Page("visitor", "/en/mlw/2027/call/call/"),
    "log": Page("visitor", "/en/log/"),
    "sign-in": Page("visitor", "/en/sign-in/"),
    "my-home": Page("author", "/en/me/"),
    "my-profile": Page("author", "/en/me/profile/"),
    "my-proposals": Page("author", "/en/me/proposals/"),
    "my-proposal": Page("author", "/en/me/proposals/MINE0/"),
    "my-proposal-text": Page("author", "/en/me/proposals/MINE0/text/"),
    "review-home": Page("reviewer", "/en/mlw/2027/review/"),
    "organiser-home": Page("secretary", "/en/mlw/2027/organise/"),
    "proposals": Page("secretary", PROPOSALS),
    "proposals-found": Page("secretary", f"{PROPOSALS}?q=en&language=fr&sort=-title"),
    "proposals-by-score": Page("secretary", f"{PROPOSALS}?track=workshops&sort=-score"),
    "messages": Page("secretary", "/en/mlw/2027/organise/messages/"),
    "offices": Page("secretary", "/en/mlw/2027/organise/offices/"),
}


def _cpu_ms_to_reach(page: Page) -> str:
    if page.who == "visitor":
        return CPU_MS_PUBLIC
    return CPU_MS_OF_A_LIST if PROPOSALS in page.path else ""


def measure(options: Options, *, page: Page) -> Iterator[Figure]:
    from bench.world import readers  # noqa: PLC0415  # sets up Django, which takes a while

    reader = readers(options.seed)[page.who]
    for _ in range(WARM_UP):
        answer = reader.get(page.path)
    garbage.settle()  # as the server does
    assert answer.status_code == 200, f"{page.path}: {answer.status_code}"
    started = time.process_time()
    for _ in range(REQUESTS):
        reader.get(page.path)
    cpu_ms = 1000 * (time.process_time() - started) / REQUESTS
    yield Figure("cpu_ms", round(cpu_ms, 2), "ms", _cpu_ms_to_reach(page))
    yield Figure("gzip_bytes", len(gzip.compress(answer.content, 6, mtime=0)), "bytes", GZIP_BYTES)
    raw_bytes = RAW_BYTES if page.who in ON_HANDSETS else ""
    yield Figure("raw_bytes", len(answer.content), "bytes", raw_bytes)


BENCH = Bench(
    "pages",
    f"processor time and weight of the main pages, mean of {REQUESTS} requests, with 2,000 proposals",
    {case: partial(measure, page=page) for case, page in PAGES.items()},
)
