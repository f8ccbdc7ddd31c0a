"""Empties the outbox: claim, send outside every transaction, settle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from convenor.channels.email import transport
from convenor.channels.email.transport import Carry, Undelivered
from convenor.outbox import actions as outbox
from convenor.outbox.models import Message

BATCH = 10
SECONDS = 60  # then it is the turn of other tasks; far less than a lease


def deliver_due(at: datetime) -> int:
    """Send what is due at ``at``; how many messages left us."""
    sent, ends = 0, monotonic() + SECONDS
    while monotonic() < ends and (messages := outbox.claim(at=at, most=BATCH)):
        try:
            with transport.opened() as carry:
                sent += _sent(messages, carry, at=at, ends=ends)
        except Undelivered as problem:  # nobody can be reached
            for message in messages:
                _failed(message, problem, at=at)
            break
    return sent


def _sent(messages: Sequence[Message], carry: Carry, *, at: datetime, ends: float) -> int:
    sent = 0
    for position, message in enumerate(messages):
        if monotonic() >= ends:
            outbox.give_back(messages[position:])
            break
        try:
            carry(transport.composed(message, at=at))
        except Undelivered as problem:
            _failed(message, problem, at=at)
        else:
            outbox.settle_sent(message, at=at)
            sent += 1
    return sent


def _failed(message: Message, problem: Undelivered, *, at: datetime) -> None:
    outbox.settle_failed(message, at=at, why=str(problem), for_good=problem.for_good)
