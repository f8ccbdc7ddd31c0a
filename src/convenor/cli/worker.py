"""``convenor worker``: do what is due by itself, beside the server or in a process of its own."""

from __future__ import annotations

import argparse
import logging
import signal
import time
from collections.abc import Mapping
from threading import Event, Thread

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from convenor.web.middleware import moment

REST_AFTER_FAILURE = 60.0

log = logging.getLogger(__name__)


def add_to(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--once", action="store_true", help="do what is due now, then stop; fail where a task failed"
    )


def run(options: argparse.Namespace) -> int:
    if options.once:
        finished = [finish(task) for tasks in (settings.TASKS, *settings.TASKS_APART) for task in tasks]
        return int(not all(finished))
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    work(stop)
    return 0


def work(stop: Event) -> None:
    """Do what is due until ``stop`` is set, and end what was begun."""
    # No daemon: what it has begun with another machine is ended, or given up by its own limits.
    apart = [
        Thread(target=take_turns, args=[tasks, stop], name="apart", daemon=False)
        for tasks in settings.TASKS_APART
    ]
    for each in apart:
        each.start()
    take_turns(settings.TASKS, stop)
    for each in apart:
        each.join()


def take_turns(tasks: Mapping[str, float], stop: Event) -> None:
    """Do one task after the other, the longest waiting first, until ``stop`` is set.

    ``tasks`` says how many seconds each rests when nothing was due.
    """
    due = dict.fromkeys(tasks, 0.0)
    while due and not stop.is_set():
        task = min(due, key=lambda task: due[task])
        if not stop.wait(max(0.0, due[task] - time.monotonic())):
            due[task] = time.monotonic() + rest_after(do(task), tasks[task])
    connections.close_all()  # those of this thread, which nobody else can close


def rest_after(done: int | None, usual: float) -> float:
    """Seconds until a task that did so much is looked at again: where it did something, there may be more."""
    if done is None:
        return REST_AFTER_FAILURE
    return 0.0 if done else usual


def do(task: str) -> int | None:
    """How much the task did; nothing at all, logged, where it failed."""
    try:
        done: int = import_string(task)(moment.now()) or 0
    except Exception:  # whatever it was, the other tasks go on
        log.exception("%s failed; it is tried again in a minute", task)
        return None
    finally:
        close_old_connections()
    return done


def finish(task: str) -> bool:
    """Do the task until there is nothing left of it; whether it did not fail."""
    while done := do(task):
        pass
    return done is not None
