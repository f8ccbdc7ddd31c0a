"""Many people register at once, over HTTP, at a server of their own: who was told what, how long it took."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from bench.postgres import HOST, free_port
from bench.server import START_SECONDS, wait_until_answered
from bench.tables import Environment

REQUEST_SECONDS = 120
SERVE = ("-m", "convenor.cli.main", "serve")
SOLD_OUT = 422


@dataclass(frozen=True, slots=True)
class Prepared:
    """An edition that takes registrations, and forms that were opened there, one for each person."""

    path: str
    category: str
    places: int
    keys: list[str]

    def address(self, number: int) -> str:
        return f"person{number}@{self.path.replace('/', '-')}.example"


@dataclass(slots=True)
class Rush:
    """What came of it: addresses that were told that they have a place, and all other answers by status."""

    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    waits_ms: list[float] = field(default_factory=list)
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says afterwards."""

    standing: int
    taken: int
    addresses: frozenset[str]
    miscounts: int


def environment_of(home: Environment) -> Environment:
    # Everybody comes from a network of their own, as the proxy says: the throttle is not what is measured.
    return home | {"CONVENOR_PROXIES": HOST, "CONVENOR_DEMO": "no", "CONVENOR_MAIL_TO_FOLDER": "yes"}


def prepare(environment: Environment, *, places: int, people: int, runs: int) -> list[Prepared]:
    """As many editions as there are runs."""
    made = _asked(environment, "prepare", str(places), str(people), str(runs))
    return [Prepared(**each) for each in made]


def stored(environment: Environment, prepared: Prepared) -> Stored:
    found = _asked(environment, "count", prepared.path)
    return Stored(**{**found, "addresses": frozenset(found["addresses"])})


@contextmanager
def serving(environment: Environment, *, command: Sequence[str] = SERVE) -> Iterator[int]:
    """The port of a server that runs."""
    port = free_port()
    quiet = subprocess.DEVNULL
    words = [sys.executable, *command, f"--port={port}"]
    with subprocess.Popen(words, env=environment, stdout=quiet, stderr=quiet) as process:
        try:
            wait_until_answered(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def rush(port: int, prepared: Prepared, *, connections: int) -> Rush:
    """Everybody sends their form, over so many connections at the same time."""
    people: SimpleQueue[int] = SimpleQueue()
    for number in range(len(prepared.keys)):
        people.put(number)
    seen = Rush()
    senders = [
        Thread(target=_send_all, args=(port, prepared, people, seen)) for _number in range(connections)
    ]
    started = time.monotonic()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(REQUEST_SECONDS)
    seen.seconds = time.monotonic() - started
    return seen


def _send_all(port: int, prepared: Prepared, people: SimpleQueue[int], seen: Rush) -> None:
    connection = HTTPConnection(HOST, port, timeout=REQUEST_SECONDS)
    while True:
        try:
            number = people.get_nowait()
        except Empty:
            connection.close()
            return
        started = time.monotonic()
        status = _send(connection, prepared, number)
        seen.waits_ms.append(1000 * (time.monotonic() - started))
        if status == 302:
            seen.acknowledged.add(prepared.address(number))
        seen.answers[status] += 1


def _send(connection: HTTPConnection, prepared: Prepared, number: int) -> int:
    said = {
        "key": prepared.keys[number],
        "address": prepared.address(number),
        "name": f"Person {number}",
        "category": prepared.category,
        "country": "KE",
        "language": "en",
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": f"10.{number // 250}.{number % 250}.1",
    }
    connection.request("POST", f"/en/{prepared.path}/register/", urlencode(said), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _asked(environment: Environment, *words: str) -> Any:
    command = [sys.executable, "-m", "bench.rushed", *words]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
