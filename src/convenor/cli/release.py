"""``convenor release``: a release as a folder or ZIP to take away; whether a copy is what was published."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError

from convenor.audit import verifier
from convenor.audit.models import Entry
from convenor.cli.audit import read_only
from convenor.kernel.refusals import Refused
from convenor.programme import copies, verifying
from convenor.programme.bucket import Bucket, NotStored
from convenor.programme.manifest import MANIFEST
from convenor.programme.render.machines import DOCUMENT, PEOPLE
from convenor.programme.shelf import Shelf
from convenor.programme.uploading import upload_all
from convenor.web.export import export_of, write
from convenor.web.nginx import maps

BUCKET = "bucket"  # among the copies to verify
TELLING = ("release.published", "release.reissued")


def add_to(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)

    export = words.add_parser(
        "export", help="make a folder or ZIP that works from any web server or memory stick"
    )
    export.add_argument("edition", metavar="SERIES/EDITION")
    export.add_argument(
        "target", type=Path, metavar="DIR|ZIP", help="a new or empty folder, or a new file.zip"
    )
    export.add_argument("--number", type=int, metavar="N", help="an earlier release")
    export.set_defaults(do=export_release)

    verify = words.add_parser(
        "verify", help="check a copy made by anyone: its hash, what opens its people, and each file"
    )
    verify.add_argument(
        "copy",
        metavar="FILE|DIR|ZIP|bucket",
        help=f"a {DOCUMENT}, a folder or ZIP that has some, or our bucket",
    )
    verify.add_argument("--digest", metavar="HEX", help="the SHA-256 that you know from elsewhere")
    verify.add_argument("--manifest", metavar="HEX", help=f"with it, that of {MANIFEST}")
    verify.add_argument(
        "--log", type=Path, metavar="FILE", help="compare with this entries.jsonl, not with our log"
    )
    verify.set_defaults(do=verify_copy)

    upload = words.add_parser(
        "upload",
        help="bring released files to the bucket of CONVENOR_BUCKET now, see docs/how-to/object-storage.md",
    )
    upload.set_defaults(do=upload_releases)

    nginx = words.add_parser(
        "nginx", help="tell nginx where the released files lie, see docs/how-to/nginx.md"
    )
    nginx.add_argument("target", type=Path, metavar="FILE", help="that nginx includes; it is replaced whole")
    nginx.set_defaults(do=tell_nginx)


def run(options: argparse.Namespace) -> int:
    try:
        result: int = options.do(options)
    except (Refused, NotStored) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"{problem.filename} cannot be read or written: {problem.strerror}.", file=sys.stderr)
        return 2
    return result


def export_release(options: argparse.Namespace) -> int:
    export = export_of(Shelf(settings.RELEASES), options.edition.strip("/"), options.number)
    count = write(export, options.target)
    print(
        f"{count} files of release {export.release.number} of {export.release.path} are in {options.target}"
    )
    return 0


def upload_releases(_options: argparse.Namespace) -> int:
    if not settings.BUCKET:
        print("CONVENOR_BUCKET names no bucket.", file=sys.stderr)
        return 2
    bucket = Bucket(settings.BUCKET)
    done = upload_all(Shelf(settings.RELEASES), bucket)
    print(f"{done.put} files put, {done.removed} removed: {bucket.name} holds what is published")
    return 0


def tell_nginx(options: argparse.Namespace) -> int:
    target = options.target.resolve()
    made = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        made.write_text(maps(Shelf(settings.RELEASES)), encoding="utf-8")
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
    return 0


def verify_copy(options: argparse.Namespace) -> int:
    try:
        copy = _opened(options.copy)
        places = _places(copy, options.copy)
        if not options.digest and not options.log:
            read_only()
        found = [verified(copy, place, options) for place in places]
    except (verifying.NoRelease, verifier.Wrong) as problem:
        print(problem, file=sys.stderr)
        return 2
    count = sum(each.wrong for each in found) + _others(copy, found)
    but = "" if all(each.is_compared for each in found) else ", but a hash was compared with nothing"
    print(f"FAILED: {count} found wrong" if count else f"PASSED: everything holds{but}")
    return 1 if count else 0


def _opened(name: str) -> copies.Copy:
    if name != BUCKET:
        return copies.opened(Path(name))
    if not settings.BUCKET:
        raise verifying.NoRelease("CONVENOR_BUCKET names no bucket.")
    return copies.in_bucket(Bucket(settings.BUCKET))


def _places(copy: copies.Copy, path: str) -> list[str]:
    places = sorted(path for path in copy.paths if path.rpartition("/")[2] == DOCUMENT)
    if not places:
        raise verifying.NoRelease(f"There is no {DOCUMENT} in {path}.")
    return places


class Seen(NamedTuple):
    """What was printed of one release."""

    wrong: int
    is_compared: bool
    told: set[str]
    has_manifest: bool  # here, or known to whom it was compared with


def verified(copy: copies.Copy, place: str, options: argparse.Namespace) -> Seen:
    """Print what is found of the release whose document is at ``place``."""
    people = place.removesuffix(DOCUMENT) + PEOPLE
    found = verifying.verify(copy.read(place), copy.read(people) if people in copy.paths else b"{}")
    print(f"release {found.number} of {found.path}: SHA-256 {found.digest}")
    print(f"people opened: {found.opened}; erased, or not handed over: {found.closed}")
    expected = known(found, options)
    if expected.digest:
        verifying.compare(found, expected.digest, of=expected.of)
        print(f"compared with {expected.of}")
    else:
        print(f"NOT COMPARED: {expected.of} does not know this release")
    files = copies.check(copy, place, found)
    is_compared = not files.manifest or _manifest_compared(files, expected)
    for each in (*found.wrong, *files.wrong):
        print(f"WRONG  {each}")
    has_manifest = bool(files.manifest or expected.manifests)
    wrong = len(found.wrong) + len(files.wrong)
    return Seen(wrong, found.is_compared and is_compared, files.told, has_manifest)


def _manifest_compared(files: copies.Checked, expected: Known) -> bool:
    """Print what is found of the files, and whether somebody knows their manifest."""
    print(f"files that hold, {files.form}: {files.held}; not handed over: {files.missing}")
    if not expected.manifests:
        print(f"NOT COMPARED: {expected.of} does not know the manifest {files.manifest}")
        return False
    if files.manifest not in expected.manifests:
        files.wrong.append(
            f"The SHA-256 of {MANIFEST} is {files.manifest}, which {expected.of} does not know."
        )
    elif files.manifest == expected.manifests[-1]:
        print(f"manifest {files.manifest}: the newest that {expected.of} knows")
    else:
        print(
            f"manifest {files.manifest}: published, and issued again since, without somebody who was erased"
        )
    return True


def _others(copy: copies.Copy, found: Iterable[Seen]) -> int:
    """Print which files belong to no release; gives how many are wrong for that."""
    others = sorted(copy.paths.difference(*(each.told for each in found)))
    if not any(each.has_manifest for each in found):
        if others:
            print(f"NOT CHECKED: {len(others)} other files, for there is no {MANIFEST}")
        return 0
    for path in others:
        print(f"WRONG  {path} is told of by no {MANIFEST}.")
    return len(others)


class Known(NamedTuple):
    """The hashes that somebody knows, and who: of the document, and of its manifests, the newest last."""

    digest: str
    manifests: list[str]
    of: str


def known(found: verifying.Verified, options: argparse.Namespace) -> Known:
    if options.digest:
        manifest = (options.manifest or "").strip().lower()
        return Known(options.digest, [manifest] if manifest else [], "the command line")
    if options.log:
        return _said_in(_payloads(options.log), found, str(options.log))
    here = "the log of this installation"
    try:
        entries = Entry.objects.filter(action__in=TELLING, scope=found.path).order_by("seq")
        return _said_in((entry.payload for entry in entries), found, here)
    except DatabaseError:
        return Known("", [], f"{here}, which cannot be read,")


def _payloads(log: Path) -> Iterator[dict[str, Any]]:
    """What the opened entries of an exported log say; ``convenor audit verify`` checks it."""
    with log.open("rb") as file:
        for line in file:
            try:
                row = verifier.read_row(line)
            except verifier.Wrong as wrong:
                raise verifier.Wrong(f"{log}: {wrong}") from wrong
            if row.payload is not None and verifier.is_what_was_committed(row):
                yield row.payload


def _said_in(payloads: Iterable[dict[str, Any]], found: verifying.Verified, of: str) -> Known:
    """Of the first publication its document, of that and of every issue since the manifests."""
    digest, manifests = "", []
    for payload in payloads:
        is_it = payload["action"] in TELLING and payload["scope"] == found.path
        if is_it and payload["detail"]["number"] == found.number:
            digest = digest or str(payload["detail"]["digest"])
            manifests.append(str(payload["detail"].get("manifest", "")))
    return Known(digest, [each for each in manifests if each], of)
