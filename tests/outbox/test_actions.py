"""What we owe people waits until somebody carries it, and nothing of it is lost or asked for twice."""

from datetime import timedelta

import pytest

from convenor.outbox.actions import (
    LEASE,
    RETRY_AFTER,
    claim,
    give_back,
    message_id,
    queue,
    settle_failed,
    settle_sent,
    try_again,
)
from convenor.outbox.models import Message
from tests import make

pytestmark = pytest.mark.django_db


def queued(key="a", at=make.NOON, **facts):
    given = {"address": "ada@people.example", **facts}
    return queue(kind="test", key=key, subject="Hello", body="Body", language="en", at=at, **given)


def test_the_same_key_is_one_message():
    assert (queued() == queued(), Message.objects.count()) == (True, 1)


def test_a_person_is_written_to_at_their_first_address():
    ada = make.person("Ada", address="ada@first.example")

    assert queued(address="", person=ada).address == "ada@first.example"


def test_nobody_to_write_to_is_no_message():
    assert (queued(address=""), Message.objects.count()) == (None, 0)


def test_a_message_is_claimed_once_until_its_lease_ends():
    message = queued()
    times = (make.NOON, make.NOON + LEASE / 2, make.NOON + LEASE)

    assert [claim(at=at) for at in times] == [[message], [], [message]]


def test_what_is_sent_is_claimed_no_more():
    message = queued()
    settle_sent(message, at=make.NOON)

    assert claim(at=make.NEXT_DAY) == []


def test_a_message_waits_for_its_time_and_the_oldest_goes_first():
    later = queued("later", not_before=make.LATER)
    second = queued("second", at=make.NOON + timedelta(seconds=1))
    first = queued("first")

    assert claim(at=make.NOON + timedelta(minutes=1)) == [first, second]
    assert claim(at=make.LATER, most=1) == [first]
    assert later.attempts == 0


def test_a_failed_message_is_tried_again_for_five_days_then_given_up():
    message, at, waits = queued(), make.NOON, []
    for _attempt in range(20):
        if not claim(at=at):
            break
        message.refresh_from_db()
        settle_failed(message, at=at, why="451 greylisted\r\nlater", for_good=False)
        message.refresh_from_db()
        waits.append(message.not_before - at)
        at = message.not_before

    assert waits[:-1] == list(RETRY_AFTER)
    assert (message.given_up_at, message.last_error) == (at, "451 greylisted later")
    assert sum(RETRY_AFTER, timedelta()) > timedelta(days=4)


def test_a_message_refused_for_good_is_given_up_at_once_and_may_be_tried_by_hand():
    message = queued()
    claim(at=make.NOON)
    settle_failed(message, at=make.NOON, why="550 no such user", for_good=True)

    assert list(Message.objects.given_up()) == [message]
    assert (claim(at=make.NEXT_DAY), try_again(message, at=make.NEXT_DAY)) == ([], True)
    assert claim(at=make.NEXT_DAY) == [message]


def test_a_message_given_back_counts_no_attempt():
    queued()
    messages = claim(at=make.NOON)
    give_back(messages)

    (again,) = claim(at=make.NOON)
    assert again.attempts == 1


def test_every_attempt_has_the_same_message_id_and_every_message_another():
    one, other = queued("one"), queued("other")

    assert message_id(one) == message_id(Message.objects.get(pk=one.pk))
    assert len({message_id(one), message_id(other)}) == 2


def test_asking_for_due_messages_takes_no_turn_at_the_writer(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert claim(at=make.NOON) == []
