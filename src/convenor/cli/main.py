"""``convenor``: one command, a few words each with ``--help``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import django
from django.core.management import execute_from_command_line

# Each word is a module of this package with `add_to(parser)` and `run(options) -> int`.
WORDS = {
    "init": "Set up: make the tables, the first series and edition, and you as their secretary.",
    "serve": "Serve the pages, and do beside them what is due by itself.",
    "worker": "Do what is due by itself: carry messages, sign the log, send reminders.",
    "migrate": "Bring the database up to date.",
    "archive": "Enter previous editions from the data files of the project.",
    "audit": "Verify, sign or export the log.",
    "match": "Assign reviewers to proposals from a file, with a proof, or check such a proof.",
    "timetable": "Plan the sessions of a file, with a bound for each goal; check, explain or repair a plan.",
    "release": "Export a release as a folder or ZIP, or verify a copy of one.",
    "demo": "Load the demonstration edition and serve it on this machine.",
    "manage": "Django's own commands: migrate, makemigrations, check, shell …",
}


def main(arguments: Sequence[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convenor.config.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that wait for each other take others' time
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["manage"]:
        execute_from_command_line(["convenor manage", *given[1:]])
        return 0
    if given[:1] == ["demo"]:  # it names its own settings, and stands beside this package, not below it
        return int(import_module("convenor.demo.command").main(given[1:]))
    options = _parser(given).parse_args(given)
    result: int = import_module(f"convenor.cli.{options.word}").run(options)
    return result


def _parser(given: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convenor", description="Runs an international conference end to end."
    )
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    for word, meaning in WORDS.items():
        child = words.add_parser(word, help=meaning, description=meaning)
        if given[:1] == [word]:
            django.setup()
            import_module(f"convenor.cli.{word}").add_to(child)
    return parser


if __name__ == "__main__":
    sys.exit(main())
