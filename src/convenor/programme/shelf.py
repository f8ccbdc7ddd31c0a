"""Released files on disk: written once under the name of their content, compressed once, never changed.

``blobs/ab/abcd…`` holds each content, with ``.gz`` and ``.br`` beside it where that is smaller;
``<series>/<edition>/3.json`` says which content stands at which path of release 3; ``current`` beside it
holds the number that people read, replaced in one step, so that nobody ever sees half a release.
Who puts files there holds ``in_use``; ``sweep`` waits for them, then removes contents of no release.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import brotli

from convenor.programme.document import Json

BROTLI_QUALITY, GZIP_LEVEL = 9, 9
BEST_BROTLI_QUALITY = 10  # a tenth smaller, and ten times as long
SMALLEST_WINDOW, LARGEST_WINDOW = 16, 24  # bits; to set up a window costs more time than to fill it
WORTH_COMPRESSING = 200  # bytes; below, headers outweigh what is saved
NAME_LENGTH = 32  # hexadecimal digits of a SHA-256: 128 bits
CACHE = "public, max-age=0, must-revalidate"  # what caches are told of every file
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class File:
    """What a renderer makes: ``path`` begins at the root of the site, without a slash; ``…/`` is a page.

    A ``stand_in`` is shown where the live page of that address is not to be had. ``is_worth_it`` says that
    time is well spent on compressing it.
    """

    path: str
    content_type: str
    content: bytes
    is_stand_in: bool = False
    is_worth_it: bool = False


class Entry(NamedTuple):
    """Where the content of a path lies, what it is, its size and the encodings there are."""

    blob: str
    content_type: str
    size: int
    encodings: str  # such as "br gzip"
    is_stand_in: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of one release; ``facts`` are what the server and a verifier need besides."""

    number: int
    facts: Json
    files: Mapping[str, Entry]


def sent(content: bytes) -> int:
    """The bytes that go to a browser which takes gzip, as all do; who takes brotli gets fewer."""
    return len(_gzipped(content)) if len(content) >= WORTH_COMPRESSING else len(content)


class Shelf:
    """The folder of all released files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, file: File) -> Entry:
        """Keep a file's content, compressed where that helps; the same content is kept once."""
        blob = hashlib.sha256(file.content).hexdigest()[:NAME_LENGTH]
        path = self.path_of(blob)
        if not path.exists():
            self._keep(path, file.content, BEST_BROTLI_QUALITY if file.is_worth_it else BROTLI_QUALITY)
        encodings = " ".join(name for name, suffix in ENCODINGS if path.with_name(blob + suffix).exists())
        return Entry(blob, file.content_type, len(file.content), encodings, file.is_stand_in)

    def _keep(self, path: Path, content: bytes, quality: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if len(content) >= WORTH_COMPRESSING:
            window = min(LARGEST_WINDOW, max(SMALLEST_WINDOW, len(content).bit_length()))
            small = brotli.compress(content, quality=quality, lgwin=window)
            _write(path.with_name(path.name + ".br"), small)
            _write(path.with_name(path.name + ".gz"), _gzipped(content))
        _write(path, content)  # last: where it is, all of it is

    def path_of(self, blob: str) -> Path:
        return self.folder / "blobs" / blob[:2] / blob

    def bind(self, edition: str, number: int, facts: Json, files: Mapping[str, Entry]) -> None:
        """Say what release ``number`` of ``edition`` consists of."""
        listing = {path: list(entry) for path, entry in sorted(files.items())}
        text = json.dumps({"number": number, "facts": facts, "files": listing}, ensure_ascii=False)
        folder = self.folder / edition
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"{number}.json", text.encode())

    def turn_to(self, edition: str, number: int) -> None:
        """Make it the one that people read, from one moment to the next."""
        _write(self.folder / edition / "current", str(number).encode())

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While files are put and until they are bound; others may do so too, but nobody sweeps."""
        with self._locked(fcntl.LOCK_SH):
            yield

    def sweep(self) -> int:
        """Remove every content that belongs to no release, and what was half written; how many files."""
        with self._locked(fcntl.LOCK_EX):
            bound = {entry.blob for manifest in self._manifests() for entry in manifest.files.values()}
            files = [path for path in self.folder.glob("blobs/*/*") if path.name[:NAME_LENGTH] not in bound]
            for path in files:
                path.unlink()
        return len(files)

    def state(self) -> str:
        """What is to be read, in a text that differs as soon as something else is."""
        found = [path for kind in ("[0-9]*.json", "current") for path in self.folder.glob(f"*/*/{kind}")]
        stamps = [(path.relative_to(self.folder).as_posix(), path.stat()) for path in sorted(found)]
        return "".join(f"{path} {stamp.st_mtime_ns} {stamp.st_ino}\n" for path, stamp in stamps)

    @contextmanager
    def alone(self, at: str) -> Iterator[bool]:
        """Whether nobody else on this machine is ``at`` it, until the block ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f".{at}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, how)  # a process that ends, however it does, gives it back
            yield

    def _manifests(self) -> Iterator[Manifest]:
        for path in self.folder.glob("*/*/*.json"):
            if path.stem.isdecimal():
                yield self.manifest(path.parent.relative_to(self.folder).as_posix(), int(path.stem))

    def current(self, edition: str) -> int | None:
        try:
            return int((self.folder / edition / "current").read_text())
        except FileNotFoundError:
            return None

    def all_current(self) -> Iterator[tuple[str, int]]:
        """Each edition, and the release of it that people read."""
        for path in self.folder.glob("*/*/current"):
            yield path.parent.relative_to(self.folder).as_posix(), int(path.read_text())

    def has(self, edition: str, number: int) -> bool:
        return (self.folder / edition / f"{number}.json").exists()

    def manifest(self, edition: str, number: int) -> Manifest:
        """``FileNotFoundError`` where there is no such release."""
        stored = json.loads((self.folder / edition / f"{number}.json").read_text(encoding="utf-8"))
        files = {path: Entry(*entry) for path, entry in stored["files"].items()}
        return Manifest(stored["number"], stored["facts"], files)

    def file_of(self, entry: Entry, encoding: str = "") -> Path:
        path = self.path_of(entry.blob)
        return path.with_name(path.name + dict(ENCODINGS)[encoding]) if encoding else path

    def read(self, entry: Entry, encoding: str = "") -> bytes:
        return self.file_of(entry, encoding).read_bytes()


def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, GZIP_LEVEL, mtime=0)


def _write(path: Path, content: bytes) -> None:
    # Into a file of its own first: others may write the same, and nobody may read half of it.
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(number, "wb") as file:
        os.fchmod(number, 0o644)
        file.write(content)
    os.replace(name, path)  # noqa: PTH105  # the word for it
