"""Have one comparison of texts worked out."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from convenor.kernel.apart import Stopped, claimed, worked_out
from convenor.kernel.queued import MOST_TRIES
from convenor.review.actions.comparing import finish_comparison
from convenor.review.compared import Comparison
from convenor.review.themes import Texts, is_installed, texts_for


def compare_next(at: datetime) -> int:
    """Work one out; gives how many that were. What changes meanwhile is seen by its hash afterwards."""
    comparison = claimed(Comparison, at)
    if comparison is None:
        return 0
    started = time.monotonic()
    texts = texts_for(comparison.by, comparison.edition, comparison.track, at)
    try:
        answer = _answer(comparison, texts, at)
    except Stopped:
        return 0
    finish_comparison(
        comparison=comparison,
        texts=texts.hash,
        result={} if isinstance(answer, str) else answer,
        problem=answer if isinstance(answer, str) else "",
        at=at + timedelta(seconds=time.monotonic() - started),
    )
    return 1


def _answer(comparison: Comparison, texts: Texts, at: datetime) -> dict[str, Any] | str:
    """What came of it, or the key of why nothing did."""
    if not is_installed():
        return "not-installed"
    if comparison.tries > MOST_TRIES:
        return "ended"
    if texts.are_too_many:
        return "too-long"
    with TemporaryDirectory(prefix="convenor-comparing-") as name:
        return worked_out(comparison, "convenor.review.comparing", Path(name), texts.inputs, at)
