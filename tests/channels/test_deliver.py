"""The outbox is emptied: each message once, again after a passing failure, never lost when a sender dies."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from convenor.channels import deliver
from convenor.channels.deliver import deliver_due
from convenor.outbox.actions import LEASE, message_id, queue
from convenor.outbox.models import Message
from tests import make


def queued(number):
    return queue(
        kind="test",
        key=f"message {number}",
        subject=f"Message {number}",
        body="Body",
        language="en",
        at=make.NOON,
        address=f"reader{number}@people.example",
    )


def subjects(server):
    return sorted(mail["Subject"] for mail in server.mails)


@pytest.mark.django_db
def test_all_that_is_due_is_sent_once(smtp, monkeypatch):
    monkeypatch.setattr(deliver, "BATCH", 2)
    for number in range(5):
        queued(number)

    assert (deliver_due(make.NOON), deliver_due(make.LATER)) == (5, 0)
    assert subjects(smtp) == [f"Message {number}" for number in range(5)]
    assert Message.objects.sent().count() == 5


@pytest.mark.django_db
def test_what_the_server_defers_is_sent_later_under_the_same_message_id(smtp):
    message = queued(1)
    smtp.answers = ["451 try later"]

    sent = [deliver_due(make.NOON + timedelta(seconds=seconds)) for seconds in (0, 30, 60)]

    assert (sent, [mail["Message-ID"] for mail in smtp.mails]) == ([0, 0, 1], [message_id(message)])
    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (2, "")


@pytest.mark.django_db
def test_what_the_server_refuses_is_given_up_for_all_to_see_and_the_rest_is_sent(smtp):
    refused, other = queued(1), queued(2)
    smtp.answers = ["550 no such user"]

    assert (deliver_due(make.NOON), deliver_due(make.NEXT_DAY)) == (1, 0)
    assert [(each.pk, each.last_error) for each in Message.objects.given_up()] == [
        (refused.pk, "550 no such user")
    ]
    assert [each.pk for each in Message.objects.sent()] == [other.pk]


@pytest.mark.django_db
def test_when_no_server_answers_everything_waits(settings):
    settings.SMTP = "smtp+plain://127.0.0.1:1"
    message = queued(1)

    assert deliver_due(make.NOON) == 0
    message.refresh_from_db()
    assert (message.given_up_at, message.not_before, "127.0.0.1" in message.last_error) == (
        None,
        make.NOON + timedelta(minutes=1),
        True,
    )


@pytest.mark.django_db
def test_when_time_is_up_the_rest_is_given_back(smtp, monkeypatch):
    for number in range(3):
        queued(number)
    clock = iter([0, 0, 0, 61, 61])
    monkeypatch.setattr(deliver, "monotonic", lambda: next(clock))

    assert deliver_due(make.NOON) == 1
    monkeypatch.undo()
    assert (deliver_due(make.NOON), len(smtp.mails)) == (2, 3)


@pytest.mark.django_db(transaction=True)
def test_two_carriers_at_once_send_each_message_once(smtp):
    for number in range(30):
        queued(number)

    with ThreadPoolExecutor(2) as carriers:
        sent = list(carriers.map(_deliver, range(2)))

    assert sum(sent) == 30
    assert subjects(smtp) == sorted(f"Message {number}" for number in range(30))


def _deliver(_number):
    try:
        return deliver_due(make.NOON)
    finally:
        connection.close()


# A carrier that is killed after the server has the second mail and before we know.
KILLED = """
import os, signal, sys
from datetime import datetime
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.SMTP = sys.argv[2]
import django
django.setup()
from convenor.channels import deliver
from convenor.outbox import actions
settle = actions.settle_sent
def dying(message, *, at):
    if message.key == "message 1":
        os.kill(os.getpid(), signal.SIGKILL)
    settle(message, at=at)
actions.settle_sent = dying
deliver.deliver_due(datetime.fromisoformat(sys.argv[3]))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_carrier_killed_after_sending_loses_nothing_and_repeats_at_most_one(smtp, settings):
    for number in range(3):
        queued(number)
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED,
            connection.settings_dict["NAME"],
            settings.SMTP,
            make.NOON.isoformat(),
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "convenor.config.settings"},
        check=False,
    )

    before = deliver_due(make.NOON)
    after = deliver_due(make.NOON + LEASE)

    assert (killed.returncode, before, after) == (-signal.SIGKILL, 0, 2)
    assert subjects(smtp) == ["Message 0", "Message 1", "Message 1", "Message 2"]
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 3
