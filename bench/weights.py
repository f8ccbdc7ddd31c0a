"""What a page weighs on the line, and how many requests stand between its reader and its text."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection

BLOCKING = {"img": "src", "iframe": "src", "embed": "src", "object": "data", "video": "poster"}


@dataclass(frozen=True, slots=True)
class Weight:
    """``bytes`` are those of the compressed page; ``requests`` those until it can be read, its own too."""

    path: str
    bytes: int
    requests: int


def weight_of(connection: HTTPConnection, path: str) -> Weight:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, f"{path}: {answer.status}"
    size = len(content)
    if answer.headers["Content-Encoding"] == "gzip":
        content = gzip.decompress(content)
    return Weight(path, size, 1 + waits_for(content.decode()))


def waits_for(page: str) -> int:
    """How many other files a browser fetches before it shows all of ``page``."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += (
            bool(given.get(BLOCKING.get(tag, "")) and given.get("loading") != "lazy")
            or (tag == "link" and given.get("rel") == "stylesheet")
            or (tag == "script" and "src" in given and not given.keys() & {"defer", "async"})
        )
