"""A page as a poor handset loads it: Chromium on a slow line and a slow processor, with nothing kept.

**The full text is visible** at the first painted frame that shows what a reader is to read, but for one sign
in a hundred; words count, wherever they stand. What is to be read is the text that the page has at rest: when
it is loaded, no request is under way and its text has not changed for ``QUIET`` seconds. Of a page that shows
nine tenths of it without any script, it is what it shows without: an offer that a script adds is not waited
for. When the text changed for the last time is told besides. Text is ``innerText`` of the body: what styles
hide does not count. A frame counts as painted in the task after it. Fonts on their way do not hold the text
back, which favours pages with fonts of their own. Requests and bytes are those of the page, its icon and all
that it asks for until that moment, as they went over the line.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
WIDTH, HEIGHT = 240, 320
QUIET = 3.0  # seconds without a request under way and without a change of the text
LIMIT = 420.0  # seconds; a page that has not come to rest by then did not finish

SHARE = 0.99  # of the text
SHARE_WITHOUT_SCRIPT = 0.9  # of the text at rest, for a page that needs no script

WATCH = """(() => {
  const seen = window.__seen = [];
  let last = null;
  const look = () => {
    const text = document.body ? document.body.innerText : "";
    if (text === last) return;
    last = text;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => seen.push([performance.now(), text]);
    channel.port2.postMessage(0);
  };
  const each = () => { look(); requestAnimationFrame(each); };
  requestAnimationFrame(each);
})()"""
LAST = """() => {
  const seen = window.__seen || [], last = seen[seen.length - 1];
  return {
    is_loaded: document.readyState === "complete",
    started: performance.timeOrigin / 1000,
    now: performance.now() / 1000,
    at: last ? last[0] / 1000 : null,
    seen: seen.map(each => [each[0] / 1000, each[1]]),
  };
}"""


@dataclass(frozen=True, slots=True)
class Line:
    """What stands between the server and the reader; nothing at all by default."""

    down: float = -1  # bytes a second; below nought: unlimited
    up: float = -1
    latency: float = 0  # ms until an answer begins
    slower: int = 1  # times that the processor is


POOR = Line(down=50_000 / 8, up=20_000 / 8, latency=800, slower=6)


@dataclass(frozen=True, slots=True)
class Visit:
    """When the full text was visible, in seconds after the address was entered; what it took until then."""

    seconds: float
    requests: int
    bytes: int
    text: str
    is_finished: bool
    last_change: float = 0.0  # of the text, in seconds


@dataclass
class Traffic:
    """What the browser tells of its requests, by the clock on the wall."""

    under_way: set[str] = field(default_factory=set)
    begun: list[float] = field(default_factory=list)
    came: list[tuple[float, int]] = field(default_factory=list)
    _told: dict[str, int] = field(default_factory=dict)
    _offset: float = 0.0  # of the wall's clock before the browser's

    def requested(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith(("data:", "blob:")):
            return
        self._offset = event["wallTime"] - event["timestamp"]
        self.under_way.add(event["requestId"])
        self.begun.append(event["wallTime"])

    def received(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.under_way:
            self._take(event["requestId"], event["timestamp"], int(event["encodedDataLength"]))

    def _take(self, name: str, timestamp: float, size: int) -> None:
        self._told[name] = self._told.get(name, 0) + size
        self.came.append((timestamp + self._offset, size))

    def ended(self, event: dict[str, Any]) -> None:
        """What the pieces did not tell, the end does: all that came, with the answer's head."""
        name = event["requestId"]
        if name in self.under_way:
            self.under_way.remove(name)
            rest = int(event.get("encodedDataLength", 0)) - self._told.get(name, 0)
            self._take(name, event["timestamp"], max(0, rest))

    def until(self, moment: float) -> tuple[int, int]:
        """How many requests had begun, and how many bytes had come."""
        requests = sum(at <= moment for at in self.begun)
        return requests, sum(size for at, size in self.came if at <= moment)


