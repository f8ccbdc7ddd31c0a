"""An action to fill a log with, and a key file of the test's own."""

import pytest

from convenor.audit.actions import record, write


@write
def say(*, by, at, verb="said", about=(), scope="", **detail):
    record(f"person.{verb}", subject=by, actor=by, at=at, scope=scope, about=about, **detail)


@pytest.fixture(autouse=True)
def log_key(settings, tmp_path):
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    return settings.LOG_KEY_FILE
