"""The secrets that prove an address: six digits to type, or a token in a link. Only hashes are kept."""

import secrets
import unicodedata
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6


def new_digits() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def digits_in(typed: str) -> str:
    """The digits of ``typed``, whichever script they are written in and however they are grouped."""
    return "".join(str(unicodedata.decimal(sign)) for sign in typed if sign.isdecimal())


def hash_of(uid: UUID, secret: str) -> str:
    """Keyed, because a million codes are tried in a second by whoever reads the table without the key."""
    return salted_hmac("convenor.accounts.codes", f"{uid}:{secret}", algorithm="sha256").hexdigest()


def is_hash_of(kept: str, uid: UUID, secret: str) -> bool:
    return constant_time_compare(kept, hash_of(uid, secret))
