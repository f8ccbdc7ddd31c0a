"""``bin/bench drip``: the default server, while 200 clients drip in each of the ways of ``bench.drip``."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from bench.drip import OPENINGS
from bench.figures import Bench, Figure, Options

SERVER = "waitress"  # docs/decisions/0003-the-default-server.md


def measure(_options: Options, *, kind: str) -> Iterator[Figure]:
    command = [sys.executable, "-m", "bench.drip", "--server", SERVER, "--kind", kind]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in map(json.loads, said.splitlines()):
        yield Figure(line["figure"], line["value"], line["unit"], line.get("reach", ""))


BENCH = Bench(
    "drip",
    "how long a healthy client waits while 200 others drip one byte a second",
    {kind: partial(measure, kind=kind) for kind in OPENINGS},
)
