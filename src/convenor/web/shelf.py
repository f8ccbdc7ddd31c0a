"""Released files over HTTP: no database, no session, nothing of Django between a reader and a file.

``Released`` wraps the application. What stands on the shelf under an address is answered here: the current
release at its own addresses, each earlier one below ``/releases/<series>/<edition>/<number>/``. Everything
else goes to the application; if that fails where the release has a stand-in, the stand-in is shown.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from convenor.kernel.translated import LANGUAGES
from convenor.programme.shelf import CACHE, Entry, Manifest, Shelf
from convenor.web.middleware.headers import released_headers

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Stamp = tuple[int, int]  # of a file: another one stands in its place as soon as it differs
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_LANGUAGES = frozenset(LANGUAGES)
_LONGEST_PATH = 400
_LONGEST_ACCEPTED = 100  # of what is kept with each answer; browsers send some twenty signs
_MOST_KEPT = 5000  # answers of one release; the headers of each are made once
_MOST_EARLIER = 8  # manifests of earlier releases; few people read them
_REFUSED = frozenset({"q=0", "q=0.0", "q=0.00", "q=0.000"})
_ALSO_OF_304 = frozenset({"ETag", "Cache-Control", "Vary"})


class Ready(NamedTuple):
    """What a reader of one path and encoding gets."""

    etag: str
    headers: Headers
    file: str
    is_stand_in: bool


class Shown:
    """One release as it is shown, with the answers that were asked for."""

    def __init__(self, shelf: Shelf, manifest: Manifest, *, is_https: bool) -> None:
        self._shelf, self._manifest, self._is_https = shelf, manifest, is_https
        self._ready: dict[tuple[str, str], Ready] = {}

    def has(self, path: str) -> bool:
        return path in self._manifest.files

    def is_page(self, path: str) -> bool:
        """Whether ``path`` is shown at its own address whatever the application says."""
        entry = self._manifest.files.get(path)
        return entry is not None and not entry.is_stand_in

    def ready(self, path: str, accepted: str) -> Ready | None:
        """The answer for ``path`` in an encoding that ``accepted`` names; nothing where it is not in here."""
        known = self._ready.get((path, accepted))
        if known is not None:
            return known
        entry = self._manifest.files.get(path)
        if entry is None:
            return None
        if len(self._ready) > _MOST_KEPT:
            self._ready.clear()
        made = self._ready[path, accepted] = self._made(path, entry, _encoding(entry, accepted))
        return made

    def _made(self, path: str, entry: Entry, encoding: str) -> Ready:
        etag = f'"{entry.blob}{"-" + encoding if encoding else ""}"'
        file = self._shelf.file_of(entry, encoding)
        headers = [
            ("Content-Type", entry.content_type),
            ("Content-Length", str(file.stat().st_size)),
            ("ETag", etag),
            ("Cache-Control", CACHE),
            ("Vary", "Accept-Encoding"),
        ]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        styles = str(self._manifest.facts["styles"])
        headers += released_headers(styles, is_https=self._is_https, is_page=path.endswith("/"))
        return Ready(etag, headers, str(file), entry.is_stand_in)


class Released:
    """The application with the released files in front of it."""

    def __init__(self, application: Application, folder: Path, *, is_https: bool = False) -> None:
        self._application = application
        self._shelf = Shelf(folder)
        self._folder = str(folder)
        self._is_https = is_https
        self._current: dict[str, tuple[Stamp, Shown]] = {}
        self._earlier: dict[tuple[str, int], tuple[Stamp, Shown]] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or len(path) > _LONGEST_PATH:
            return self._application(environ, start_response)
        try:
            return self._answer(path, environ, start_response)
        except FileNotFoundError:
            # It was issued again, without somebody who was erased, since we looked: the new one stands there.
            self._current.clear()
            self._earlier.clear()
            return self._answer(path, environ, start_response)

    def _answer(self, path: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        shown, key = self._place(path)
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")[:_LONGEST_ACCEPTED]
        ready = shown.ready(key, accepted) if shown else None
        if ready is None:
            return self._elsewhere(path, shown, key, environ, start_response)
        if ready.is_stand_in and not path.startswith("/releases/"):
            return self._or_stand_in(ready, environ, start_response)
        return _answer(ready, environ, start_response)

    def _place(self, path: str) -> tuple[Shown | None, str]:
        """The release that an address belongs to, if any, and its path there."""
        parts = path.split("/", 5)
        if len(parts) > 5 and parts[1] == "releases":  # noqa: PLR2004  # "", releases, series, edition, number, rest
            return self._numbered(f"{parts[2]}/{parts[3]}", parts[4]), parts[5]
        if len(parts) < 4:  # noqa: PLR2004  # "", series, edition, rest
            return None, ""
        edition = f"{parts[2]}/{parts[3]}" if parts[1] in _LANGUAGES else f"{parts[1]}/{parts[2]}"
        return self._read_now(edition), path[1:]

    def _read_now(self, edition: str) -> Shown | None:
        """The current release, taken from the shelf again whenever another one is."""
        known = self._current.get(edition)
        if known is None and not _is_plain(edition):
            return None
        stamp = _stamp_of(f"{self._folder}/{edition}/current")
        if stamp is None:
            return None
        if known is None or known[0] != stamp:
            known = (stamp, self._taken(edition, self._shelf.current(edition) or 0))
            self._current[edition] = known
        return known[1]

    def _numbered(self, edition: str, number: str) -> Shown | None:
        if not _is_plain(edition) or not number.isdecimal() or len(number) > 6:  # noqa: PLR2004  # a million releases
            return None
        key = edition, int(number)
        known = self._earlier.get(key)
        stamp = _stamp_of(f"{self._folder}/{edition}/{key[1]}.json")
        if stamp is None or (known is None and not 0 < key[1] <= (self._shelf.current(edition) or 0)):
            return None
        if known is None or known[0] != stamp:
            if len(self._earlier) >= _MOST_EARLIER:
                self._earlier.clear()
            known = self._earlier[key] = (stamp, self._taken(*key))
        return known[1]

    def _taken(self, edition: str, number: int) -> Shown:
        return Shown(self._shelf, self._shelf.manifest(edition, number), is_https=self._is_https)

    def _elsewhere(
        self, path: str, shown: Shown | None, key: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Not on the shelf: the same with a slash, what is live of an earlier release, or the application."""
        if shown and shown.is_page(key + "/"):
            return _redirect(path + "/", start_response)
        parts = path.split("/", 5)
        if shown and parts[1] == "releases" and _is_of(f"{parts[2]}/{parts[3]}", key):
            return _redirect(f"/{key}", start_response)
        return self._application(environ, start_response)

    def _or_stand_in(self, ready: Ready, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said: list[Any] = []
        answer = self._application(environ, lambda *what: said.append(what))
        if not said[0][0].startswith("5"):
            start_response(*said[0])
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return _answer(ready, environ, start_response)


def _stamp_of(path: str) -> Stamp | None:
    """What tells this file from another that takes its place; nothing where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  # at every request: half the time
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _answer(ready: Ready, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and _is_known(ready.etag, known):
        start_response("304 Not Modified", [each for each in ready.headers if each[0] in _ALSO_OF_304])
        return []
    if environ["REQUEST_METHOD"] == "HEAD":
        start_response("200 OK", list(ready.headers))
        return []
    with open(ready.file, "rb") as file:  # noqa: PTH123  # at every request: half the time
        content = file.read()
    start_response("200 OK", list(ready.headers))  # only now: there is something to be said
    return [content]


def _is_of(edition: str, path: str) -> bool:
    """Whether ``path`` is that of a page of ``edition``, in some language."""
    language, _slash, rest = path.partition("/")
    return language in _LANGUAGES and rest.startswith(f"{edition}/")


def _is_plain(edition: str) -> bool:
    """Whether it can be the path of an edition, and leads nowhere else on the disk."""
    return edition.isascii() and all(sign.isalnum() or sign in "-_/" for sign in edition)


def _encoding(entry: Entry, accepted: str) -> str:
    """The best encoding that there is and the reader takes."""
    if not entry.encodings or not accepted:
        return ""
    offers = (each.replace(" ", "").lower().partition(";") for each in accepted.split(","))
    taken = {name for name, _semicolon, quality in offers if quality not in _REFUSED}
    return next((name for name in entry.encodings.split() if name in taken), "")


def _is_known(etag: str, known: str) -> bool:
    return known == "*" or etag in {each.strip().removeprefix("W/") for each in known.split(",")}


def _redirect(to: str, start_response: StartResponse) -> Iterable[bytes]:
    location = quote(to, safe="/")  # a line end in an address would begin another header
    start_response("301 Moved Permanently", [("Location", location), ("Content-Length", "0")])
    return []
