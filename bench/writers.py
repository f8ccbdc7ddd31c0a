"""The clients of ``bench.writes``, in a home of its own: ``python -m bench.writers CLIENTS SECONDS SEED``."""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID

import django
from django.db import DatabaseError, connection

django.setup()

from convenor.audit.actions import record, write  # noqa: E402  # Django first
from convenor.audit.verification import verify  # noqa: E402  # as above
from convenor.outbox.actions import queue  # noqa: E402  # as above
from convenor.people.models import Person  # noqa: E402  # as above

AT = datetime(2027, 1, 15, 12, tzinfo=UTC)


@write
def welcome(*, name: str, at: datetime) -> Person:
    person = Person.objects.create(name=name, created_at=at)
    queue(
        kind="welcome",
        key=f"welcome:{name}",
        subject=f"Welcome, {name}",
        body="We look forward to meeting you.",
        language="en",
        address=f"{name}@people.example",
        at=at,
    )
    record("person.met", subject=person, actor=None, at=at, about=[person])
    return person


class Client(Thread):
    """Writes one action after the other until its time is over."""

    def __init__(self, number: int, until: float, seed: int) -> None:
        super().__init__()
        self.number, self.until = number, until
        self.keys = random.Random(f"{seed}/{number}")
        self.waits_ms: list[float] = []
        self.acknowledged: list[str] = []
        self.refused = 0

    def run(self) -> None:
        while time.monotonic() < self.until:
            name = f"client{self.number}-{len(self.acknowledged) + self.refused}"
            started = time.monotonic()
            try:
                welcome.once(UUID(int=self.keys.getrandbits(128)), name=name, at=AT)
            except DatabaseError:
                self.refused += 1
            else:
                self.acknowledged.append(name)
            self.waits_ms.append(1000 * (time.monotonic() - started))
        connection.close()


def main(count: int, seconds: int, seed: int) -> None:
    until = time.monotonic() + seconds
    clients = [Client(number, until, seed) for number in range(count)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    waits_ms = sorted(wait for client in clients for wait in client.waits_ms)
    acknowledged = {name for client in clients for name in client.acknowledged}
    seen = {
        "actions_per_second": round(len(acknowledged) / seconds, 1),
        "p50_ms": round(waits_ms[len(waits_ms) // 2], 1),
        "p99_ms": round(waits_ms[len(waits_ms) * 99 // 100], 1),
        "refused": sum(client.refused for client in clients),
        "lost": len(acknowledged - set(Person.objects.values_list("name", flat=True))),
        "log_is_wrong": len(verify()),
    }
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
