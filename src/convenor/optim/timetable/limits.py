"""How long a search has, and how it is told to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` for all of a search; the answer is the same for the same seed if they do not end it."""

    seconds: float = 60.0
    workers: int = 2
    seed: int = 1
