"""Have something that is queued worked out by a process of its own, whatever ends whom.

The process gets a folder: ``inputs.json`` is there, it writes how far it is into ``step`` and the answer
into ``answer.json``. It never opens the database, and alone loads what is large.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from convenor.kernel.queued import LEASE, Queued, RunState

MOST_SECONDS = 900.0
TELL_EVERY = 0.5  # seconds between two looks at the process

log = logging.getLogger(__name__)
Kind = TypeVar("Kind", bound=Queued)
Told = Callable[[Path], dict[str, Any]]  # what the process tells so far, as facts of the row


class Stopped(Exception):
    """Its asker stopped it, or this process is about to end."""


def _all(kind: type[Kind]) -> QuerySet[Kind]:
    return kind._default_manager.all()  # noqa: SLF001  # public by Django's documentation


def waiting(kind: type[Kind], at: datetime) -> QuerySet[Kind]:
    """Those to be worked out: not begun, or begun by a worker that said nothing for a while."""
    new = _all(kind).filter(state=RunState.WAITING)
    left = _all(kind).filter(state=RunState.RUNNING, leased_until__lt=at)
    return (new | left).order_by("at", "pk")


def claimed(kind: type[Kind], at: datetime) -> Kind | None:
    """One that is this worker's from now on."""
    if not waiting(kind, at).exists():
        return None  # asked every few seconds: without a turn at the writer
    with transaction.atomic():
        rows = waiting(kind, at)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        run = rows.first()
        if run is not None:
            run.tries += 1
            _all(kind).filter(pk=run.pk).update(
                state=RunState.RUNNING, leased_until=at + LEASE, tries=run.tries, step=0
            )
    return run


def step_told(folder: Path) -> dict[str, Any]:
    """The number in ``step``."""
    said = (folder / "step").read_text() if (folder / "step").exists() else ""
    return {"step": int(said or 0)}


def worked_out(
    run: Queued, module: str, folder: Path, inputs: Any, at: datetime, *, told: Told = step_told
) -> dict[str, Any] | str:
    """The answer of ``module``, or the key of what went wrong.

    ``told`` is asked every second: what it gives is kept in the row, whatever becomes of the process.
    """
    started = time.monotonic()
    (folder / "inputs.json").write_text(json.dumps(inputs))
    with (folder / "errors").open("wb") as errors:
        child = subprocess.Popen(  # noqa: S603  # our own module, nothing of a user's on the command line
            [sys.executable, "-m", module, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            problem = _watched(run, child, _Watch(folder, told, at, started))
        finally:
            child.kill()
            child.wait()
    if problem:
        said = (folder / "errors").read_text(errors="replace")[-4000:]
        log.error("%s: %s: %s", run, problem, said)
        return problem
    answer: dict[str, Any] = json.loads((folder / "answer.json").read_text())
    return answer


@dataclass(frozen=True, slots=True)
class _Watch:
    """What is asked while a process works: its folder, how to read it, and when it began by both clocks."""

    folder: Path
    told: Told
    at: datetime
    started: float

    def now(self, monotonic: float) -> datetime:
        return self.at + timedelta(seconds=monotonic - self.started)


def _watched(run: Queued, child: subprocess.Popen[bytes], watch: _Watch) -> str:
    """Wait for the process, say how far it is, and end it where its asker stops it; gives what went wrong."""
    last = watch.started
    while child.poll() is None:
        time.sleep(min(TELL_EVERY, 0.05 + (time.monotonic() - watch.started) / 10))
        now = time.monotonic()
        if now - watch.started > MOST_SECONDS:
            return "too-long"
        if not threading.main_thread().is_alive():
            _running(run).update(state=RunState.WAITING, leased_until=None, tries=run.tries - 1)
            raise Stopped
        if now - last >= 2 * TELL_EVERY:
            last = now
            _tell(run, watch, watch.now(now))
    if child.returncode < 0:
        return "ended"
    return "broken" if child.returncode else ""


@transaction.atomic
def _tell(run: Queued, watch: _Watch, at: datetime) -> None:
    if not _running(run).update(leased_until=at + LEASE, **watch.told(watch.folder)):
        raise Stopped


def _running(run: Queued) -> QuerySet[Queued]:
    return _all(type(run)).filter(pk=run.pk, state=RunState.RUNNING)
