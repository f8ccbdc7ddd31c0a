"""The log signs itself when it grew, and forgets the keys of old requests."""

import stat
from datetime import timedelta
from uuid import uuid4

import pytest

from convenor.audit import keys, notes
from convenor.audit.models import Checkpoint, Once
from convenor.audit.tasks import forget_old_keys, sign_checkpoint
from tests import make
from tests.audit.conftest import say

pytestmark = pytest.mark.django_db


def test_a_log_that_grew_is_signed_once_an_hour():
    ada = make.person("Ada")
    minutes = (0, 10, 60, 61, 120, 180)
    made = []
    for number, minute in enumerate(minutes):
        if number != 4:
            say(by=ada, at=make.NOON)
        made.append(sign_checkpoint(make.NOON + timedelta(minutes=minute)))

    assert made == [1, 0, 1, 0, 1, 1]
    assert [checkpoint.size for checkpoint in Checkpoint.objects.order_by("size")] == [1, 3, 4, 5]


def test_a_log_that_did_not_grow_is_not_signed_again():
    ada = make.person("Ada")
    empty = sign_checkpoint(make.NOON)
    say(by=ada, at=make.NOON)

    made = [sign_checkpoint(make.NOON + timedelta(hours=hour)) for hour in (0, 2, 4)]

    assert (empty, made) == (0, [1, 0, 0])


def test_a_checkpoint_says_the_origin_the_size_and_the_root(settings):
    settings.ORIGIN = "mlw.example.org"
    say(by=make.person("Ada"), at=make.NOON)

    sign_checkpoint(make.NOON)

    checkpoint = Checkpoint.objects.get()
    assert checkpoint.key == keys.public_key()
    assert notes.verify(checkpoint.note, checkpoint.key).split("\n")[:2] == ["mlw.example.org", "1"]


def test_the_key_is_made_once_and_is_this_users_alone(log_key):
    first, again = keys.seed(), keys.seed()

    assert (first, len(first), stat.S_IMODE(log_key.stat().st_mode)) == (again, 32, 0o600)
    assert [path.name for path in log_key.parent.iterdir()] == ["log.key"]


def test_a_key_made_by_somebody_else_meanwhile_stays(log_key):
    log_key.write_bytes(b"k" * 32)

    keys._make(log_key)

    assert keys.seed() == b"k" * 32


def test_keys_of_requests_are_forgotten_after_thirty_days():
    for days in (29, 31):
        Once.objects.create(key=uuid4(), digest="", at=make.NOON - timedelta(days=days))

    assert (forget_old_keys(make.NOON), Once.objects.count()) == (1, 1)
