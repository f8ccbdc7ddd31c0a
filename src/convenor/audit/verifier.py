#!/usr/bin/env python3
"""Check an exported audit log of Convenor against checkpoints that were published or mailed to you.

This one file needs Python 3.9 or newer and nothing else: no package, no network, none of Convenor's code.
It prints one line per finding, then a summary.

what a passed check means:
  The log begins with exactly the entries that each checkpoint was signed over: none was changed, removed,
  inserted or moved. Entries newer than the newest checkpoint are only as good as the export itself.
  Use the key and the checkpoints that you received at the time, not ones handed to you with the log: whoever
  runs the machine can sign another history, but cannot change the checkpoint in your hands.

exit status:
  0  every entry and every checkpoint holds
  1  something is wrong: this is not the log that was signed, or a file is damaged
  2  the command was not understood, or a file cannot be read

example:
  python3 verifier.py --log log.jsonl --key "example.org/mlw+530d903a+AekyeRrm..." may.txt june.txt
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple


class Wrong(Exception):
    """What is wrong, in words for the reader."""


# Ed25519, verification only: RFC 8032 section 5.1. Points are (X, Y, Z, T) as in section 5.1.4.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
KEY_BYTES, SIGNATURE_BYTES, KEY_HASH_BYTES, HASH_BYTES = 32, 64, 4, 32
Point = tuple[int, int, int, int]


def add(one: Point, other: Point) -> Point:
    """The sum of two points of the curve."""
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c, d = 2 * one[3] * other[3] * D, 2 * one[2] * other[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, point: Point) -> Point:
    """The point added to itself so often. Nothing here is secret, so the time it takes may tell."""
    total = (0, 1, 1, 0)
    while factor:
        total = add(total, point) if factor & 1 else total
        point, factor = add(point, point), factor >> 1
    return total


def point_from(text: bytes) -> Point:
    """The point that 32 bytes stand for (section 5.1.3), or ``ValueError``."""
    sign, y = divmod(int.from_bytes(text, "little"), 1 << 255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (sign and not x):
        raise ValueError
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def bytes_of(point: Point) -> bytes:
    """The 32 bytes of a point (section 5.1.2)."""
    x, y = (each * pow(point[2], -1, P) % P for each in point[:2])
    return (y | (x & 1) << 255).to_bytes(KEY_BYTES, "little")


BASE = point_from((4 * pow(5, -1, P) % P).to_bytes(KEY_BYTES, "little"))


def is_signed(message: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the holder of the key signed the message (section 5.1.7, without the cofactor)."""
    r, s = signature[:KEY_BYTES], int.from_bytes(signature[KEY_BYTES:], "little")
    if len(signature) != SIGNATURE_BYTES or s >= ORDER:
        return False
    x, y, z, t = point_from(public)
    k = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % ORDER
    return bytes_of(add(times(s, BASE), times(k, (P - x, y, z, P - t)))) == r


# Keys and checkpoints: c2sp.org/signed-note and c2sp.org/tlog-checkpoint.


class Key(NamedTuple):
    name: str
    hash: bytes
    public: bytes


def from_base64(text: str) -> bytes:
    """The bytes of a text that is written in the one canonical way, or ``ValueError``."""
    found = base64.b64decode(text, validate=True)
    if base64.b64encode(found).decode() != text:
        raise ValueError
    return found


def read_key(text: str) -> Key:
    """The key that ``name+hash+base64(0x01 || public key)`` tells, or ``ValueError``."""
    name, given, encoded = text.strip().split("+", 2)
    key = from_base64(encoded)
    key_hash = hashlib.sha256(name.encode() + b"\n" + key).digest()[:KEY_HASH_BYTES]
    if not name or key[:1] != b"\1" or len(key) != 1 + KEY_BYTES or given != key_hash.hex():
        raise ValueError
    point_from(key[1:])
    return Key(name, key_hash, key[1:])


def open_note(note: bytes, key: Key) -> list[str]:
    """The lines of a note that the key signed; other people's signatures are ignored."""
    text, divider, lines = note.rpartition(b"\n\n")
    start = f"\N{EM DASH} {key.name} ".encode()
    named = [line[len(start) :] for line in lines.split(b"\n") if line.startswith(start)]
    try:
        blobs = [from_base64(line.decode()) for line in named]
        said = (text + b"\n").decode().split("\n")
    except ValueError:
        raise Wrong("is damaged") from None
    ours = [blob[KEY_HASH_BYTES:] for blob in blobs if blob.startswith(key.hash)]
    if not divider or not ours:
        raise Wrong("is not a note signed by this key")
    if not all(is_signed(text + b"\n", signature, key.public) for signature in ours):
        raise Wrong("has a signature that does not fit its text")
    return said


def read_checkpoint(note: bytes, key: Key, origin: str) -> tuple[int, bytes]:
    """The size and the root that the note vouches for, if it speaks of the log ``origin``."""
    said, size, encoded, *_ = [*open_note(note, key), "", ""]
    if said != origin:
        raise Wrong(f"speaks of another log, {said!a}")
    try:
        root = from_base64(encoded)
    except ValueError:
        root = b""
    if not re.fullmatch("0|[1-9][0-9]{0,17}", size) or len(root) != HASH_BYTES:
        raise Wrong("is signed, but is not a checkpoint")
    return int(size), root


