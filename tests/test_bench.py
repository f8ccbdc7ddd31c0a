"""The benches print what is asked for, and the private PostgreSQL goes away with whoever started it."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bench import postgres
from bench.figures import Figure, Options, as_line


@pytest.mark.parametrize(
    ("value", "reach", "met"),
    [(10, "<= 10", True), (10.1, "<= 10", False), (0, "== 0", True), (3, ">= 4", False), (3, "", None)],
)
def test_a_figure_says_whether_it_reaches(value, reach, met):
    assert Figure("f", value, "ms", reach).met is met


def test_a_line_tells_how_to_measure_again():
    line = as_line("pages", "home", Figure("cpu_ms", 2.5, "ms", "<= 50"), Options(7, (Path("a.json"),)))

    assert line == {
        "bench": "pages",
        "case": "home",
        "figure": "cpu_ms",
        "value": 2.5,
        "unit": "ms",
        "reach": "<= 50",
        "met": True,
        "command": "bin/bench pages --case home --seed 7 --file a.json",
    }


def test_the_benches_are_listed():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--list"], capture_output=True, text=True, check=True
    )

    assert [line.split(":")[0] for line in done.stdout.splitlines() if not line.startswith(" ")] == [
        "drip",
        "writes",
        "server",
        "pages",
        "table",
        "pairs",
        "garbage",
        "released",
        "publish",
        "offline",
        "registration",
        "marks",
        "reach",
        "matching",
        "timetable",
    ]


def test_without_a_server_to_start_that_is_said(monkeypatch, capsys):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(postgres, "DEBIAN", Path("/nowhere"))
    monkeypatch.setattr(sys, "argv", ["postgres", "true"])

    assert postgres.main() == postgres.NOT_THERE
    assert capsys.readouterr().err == "No PostgreSQL server was found (on Debian: apt install postgresql).\n"


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_private_postgresql_ends_with_its_command():
    program = (
        "import os, psycopg\n"
        "with psycopg.connect(os.environ['CONVENOR_DATABASE']) as database:\n"
        "    print(database.info.port, *database.execute('SHOW data_directory').fetchone())\n"
        "raise SystemExit(7)\n"
    )
    command = [sys.executable, "-m", "bench.postgres", sys.executable, "-c", program]

    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == postgres.NOT_THERE:
        pytest.skip(done.stderr)

    port, folder = done.stdout.split()
    assert done.returncode == 7
    assert not Path(folder).exists()
    with pytest.raises(ConnectionRefusedError), socket.create_connection((postgres.HOST, int(port)), 5):
        pass
