"""How long a healthy client waits while many others drip: the measurement behind the choice of the server.

``python -m bench.drip --server waitress`` starts that server with ``bench.drip_app``, opens dripping
connections of one kind after the other, and prints one line of JSON for each figure. All is on 127.0.0.1.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from http import HTTPStatus
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
REACH_MS: Final = 1000
PATIENCE_SECONDS: Final = 5.0
SETTLE_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 0.01
MOST_CLIENTS: Final = 1000
MOST_SECONDS: Final = 60
POSTED: Final = b"x" * 1024

OPENINGS: Final = {
    "nobody": b"",
    "headers": b"GET / HTTP/1.1\r\nHost: drip\r\nX-Drip: ",
    "body": b"POST / HTTP/1.1\r\nHost: drip\r\nContent-Length: 100000\r\n\r\n",
    "whole": b"GET /whole/%d HTTP/1.1\r\nHost: drip\r\n\r\n",
    "chunks": b"GET /chunks/%d HTTP/1.1\r\nHost: drip\r\n\r\n",
    "file": b"GET /file/%d HTTP/1.1\r\nHost: drip\r\n\r\n",
}
READING: Final = ("whole", "chunks", "file")


@dataclass(frozen=True, slots=True)
class Trial:
    """What to measure: a server with its settings, and how many drip for how long."""

    server: str
    clients: int
    seconds: int
    threads: int
    mebibytes: int
    kinds: tuple[str, ...]
    extra: tuple[str, ...]

    def command(self) -> str:
        words = [f"python -m bench.drip --server {self.server} --clients {self.clients}"]
        words += [f"--seconds {self.seconds} --threads {self.threads} --mebibytes {self.mebibytes}"]
        words += [f"--kind {kind}" for kind in self.kinds if self.kinds != tuple(OPENINGS)]
        return " ".join(words + [f"--extra={option}" for option in self.extra])


@dataclass(slots=True)
class Seen:
    """What happened during one kind of drip."""

    waits_ms: list[float]
    failed: int = 0
    held: int = 0
    held_at_end: int = 0
    shed: int = 0
    rss_mib: float = 0.0

    def p99_ms(self) -> float:
        return sorted(self.waits_ms)[math.ceil(0.99 * len(self.waits_ms)) - 1]


def waitress(port: int, threads: int) -> list[str]:
    waits = ["--connection-limit=1000", "--asyncore-use-poll", "--channel-timeout=120"]
    sizes = ["--max-request-body-size=33554432", "--max-request-header-size=32768", "--inbuf-overflow=65536"]
    return ["waitress", f"--listen={HOST}:{port}", f"--threads={threads}", *waits, *sizes]


def gunicorn(port: int, threads: int) -> list[str]:
    shape = ["--workers=1", "--worker-class=gthread", f"--threads={threads}", "--no-control-socket"]
    return ["gunicorn", f"--bind={HOST}:{port}", *shape, "--log-level=warning"]


def granian(port: int, threads: int) -> list[str]:
    shape = ["--interface=wsgi", "--workers=1", f"--blocking-threads={threads}", "--no-ws"]
    return ["granian", f"--host={HOST}", f"--port={port}", *shape, "--log-level=warning"]


SERVERS: Final[dict[str, Callable[[int, int], list[str]]]] = {
    "waitress": waitress,
    "gunicorn": gunicorn,
    "granian": granian,
}


def main() -> None:
    """Measure every kind of drip and print the figures."""
    trial = _asked()
    for kind in trial.kinds:
        for line in _figures(trial, kind, asyncio.run(_measure(trial, kind))):
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


def _asked() -> Trial:
    parser = argparse.ArgumentParser(prog="python -m bench.drip", description=__doc__)
    parser.add_argument("--server", choices=SERVERS, required=True)
    parser.add_argument("--clients", type=int, choices=range(1, MOST_CLIENTS + 1), metavar="N", default=200)
    parser.add_argument("--seconds", type=int, choices=range(1, MOST_SECONDS + 1), metavar="S", default=20)
    parser.add_argument("--threads", type=int, default=8, help="of the server")
    # The kernel alone takes up to 4 MiB of an answer off the server: drips must be given more to read.
    parser.add_argument("--mebibytes", type=int, default=6, help="in an answer that is read slowly")
    parser.add_argument("--kind", action="append", choices=OPENINGS, help="may be repeated; all when absent")
    parser.add_argument("--extra", action="append", default=[], help="one more option for the server itself")
    given = parser.parse_args()
    given.kinds = tuple(given.kind or OPENINGS)
    given.extra = tuple(given.extra)
    return Trial(**{field.name: getattr(given, field.name) for field in fields(Trial)})


async def _measure(trial: Trial, kind: str) -> Seen:
    with _serving(trial) as (port, pid):
        await _ready(port)
        seen = Seen([])
        crowd = trial.clients if OPENINGS[kind] else 0
        opening = OPENINGS[kind] % trial.mebibytes if kind in READING else OPENINGS[kind]
        drips = [asyncio.create_task(_drip_for_ever(kind, opening, port, seen)) for _ in range(crowd)]
        await asyncio.sleep(SETTLE_SECONDS)
        await asyncio.to_thread(_be_healthy, port, trial.seconds, seen)
        seen.held_at_end = seen.held
        seen.rss_mib = sum(_rss_mib(process) for process in _family(pid))
        for drip in drips:
            drip.cancel()
        await asyncio.gather(*drips, return_exceptions=True)
        return seen


@contextmanager
def _serving(trial: Trial) -> Iterator[tuple[int, int]]:
    port = _free_port()
    words = SERVERS[trial.server](port, trial.threads)
    command = [sys.executable, "-m", *words, *trial.extra, "bench.drip_app:application"]
    # Its own session, so that its workers can be ended with it and nobody else is; its words are no figures.
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, start_new_session=True, stdout=quiet, stderr=quiet)
    try:
        yield port, process.pid
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind((HOST, 0))
        return int(sock.getsockname()[1])


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


async def _ready(port: int) -> None:
    async with asyncio.timeout(3 * PATIENCE_SECONDS):
        while not await asyncio.to_thread(_asks, port, "GET"):
            await asyncio.sleep(0.1)


async def _drip_for_ever(kind: str, opening: bytes, port: int, seen: Seen) -> None:
    # Whoever is turned away comes back after a second, as an attacker would.
    while True:
        with suppress(OSError):
            await _drip(kind, opening, port, seen)
        await asyncio.sleep(1)


async def _drip(kind: str, opening: bytes, port: int, seen: Seen) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as sock:
        sock.settimeout(0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await loop.sock_connect(sock, (HOST, port))
        seen.held += 1
        try:
            await loop.sock_sendall(sock, opening)
            while await _one_byte(kind, sock):
                await asyncio.sleep(1)
        except OSError:
            seen.shed += 1
            raise
        finally:
            seen.held -= 1


async def _one_byte(kind: str, sock: socket.socket) -> bool:
    loop = asyncio.get_running_loop()
    if kind not in READING:
        await loop.sock_sendall(sock, b"x")
        return True
    if not await loop.sock_recv(sock, 1):
        raise ConnectionResetError
    return True


def _be_healthy(port: int, seconds: int, seen: Seen) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for method in ("GET", "POST"):
            started = time.monotonic()
            is_answered = _asks(port, method)
            # A refusal comes quickly and is no answer: it counts as the longest wait.
            waited = time.monotonic() - started if is_answered else PATIENCE_SECONDS
            seen.waits_ms.append(waited * 1000)
            seen.failed += not is_answered
            time.sleep(PAUSE_SECONDS)


def _asks(port: int, method: str) -> bool:
    body = POSTED if method == "POST" else b""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request(method, "/", body=body or None)
        answer = connection.getresponse()
        return answer.status == HTTPStatus.OK and answer.read() == str(len(body)).encode()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _rss_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _figures(trial: Trial, kind: str, seen: Seen) -> Iterator[dict[str, object]]:
    case = {"bench": "drip", "case": f"{trial.server}/{kind}", "command": trial.command()}
    p99, is_whole = round(seen.p99_ms(), 1), seen.failed == 0
    yield case | _figure("healthy_p99_ms", p99, "ms") | {"reach": "<= 1000", "met": p99 <= REACH_MS}
    yield case | _figure("healthy_failed", seen.failed, "requests") | {"reach": "== 0", "met": is_whole}
    yield case | _figure("healthy_worst_ms", round(max(seen.waits_ms), 1), "ms")
    yield case | _figure("healthy_requests", len(seen.waits_ms), "requests")
    yield case | _figure("drips_held", seen.held_at_end, "connections")
    yield case | _figure("drips_turned_away", seen.shed, "connections")
    yield case | _figure("server_rss_mib", round(seen.rss_mib, 1), "MiB")


def _figure(name: str, value: float, unit: str) -> dict[str, object]:
    return {"figure": name, "value": value, "unit": unit}


if __name__ == "__main__":
    main()
