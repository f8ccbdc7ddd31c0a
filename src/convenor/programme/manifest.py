"""The manifest of a release: the SHA-256 and the size of every file. Its own SHA-256 stands in the log.

Beside the files as they are served it names the list of an exported folder, whose pages have other links:
``SHA256SUMS``, as the command ``sha256sum`` reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from convenor.programme.document import Json, canonical
from convenor.programme.frozen import Frozen
from convenor.programme.shelf import File

FORMAT = "convenor-manifest/1"
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
JSON = "application/json; charset=utf-8"

Hashes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """What the manifest says of a file."""

    sha256: str
    size: int

    @classmethod
    def of(cls, content: bytes) -> Listed:
        return cls(sha256(content), len(content))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def manifest(release: Frozen, files: Mapping[str, Listed], sums: bytes) -> File:
    """Of ``files`` by their paths, and of the ``sums`` of an exported folder."""
    told: Json = {
        "format": FORMAT,
        "edition": release.path,
        "number": release.number,
        "digest": release.digest,
        "export": sha256(sums),
        "files": {path: {"sha256": each.sha256, "bytes": each.size} for path, each in files.items()},
    }
    return File(f"{release.path}/{MANIFEST}", JSON, canonical(told).encode())


def as_sums(hashes: Hashes) -> bytes:
    """A line for each path, as ``sha256sum`` writes and checks them."""
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items())).encode()


def from_sums(sums: bytes) -> Hashes:
    """``ValueError`` where it is no such list."""
    lines = (line.split("  ", 1) for line in sums.decode().splitlines())
    return {path: sha256 for sha256, path in lines}
