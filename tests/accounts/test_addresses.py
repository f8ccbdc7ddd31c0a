"""Which addresses we write to."""

import pytest

from convenor.accounts.addresses import NotAnAddress, checked
from convenor.people.models import ContactPoint


@pytest.mark.parametrize(
    "address",
    [
        "ada@people.example",
        "Ada.Lovelace+mlw@People.Example",
        "ada@bücher.example",
        "ada@例子.测试",
        "ada@localhost",
    ],
)
def test_an_address_is_kept_as_it_was_written(address):
    assert checked(f"  {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@people.example",
        "ada@",
        "ada@people.example\nBcc: eve@people.example",
        "ada\r\n@people.example",
        "ada@people.example\0",
        '"\x01"@people.example',
        "ada@people.example, eve@people.example",
        "\u202eada@people.example",
        "ada@\ud800.example",
        "ada@\ufdfa.example",
        "mi\u212ae@people.example",
        "d\u0131lek@people.example",
        "ada@stra\u00dfe.example",
        "ada@\u03c2.example",
        "ada@a\u200db.example",
        f"{'a' * 250}@people.example",
        "ada@" + ".".join(["\u338f" * 30] * 7) + ".example",
    ],
)
def test_what_is_no_address_or_could_be_taken_for_another_is_refused(address):
    with pytest.raises(NotAnAddress):
        checked(address)


def test_two_addresses_that_are_accepted_and_differ_in_their_letters_stay_two_people():
    # The control: without the check, these would share a key, and one could sign in as the other.
    assert ContactPoint.key_of("mi\u212ae@people.example") == ContactPoint.key_of("mike@people.example")
    assert ContactPoint.key_of("ada@stra\u00dfe.example") == ContactPoint.key_of("ada@strasse.example")
