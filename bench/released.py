"""``bin/bench released``: a released page against a bare file of its size, on the same server, in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from statistics import median

from bench.figures import Bench, Figure, Options
from bench.postgres import HOST, free_port
from bench.server import START_SECONDS, cpu_seconds

ROUNDS, REQUESTS = 7, 2000
RATIO = "<= 1.3"

PAGES = {"day": "programme/2027-03-01/", "session": "programme/sessions/S0/", "person": "programme/people/"}


def measure(options: Options, *, page: str) -> Iterator[Figure]:
    from bench.programme import released  # noqa: PLC0415  # sets up Django, which takes a while

    path, file = released(options.seed, page)
    port = free_port()
    command = [sys.executable, "-m", "bench.released_app", str(port), str(file)]
    with subprocess.Popen(command, env=os.environ) as process:
        try:
            wait_until_there(port, process)
            shares = [costs(port, process.pid, path) for _ in range(ROUNDS)]
        finally:
            process.terminate()
            process.wait(START_SECONDS)
    yield Figure("bytes", file.stat().st_size, "bytes")
    yield Figure("cpu_ms", round(median(mine for mine, _bare in shares), 3), "ms")
    yield Figure("cpu_ms_of_a_bare_file", round(median(bare for _mine, bare in shares), 3), "ms")
    yield Figure("ratio", round(median(mine / bare for mine, bare in shares), 2), "×", RATIO)


def costs(port: int, pid: int, path: str) -> tuple[float, float]:
    """Processor time of the server per request, of the released page and of the bare file, in ms."""
    return cpu_ms(port, pid, path), cpu_ms(port, pid, "/bare")


def cpu_ms(port: int, pid: int, path: str) -> float:
    connection = HTTPConnection(HOST, port, timeout=10)
    before = cpu_seconds(pid)
    for _ in range(REQUESTS):
        connection.request("GET", path, headers={"Accept-Encoding": "br"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"
    connection.close()
    return 1000 * (cpu_seconds(pid) - before) / REQUESTS


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
    "processor time of released pages, with 300 sessions in 10 rooms, against a bare file of the same size",
    {case: partial(measure, page=page) for case, page in PAGES.items()},
)
