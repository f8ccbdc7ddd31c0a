"""``bin/bench writes``: actions per second, and how long the slowest wait, with many clients at once.

An action here is what most are: a row, a message to somebody, an entry in the log, under a key of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from bench import homes
from bench.figures import Bench, Figure, Options
from bench.postgres import NotInstalled

CLIENTS = (1, 8, 64)
SECONDS = 8


def measure(options: Options, *, database: str, clients: int) -> Iterator[Figure]:
    try:
        with homes.home(database) as environment:
            command = [sys.executable, "-m", "bench.writers", str(clients), str(SECONDS), str(options.seed)]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    except NotInstalled as why:
        print(f"SKIPPED: {why}", file=sys.stderr)
        return
    seen = json.loads(done.stdout)
    yield Figure("actions_per_second", seen["actions_per_second"], "1/s")
    yield Figure("p50_ms", seen["p50_ms"], "ms")
    yield Figure("p99_ms", seen["p99_ms"], "ms", "<= 1000")
    yield Figure("refused", seen["refused"], "actions", "== 0")
    yield Figure("lost", seen["lost"], "actions", "== 0")
    yield Figure("log_is_wrong", seen["log_is_wrong"], "findings", "== 0")


BENCH = Bench(
    "writes",
    f"actions per second, and their wait, with so many clients at once for {SECONDS} s; none may be lost",
    {
        f"{database}-{clients}": partial(measure, database=database, clients=clients)
        for database in ("sqlite", "postgresql")
        for clients in CLIENTS
    },
)
