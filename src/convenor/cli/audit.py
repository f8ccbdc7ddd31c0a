"""``convenor audit``: the log, verified, signed or handed out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.db.utils import OperationalError

from convenor.audit import keys, queries, tasks, verification, verifier
from convenor.audit.models import TreeHead
from convenor.web.middleware import moment


def add_to(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)

    verify = words.add_parser(
        "verify", help="check the database's own log, or an exported one; changes nothing"
    )
    verify.add_argument("--log", type=Path, metavar="FILE", help="check this export instead of the database")
    verify.add_argument(
        "--checkpoint", action="append", default=[], metavar="FILE", help="a signed note; repeatable"
    )
    verify.add_argument("--key", metavar="VKEY", help="the key of the checkpoints, where it is not ours")
    verify.set_defaults(do=verify_log)

    checkpoint = words.add_parser(
        "checkpoint", help="sign the log if an hour has passed, and print the newest note"
    )
    checkpoint.set_defaults(do=print_checkpoint)

    export = words.add_parser("export", help="write the log as JSON lines, for the stand-alone verifier")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument(
        "--closed", action="store_true", help="only commitments, which tell nothing of anybody"
    )
    export.set_defaults(do=export_log)


def run(options: argparse.Namespace) -> int:
    result: int = options.do(options)
    return result


def verify_log(options: argparse.Namespace) -> int:
    if options.log:
        return verify_export(options)
    read_only()
    try:
        findings = verification.verify()
    except OperationalError as problem:
        print(f"The database cannot be read: {problem}.", file=sys.stderr)
        return 2
    for finding in findings:
        print(f"WRONG  {finding}")
    head = TreeHead.objects.first() or TreeHead()
    print(
        f"FAILED: {len(findings)} found wrong"
        if findings
        else f"PASSED: {head.size} entries, everything holds"
    )
    return 1 if findings else 0


def verify_export(options: argparse.Namespace) -> int:
    try:
        key = verifier.read_key(options.key or keys.public_key())
        wrong = verifier.check(options.log, key, key.name, options.checkpoint)
    except ValueError:
        print("--key is not the text of a public Ed25519 key.", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"{problem.filename} cannot be read: {problem.strerror}.", file=sys.stderr)
        return 2
    print(f"FAILED: {wrong} found wrong" if wrong else "PASSED: everything holds")
    return 1 if wrong else 0


def print_checkpoint(_options: argparse.Namespace) -> int:
    tasks.sign_checkpoint(moment.now())
    latest = queries.latest_checkpoint()
    if latest is None:
        print("The log is empty: there is nothing to sign.", file=sys.stderr)
        return 1
    print(latest.note, end="")
    return 0


def export_log(options: argparse.Namespace) -> int:
    read_only()
    head = TreeHead.objects.first() or TreeHead()
    with options.file.open("wb") as file:
        file.writelines(queries.lines(0, head.size, opened=() if options.closed else range(head.size)))
    print(f"{head.size} entries are in {options.file}; their key is {keys.public_key()}")
    return 0


def read_only() -> None:
    """From here on this process cannot write to the database, whatever happens."""
    connection.close()
    if connection.vendor == "sqlite":
        file = quote(str(connection.settings_dict["NAME"]))
        connection.settings_dict["NAME"] = f"file:{file}?mode=ro"
    else:
        connection.settings_dict["OPTIONS"] = {"options": "-c default_transaction_read_only=on"}
