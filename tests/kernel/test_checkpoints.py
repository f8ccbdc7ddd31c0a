"""The write-ahead log is emptied by writers under their turn, who never wait for a reader to do it."""

import sqlite3
from contextlib import closing, contextmanager
from threading import Thread

import pytest
from django.db.utils import ConnectionHandler

from convenor.kernel.sqlite import base

pytestmark = pytest.mark.sqlite

LONG_ENOUGH = 15  # seconds for a commit that waits for nobody; one that does waits for 20
A_MOMENT = 0.5  # seconds


@pytest.fixture
def file(tmp_path, django_db_blocker):
    """A database that somebody else has open: whoever closes it is not the last, who would empty its log."""
    path = tmp_path / "db"
    with closing(sqlite3.connect(path)) as database, django_db_blocker.unblock():
        database.executescript("PRAGMA journal_mode=WAL; CREATE TABLE page (content BLOB)")
        yield path


def log_of(file):
    """The bytes in the write-ahead log."""
    return file.with_name(f"{file.name}-wal").stat().st_size


@contextmanager
def reader(file):
    """Somebody who began to read, and does not end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("BEGIN")
        database.execute("SELECT count(*) FROM page").fetchone()
        yield


def connection_to(file):
    options = {"init_command": base.PRAGMAS, "timeout": base.BUSY_MILLISECONDS / 1000}
    database = {"ENGINE": "convenor.kernel.sqlite", "NAME": str(file), "OPTIONS": options}
    return ConnectionHandler({"default": database})["default"]


def write(file, size):
    """Commit a row of ``size`` bytes, and say how long the next statement would wait for others."""
    connection = connection_to(file)
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO page VALUES (zeroblob(%s))", [size])
    connection.commit()
    connection.set_autocommit(True)
    with connection.cursor() as cursor:
        (milliseconds,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    connection.close()
    return milliseconds


def writing(file, size):
    thread = Thread(target=write, args=(file, size))
    thread.start()
    return thread


LARGE, SMALL = base.CHECKPOINT_BYTES + 1, 1


def test_a_long_log_is_emptied_by_the_commit_that_made_it_long(file):
    write(file, SMALL)
    short = log_of(file)
    write(file, LARGE)

    assert (0 < short < base.CHECKPOINT_BYTES, log_of(file)) == (True, 0)


def test_a_commit_does_not_wait_for_a_reader_and_a_later_one_empties_the_log(file):
    with reader(file):
        writer = writing(file, LARGE)
        writer.join(LONG_ENOUGH)
        is_done, length = not writer.is_alive(), log_of(file)
    write(file, SMALL)

    assert (is_done, length > base.CHECKPOINT_BYTES, log_of(file)) == (True, True, 0)


def test_a_commit_waits_where_the_checkpoint_does(file, monkeypatch):
    def checkpoint(self):
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    monkeypatch.setattr(base.DatabaseWrapper, "_checkpoint_if_due", checkpoint)
    with reader(file):
        writer = writing(file, LARGE)
        writer.join(A_MOMENT)
        is_waiting = writer.is_alive()
    writer.join()

    assert (is_waiting, log_of(file)) == (True, 0)


def test_statements_after_a_checkpoint_wait_for_others_again(file):
    assert write(file, LARGE) == base.BUSY_MILLISECONDS