@contextmanager
def handset(*, width: int = WIDTH, height: int = HEIGHT) -> Iterator[Any]:
    """A browser; each visit gets a context of its own, so that nothing is kept."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only the browser's benches need it

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield partial(chromium.new_context, viewport={"width": width, "height": height})
        finally:
            chromium.close()


def text_without_script(new_context: Any, url: str) -> str:
    """What the page shows to a reader whose browser runs no script."""
    context = new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(url, timeout=1000 * LIMIT)
        text: str = page.evaluate("document.body.innerText")
        return text
    finally:
        context.close()


def visited(
    new_context: Any,
    url: str,
    line: Line = POOR,
    *,
    plain: str = "",
    limit: float = LIMIT,
    quiet: float = QUIET,
) -> Visit:
    """Open ``url`` with an empty cache, watch until it is at rest; ``plain`` is its text without script."""
    context = new_context()
    try:
        return watched(context.new_page(), url, line, plain=plain, limit=limit, quiet=quiet)
    finally:
        context.close()


def watched(
    page: Any, url: str, line: Line, *, plain: str = "", limit: float = LIMIT, quiet: float = QUIET
) -> Visit:
    """The same in a page that is there, with whatever it has kept."""
    session, traffic = page.context.new_cdp_session(page), Traffic()
    _listen(session, traffic)
    _slow_down(session, line)
    page.add_init_script(WATCH)
    deadline = time.monotonic() + limit
    session.send("Page.navigate", {"url": url})
    rest = _at_rest(page, traffic, deadline, quiet)
    session.detach()
    if rest is None:
        return Visit(
            limit, len(traffic.begun), sum(size for _at, size in traffic.came), "", is_finished=False
        )
    seen = rest["seen"]
    text = to_be_read(seen[-1][1], plain)
    at = next((at for at, shown in seen if share_of(text, shown) >= SHARE), rest["at"])
    requests, size = traffic.until(rest["started"] + at)
    return Visit(round(at, 3), requests, size, text, is_finished=True, last_change=round(rest["at"], 3))


def to_be_read(at_rest: str, plain: str) -> str:
    return plain if share_of(at_rest, plain) >= SHARE_WITHOUT_SCRIPT else at_rest


def share_of(text: str, shown: str) -> float:
    """How much of the words of ``text``, by their length, is among those ``shown``."""
    words = Counter(text.split())
    there = words & Counter(shown.split())
    whole = sum(len(word) * times for word, times in words.items())
    return sum(len(word) * times for word, times in there.items()) / whole if whole else 1.0


def _listen(session: Any, traffic: Traffic) -> None:
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", traffic.requested)
    session.on("Network.dataReceived", traffic.received)
    session.on("Network.loadingFinished", traffic.ended)
    session.on("Network.loadingFailed", traffic.ended)


def _slow_down(session: Any, line: Line) -> None:
    conditions = {
        "offline": False,
        "latency": line.latency,
        "downloadThroughput": line.down,
        "uploadThroughput": line.up,
    }
    session.send("Network.emulateNetworkConditions", conditions)
    session.send("Emulation.setCPUThrottlingRate", {"rate": line.slower})


def _at_rest(page: Any, traffic: Traffic, deadline: float, quiet: float) -> dict[str, Any] | None:
    """What was seen last, once nothing has changed for ``quiet`` seconds; nothing where that did not come."""
    busy = time.monotonic()
    while time.monotonic() < deadline:
        page.wait_for_timeout(100)
        if traffic.under_way or not traffic.begun:
            busy = time.monotonic()
            continue
        if time.monotonic() - busy < quiet:
            continue
        seen: dict[str, Any] = page.evaluate(LAST)
        if seen["is_loaded"] and seen["at"] is not None and seen["now"] - seen["at"] >= quiet:
            return seen
    return None
