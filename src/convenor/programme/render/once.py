"""Files that are asked for twice: to be kept, and before that for their size, which pages state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from convenor.programme.frozen import Frozen
from convenor.programme.shelf import File


def made_once(renderer: Callable[[Frozen, str], Iterable[File]]) -> Callable[[Frozen, str], tuple[File, ...]]:
    """``renderer``, which keeps what it made last."""

    @lru_cache(maxsize=1)
    def made(release: Frozen, language: str) -> tuple[File, ...]:
        return tuple(renderer(release, language))

    return made
