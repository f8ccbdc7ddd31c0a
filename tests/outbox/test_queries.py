"""The outbox says how far its messages have come."""

import pytest

from convenor.outbox.models import Message
from convenor.outbox.queries import Progress, progress
from tests import make

pytestmark = pytest.mark.django_db


def _message(key, kind="accept", scope="mlw/2027", **facts):
    return Message.objects.create(
        key=key,
        kind=kind,
        scope=scope,
        address="ada@people.example",
        language="en",
        queued_at=make.NOON,
        not_before=make.NOON,
        **facts,
    )


def test_progress_counts_each_kind_of_one_scope():
    _message("waiting")
    _message("sent", sent_at=make.NOON)
    _message("given up", given_up_at=make.NOON)
    _message("another kind", kind="decline", sent_at=make.NOON)
    _message("not asked for", kind="late-link")
    _message("elsewhere", scope="mlw/2028")

    assert progress("mlw/2027", ["accept", "decline", "revise"]) == [
        Progress("accept", waiting=1, sent=1, given_up=1),
        Progress("decline", waiting=0, sent=1, given_up=0),
    ]
