"""A passkey in software: it makes real keys, attestations of the kind “none”, and real signatures."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")


@dataclass
class Authenticator:
    """Answers the questions of a page at ``origin``; ``count`` grows with each use where it ``counts``."""

    origin: str = "http://testserver"
    host: str = "testserver"
    flags: int = PRESENT | VERIFIED
    counts: bool = True
    count: int = 0
    identifier: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def __post_init__(self):
        self._key = generate_private_key(SECP256R1())
        self._owner = b""

    def create(self, question: str) -> str:
        """What the page's script sends after ``navigator.credentials.create``."""
        asked = json.loads(question)
        self._owner = from_base64url(asked["user"]["id"])
        public = self._key.public_key().public_numbers()
        key = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        )
        credential = bytes(16) + struct.pack(">H", len(self.identifier)) + self.identifier + key
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._data(self.flags | ATTESTED) + credential,
        }
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", asked["challenge"]),
            attestationObject=cbor2.dumps(attestation),
        )

    def get(self, question: str) -> str:
        """What the page's script sends after ``navigator.credentials.get``."""
        asked = json.loads(question)
        client_data = self._client_data("webauthn.get", asked["challenge"])
        data = self._data(self.flags)
        signature = self._key.sign(data + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=client_data, authenticatorData=data, signature=signature, userHandle=self._owner
        )

    def _data(self, flags: int) -> bytes:
        self.count += self.counts
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        data = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(data).encode()

    def _answer(self, **response: bytes) -> str:
        identifier = base64url(self.identifier)
        return json.dumps(
            {
                "id": identifier,
                "rawId": identifier,
                "type": "public-key",
                "response": {name: base64url(value) for name, value in response.items()},
            }
        )
