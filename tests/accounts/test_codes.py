"""Secrets of a mail: digits in any script, hashes that need our key."""

from uuid import UUID

import pytest

from convenor.accounts.codes import digits_in, hash_of, is_hash_of, new_digits

UID = UUID(int=1)


@pytest.mark.parametrize(
    "typed", ["123456", " 123 456 ", "123-456", "١٢٣٤٥٦", "۱۲۳۴۵۶", "１２３４５６", "code: 123456"]
)
def test_digits_are_read_in_every_script_and_grouping(typed):
    assert digits_in(typed) == "123456"


def test_digits_are_always_six():
    assert {len(new_digits()) for _each in range(200)} == {6}


def test_a_hash_holds_for_one_secret_of_one_code():
    kept = hash_of(UID, "123456")

    assert [
        is_hash_of(kept, UID, "123456"),
        is_hash_of(kept, UID, "123457"),
        is_hash_of(kept, UUID(int=2), "123456"),
        is_hash_of("", UID, ""),
    ] == [True, False, False, False]


def test_a_hash_needs_our_key(settings):
    kept = hash_of(UID, "123456")
    settings.SECRET_KEY = "another " * 5

    assert not is_hash_of(kept, UID, "123456")
