"""Killed in the middle of writing: what was acknowledged is stored, nothing is half there, the log holds."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from bench.tables import copy_into

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

ROUNDS = 5
VERIFY = "import django; django.setup(); from convenor.audit.verification import verify; print(verify())"


@pytest.fixture
def home(tmp_path):
    """A database of its own, with all tables."""
    copy_into(tmp_path / "convenor.sqlite3")
    return tmp_path


def environment(home):
    return os.environ | {
        "CONVENOR_HOME": str(home),
        "CONVENOR_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "convenor.config.settings",
    }


def run(home, *words):
    done = subprocess.run(
        [sys.executable, *words],
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def killed_while_writing(home, prefix, *options):
    """The names that a writer acknowledged before it was killed."""
    command = [sys.executable, "-m", "tests.audit.writer", prefix, *options]
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(random.Random(prefix).uniform(0.1, 0.6))
        process.kill()
        said = first + process.stdout.read()
    return {line.removesuffix("\n") for line in said.splitlines(keepends=True) if line.endswith("\n")}


def asked(home, question):
    with closing(sqlite3.connect(home / "convenor.sqlite3")) as database:
        return [answer for (answer,) in database.execute(question)]


def test_what_was_acknowledged_survives_five_kills(home):
    acknowledged = set().union(*(killed_while_writing(home, f"round{number}") for number in range(ROUNDS)))

    stored = set(asked(home, "SELECT name FROM people_person"))
    assert len(acknowledged) > 5 * ROUNDS
    assert acknowledged - stored == set()
    assert asked(home, "SELECT name FROM people_person WHERE biography = ''") == []
    assert asked(home, "SELECT count(*) FROM audit_entry") == [2 * len(stored)]
    assert asked(home, "PRAGMA integrity_check") == ["ok"]
    assert run(home, "-c", VERIFY) == "[]"


def test_without_an_action_a_kill_leaves_halves(home):
    for number in range(ROUNDS):
        killed_while_writing(home, f"round{number}", "--apart")

    assert asked(home, "SELECT name FROM people_person WHERE biography = ''") != []
