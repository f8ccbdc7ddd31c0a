"""``python -m bench.suggesting``: assign the review of the demonstration edition, in a new installation.

Loading the demonstration, up to the evening before reviews are assigned, is not in the time. Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta

import django

django.setup()

from convenor.demo import founding  # noqa: E402  # Django first
from convenor.demo.load import load  # noqa: E402  # as above
from convenor.demo.timeline import CALL_CLOSES, Timeline  # noqa: E402  # as above
from convenor.outbox.models import Message  # noqa: E402  # as above
from convenor.review.actions.conflicts import find_conflicts  # noqa: E402  # as above
from convenor.review.actions.matching import adopt_matching, ask_for_matching  # noqa: E402  # as above
from convenor.review.models import Assignment  # noqa: E402  # as above
from convenor.review.runs import Options  # noqa: E402  # as above
from convenor.review.suggested import MatchingRun  # noqa: E402  # as above
from convenor.review.tasks import work_out_matching  # noqa: E402  # as above


def main() -> None:
    now = datetime.now(UTC)
    edition = load(Timeline(now.date() - timedelta(days=CALL_CLOSES), now))
    by, letters = founding.secretary(), Message.objects.count()
    started = time.perf_counter()
    find_conflicts(edition=edition, at=now)
    run = ask_for_matching(edition=edition, track=None, options=Options(), by=by, at=now)
    work_out_matching(now)
    run = MatchingRun.objects.get(pk=run.pk)
    refused = adopt_matching(run=run, by=by, at=now)
    seconds = time.perf_counter() - started
    told = {
        "seconds": round(seconds, 3),
        "assigned": Assignment.objects.filter(ended_at=None).count(),
        "refused": len(refused),
        "letters": Message.objects.count() - letters,
        "gap": sum(stage["bound"] - stage["value"] for stage in run.result.get("stages", ())),
        "missing": run.result.get("missing", -1),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
