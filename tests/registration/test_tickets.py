"""What a QR code says: ours is known, a forged one is not, and nothing in it is personal."""

import pytest

from convenor.registration.tickets import Read, address_of, drawing_of, read, ticket_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    return make.registration(make.category(make.edition()), code="K7TQXM")


def test_a_scanned_address_a_ticket_and_a_typed_code_are_read(registration):
    sealed = Read("K7TQXM", has_seal=True, is_ours=True)

    assert read(address_of(registration)) == sealed
    assert read(f" {ticket_of(registration).lower()}\n") == sealed
    assert read("k7tqxm") == Read("K7TQXM")


@pytest.mark.parametrize(
    "forged", ["K7TQXM-0000000000000000", "http://evil.example/s/t/K7TQXM-FFFFFFFFFFFFFFFF"]
)
def test_a_seal_that_we_did_not_make_is_not_ours(registration, forged):
    assert read(forged) == Read("K7TQXM", has_seal=True, is_ours=False)


def test_the_seal_of_another_code_does_not_fit(registration):
    other = make.registration(registration.category, code="K7TQXN")

    assert read("K7TQXM-" + ticket_of(other).partition("-")[2]) == Read("K7TQXM", has_seal=True)


@pytest.mark.parametrize("text", ["", "Ada Lovelace", "K7TQXM-", "\0", "٣٤٥٦٧٨", "K7TQXM-FFFF", "x" * 9])
def test_what_is_neither_a_ticket_nor_a_code_is_looked_for_otherwise(text):
    assert read(text) is None


def test_the_address_tells_nothing_but_a_code(registration):
    assert address_of(registration) == f"http://testserver/s/t/{ticket_of(registration)}"
    assert registration.name not in drawing_of(registration)
