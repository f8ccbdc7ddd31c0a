"""Documents are cleaned by a child process: whatever a hostile one does, it does there and for seconds."""

from __future__ import annotations

import subprocess
import sys
from threading import BoundedSemaphore
from typing import Literal

from convenor.kernel.documents.reasons import NotCleaned, Reason

Kind = Literal["pdf", "openxml", "opendocument"]

_MOST_SECONDS = 60  # by the clock, where the processor is shared; the child counts its own
_AT_ONCE = BoundedSemaphore(2)
_IN_LINE = BoundedSemaphore(4)  # half of the threads, so that pages are served whatever is uploaded


def cleaned(kind: Kind, content: bytes) -> bytes:
    """``content`` without the names of people and programs; ``NotCleaned`` tells why not."""
    if not _IN_LINE.acquire(blocking=False):
        raise NotCleaned(Reason.BUSY)
    try:
        with _AT_ONCE:
            return _by_a_child(kind, content)
    finally:
        _IN_LINE.release()


def _by_a_child(kind: Kind, content: bytes) -> bytes:
    command = [sys.executable, "-I", "-m", "convenor.kernel.documents", kind]
    try:
        child = subprocess.run(  # noqa: S603  # our own module, and the kind is one of three words
            command, input=content, capture_output=True, timeout=_MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise NotCleaned(Reason.LARGE) from problem
    if child.returncode:
        raise NotCleaned(_reason(child.returncode))
    return child.stdout


def _reason(code: int) -> Reason:
    if code < 0:
        return Reason.LARGE  # ended by a signal: out of its time
    return Reason(code) if code in set(Reason) else Reason.BROKEN
