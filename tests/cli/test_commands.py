"""The command as it is run: on a home of its own, in processes of its own."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from subprocess import PIPE
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from bench.tables import copy_into

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with a first edition."""
    folder = tmp_path_factory.mktemp("home")
    copy_into(folder / "convenor.sqlite3")
    done = convenor(folder, "init", "--email=ada@example.org", "--name=Ada", "--series=mlw", "--edition=2027")
    assert done.returncode == 0, done.stderr
    (folder / "link").write_text(next(line for line in done.stdout.splitlines() if "/sign-in/" in line))
    return folder


def environment(home, **variables):
    fixed = {"CONVENOR_HOME": str(home), "CONVENOR_DATABASE": "", "CONVENOR_ORIGIN": "tests.example/log"}
    return os.environ | fixed | variables


def convenor(home, *words):
    command = [sys.executable, "-m", "convenor.cli.main", *words]
    return subprocess.run(
        command,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextmanager
def serving(home, *words):
    """A server's process and its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "convenor.cli.main", "serve", f"--port={port}", *words]
    variables = environment(home, CONVENOR_URL=address)
    with subprocess.Popen(command, env=variables, stdout=PIPE, stderr=PIPE, text=True) as process:
        try:
            yield process, address
        finally:
            process.kill()


def page(address):
    """Status and text, once the server is there."""
    for _ in range(200):
        try:
            with urlopen(address, timeout=10) as answer:  # noqa: S310  # our own server
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except URLError:
            time.sleep(0.05)
    raise AssertionError("nobody answers")


def test_the_link_of_a_new_installation_opens_a_page_of_the_server(home):
    with serving(home) as (process, address):
        path = "/" + (home / "link").read_text().split("/", 3)[3]
        pages = [page(address + "/en/")[0], page(address + path)[0], page(address + "/en/nowhere/")[0]]
        process.send_signal(signal.SIGTERM)
        said, warned = process.communicate(timeout=20)

    assert (pages, process.returncode) == ([200, 200, 404], 0)
    assert said == f"Convenor serves {address} at {address}/ — stop it with Ctrl-C.\n"
    assert ("WAL-reset bug" in warned) is (sqlite3.sqlite_version_info < (3, 51, 3))


def test_a_database_without_tables_is_not_served(tmp_path):
    done = convenor(tmp_path, "serve")

    assert (done.returncode, done.stderr) == (
        1,
        "The database is not up to date: run `convenor migrate` first.\n",
    )


def test_a_port_in_use_is_told_in_a_sentence(home):
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        port = sock.getsockname()[1]
        done = convenor(home, "serve", f"--port={port}")

    assert done.returncode == 1
    assert done.stderr.endswith(f"Cannot listen at 127.0.0.1:{port}: Address already in use.\n")


def test_the_same_series_is_not_made_twice(home):
    done = convenor(home, "init", "--email=ada@example.org", "--series=mlw")

    assert (done.returncode, done.stderr) == (1, "“mlw” is taken; please choose another short name.\n")


def test_the_log_is_signed_exported_and_verified_by_others(home):
    note = convenor(home, "audit", "checkpoint").stdout
    (home / "note.txt").write_text(note)
    convenor(home, "audit", "export", f"{home}/log.jsonl")
    convenor(home, "audit", "export", "--closed", f"{home}/closed.jsonl")

    rows = [json.loads(line) for line in (home / "log.jsonl").read_text().splitlines()]
    closed = [json.loads(line) for line in (home / "closed.jsonl").read_text().splitlines()]
    checks = [
        convenor(home, "audit", "verify", f"--log={home}/{name}.jsonl", f"--checkpoint={home}/note.txt")
        for name in ("log", "closed")
    ]
    assert rows[0]["payload"]["action"] == "person.met"
    assert [sorted(row) for row in closed] == [["commitment", "seq"]] * len(rows)
    assert [(check.returncode, check.stdout.splitlines()[-1]) for check in checks] == [
        (0, "PASSED: everything holds")
    ] * 2


def test_the_database_is_verified_and_a_change_is_found(home, tmp_path):
    before = convenor(home, "audit", "verify")
    copy = tmp_path / "convenor.sqlite3"
    with (
        closing(sqlite3.connect(home / "convenor.sqlite3")) as database,
        closing(sqlite3.connect(copy)) as copied,
    ):
        database.backup(copied)
        with copied:
            copied.execute(
                "UPDATE audit_entry SET payload = replace(payload, 'person.met', 'person.let') WHERE seq = 0"
            )

    after = convenor(tmp_path, "audit", "verify")
    assert (before.returncode, before.stdout[:6]) == (0, "PASSED")
    assert (after.returncode, after.stdout.splitlines()[0]) == (
        1,
        "WRONG  entry 0: its payload is not what was committed to",
    )


def test_verifying_could_not_write_if_it_tried(home):
    program = (
        "import django; django.setup()\n"
        "from convenor.cli.audit import read_only\n"
        "from convenor.people.models import Person\n"
        "read_only(); print(Person.objects.count()); Person.objects.update(name='')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(home, DJANGO_SETTINGS_MODULE="convenor.config.settings"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "1\n"
    assert "attempt to write a readonly database" in done.stderr


def test_an_unknown_home_is_told_in_a_sentence(tmp_path):
    done = convenor(tmp_path, "audit", "verify")

    assert (done.returncode, done.stderr) == (
        2,
        "The database cannot be read: unable to open database file.\n",
    )


def test_each_word_has_help(tmp_path):
    words = ["init", "serve", "worker", "migrate", "audit"]

    assert [convenor(tmp_path, word, "--help").returncode for word in words] == [0] * len(words)


def test_a_copy_of_a_release_is_held_against_the_log_where_there_is_one(home, tmp_path):
    copy = tmp_path / "release.json"
    copy.write_text('{"edition":{"path":"mlw/2027"},"format":"convenor-release/1","number":1,"people":{}}')

    here = convenor(home, "release", "verify", copy)
    elsewhere = convenor(tmp_path, "release", "verify", copy)

    known = "NOT COMPARED: the log of this installation{} does not know this release"
    ends = "PASSED: everything holds, but a hash was compared with nothing"
    assert [(done.returncode, done.stdout.splitlines()[-2:]) for done in (here, elsewhere)] == [
        (0, [known.format(""), ends]),
        (0, [known.format(", which cannot be read,"), ends]),
    ]
