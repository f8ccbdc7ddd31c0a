"""The backend named in ``DATABASES``: transactions begin as writes, one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from convenor.kernel.sqlite.turns import TurnNotCome, Turns, turns_of

TURN_SECONDS = 30
BUSY_MILLISECONDS = 20_000
CHECKPOINT_BYTES = 4 * 1024 * 1024

PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA wal_autocheckpoint=0;"  # only here, under the turn: the WAL-reset bug needs a writer beside one
    "PRAGMA secure_delete=ON;"
)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with a fair turn taken at BEGIN and given back at COMMIT or ROLLBACK."""

    holds_turn = False

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self._name = str(params["database"])
        self.transaction_mode = "IMMEDIATE"
        return params

    @property
    def turns(self) -> Turns:
        return turns_of(self._name)

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # private in Django, but the one place of BEGIN
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # as above
            self._checkpoint_if_due()
        finally:
            self._give_turn_unless_open()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # as above
        finally:
            self._give_turn_unless_open()

    def _close(self) -> None:
        # The last connection to close makes a checkpoint of its own, which must not meet a writer.
        with self._a_turn():
            super()._close()  # type: ignore[misc]  # as above

    @contextmanager
    def _a_turn(self) -> Iterator[None]:
        self._take_turn()
        try:
            yield
        finally:
            self._give_turn()

    def _take_turn(self) -> None:
        if self.holds_turn:
            return
        try:
            self.turns.take(TURN_SECONDS)
        except TurnNotCome as waited:
            raise OperationalError("Too many people are writing at once.") from waited
        self.holds_turn = True

    def _give_turn(self) -> None:
        if self.holds_turn:
            self.holds_turn = False
            self.turns.give()

    def _give_turn_unless_open(self) -> None:
        # A refused COMMIT leaves the transaction open; Django rolls back next, and the turn ends there.
        if self.connection is None or not self.connection.in_transaction:
            self._give_turn()

    def _checkpoint_if_due(self) -> None:
        wal = Path(f"{self._name}-wal")
        if wal.exists() and wal.stat().st_size > CHECKPOINT_BYTES and self.connection is not None:
            # Readers are not waited for while others wait for the turn: the next commit tries again.
            self.connection.execute("PRAGMA busy_timeout=0")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self.connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
