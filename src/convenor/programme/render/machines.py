"""What anybody needs to verify a release: the document whose hash is in the log, and what opens its people.

``release.json`` holds exactly the bytes that were hashed. ``people.json`` holds, for each person, the facts
and the salt of which the document has the commitment; who was erased is missing there, and the document still
verifies.
"""

from __future__ import annotations

from collections.abc import Iterator

from convenor.programme.document import canonical
from convenor.programme.frozen import Frozen
from convenor.programme.shelf import File

JSON = "application/json; charset=utf-8"
DOCUMENT, PEOPLE = "release.json", "people.json"


def machines(release: Frozen, _language: str) -> Iterator[File]:
    yield File(f"{release.path}/{DOCUMENT}", JSON, canonical(release.document).encode())
    yield File(f"{release.path}/{PEOPLE}", JSON, canonical(release.people).encode())
