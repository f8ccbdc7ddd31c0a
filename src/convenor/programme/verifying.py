"""Whether a copy of a release is what was published: its hash, and what opens its people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from convenor.programme.document import FORMAT, Json, canonical, opens


class NoRelease(Exception):
    """What was given is not the document of a release."""


@dataclass
class Verified:
    """What was found. ``closed`` are people whose facts are not there: erased, or not handed over."""

    path: str
    number: int
    digest: str
    wrong: list[str] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    is_compared: bool = False


def verify(document: bytes, people: bytes = b"{}") -> Verified:
    """``document`` is what ``release.json`` holds, ``people`` what ``people.json`` does."""
    read, opened = _document(document), read_object(people, "people.json")
    digest = hashlib.sha256(document).hexdigest()
    found = Verified(read["edition"]["path"], read["number"], digest)
    if canonical(read).encode() != document:
        found.wrong.append("release.json is not canonical: somebody wrote it anew.")
    _open(found, read["people"], opened)
    return found


def compare(found: Verified, digest: str, *, of: str) -> None:
    """Hold the hash of the copy against the ``digest`` that ``of`` names."""
    found.is_compared = True
    if found.digest != digest.strip().lower():
        found.wrong.append(f"The SHA-256 of release.json is {found.digest}, but {of} says {digest}.")


def _document(content: bytes) -> Json:
    read = read_object(content, "release.json")
    edition = read.get("edition")
    is_one = read.get("format") == FORMAT and isinstance(read.get("number"), int)
    has_people = isinstance(read.get("people"), dict)
    if (
        not is_one
        or not has_people
        or not isinstance(edition, dict)
        or not isinstance(edition.get("path"), str)
    ):
        raise NoRelease("This is not the document of a release.")
    return read


def read_object(content: bytes, name: str) -> Json:
    """``NoRelease`` where it is something else."""
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise NoRelease(f"{name} is not JSON.") from problem
    if not isinstance(read, dict):
        raise NoRelease(f"{name} is not a JSON object.")
    return read


def _open(found: Verified, commitments: Mapping[str, str], people: Mapping[str, Any]) -> None:
    for code, commitment in commitments.items():
        if code not in people:
            found.closed += 1
        elif isinstance(people[code], dict) and opens(commitment, people[code]):
            found.opened += 1
        else:
            found.wrong.append(f"people.json says something else of {code} than was published.")
    for code in sorted(people.keys() - commitments.keys()):
        found.wrong.append(f"people.json tells of {code}, whom the release does not name.")
