"""The worker: every task in its turn, whatever becomes of the others."""

import argparse
import logging
from threading import Event, Thread

import pytest
from django.utils.module_loading import import_string

from convenor.cli import worker
from convenor.config import settings as ours
from tests import make

NAMES = [f"tests.cli.test_worker.{name}" for name in ("fails", "has_three_things", "is_idle")]
calls: list[str] = []
left: list[int] = []
answered = Event()


def fails(at):
    calls.append("fails")
    raise RuntimeError("planted")


def has_three_things(at):
    assert at == make.NOON
    calls.append("has_three_things")
    return left.pop() if left else 0


def is_idle(at):
    calls.append("is_idle")
    return 0


def waits(at):
    calls.append("waits")
    if not answered.wait(20):
        calls.append("has waited in vain")
    return 0


@pytest.fixture(autouse=True)
def three_tasks(settings):
    settings.TASKS = dict.fromkeys(NAMES, 60)
    settings.TASKS_APART = ()
    calls.clear()
    answered.clear()
    left[:] = [1, 2]


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.CRITICAL + 1, "convenor.cli.worker")


pytestmark = pytest.mark.django_db


def test_once_does_all_there_is_and_tells_of_a_failure():
    status = worker.run(argparse.Namespace(once=True))

    assert (status, calls) == (1, ["fails", *["has_three_things"] * 3, "is_idle"])


def test_once_is_content_when_nothing_failed(settings):
    settings.TASKS = {NAMES[2]: 60}

    assert worker.run(argparse.Namespace(once=True)) == 0


def test_the_others_go_on_beside_a_failure():
    stop = Event()
    thread = Thread(target=worker.work, args=[stop])
    thread.start()
    while len(calls) < 5:
        stop.wait(0.01)
    stop.set()
    thread.join()

    assert calls == ["fails", "has_three_things", "is_idle", "has_three_things", "has_three_things"]


def test_nothing_of_another_kind_waits_for_a_task_that_waits_for_another_machine(settings):
    settings.TASKS = {NAMES[1]: 60}
    settings.TASKS_APART = ({f"{__name__}.waits": 60}, {NAMES[2]: 60})
    stop = Event()
    thread = Thread(target=worker.work, args=[stop])
    thread.start()
    while len(calls) < 5:
        stop.wait(0.01)
    stop.set()
    answered.set()
    thread.join()

    assert sorted(calls) == ["has_three_things", "has_three_things", "has_three_things", "is_idle", "waits"]


def test_a_task_rests_when_nothing_was_due():
    assert [worker.rest_after(done, 7) for done in (None, 0, 5)] == [60, 7, 0]


def test_a_failure_is_logged(caplog):
    caplog.set_level(logging.ERROR, "convenor.cli.worker")

    worker.do(NAMES[0])

    assert caplog.messages == ["tests.cli.test_worker.fails failed; it is tried again in a minute"]


def test_each_task_of_the_settings_can_be_called():
    every = [task for tasks in (ours.TASKS, *ours.TASKS_APART) for task in tasks]

    assert [callable(import_string(task)) for task in every] == [True] * len(every)
