"""Token buckets: a burst, then one at a time; all or none; nobody slips through together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from convenor.accounts.models import Bucket
from convenor.accounts.throttle import Limit, TooOften, forget, take
from tests import make

THREE = Limit("three", 3, timedelta(minutes=2))
ONE = Limit("one", 1, timedelta(hours=1))


def is_taken(*asked, at=make.NOON):
    try:
        take(*asked, at=at)
    except TooOften:
        return False
    return True


@pytest.mark.django_db
def test_a_bucket_gives_its_burst_and_then_one_at_a_time():
    burst = [is_taken((THREE, "ada")) for _each in range(4)]
    soon = is_taken((THREE, "ada"), at=make.NOON + timedelta(seconds=119))
    in_time = [is_taken((THREE, "ada"), at=make.NOON + timedelta(seconds=120)) for _each in range(2)]
    much_later = [is_taken((THREE, "ada"), at=make.NEXT_DAY) for _each in range(4)]

    assert (burst, soon, in_time, much_later) == (
        [True, True, True, False],
        False,
        [True, False],
        [True, True, True, False],
    )


@pytest.mark.django_db
def test_a_refusal_says_how_long_to_wait():
    take((ONE, "ada"), at=make.NOON)

    with pytest.raises(TooOften, match="wait 45 minutes") as refused:
        take((ONE, "ada"), at=make.NOON + timedelta(minutes=15))

    assert refused.value.seconds == 45 * 60


@pytest.mark.django_db
def test_everybody_has_a_bucket_of_their_own():
    assert [is_taken((ONE, name)) for name in ("ada", "bo", "ada")] == [True, True, False]


@pytest.mark.django_db
def test_where_one_bucket_is_empty_the_others_keep_their_tokens():
    take((ONE, "ada"), at=make.NOON)

    refused = [is_taken((ONE, "ada"), (THREE, "network")) for _each in range(5)]

    assert refused == [False] * 5
    assert [is_taken((THREE, "network")) for _each in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_a_clock_that_goes_back_gives_nothing():
    take((ONE, "ada"), at=make.LATER)

    assert not is_taken((ONE, "ada"), at=make.NOON)


@pytest.mark.django_db
def test_a_bucket_does_not_say_whose_it_is():
    take((ONE, "ada@people.example"), at=make.NOON)

    assert "ada" not in Bucket.objects.get().key


@pytest.mark.django_db
def test_old_buckets_are_forgotten():
    take((ONE, "ada"), at=make.NOON)
    take((ONE, "bo"), at=make.NEXT_DAY)

    forget(before=make.LATER)

    assert Bucket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_get_three():
    def one_try(_number):
        try:
            return is_taken((THREE, "ada"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        taken = list(pool.map(one_try, range(12)))

    assert sum(taken) == 3
