"""``convenor release``: a release as a folder or ZIP to take away; whether a copy is what was published."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from convenor.audit import verifier
from convenor.audit.models import Entry
from convenor.cli.audit import read_only
from convenor.kernel.refusals import Refused
from convenor.programme import verifying
from convenor.programme.render.machines import DOCUMENT, PEOPLE
from convenor.programme.shelf import Shelf
from convenor.web.export import export_of, write

PUBLISHED = "release.published"


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
        "verify", help="check a copy made by anyone: its hash, and what opens its people"
    )
    verify.add_argument(
        "copy", type=Path, metavar="FILE|DIR", help=f"a {DOCUMENT}, or a folder that has some"
    )
    verify.add_argument("--digest", metavar="HEX", help="the SHA-256 that you know from elsewhere")
    verify.add_argument(
        "--log", type=Path, metavar="FILE", help="compare with this entries.jsonl, not with our log"
    )
    verify.set_defaults(do=verify_copy)


def run(options: argparse.Namespace) -> int:
    try:
        result: int = options.do(options)
    except Refused as refusal:
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


def verify_copy(options: argparse.Namespace) -> int:
    copies = sorted(options.copy.rglob(DOCUMENT)) if options.copy.is_dir() else [options.copy]
    if not copies:
        print(f"There is no {DOCUMENT} in {options.copy}.", file=sys.stderr)
        return 2
    if not options.digest and not options.log:
        read_only()
    try:
        found = [verified(copy, options) for copy in copies]
    except (verifying.NoRelease, verifier.Wrong) as problem:
        print(problem, file=sys.stderr)
        return 2
    count = sum(len(each.wrong) for each in found)
    but = "" if all(each.is_compared for each in found) else ", but a hash was compared with nothing"
    print(f"FAILED: {count} found wrong" if count else f"PASSED: everything holds{but}")
    return 1 if count else 0


def verified(copy: Path, options: argparse.Namespace) -> verifying.Verified:
    """Print what is found of one copy."""
    people = copy.with_name(PEOPLE)
    found = verifying.verify(copy.read_bytes(), people.read_bytes() if people.exists() else b"{}")
    print(f"release {found.number} of {found.path}: SHA-256 {found.digest}")
    print(f"people opened: {found.opened}; erased, or not handed over: {found.closed}")
    digest, of = known(found, options)
    if digest:
        verifying.compare(found, digest, of=of)
        print(f"compared with {of}")
    else:
        print(f"NOT COMPARED: {of} does not know this release")
    for each in found.wrong:
        print(f"WRONG  {each}")
    return found


def known(found: verifying.Verified, options: argparse.Namespace) -> tuple[str, str]:
    """The hash that somebody knows, and who."""
    if options.digest:
        return options.digest, "--digest"
    if options.log:
        return _digest_in(_payloads(options.log), found), str(options.log)
    here = "the log of this installation"
    try:
        entries = Entry.objects.filter(action=PUBLISHED, scope=found.path).order_by("seq")
        return _digest_in((entry.payload for entry in entries), found), here
    except DatabaseError:
        return "", f"{here}, which cannot be read,"


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


def _digest_in(payloads: Iterable[dict[str, Any]], found: verifying.Verified) -> str:
    for payload in payloads:
        is_it = payload["action"] == PUBLISHED and payload["scope"] == found.path
        if is_it and payload["detail"]["number"] == found.number:
            return str(payload["detail"]["digest"])
    return ""
