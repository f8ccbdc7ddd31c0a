"""A copy of released files that somebody has, as a folder, a ZIP or a document, and what is wrong in it.

The manifest tells the hash of each file as it is served. An exported folder has pages with other links: their
hashes are in ``SHA256SUMS``, of which the manifest tells the hash.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from convenor.programme.bucket import Bucket
from convenor.programme.manifest import FORMAT, MANIFEST, SUMS, Hashes, from_sums, sha256
from convenor.programme.render.machines import DOCUMENT, PEOPLE
from convenor.programme.verifying import NoRelease, Verified, read_object

INDEX = "index.html"
INDEXES = ".convenor/"  # in a bucket: what we note beside the files


@dataclass(frozen=True, slots=True)
class Copy:
    """Files by their paths."""

    paths: frozenset[str]
    read: Callable[[str], bytes]


@dataclass
class Checked:
    """What was found of the files of one release. ``told`` are all paths that it accounts for."""

    told: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    manifest: str = ""
    form: str = ""
    held: int = 0
    missing: int = 0


def opened(path: Path) -> Copy:
    """The copy at ``path``; beside a single document, what opens its people."""
    if path.is_dir():
        files = frozenset(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
        return Copy(files, lambda name: (path / name).read_bytes())
    if zipfile.is_zipfile(path):
        return _zipped(zipfile.ZipFile(path))
    beside = path.with_name(PEOPLE)
    files = frozenset([DOCUMENT, PEOPLE] if beside.is_file() else [DOCUMENT])
    return Copy(files, lambda name: (path if name == DOCUMENT else beside).read_bytes())


def in_bucket(bucket: Bucket) -> Copy:
    """What was brought to ``bucket``, without what we note beside it."""
    keys = frozenset(key for key in bucket.names() if not key.startswith(INDEXES))
    return Copy(keys, lambda name: bucket.read(name) or b"")


def _zipped(archive: zipfile.ZipFile) -> Copy:
    names = [name for name in archive.namelist() if not name.endswith("/")]
    if len(names) > len(set(names)):
        raise NoRelease("The ZIP has two files of the same name: nobody knows which of them is read.")

    def read(name: str) -> bytes:
        try:
            return archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
            return b""  # damaged: that is not what was published either

    return Copy(frozenset(names), read)


def check(copy: Copy, place: str, found: Verified) -> Checked:
    """Hold each file against the manifest beside the document at ``place``, if there is one."""
    folder = place.removesuffix(DOCUMENT)
    checked = Checked({place, folder + PEOPLE})
    if folder + MANIFEST not in copy.paths:
        return checked
    content = copy.read(folder + MANIFEST)
    checked.told.add(folder + MANIFEST)
    checked.manifest = sha256(content)
    try:
        told = _told(content, found)
        root = folder.removesuffix(f"{found.path}/")
        hashes = _hashes(copy, folder + SUMS, told, checked)
    except ValueError as problem:
        checked.wrong.append(str(problem))
        return checked
    _hold(copy, root, hashes, checked)
    return checked


def _told(content: bytes, found: Verified) -> dict[str, Any]:
    try:
        told = read_object(content, MANIFEST)
    except NoRelease as problem:
        raise ValueError(str(problem)) from problem
    is_one = told.get("format") == FORMAT and isinstance(told.get("files"), dict)
    if not is_one or not all(isinstance(each, dict) for each in told["files"].values()):
        raise ValueError(f"{MANIFEST} is not the manifest of a release.")
    if told.get("digest") != found.digest:
        raise ValueError(f"{MANIFEST} is that of another {DOCUMENT}.")
    return told


def _hashes(copy: Copy, sums: str, told: dict[str, Any], checked: Checked) -> Hashes:
    """What each file must be, by its path from the root; of an exported folder if it has the list of one."""
    if sums not in copy.paths:
        checked.form = "as they are served"
        return {
            path + INDEX * path.endswith("/"): str(each.get("sha256")) for path, each in told["files"].items()
        }
    checked.form = "exported"
    checked.told.add(sums)
    content = copy.read(sums)
    if sha256(content) != told.get("export"):
        raise ValueError(f"{sums} is not the list of which {MANIFEST} tells.")
    return from_sums(content)


def _hold(copy: Copy, root: str, hashes: Hashes, checked: Checked) -> None:
    for path, expected in hashes.items():
        checked.told.add(root + path)
        if root + path not in copy.paths:
            checked.missing += 1
        elif sha256(copy.read(root + path)) == expected:
            checked.held += 1
        else:
            checked.wrong.append(f"{root}{path} is not what was published.")
    if checked.missing and checked.form == "exported":
        checked.wrong.append(f"{checked.missing} files of the exported folder are missing.")
