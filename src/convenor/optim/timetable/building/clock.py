"""How long a search has, and how it is told to stop."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from convenor.optim.timetable.limits import Stop


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
