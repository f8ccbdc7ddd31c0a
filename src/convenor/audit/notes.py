"""Signed notes (c2sp.org/signed-note) and the checkpoints of a log (c2sp.org/tlog-checkpoint).

Pure: text in, text out. A checkpoint is three lines, the log's origin, its size and its root; as a signed
note it can be kept, printed and checked by people who have nothing else of ours.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from convenor.audit.tree import HASH_BYTES

ED25519 = b"\x01"  # the signature type, in signed-note "Signature types"
SEED_BYTES = 32
KEY_HASH_BYTES = 4
MOST_SIGNATURES = 100  # as in Go's sumdb/note; the specification asks for at least 16
DASH = "\N{EM DASH} "


class BadSignature(Exception):
    """The note is malformed, or is not signed by this key."""


class BadKey(ValueError):
    """This is not the text of a public Ed25519 key."""


def new_key() -> bytes:
    """A new secret: the 32-byte seed of an Ed25519 key (RFC 8032 section 5.1.5)."""
    return token_bytes(SEED_BYTES)


def public_key_text(name: str, seed: bytes) -> str:
    """The key that verifiers are given ("vkey"): name, key hash in hex, type and public key in base64."""
    public = _public(seed)
    key_hash = _key_hash(_checked_name(name), public)
    return f"{name}+{key_hash.hex()}+{b64encode(ED25519 + public).decode()}"


def checkpoint_text(origin: str, size: int, root: bytes, *extension: str) -> str:
    """What a checkpoint says, unsigned (tlog-checkpoint, "Note text")."""
    if size < 0 or len(root) != HASH_BYTES:
        raise ValueError("A checkpoint needs the size and the root of a tree.")
    if not all(line and _is_plain(line) and "\n" not in line for line in (origin, *extension)):
        raise ValueError("A line of a checkpoint is neither empty nor more than one line.")
    return "".join(f"{line}\n" for line in (origin, size, b64encode(root).decode(), *extension))


def sign(text: str, name: str, seed: bytes) -> str:
    """``text`` as a note that the key ``name`` signed (signed-note, "Format"); same in, same out."""
    if not text.endswith("\n") or not _is_plain(text):
        raise ValueError("The text of a note ends with a newline and has no other control characters.")
    key_hash = _key_hash(_checked_name(name), _public(seed))
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    return f"{text}\n{DASH}{name} {b64encode(key_hash + signature).decode()}\n"


def verify(note: str, vkey: str) -> str:
    """The text of ``note`` if the key signed it, else ``BadSignature`` (signed-note, "Signatures").

    Signatures of other people are ignored; one of ours that fails rejects the note.
    """
    name, public = _read_key(vkey)
    text, signatures = _read_note(note)
    key_hash = _key_hash(name, public)
    ours = [blob for who, blob in signatures if who == name and blob.startswith(key_hash)]
    if not ours:
        raise BadSignature(f"The note is not signed by {name}.")
    for blob in ours:
        _verify_one(text, public, blob.removeprefix(key_hash))
    return text


def _verify_one(text: str, public: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except InvalidSignature:
        raise BadSignature("The signature does not fit the text.") from None


def _read_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    # The last empty line divides; the newline before it belongs to the text, itself to nobody.
    text, divider, lines = note.rpartition("\n\n")
    if not divider or not lines.endswith("\n") or not _is_plain(note):
        raise BadSignature("This is not a signed note.")
    signatures = lines.removesuffix("\n").split("\n")
    if len(signatures) > MOST_SIGNATURES:
        raise BadSignature("The note has too many signatures.")
    return text + "\n", [_read_signature(line) for line in signatures]


def _read_signature(line: str) -> tuple[str, bytes]:
    name, _, blob = line.removeprefix(DASH).partition(" ")
    signature = _from_base64(blob)
    if not line.startswith(DASH) or not _is_name(name) or len(signature) <= KEY_HASH_BYTES:
        raise BadSignature("A signature line of the note is malformed.")
    return name, signature


def _read_key(vkey: str) -> tuple[str, bytes]:
    name, _, rest = vkey.partition("+")
    key_hash, _, encoded = rest.partition("+")
    key = _from_base64(encoded)
    public = key.removeprefix(ED25519)
    is_ed25519 = key.startswith(ED25519) and len(key) == len(ED25519) + SEED_BYTES
    if not is_ed25519 or not _is_name(name) or key_hash != _key_hash(name, public).hex():
        raise BadKey("This is not the text of a public Ed25519 key.")
    return name, public


def _from_base64(text: str) -> bytes:
    # Nothing, unless the text is written in the one canonical way (RFC 4648 section 3.5).
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        return b""
    return found if b64encode(found).decode() == text else b""


def _public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _key_hash(name: str, public: bytes) -> bytes:
    # Signed-note, "Signatures": SHA-256(key name || 0x0A || signature type || public key)[:4].
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:KEY_HASH_BYTES]


def _checked_name(name: str) -> str:
    if not _is_name(name):
        raise ValueError("The name of a key has neither spaces nor plus signs, and is not empty.")
    return name


def _is_name(name: str) -> bool:
    return bool(name) and _is_plain(name) and not any(sign == "+" or sign.isspace() for sign in name)


def _is_plain(text: str) -> bool:
    # Signed-note, "Format": valid UTF-8, and no ASCII control characters other than newline.
    return not any((sign < " " and sign != "\n") or "\ud800" <= sign <= "\udfff" for sign in text)
