"""Have one run worked out by a process of its own, and keep what it gave, whatever ends whom."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction

from convenor.review.actions.matching import Answer, finish_matching
from convenor.review.matching.answering import answer_of
from convenor.review.matching.gathering import Gathered, gathered
from convenor.review.runs import LEASE, MOST_TRIES, waiting_runs
from convenor.review.suggested import KeptText, MatchingRun, RunState

MOST_SECONDS = 900.0
TELL_EVERY = 0.5  # seconds between two looks at the process
KEPT_FOR = timedelta(days=30)
A_PORTION = 200

log = logging.getLogger(__name__)


class Stopped(Exception):
    """Its asker stopped it, or this process is about to end."""


def work_out_next(at: datetime) -> int:
    """Work one waiting run out; gives how many that were."""
    run = _claimed(at)
    if run is None:
        return 0
    if run.tries > MOST_TRIES:
        finish_matching(run=run, answer=Answer(RunState.FAILED, "ended"), at=at)
        return 1
    of = gathered(run, at)
    if of.problem:
        finish_matching(run=run, answer=Answer(RunState.FAILED, of.problem), at=at)
        return 1
    started = time.monotonic()
    try:
        answer = _worked_out(run, of, at, started)
    except Stopped:
        return 0
    finish_matching(run=run, answer=answer, at=at + timedelta(seconds=time.monotonic() - started))
    return 1


def _claimed(at: datetime) -> MatchingRun | None:
    if not waiting_runs(at).exists():
        return None  # asked every few seconds: without a turn at the writer
    with transaction.atomic():
        waiting = waiting_runs(at)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        run = waiting.first()
        if run is not None:
            run.tries += 1
            MatchingRun.objects.filter(pk=run.pk).update(
                state=RunState.RUNNING, leased_until=at + LEASE, tries=run.tries, step=0
            )
    return run


def _worked_out(run: MatchingRun, of: Gathered, at: datetime, started: float) -> Answer:
    with TemporaryDirectory(prefix="convenor-matching-") as name:
        folder = Path(name)
        (folder / "inputs.json").write_text(json.dumps(of.inputs))
        _lay_out(folder / "kept")
        with (folder / "errors").open("wb") as errors:
            child = subprocess.Popen(  # noqa: S603  # our own module, nothing of a user's on the command line
                [sys.executable, "-m", "convenor.review.matching.solving", name],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            try:
                problem = _watched(run, child, folder, at, started)
            finally:
                child.kill()
                child.wait()
        if problem:
            log.error(
                "run %s: %s: %s", run.uid, problem, (folder / "errors").read_text(errors="replace")[-4000:]
            )
            return Answer(RunState.FAILED, problem)
        given: dict[str, Any] = json.loads((folder / "answer.json").read_text())
        _keep(folder / "kept", given.pop("used"), at)
        return answer_of(given, of)


def _watched(
    run: MatchingRun, child: subprocess.Popen[bytes], folder: Path, at: datetime, started: float
) -> str:
    """Wait for the process, say how far it is, and end it where its asker stops it; gives what went wrong."""
    told = started
    while child.poll() is None:
        time.sleep(min(TELL_EVERY, 0.05 + (time.monotonic() - started) / 10))
        now = time.monotonic()
        if now - started > MOST_SECONDS:
            return "too-long"
        if not threading.main_thread().is_alive():
            MatchingRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
                state=RunState.WAITING, leased_until=None, tries=run.tries - 1
            )
            raise Stopped
        if now - told >= 2 * TELL_EVERY:
            told = now
            _tell(run, folder, at + timedelta(seconds=now - started))
    if child.returncode < 0:
        return "ended"
    return "broken" if child.returncode else ""


@transaction.atomic
def _tell(run: MatchingRun, folder: Path, at: datetime) -> None:
    step = (folder / "step").read_text() if (folder / "step").exists() else ""
    running = MatchingRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
    if not running.update(leased_until=at + LEASE, step=int(step or 0)):
        raise Stopped


def _lay_out(folder: Path) -> None:
    """What was read before, for the process to find again."""
    folder.mkdir()
    for key, value in KeptText.objects.values_list("key", "value").iterator():
        (folder / key).write_bytes(value)


@transaction.atomic
def _keep(folder: Path, used: list[str], at: datetime) -> None:
    known = set(KeptText.objects.values_list("key", flat=True))
    new = [key for key in used if key not in known]
    for first in range(0, len(new), A_PORTION):
        KeptText.objects.bulk_create(
            [
                KeptText(key=key, value=(folder / key).read_bytes(), used_at=at)
                for key in new[first : first + A_PORTION]
            ],
            ignore_conflicts=True,
        )
    for first in range(0, len(used), A_PORTION):
        KeptText.objects.filter(key__in=used[first : first + A_PORTION]).update(used_at=at)
    KeptText.objects.filter(used_at__lt=at - KEPT_FOR).delete()
