"""The installation that all stories share, each with a series of its own, and the doors to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from bench.tables import copy_into
from tests.journeys.doors import Chromium, Door, PlainHttp
from tests.journeys.installation import Installation

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Opened = Callable[[], Door]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    prepared = Installation(tmp_path_factory.mktemp("journeys"))
    copy_into(prepared.home / "convenor.sqlite3")
    with prepared.serving() as serving:
        yield serving


@pytest.fixture
def plain_http(installation: Installation) -> Opened:
    return lambda: PlainHttp(installation.url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"There is no {CHROMIUM}: these journeys need Debian's Chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def handset(browser: Browser, installation: Installation) -> Iterator[Opened]:
    """A feature phone: 240 by 320, without script."""
    yield from _opened(browser, installation, 240, 320, has_script=False)


@pytest.fixture
def smartphone(browser: Browser, installation: Installation) -> Iterator[Opened]:
    yield from _opened(browser, installation, 390, 844)


@pytest.fixture
def tablet(browser: Browser, installation: Installation) -> Iterator[Opened]:
    yield from _opened(browser, installation, 1024, 768)


def _opened(
    browser: Browser, installation: Installation, width: int, height: int, *, has_script: bool = True
) -> Iterator[Opened]:
    """One more browser at each call, with cookies of its own."""
    contexts = []

    def door() -> Door:
        size = ViewportSize(width=width, height=height)
        context = browser.new_context(viewport=size, java_script_enabled=has_script, locale="en-GB")
        contexts.append(context)
        return Chromium(context, installation.url)

    yield door
    for context in contexts:
        context.close()
