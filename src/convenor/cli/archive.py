"""``convenor archive``: previous editions, entered from the data files of the project."""

from __future__ import annotations

import argparse
import sys

from convenor.accounts.actions import person_at
from convenor.archive import data
from convenor.archive.actions import load
from convenor.audit.actions import write
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.web.middleware import moment


def add_to(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    loading = words.add_parser("load", help="enter the previous editions that are not here yet")
    loading.add_argument("--email", required=True, help="your address; you become their secretary")
    loading.add_argument("--name", default="", help="your name, where the address is new here")
    loading.add_argument(
        "--series",
        action="append",
        choices=data.SERIES,
        help="only the editions of this series; repeatable",
    )
    loading.set_defaults(do=load_editions)


def run(options: argparse.Namespace) -> int:
    result: int = options.do(options)
    return result


def load_editions(options: argparse.Namespace) -> int:
    at = moment.now()
    try:
        secretary = write(person_at)(options.email, name=options.name, at=at)
        for series in options.series or data.SERIES:
            print(_told(series, secretary))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _told(series: str, secretary: Person) -> str:
    entered = load(series, by=secretary, at=moment.now())
    if not entered:
        return f"{series}: all editions were here already."
    return f"{series}: {len(entered)} editions entered, {', '.join(sorted(each.slug for each in entered))}."
