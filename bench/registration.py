"""``bin/bench registration``: requests per second and their wait while more people register than may.

Each request is a form sent to the default server, as by somebody who is not signed in; the answer comes when
the registration, its log entry and its letter are stored.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

from bench import homes
from bench.figures import Bench, Figure, Options
from bench.postgres import NotInstalled
from bench.rush import environment_of, prepare, rush, serving, stored

CONNECTIONS = 16
PEOPLE, PLACES = 800, 700


def measure(_options: Options, *, database: str) -> Iterator[Figure]:
    try:
        with homes.home(database) as home:
            environment = environment_of(home)
            warm, prepared = prepare(environment, places=PLACES, people=PEOPLE, runs=2)
            with serving(environment) as port:
                rush(port, warm, connections=CONNECTIONS)
                seen = rush(port, prepared, connections=CONNECTIONS)
            found = stored(environment, prepared)
    except NotInstalled as why:
        print(f"SKIPPED: {why}", file=sys.stderr)
        return
    waits_ms = sorted(seen.waits_ms)
    yield Figure("requests_per_second", round(len(waits_ms) / seen.seconds, 1), "1/s")
    yield Figure("p50_ms", round(waits_ms[len(waits_ms) // 2], 1), "ms")
    yield Figure("p99_ms", round(waits_ms[len(waits_ms) * 99 // 100], 1), "ms", "<= 1000")
    yield Figure("acknowledged", len(seen.acknowledged), "people", f"== {PLACES}")
    yield Figure("oversold", max(0, found.standing - PLACES), "places", "== 0")
    yield Figure("lost", len(seen.acknowledged - found.addresses), "people", "== 0")
    yield Figure("miscounted", found.miscounts, "rows", "== 0")


BENCH = Bench(
    "registration",
    f"{PEOPLE} people register for {PLACES} places over {CONNECTIONS} connections; none is oversold or lost",
    {database: partial(measure, database=database) for database in ("sqlite", "postgresql")},
)
