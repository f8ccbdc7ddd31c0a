"""How long a search has, and how it is told to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

Stop = Callable[[], bool]
MOMENT = 0.1  # seconds


class TimeIsOver(Exception):
    """Or somebody wants the search to stop."""


@dataclass(frozen=True, slots=True)
class Clock:
    """``stop`` is asked often; ``seconds`` count from when the clock was made."""

    seconds: float
    workers: int
    seed: int
    stop: Stop
    began: float = field(default_factory=time.monotonic)

    def passed(self) -> float:
        return time.monotonic() - self.began

    def left(self) -> float:
        return self.seconds - self.passed()

    def is_over(self) -> bool:
        return self.left() <= 0 or self.stop()

    def check(self) -> None:
        """Raises ``TimeIsOver``."""
        if self.is_over():
            raise TimeIsOver


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
