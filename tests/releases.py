"""Releases for tests: published by the actions, rendered in this process, read through the front door."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from convenor.editions.models import Edition
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.programme.actions.releases import complete, publish
from convenor.programme.frozen import Frozen
from convenor.programme.models import Release
from convenor.programme.rendering import files_of, render
from convenor.programme.shelf import Shelf
from convenor.programme.thawing import thaw
from convenor.web.shelf import Released
from tests import make


def thawed(release: Release) -> Frozen:
    return thaw(release.document, release.people, release.digest)


def frozen(edition: Edition, by: Person, *, at: datetime = make.NOON, note: str = "") -> Release:
    """Frozen, and neither rendered nor published: for tests that look at its files alone."""
    return publish(edition=edition, note=make.english(note) if note else Translated(), by=by, at=at)


def published(edition: Edition, by: Person, *, at: datetime = make.NOON, note: str = "") -> Release:
    """Frozen, rendered and turned to."""
    release = publish(edition=edition, note=make.english(note) if note else Translated(), by=by, at=at)
    shelf = Shelf(settings.RELEASES)
    render(thawed(release), shelf)
    manifest = shelf.manifest(edition.path, release.number).facts["manifest"]
    done = complete(release=release, manifest=manifest, at=at)
    shelf.turn_to(edition.path, release.number)
    return done


def files(release: Release) -> dict[str, bytes]:
    """Every file by its path, without a shelf."""
    return {file.path: file.content for step in files_of(thawed(release)) for file in step}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        is_small = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.content) if is_small else self.content).decode()


class Door:
    """Asks the shelf, with the real application or another one behind it."""

    def __init__(self, behind: Any = None, folder: Path | None = None) -> None:
        self.application = Released(behind or get_wsgi_application(), folder or settings.RELEASES)

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        path, _question, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **headers,
        }
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _problem: Any = None) -> None:
            said.append((int(status[:3]), dict(headers)))

        body: Iterable[bytes] = self.application(environ, start_response)
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        status, found = said[0]
        return Answer(status, found, content)
