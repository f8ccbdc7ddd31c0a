"""A new installation for a bench: a folder that goes away, all tables, SQLite or a private PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from bench import postgres
from bench.tables import Environment, make_tables


@contextmanager
def home(database: str = "sqlite") -> Iterator[Environment]:
    """The environment of an empty installation, for processes started with it."""
    with tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder:
        environment = os.environ | {
            "CONVENOR_HOME": folder,
            "CONVENOR_DATABASE": "",
            "CONVENOR_URL": "http://127.0.0.1:8000",
            "DJANGO_SETTINGS_MODULE": "convenor.config.settings",
        }
        if database == "sqlite":
            make_tables(environment)
            yield environment
            return
        with postgres.server(is_durable=True) as url:
            environment["CONVENOR_DATABASE"] = url
            make_tables(environment)
            yield environment
