"""Whose turn it is to write: first come, first served, across threads and processes."""

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path

_POLL_SECONDS = 0.002


class TurnNotCome(Exception):
    """The wait for the writer was longer than allowed."""


class Turns:
    """A first-in first-out lock of one file: a queue inside the process, ``flock`` between processes.

    SQLite's own busy handler is unfair (measured tails of a second and more), and a deferred transaction that
    turns into a write fails at once; taking a turn before BEGIN avoids both.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: int | None = None
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    def take(self, seconds: float) -> None:
        """Wait at most ``seconds`` for the turn; raise ``TurnNotCome`` otherwise."""
        deadline = time.monotonic() + seconds
        self._take_inside(seconds)
        try:
            self._take_outside(deadline)
        except BaseException:
            self._give_inside()
            raise

    def give(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._give_inside()

    def _take_inside(self, seconds: float) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise TurnNotCome
        # It was handed over between the time-out and here: the turn is ours after all.

    def _give_inside(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False

    def _take_outside(self, deadline: float) -> None:
        if self._path is None:
            return
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TurnNotCome from None
                time.sleep(_POLL_SECONDS)
            else:
                return


_turns: dict[str, Turns] = {}
_turns_guard = threading.Lock()


def turns_of(database: str) -> Turns:
    """The one lock of a database file, for all connections of this process."""
    in_memory = database == ":memory:" or database.startswith("file:")
    with _turns_guard:
        if database not in _turns:
            _turns[database] = Turns(None if in_memory else Path(f"{database}.writer"))
        return _turns[database]
