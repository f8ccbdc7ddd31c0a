"""``bin/bench reach``: how long a reader with a poor handset waits for the full text of a page.

The handset: Chromium, 240 by 320 pixels, 50 kbit/s down and 20 up, 800 ms until an answer begins, a
processor six times slower, nothing kept. When the text counts as visible, ``bench/watching.py`` says. The
edition has 300 sessions in 10 rooms; the default server serves it on a private port. ``--url ADDRESS``
measures any other page in the same way. The weights are those of every public page in every language,
compressed, as they are sent.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from statistics import median
from typing import Any

from bench.figures import Bench, Figure, Options
from bench.postgres import HOST
from bench.watching import CHROMIUM, POOR, Visit, handset, text_without_script, visited, watched
from bench.weights import Weight, weight_of

RUNS = 3
SECONDS, A_SECOND, KIBIBYTES_10 = "<= 4", "<= 1", "<= 10240"

PAGES = {
    "day": "programme/2027-03-01/",
    "session": "programme/sessions/S0/",
    "call": "call/call/",
    "registration": "register/",
}
# Beside all that was released: what is made when it is asked for.
MADE = (
    "",
    "tracks/",
    "venue/",
    "call/call/",
    "register/",
    "my/",
    "now/",
    "times/",
    "../../search/?q=learning",
)


@contextmanager
def edition_served(seed: int) -> Iterator[tuple[int, str]]:
    """The port of the default server, and the path of the edition that it shows."""
    from bench.programme import opened_to_all  # noqa: PLC0415  # sets up Django, which takes a while
    from bench.rush import serving  # noqa: PLC0415  # as above

    edition = opened_to_all(seed)
    with serving(dict(os.environ)) as port:
        yield port, edition.path


def page(options: Options, *, path: str) -> Iterator[Figure]:
    if is_without_browser():
        return
    with edition_served(options.seed) as (port, edition):
        yield from figures_of(f"http://{HOST}:{port}/en/{edition}/{path}", reach=SECONDS)


def from_device(options: Options) -> Iterator[Figure]:
    """A day's page on a device that keeps the programme: it was there once before, on any line."""
    if is_without_browser():
        return
    with edition_served(options.seed) as (port, edition), handset() as new_context:
        url = f"http://{HOST}:{port}/en/{edition}/{PAGES['day']}"
        plain = text_without_script(new_context, url)
        yield from figures([again(new_context, url, plain) for _ in range(RUNS)], reach=A_SECOND)


def again(new_context: Any, url: str, plain: str) -> Visit:
    context = new_context()
    try:
        page = context.new_page()
        page.goto(url)
        page.locator(".kept", has_text="is kept on this device").wait_for()
        page.goto("about:blank")
        session = context.new_cdp_session(page)
        session.send("ServiceWorker.enable")
        # As after hours: it has to start, and to read what it kept.
        session.send("ServiceWorker.stopAllWorkers")
        session.detach()
        return watched(page, url, POOR, plain=plain)
    finally:
        context.close()


def given(options: Options) -> Iterator[Figure]:
    """Each page of ``--url``; without one there is nothing to measure."""
    if not options.urls or is_without_browser():
        return
    for url in options.urls:
        yield from figures_of(url)


def figures_of(url: str, *, reach: str = "") -> Iterator[Figure]:
    with handset() as new_context:
        plain = text_without_script(new_context, url)
        visits = [visited(new_context, url, plain=plain) for _ in range(RUNS)]
    yield from figures(visits, reach=reach)


def figures(visits: list[Visit], *, reach: str = "") -> Iterator[Figure]:
    """The medians; a visit that did not finish counts with the time after which it was given up."""
    yield Figure("seconds_until_full_text", round(median(each.seconds for each in visits), 2), "s", reach)
    yield Figure("requests_until_then", median(each.requests for each in visits), "requests")
    yield Figure("bytes_until_then", median(each.bytes for each in visits), "bytes")
    yield Figure("signs_of_text", median(len(each.text) for each in visits), "signs")
    yield Figure("seconds_until_last_change", round(median(each.last_change for each in visits), 2), "s")
    finished = sum(each.is_finished for each in visits)
    yield Figure("visits_that_finished", finished, "visits", f"== {RUNS}" if reach else "")


def is_without_browser() -> bool:
    if CHROMIUM.exists():
        return False
    print(f"SKIPPED: there is no {CHROMIUM}", file=sys.stderr)
    return True


def weights(options: Options) -> Iterator[Figure]:
    """Every public page of the edition: the largest of each language, and all together."""
    from bench.programme import released_pages  # noqa: PLC0415  # sets up Django, which takes a while
    from convenor.kernel.translated import LANGUAGES  # noqa: PLC0415  # as above

    with edition_served(options.seed) as (port, edition):
        connection = HTTPConnection(HOST, port, timeout=30)
        for language in LANGUAGES:
            made = [_plain(f"/{language}/{edition}/{path}") for path in MADE]
            released = [path for path in released_pages(options.seed) if path.startswith(f"/{language}/")]
            paths = list(dict.fromkeys([f"/{language}/", *made, *released]))
            yield from heaviest(language, [weight_of(connection, path) for path in paths])
        connection.close()


def heaviest(language: str, weights: list[Weight]) -> Iterator[Figure]:
    """Of all pages in one language."""
    largest = max(weights, key=lambda each: each.bytes)
    yield Figure(f"{language}: pages", len(weights), "pages")
    yield Figure(f"{language}: median page", median(each.bytes for each in weights), "bytes")
    yield Figure(f"{language}: largest page {largest.path}", largest.bytes, "bytes", KIBIBYTES_10)
    most = max(each.requests for each in weights)
    yield Figure(f"{language}: requests until a page can be read", most, "requests", "== 1")


def _plain(path: str) -> str:
    """``path`` without steps back."""
    while "/../" in path:
        path = re.sub(r"/[^/]+/\.\./", "/", path, count=1)
    return path


BENCH = Bench(
    "reach",
    "seconds until the full text is visible at 50 kbit/s, 800 ms and CPU ×6; bytes and requests of all pages",
    {case: partial(page, path=path) for case, path in PAGES.items()}
    | {"day-from-the-device": from_device, "weights": weights, "url": given},
)
