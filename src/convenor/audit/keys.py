"""The key that signs checkpoints: one file, readable by this user alone. Only its holder can sign."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from convenor.audit import notes


def exists() -> bool:
    """Whether this machine holds the key; web processes on other machines need not."""
    return Path(settings.LOG_KEY_FILE).exists()


def seed() -> bytes:
    """The secret; made on first use."""
    path = Path(settings.LOG_KEY_FILE)
    if not exists():
        _make(path)
    return path.read_bytes()


def public_key() -> str:
    """What verifiers are given, under this installation's name."""
    return notes.public_key_text(settings.ORIGIN, seed())


def _make(path: Path) -> None:
    # Written whole beside its place, then linked there: nobody reads half a key, the first one stays.
    with NamedTemporaryFile(dir=path.parent) as file:  # mode 600
        file.write(notes.new_key())
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
