"""One writer at a time: nobody is told "database is locked", nobody's update is lost, and turns are fair."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from subprocess import PIPE
from threading import Thread

import pytest

from convenor.kernel.sqlite.turns import TurnNotCome, Turns, turns_of

pytestmark = pytest.mark.sqlite

OURS, DJANGOS = "convenor.kernel.sqlite", "django.db.backends.sqlite3"
LOCKED = ["database is locked"]


def written(engine, file, *, processes, threads, times):
    """What the writers say together, and the counter that they leave."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE counter (value); INSERT INTO counter VALUES (0)"
        )
    command = [sys.executable, "-m", "tests.kernel.writers", engine, str(file), str(threads), str(times)]
    running = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) for _ in range(processes)]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [json.loads(process.communicate(timeout=120)[0]) for process in running]
    with closing(sqlite3.connect(file)) as database:
        (counter,) = database.execute("SELECT value FROM counter").fetchone()
    return (
        sum(each["done"] for each in said),
        sorted({why for each in said for why in each["refused"]}),
        counter,
    )


def test_64_threads_write_at_once(tmp_path):
    assert written(OURS, tmp_path / "db", processes=1, threads=64, times=10) == (640, [], 640)


def test_8_processes_write_at_once(tmp_path):
    assert written(OURS, tmp_path / "db", processes=8, threads=1, times=40) == (320, [], 320)


def test_the_same_load_is_refused_without_turns(tmp_path):
    done, refused, counter = written(DJANGOS, tmp_path / "db", processes=1, threads=64, times=10)

    assert (refused, done < 640, counter) == (LOCKED, True, done)


def test_the_same_load_of_processes_is_refused_without_turns(tmp_path):
    done, refused, counter = written(DJANGOS, tmp_path / "db", processes=8, threads=1, times=40)

    assert (refused, done < 320, counter) == (LOCKED, True, done)


def test_who_comes_first_is_served_first():
    turns, served = Turns(None), []
    turns.take(1)

    def take(number):
        turns.take(10)
        served.append(number)
        turns.give()

    threads = [Thread(target=take, args=(number,)) for number in range(30)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while len(turns._waiting) < number:
            time.sleep(0.001)
    turns.give()
    for thread in threads:
        thread.join()

    assert served == list(range(30))


def test_who_waited_too_long_leaves_the_queue(tmp_path):
    turns = Turns(tmp_path / "writer")
    turns.take(1)

    with pytest.raises(TurnNotCome):
        turns.take(0.01)
    turns.give()

    turns.take(0.01)
    turns.give()


def test_another_process_waits_for_the_turn(tmp_path):
    here, elsewhere = Turns(tmp_path / "writer"), Turns(tmp_path / "writer")
    here.take(1)

    with pytest.raises(TurnNotCome):
        elsewhere.take(0.01)
    here.give()

    elsewhere.take(0.01)
    elsewhere.give()


def test_a_file_has_one_queue_per_process(tmp_path):
    file = str(tmp_path / "db")

    assert turns_of(file) is turns_of(file)
    assert turns_of(file) is not turns_of(f"{file}-other")
