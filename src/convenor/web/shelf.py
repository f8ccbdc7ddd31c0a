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
from convenor.programme.shelf import Entry, Manifest, Shelf
from convenor.web.middleware.headers import headers_with_style

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

CACHE = "public, max-age=0, must-revalidate"
_LANGUAGES = frozenset(LANGUAGES)
_LONGEST_PATH = 400


class Found(NamedTuple):
    manifest: Manifest
    entry: Entry
    language: str


class Released:
    """The application with the released files in front of it."""

    def __init__(self, application: Application, folder: Path, *, is_https: bool = False) -> None:
        self._application = application
        self._shelf = Shelf(folder)
        self._is_https = is_https
        self._current: dict[str, tuple[tuple[int, int], Manifest]] = {}
        self._earlier: dict[tuple[str, int], Manifest] = {}
        self._answers: dict[tuple[str, str, str, str], Headers] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._application(environ, start_response)
        path = environ.get("PATH_INFO", "")
        found = self._find(path) if len(path) <= _LONGEST_PATH else None
        if found is None:
            return self._elsewhere(path, environ, start_response)
        if found.entry.is_stand_in and not path.startswith("/releases/"):
            return self._or_stand_in(found, environ, start_response)
        return self._answer("200 OK", found, environ, start_response)

    def _find(self, path: str) -> Found | None:
        parts = path.split("/", 5)
        if len(parts) > 5 and parts[1] == "releases":  # noqa: PLR2004  # "", releases, series, edition, number, rest
            manifest = self._numbered(f"{parts[2]}/{parts[3]}", parts[4])
            return _in(manifest, parts[5])
        if len(parts) < 4:  # noqa: PLR2004  # "", series, edition, rest
            return None
        first = 2 if parts[1] in _LANGUAGES else 1
        return _in(self._read_now("/".join(parts[first : first + 2])), path[1:])

    def _read_now(self, edition: str) -> Manifest | None:
        """The manifest of the current release, read again whenever another one is."""
        if not _is_plain(edition):
            return None
        try:
            is_now = os.stat(self._shelf.folder / edition / "current")  # noqa: PTH116  # half the time of Path.stat
        except OSError:
            return None
        stamp = (is_now.st_mtime_ns, is_now.st_ino)
        known = self._current.get(edition)
        if known is None or known[0] != stamp:
            number = self._shelf.current(edition)
            known = (stamp, self._shelf.manifest(edition, number or 0))
            self._current[edition] = known
        return known[1]

    def _numbered(self, edition: str, number: str) -> Manifest | None:
        if not _is_plain(edition) or not number.isdecimal() or len(number) > 6:  # noqa: PLR2004  # a million releases
            return None
        key = edition, int(number)
        if key not in self._earlier:
            current = self._shelf.current(edition) or 0
            if not 0 < key[1] <= current or not self._shelf.has(*key):
                return None
            if len(self._earlier) > 8:  # noqa: PLR2004  # few people read earlier ones
                self._earlier.clear()
            self._earlier[key] = self._shelf.manifest(*key)
        return self._earlier[key]

    def _elsewhere(self, path: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Not on the shelf: the same with a slash, what is live of an earlier release, or the application."""
        with_slash = None if path.endswith("/") else self._find(path + "/")
        if with_slash and not with_slash.entry.is_stand_in:
            return _redirect(path + "/", start_response)
        live = self._live(path)
        if live:
            return _redirect(live, start_response)
        return self._application(environ, start_response)

    def _live(self, path: str) -> str:
        """Where a link of an earlier release to what is not part of it leads: to the same edition, live."""
        parts = path.split("/", 5)
        if len(parts) < 6 or parts[1] != "releases":  # noqa: PLR2004  # as in `_find`
            return ""
        edition, rest = f"{parts[2]}/{parts[3]}", parts[5]
        language = rest.partition("/")[0]
        is_of_edition = language in _LANGUAGES and rest.startswith(f"{language}/{edition}/")
        return f"/{rest}" if is_of_edition and self._numbered(edition, parts[4]) else ""

    def _or_stand_in(self, found: Found, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said: list[Any] = []
        answer = self._application(environ, lambda *what: said.append(what))
        if not said[0][0].startswith("5"):
            start_response(*said[0])
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return self._answer("200 OK", found, environ, start_response)

    def _answer(
        self, status: str, found: Found, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        encoding = _encoding(found.entry, environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = self._headers(found, encoding)
        if _is_known(headers[0][1], environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response("304 Not Modified", [each for each in headers if each[0] in _ALSO_OF_304])
            return []
        content = self._shelf.read(found.entry, encoding)
        start_response(status, [*headers, ("Content-Length", str(len(content)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]

    def _headers(self, found: Found, encoding: str) -> Headers:
        style = found.manifest.facts["style"]
        key = found.entry.blob, found.entry.content_type + style, encoding, found.language
        if key not in self._answers:
            if len(self._answers) > 20_000:  # noqa: PLR2004  # some releases of a large edition
                self._answers.clear()
            self._answers[key] = self._made(found, encoding, style)
        return self._answers[key]

    def _made(self, found: Found, encoding: str, style: str) -> Headers:
        headers = [
            ("ETag", f'"{found.entry.blob}{"-" + encoding if encoding else ""}"'),
            ("Content-Type", found.entry.content_type),
            ("Cache-Control", CACHE),
            ("Vary", "Accept-Encoding"),
        ]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        if found.language:
            headers.append(("Content-Language", found.language))
        return headers + list(headers_with_style(style, is_https=self._is_https).items())


_REFUSED = frozenset({"q=0", "q=0.0", "q=0.00", "q=0.000"})
_ALSO_OF_304 = frozenset({"ETag", "Cache-Control", "Vary"})


def _in(manifest: Manifest | None, path: str) -> Found | None:
    entry = manifest.files.get(path) if manifest else None
    if manifest is None or entry is None:
        return None
    first = path.partition("/")[0]
    return Found(manifest, entry, first if first in _LANGUAGES else "")


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
    return bool(known) and (
        known == "*" or etag in {each.strip().removeprefix("W/") for each in known.split(",")}
    )


def _redirect(to: str, start_response: StartResponse) -> Iterable[bytes]:
    location = quote(to, safe="/")  # a line end in an address would begin another header
    start_response("301 Moved Permanently", [("Location", location), ("Content-Length", "0")])
    return []
