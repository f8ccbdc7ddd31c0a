"""``bin/bench server``: what one process of the default server takes: memory, and work until it answers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

from bench import homes
from bench.figures import Bench, Figure, Options
from bench.postgres import HOST, free_port

START_SECONDS = 60
REQUESTS = 200
TICKS = os.sysconf("SC_CLK_TCK")


def measure(_options: Options, *, words: tuple[str, ...]) -> Iterator[Figure]:
    port = free_port()
    with homes.home() as environment:
        command = [sys.executable, "-m", "convenor.cli.main", "serve", f"--port={port}", *words]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:
            try:
                started = time.monotonic()
                wait_until_answered(port, process)
                yield Figure("seconds_until_ready", round(time.monotonic() - started, 2), "s")
                yield Figure("cpu_seconds_until_ready", cpu_seconds(process.pid), "s", "<= 3")
                yield Figure("rss_mib_when_ready", rss_mib(process.pid), "MiB", "<= 128")
                for _ in range(REQUESTS):
                    ask(port)
                yield Figure("rss_mib_after_requests", rss_mib(process.pid), "MiB", "<= 128")
                started = time.monotonic()
            finally:
                process.terminate()
            process.wait(START_SECONDS)
            yield Figure("seconds_until_ended", round(time.monotonic() - started, 2), "s", "<= 10")


def ask(port: int) -> int:
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/en/")
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def wait_until_answered(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            assert ask(port) == 200
        except OSError:
            time.sleep(0.02)
        else:
            return
    sys.exit("convenor serve did not answer")


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024, 1)


BENCH = Bench(
    "server",
    "memory of one process of `convenor serve`, and its work until it answers",
    {"with-worker": partial(measure, words=()), "without-worker": partial(measure, words=("--no-worker",))},
)
