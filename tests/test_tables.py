"""What tests copy instead of migrating is what migrations make, and is made again when they change."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench import tables

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
APPLIED = "SELECT app, name FROM django_migrations ORDER BY id"


def content(file):
    """The schema, how many rows each table has, and which migrations were applied."""
    with closing(sqlite3.connect(file)) as database:
        schema = database.execute(SCHEMA).fetchall()
        names = [name for kind, name, *_rest in schema if kind == "table"]
        rows = [database.execute(f'SELECT count(*) FROM "{name}"').fetchone() for name in names]  # noqa: S608  # our names
        return schema, rows, database.execute(APPLIED).fetchall()


def test_what_is_copied_is_what_migrations_make_from_nothing(tmp_path):
    tables.migrate(os.environ | {"CONVENOR_HOME": str(tmp_path), "CONVENOR_DATABASE": ""})
    tables.copy_into(tmp_path / "copied")

    assert content(tmp_path / "copied") == content(tmp_path / "convenor.sqlite3")


def test_other_migrations_make_other_tables(monkeypatch, tmp_path):
    made = []
    monkeypatch.setattr(tables, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(tables, "ROOT", tmp_path)
    monkeypatch.setattr(tables, "migrate", lambda environment: made.append(_written(environment)))
    migration = tmp_path / "src/convenor/people/migrations/0001_initial.py"
    migration.parent.mkdir(parents=True)

    for source in ("one", "one", "other"):
        migration.write_text(source)
        tables.copy_into(tmp_path / "copied")

    assert (tmp_path / "copied").read_text() == made[-1]
    assert len(made) == 2
    assert len(list((tmp_path / "kept").glob("*.sqlite3"))) == 1


def _written(environment):
    words = environment["CONVENOR_HOME"]
    Path(words, "convenor.sqlite3").write_text(words)
    return words
