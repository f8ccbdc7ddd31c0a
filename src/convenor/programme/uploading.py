"""The shelf in a bucket: each release below ``releases/``, and the one that people read at its own addresses.

Pages and what devices keep are stored as gzip, which every browser since the first handsets unpacks and
no store makes by itself; files for machines are stored plain, so that a download has the hash that the
manifest tells. A page's key ends in ``index.html``.

Beside each place stands an index of what it holds: only what differs is put, then what is gone is removed;
also what a broken off upload left, since the index names it before it is put.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from convenor.programme.bucket import Bucket, NotStored, Objects, side_by_side
from convenor.programme.copies import INDEX, INDEXES
from convenor.programme.document import Json, canonical
from convenor.programme.manifest import JSON, MANIFEST
from convenor.programme.shelf import CACHE, Entry, Shelf

UPLOADING = "uploading"  # of what one at a time may do with a shelf
UNSURE = ""  # in an index: perhaps it is there
MOST_AT_ONCE = 1000  # files: what a failure or the end of the worker costs, and an index is written for


@dataclass(frozen=True, slots=True)
class Place:
    """Where a release is to be found."""

    edition: str
    number: int
    prefix: str

    @property
    def index(self) -> str:
        return f"{INDEXES}{self.prefix or self.edition + '/'}index.json"


@dataclass(frozen=True, slots=True)
class Uploaded:
    put: int = 0
    removed: int = 0

    def __add__(self, other: Uploaded) -> Uploaded:
        return Uploaded(self.put + other.put, self.removed + other.removed)

    def __bool__(self) -> bool:
        return bool(self.put or self.removed)


def places(shelf: Shelf) -> Iterator[Place]:
    """Earlier releases last: what people read comes first."""
    current = sorted(shelf.all_current())
    yield from (Place(edition, number, "") for edition, number in current)
    for edition, latest in current:
        for number in range(latest, 0, -1):
            if shelf.has(edition, number):
                yield Place(edition, number, f"releases/{edition}/{number}/")


def upload(shelf: Shelf, bucket: Objects, most: int = MOST_AT_ONCE) -> Uploaded:
    """Bring up to ``most`` files, and remove what is gone; nothing is left to do once that gives nothing."""
    done = Uploaded()
    for place in places(shelf):
        if done.put < most:
            done += _bring(shelf, bucket, place, most - done.put)
    return done


def upload_changed(shelf: Shelf, bucket: Bucket) -> Uploaded:
    """The same, if the shelf was changed since all of it was brought, and nobody else is at it."""
    with shelf.alone(UPLOADING) as is_alone:
        state, known = f"{bucket.name}\n{shelf.state()}", shelf.folder / ".uploaded"
        if not is_alone or (known.exists() and known.read_text() == state):
            return Uploaded()
        done = upload(shelf, bucket)
        if not done:
            known.write_text(state)
    return done


def upload_all(shelf: Shelf, bucket: Bucket) -> Uploaded:
    """The same until nothing is left to do, whatever was brought before."""
    with shelf.alone(UPLOADING) as is_alone:
        if not is_alone:
            raise NotStored("The worker, or somebody else, is bringing files there: wait until that is done.")
        return sum(iter(lambda: upload(shelf, bucket), Uploaded()), Uploaded())


def _bring(shelf: Shelf, bucket: Objects, place: Place, most: int) -> Uploaded:
    held = _index(bucket, place)
    files = shelf.manifest(place.edition, place.number).files
    entries = {_key(place, path): (path, entry) for path, entry in files.items()}
    wanted = {key: _form(path, entry) for key, (path, entry) in entries.items()}
    missing = sorted((key for key, form in wanted.items() if held.get(key) != form), key=_is_manifest)
    now = missing[:most]
    # What the manifest there tells of stays until the new one is there.
    gone = sorted(held.keys() - wanted.keys()) if now == missing else []
    if not now and not gone:
        return Uploaded()
    _tell(bucket, place, {**held, **dict.fromkeys(now, UNSURE)})
    for comes_last in (False, True):  # the manifest does: all that it tells of is there
        some = [key for key in now if _is_manifest(key) == comes_last]
        side_by_side(lambda key: _put(shelf, bucket, key, *entries[key]), some)
    bucket.delete(gone)
    kept = {key: form for key, form in held.items() if key not in gone}
    _tell(bucket, place, kept | {key: wanted[key] for key in now})
    return Uploaded(len(now), len(gone))


def _key(place: Place, path: str) -> str:
    return place.prefix + path + (INDEX if path.endswith("/") else "")


def _is_manifest(key: str) -> bool:
    return key.endswith(f"/{MANIFEST}")


def _is_packed(path: str, entry: Entry) -> bool:
    """Whether browsers alone read it, and it is smaller so."""
    return "gzip" in entry.encodings and (path.endswith("/") or "/programme/offline" in path)


def _form(path: str, entry: Entry) -> str:
    return f"{entry.blob}{'.gz' if _is_packed(path, entry) else ''}"


def _put(shelf: Shelf, bucket: Objects, key: str, path: str, entry: Entry) -> None:
    headers = {"Content-Type": entry.content_type, "Cache-Control": CACHE}
    encoding = "gzip" if _is_packed(path, entry) else ""
    if encoding:
        headers["Content-Encoding"] = encoding
    try:
        content = shelf.read(entry, encoding)
    except FileNotFoundError as problem:
        raise NotStored(f"{path} left the shelf meanwhile: it was issued again.") from problem
    bucket.put(key, content, headers)


def _index(bucket: Objects, place: Place) -> Mapping[str, str]:
    """What the place holds, as we left it."""
    try:
        told: Json = json.loads(bucket.read(place.index) or b"{}")
        return {str(key): str(form) for key, form in told.items()}
    except (ValueError, AttributeError) as problem:
        damaged = f"{place.index} in the bucket is damaged: empty the bucket, and everything is put again."
        raise NotStored(damaged) from problem


def _tell(bucket: Objects, place: Place, held: Mapping[str, str]) -> None:
    headers = {"Content-Type": JSON, "Content-Encoding": "gzip", "Cache-Control": "no-store"}
    bucket.put(place.index, gzip.compress(canonical(dict(held)).encode(), mtime=0), headers)
