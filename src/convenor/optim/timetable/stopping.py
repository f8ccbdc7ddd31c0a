"""Have a solver ask, while it works, whether it is to stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ortools.sat.python import cp_model

from .limits import Stop

MOMENT = 0.1  # seconds


@contextmanager
def stopping(solver: cp_model.CpSolver, stop: Stop) -> Iterator[None]:
    """While ``solver`` works, ask every moment whether it is to stop: it may find nothing new for long."""
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.wait(MOMENT):
            if stop():
                solver.stop_search()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    try:
        yield
    finally:
        is_over.set()
        asking.join()
