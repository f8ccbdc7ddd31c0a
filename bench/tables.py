"""All tables, made once on each machine and copied into every new installation of tests and benches.

Migrations take some ten seconds of a processor. What they make is kept in ``var/tables``, under a hash of
all that they are made of; ``tests/test_tables.py`` makes it from nothing and compares.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from bench.postgres import find_binaries

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "tables"
MADE_OF = ("*/migrations/*.py", "kernel/**/*.py", "*/models.py", "*/models/*.py", "config/*.py")

Environment = dict[str, str]


def make_tables(environment: Environment) -> None:
    """All tables in the empty installation that processes with ``environment`` have."""
    if database := environment.get("CONVENOR_DATABASE"):
        fill(database)
    else:
        copy_into(Path(environment["CONVENOR_HOME"]) / "convenor.sqlite3")


def copy_into(file: Path) -> None:
    """A database with all tables and nothing in them, as a file of SQLite."""
    with _kept(f"{_hash(sqlite3.sqlite_version)}.sqlite3") as kept:
        if not kept.exists():
            with tempfile.TemporaryDirectory() as folder:
                migrate(os.environ | {"CONVENOR_HOME": folder, "CONVENOR_DATABASE": ""})
                _keep(Path(folder) / "convenor.sqlite3", kept)
        shutil.copyfile(kept, file)


def fill(database: str) -> None:
    """All tables in an empty database of PostgreSQL, by its address."""
    binaries = find_binaries()
    version = subprocess.run([binaries / "pg_dump", "--version"], capture_output=True, text=True, check=True)
    with _kept(f"{_hash(version.stdout)}.sql") as kept:
        if kept.exists():
            quietly = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
            command = [str(binaries / "psql"), *quietly, f"--file={kept}", database]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            return
        with tempfile.TemporaryDirectory() as folder:
            migrate(os.environ | {"CONVENOR_HOME": folder, "CONVENOR_DATABASE": database})
            dump = Path(folder) / "tables.sql"
            subprocess.run([binaries / "pg_dump", "--no-owner", f"--file={dump}", database], check=True)
            _keep(dump, kept)


def migrate(environment: Environment) -> None:
    """Make the tables from nothing, as an administrator does."""
    command = [sys.executable, "-m", "convenor.cli.main", "migrate"]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)


def _hash(version: str) -> str:
    package = ROOT / "src" / "convenor"
    files = sorted({file for pattern in MADE_OF for file in package.glob(pattern)})
    found = hashlib.sha256(f"{django.VERSION} {sys.version} {version}".encode())
    for file in files:
        found.update(f"{file.relative_to(package)} {file.stat().st_size}\n".encode() + file.read_bytes())
    return found.hexdigest()


@contextmanager
def _kept(name: str) -> Iterator[Path]:
    """Where something is kept, while nobody else makes or copies it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield KEPT / name


def _keep(made: Path, kept: Path) -> None:
    """Keep the file ``made``, and none that was made of older migrations."""
    for older in KEPT.glob(f"*{kept.suffix}"):
        older.unlink()
    whole = kept.with_suffix(".part")
    shutil.copyfile(made, whole)
    whole.replace(kept)


if __name__ == "__main__":
    fill(sys.argv[1])