# The log: one JSON object on each line, and the Merkle tree of RFC 6962 section 2.1 over the commitments.


class Row(NamedTuple):
    seq: int
    commitment: bytes
    salt: bytes
    payload: dict[str, Any] | None


def each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, unless a key stands in it twice and readers could disagree about it."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def read_row(line: bytes) -> Row:
    """One entry, and nothing beside it: what no commitment covers must not look as if it were proved."""
    try:
        row = json.loads(line.decode(), object_pairs_hook=each_key_once)
        payload, salt = row.pop("payload", None), bytes.fromhex(row.pop("salt", None) or "")
        seq, commitment = row.pop("seq"), bytes.fromhex(row.pop("commitment"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Wrong("is not an entry of a log") from None
    if row:
        raise Wrong(f"has a field that no commitment covers, {min(row)!a}")
    if type(seq) is not int or len(commitment) != HASH_BYTES or not isinstance(payload, (dict, type(None))):
        raise Wrong("is not an entry of a log")
    return Row(seq, commitment, salt, payload)


def is_what_was_committed(row: Row) -> bool:
    """Whether salt and payload give the commitment that the tree holds."""
    try:
        text = json.dumps(row.payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return hashlib.sha256(row.salt + text).digest() == row.commitment


class Check:
    """Reads the log once, in constant memory, and counts what it finds."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self.size = self.expected = self.opened = self.problems = 0
        self.nodes: list[bytes] = []
        self.roots = {size: hashlib.sha256(b"").digest() for size in sizes}

    def wrong(self, text: str) -> None:
        self.problems += 1
        say(f"WRONG  {text}")

    def line(self, number: int, line: bytes) -> None:
        try:
            row = read_row(line)
        except Wrong as wrong:
            self.wrong(f"line {number} {wrong}")
            row = Row(self.expected, b"", b"", None)  # no commitment is empty: no later root can fit
        if row.seq != self.expected:
            self.wrong(f"line {number} is entry {row.seq} where entry {self.expected} is due")
        if row.payload is not None:
            self.opened += 1
            if not is_what_was_committed(row):
                self.wrong(f"line {number}, entry {row.seq}: the payload is not what was committed to")
        self.expected = row.seq + 1
        self.append(row.commitment)

    def append(self, leaf: bytes) -> None:
        node, size = hashlib.sha256(b"\0" + leaf).digest(), self.size
        while size & 1:
            node, size = hashlib.sha256(b"\1" + self.nodes.pop() + node).digest(), size >> 1
        self.nodes.append(node)
        self.size += 1
        if self.size in self.roots:
            self.roots[self.size] = self.root()

    def root(self) -> bytes:
        root = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            root = hashlib.sha256(b"\1" + left + root).digest()
        return root

    def checkpoint(self, name: str, size: int, root: bytes) -> None:
        if size > self.size:
            self.wrong(f"checkpoint {name!a}: signed over {size} entries, but the log ends after {self.size}")
        elif self.roots[size] != root:
            self.wrong(f"checkpoint {name!a}: the first {size} entries are not those that were signed")
        else:
            say(f"ok     checkpoint {name!a}: the first {size} entries are those that were signed")


def say(text: str) -> None:
    print(text)  # noqa: T201 - this is a command; what it prints is its purpose


def check(log: Path, key: Key, origin: str, files: list[str]) -> int:
    """Print what is found; the number of things that are wrong."""
    points, damaged = {}, 0
    for name in files:
        try:
            # A note has no carriage returns; mail programs add them.
            points[name] = read_checkpoint(Path(name).read_bytes().replace(b"\r\n", b"\n"), key, origin)
        except Wrong as wrong:
            damaged += 1
            say(f"WRONG  checkpoint {name!a} {wrong}")
    found = Check(size for size, _root in points.values())
    with log.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            found.line(number, line)
    for name, (size, root) in points.items():
        found.checkpoint(name, size, root)
    newest = max((size for size, _root in points.values()), default=0)
    if newest < found.size:
        say(f"note   {found.size - newest} newer entries are covered by no checkpoint yet")
    say(f"note   {found.opened} of {found.size} entries are shown, the others withheld or erased")
    return found.problems + damaged


def main() -> int:
    about, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoints", nargs="+", metavar="CHECKPOINT", help="file with a signed note")
    parser.add_argument("--log", required=True, type=Path, help="the exported log, one JSON object per line")
    parser.add_argument("--key", required=True, metavar="VKEY", help="the log's public key: name+hash+base64")
    parser.add_argument("--origin", help="the log's name in its checkpoints, where it is not the key's")
    given = parser.parse_args()
    try:
        key = read_key(given.key)
    except ValueError:
        parser.error("--key is not the text of a public Ed25519 key")
    try:
        problems = check(given.log, key, given.origin or key.name, given.checkpoints)
    except OSError as error:
        parser.error(f"cannot read {error.filename!a}: {error.strerror}")
    say(f"FAILED: {problems} found wrong" if problems else "PASSED: everything holds")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
