"""``convenor``: one command, a few words each with ``--help``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

# Each word is a module of this package with `add_to(parser)` and `run(options) -> int`.
WORDS = {
    "manage": "Django's own commands: migrate, makemigrations, check, shell …",
}


def main(arguments: Sequence[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convenor.config.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["manage"]:
        from django.core.management import execute_from_command_line  # noqa: PLC0415  # settings are named first

        execute_from_command_line(["convenor manage", *given[1:]])
        return 0
    parser = argparse.ArgumentParser(
        prog="convenor", description="Runs an international conference end to end."
    )
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    for word, meaning in WORDS.items():
        child = words.add_parser(word, help=meaning, description=meaning)
        if word != "manage":
            import_module(f"convenor.cli.{word}").add_to(child)
    options = parser.parse_args(given)
    result: int = import_module(f"convenor.cli.{options.word}").run(options)
    return result


if __name__ == "__main__":
    sys.exit(main())
