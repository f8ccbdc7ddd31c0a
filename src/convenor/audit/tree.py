"""The Merkle tree of the audit log, as RFC 6962 section 2 defines it.

Pure: bytes in, bytes out. Writers keep only a ``Frontier`` (a "compact range": at most one hash per bit
of the size); proofs are made from all leaves, and anyone checks them with the root alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf; the prefix keeps leaves and nodes apart (RFC 6962 section 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (RFC 6962 section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree without its inside: its size and the roots of its perfect subtrees, the largest first."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        are_hashes = all(len(node) == HASH_BYTES for node in self.nodes)
        if self.size < 0 or len(self.nodes) != self.size.bit_count() or not are_hashes:
            raise ValueError("These hashes are not the frontier of a tree of this size.")

    def append(self, leaf: bytes) -> Frontier:
        """The tree with one more leaf; equal subtrees at its end become one, as a binary counter carries."""
        nodes, node, size = list(self.nodes), leaf_hash(leaf), self.size
        while size & 1:
            node = node_hash(nodes.pop(), node)
            size >>= 1
        return Frontier(self.size + 1, (*nodes, node))

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves (RFC 6962 section 2.1)."""
        if not self.nodes:
            return sha256(b"").digest()
        root = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            root = node_hash(left, root)
        return root

    def to_text(self) -> str:
        """The hashes in hex, divided by commas, for storing in a row beside the size."""
        return ",".join(node.hex() for node in self.nodes)

    @classmethod
    def from_text(cls, size: int, text: str) -> Frontier:
        """The frontier of that size which ``to_text`` wrote; ``ValueError`` for every other text."""
        frontier = cls(size, tuple(bytes.fromhex(node) for node in text.split(",") if text))
        if frontier.to_text() != text:
            raise ValueError("This is not how a frontier is written.")
        return frontier


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of ``leaves`` (RFC 6962 section 2.1)."""
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int, size: int) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root of the first ``size`` (RFC 9162 2.1.3.1)."""
    if not 0 <= index < size <= len(leaves):
        raise ValueError("There is no such leaf in a tree of this size.")
    return _path(leaves[:size], index)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows ``leaf`` at ``index`` of the tree of that size and root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf_hash(leaf)
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(sibling, found)
            here, last = _up_to_the_next_right_child(here, last)
        else:
            found = node_hash(found, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], old: int, new: int) -> list[bytes]:
    """The hashes that show the tree of size ``new`` to begin with that of size ``old`` (RFC 9162 2.1.4.1).

    Two equal sizes, and a beginning from nothing, need no hashes.
    """
    if not 0 <= old <= new <= len(leaves):
        raise ValueError("There are no trees of these sizes.")
    return _subproof(leaves[:new], old, is_whole=True) if old else []


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the older tree is the beginning of the newer one (RFC 9162 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == Frontier().root()
    is_power_of_two = old & (old - 1) == 0
    return _joins(old, new, old_root, new_root, [old_root, *proof] if is_power_of_two else proof)


def _joins(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    # Steps 3 to 7 of RFC 9162 section 2.1.4.2: both roots are rebuilt from the same hashes.
    if not proof:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    found_old = found_new = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
            here, last = _up_to_the_next_right_child(here, last)
        else:
            found_new = node_hash(found_new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and (found_old, found_new) == (old_root, new_root)


def _up_to_the_next_right_child(here: int, last: int) -> tuple[int, int]:
    # A lonely node at the right edge has no sibling on these levels: RFC 9162 2.1.3.2 step 4.2.2.
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    # PATH(m, D[n]) of RFC 9162 section 2.1.3.1.
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*_path(left, index), root_of(right)]
    return [*_path(right, index - split), root_of(left)]


def _subproof(leaves: Sequence[bytes], old: int, *, is_whole: bool) -> list[bytes]:
    # SUBPROOF(m, D[n], b) of RFC 9162 section 2.1.4.1; the verifier has the root of a whole tree already.
    if old == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if old <= split:
        return [*_subproof(left, old, is_whole=is_whole), root_of(right)]
    return [*_subproof(right, old - split, is_whole=False), root_of(left)]


def _split(size: int) -> int:
    # The largest power of two that is smaller than the size.
    return 1 << (size - 1).bit_length() - 1
