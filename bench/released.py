"""``bin/bench released``: a released page against a bare file of its size and against nginx, in one run.

The bare file is on the same server; nginx, where it is installed, serves the exported folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import nginx
from bench.figures import Bench, Figure, Options
from bench.postgres import HOST, free_port
from bench.server import START_SECONDS, cpu_seconds

ROUNDS, REQUESTS = 7, 2000
RATIO = "<= 1.3"
BARE, NGINX = "_of_a_bare_file", "_of_nginx"

PAGES = {"day": "programme/2027-03-01/", "session": "programme/sessions/S0/", "person": "programme/people/"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time of the server for one request; how many it answered in a second, one by one."""

    cpu_ms: float
    per_second: float


def measure(options: Options, *, page: str) -> Iterator[Figure]:
    from bench.programme import exported, released  # noqa: PLC0415  # sets up Django, which takes a while

    path, file = released(options.seed, page)
    port = free_port()
    command = [sys.executable, "-m", "bench.released_app", str(port), str(file)]
    with TemporaryDirectory(prefix="convenor-bench-") as home, ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen(command, env=os.environ))
        stack.callback(process.terminate)
        wait_until_there(port, process)
        beside = stack.enter_context(nginx.serving(exported(options.seed, path, Path(home)), Path(home)))
        rounds = [costs(port, process.pid, path, beside) for _ in range(ROUNDS)]
    yield Figure("bytes", file.stat().st_size, "bytes")
    yield from figures(rounds)


def figures(rounds: list[dict[str, Cost]]) -> Iterator[Figure]:
    """The medians of each server, and how ours compares with the bare file of the same round."""
    for name in rounds[0]:
        yield Figure(f"cpu_ms{name}", round(median(each[name].cpu_ms for each in rounds), 3), "ms")
        per_second = median(each[name].per_second for each in rounds)
        yield Figure(f"requests_per_second{name}", round(per_second), "1/s")
    ratio = median(each[""].cpu_ms / each[BARE].cpu_ms for each in rounds)
    yield Figure("ratio", round(ratio, 2), "×", RATIO)


def costs(port: int, pid: int, path: str, beside: tuple[int, int] | None) -> dict[str, Cost]:
    """Of the released page, of a bare file of its size, and of nginx where there is one."""
    found = {"": cost(port, pid, path), BARE: cost(port, pid, "/bare")}
    return found | ({NGINX: cost(*beside, path)} if beside else {})


def cost(port: int, pid: int, path: str) -> Cost:
    connection = HTTPConnection(HOST, port, timeout=10)
    before, started = cpu_seconds(pid), time.monotonic()
    for _ in range(REQUESTS):
        connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"
    connection.close()
    seconds = time.monotonic() - started
    return Cost(1000 * (cpu_seconds(pid) - before) / REQUESTS, REQUESTS / seconds)


def wait_until_there(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            cpu_ms_of_one(port)
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("the server did not answer")


def cpu_ms_of_one(port: int) -> None:
    connection = HTTPConnection(HOST, port, timeout=10)
    connection.request("GET", "/bare")
    connection.getresponse().read()
    connection.close()


BENCH = Bench(
    "released",
    "processor time of released pages, with 300 sessions in 10 rooms, against a bare file and against nginx",
    {case: partial(measure, page=page) for case, page in PAGES.items()},
)
