"""What a device sends to another: sealed under a code of few letters, which is written down nowhere.

From the code, made slow to try, come the name under which the parcel lies and the key that opens it. So
neither the database nor what is recorded tells the content, and no guess is cheap.
"""

from __future__ import annotations

import secrets
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.crypto import salted_hmac

LETTERS_OF_A_CODE = 10  # 28**10 is 48 bits, and each try takes some 100 ms of a processor and 16 MB
_NAME, _KEY, _NONCE = 32, 32, 12
_COST, _BLOCK, _LANES = 2**14, 8, 1


class NotOurs(ValueError):
    """It was not sealed with this key."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What a code stands for."""

    name: str
    key: bytes

    def seal(self, content: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, zlib.compress(content, 9), self.name.encode())

    def open(self, sealed: bytes) -> bytes:
        try:
            packed = AESGCM(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], self.name.encode())
        except InvalidTag as problem:
            raise NotOurs from problem
        return zlib.decompress(packed)


def secret_of(code: str, *, within: str) -> Secret:
    """The same code means another parcel in another edition, and on another installation."""
    salt = salted_hmac("convenor.programme.parcels", within, algorithm="sha256").digest()
    derived = Scrypt(salt=salt, length=_NAME + _KEY, n=_COST, r=_BLOCK, p=_LANES).derive(code.encode())
    return Secret(derived[:_NAME].hex(), derived[_NAME:])
