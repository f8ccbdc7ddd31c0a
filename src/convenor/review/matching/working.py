"""Have one run worked out, and keep what it gave and what it read."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from convenor.kernel.apart import Stopped, claimed, worked_out
from convenor.kernel.queued import MOST_TRIES, RunState
from convenor.review.actions.matching import Answer, finish_matching
from convenor.review.matching.answering import answer_of
from convenor.review.matching.gathering import Gathered, gathered
from convenor.review.matching.solving import PROOF
from convenor.review.suggested import KeptText, MatchingRun

KEPT_FOR = timedelta(days=30)
A_PORTION = 200


def work_out_next(at: datetime) -> int:
    """Work one waiting run out; gives how many that were."""
    run = claimed(MatchingRun, at)
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
        answer = _worked_out(run, of, at)
    except Stopped:
        return 0
    finish_matching(run=run, answer=answer, at=at + timedelta(seconds=time.monotonic() - started))
    return 1


def _worked_out(run: MatchingRun, of: Gathered, at: datetime) -> Answer:
    with TemporaryDirectory(prefix="convenor-matching-") as name:
        folder = Path(name)
        _lay_out(folder / "kept")
        given = worked_out(run, "convenor.review.matching.solving", folder, of.inputs, at)
        if isinstance(given, str):
            return Answer(RunState.FAILED, given)
        _keep(folder / "kept", given.pop("used"), at)
        proof = folder / PROOF
        return answer_of(given, of, proof.read_bytes() if proof.exists() else b"")


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
