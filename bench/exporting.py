"""``python -m bench.exporting``: the problem of the demonstration edition, of a new installation, as JSON."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, time

import django

django.setup()

from convenor.demo.load import load  # noqa: E402  # Django first
from convenor.demo.timeline import Timeline  # noqa: E402  # as above
from convenor.programme.timetabling import problem_of  # noqa: E402  # as above

HOURS = (
    (time(9), time(10, 30)),
    (time(11), time(12, 30)),
    (time(14), time(16)),
    (time(16, 30), time(18, 30)),
)


def main() -> None:
    now = datetime.now(UTC)
    edition = load(Timeline.at("week", now))
    sys.stdout.write(json.dumps(problem_of(edition, HOURS)))


if __name__ == "__main__":
    main()
