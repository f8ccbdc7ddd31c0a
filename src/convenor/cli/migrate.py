"""``convenor migrate``: bring the database up to date."""

from __future__ import annotations

import argparse

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def add_to(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail where something is to be done"
    )


def run(options: argparse.Namespace) -> int:
    if options.check:
        print("The database is not up to date." if is_due() else "The database is up to date.")
        return int(is_due())
    call_command("migrate", interactive=False, verbosity=1)
    return 0


def is_due() -> bool:
    """Whether this version of Convenor expects tables or columns that the database lacks."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
