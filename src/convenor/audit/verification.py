"""The database's own log, checked from inside: what it says, what it committed to, and what was signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import Any

from convenor.audit import keys, notes
from convenor.audit.models import Checkpoint, Concern, Entry, TreeHead, commitment_to, proposal_of
from convenor.audit.queries import in_order
from convenor.audit.tree import Frontier

_ROWS = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the log's writer left it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def verify() -> list[Finding]:
    """Everything found wrong; it only reads, and holds while others write."""
    head = TreeHead.objects.first() or TreeHead()
    checkpoints = list(Checkpoint.objects.order_by("size"))
    sizes = {head.size, *(checkpoint.size for checkpoint in checkpoints)}
    findings: list[Finding] = []
    frontier, trees = Frontier(), {0: Frontier()}
    for entry, concerned in _with_concerned(in_order()):
        findings += _of_entry(entry, frontier.size, concerned)
        frontier = frontier.append(bytes(entry.commitment))
        if frontier.size in sizes:
            trees[frontier.size] = frontier
    findings += _of_head(head, trees.get(head.size), frontier.size)
    for checkpoint in checkpoints:
        findings += _of_checkpoint(checkpoint, trees.get(checkpoint.size))
    return findings


def _with_concerned(entries: Iterator[Entry]) -> Iterator[tuple[Entry, set[str]]]:
    while page := list(islice(entries, _ROWS)):
        concerned: dict[int, set[str]] = defaultdict(set)
        rows = Concern.objects.filter(entry__in=page).values_list("entry_id", "person__uid")
        for entry_id, uid in rows:
            concerned[entry_id].add(str(uid))
        yield from ((entry, concerned[entry.pk]) for entry in page)


def _of_entry(entry: Entry, due: int, concerned: set[str]) -> list[Finding]:
    where = f"entry {entry.seq}"
    wrong = []
    if entry.seq != due:
        wrong.append(f"stands where entry {due} is due")
    if not _is_committed(entry):
        wrong.append("its payload is not what was committed to")
    said = _said(entry.payload)
    differing = [name for name, value in _columns(entry, concerned).items() if said.get(name) != value]
    if differing:
        wrong.append(f"its columns differ from its payload: {', '.join(differing)}")
    return [Finding(where, what) for what in wrong]


def _is_committed(entry: Entry) -> bool:
    try:
        return commitment_to(entry.payload, bytes(entry.salt)) == bytes(entry.commitment)
    except UnicodeEncodeError:
        return False


def _said(payload: Any) -> dict[str, Any]:
    try:
        return {**payload, "proposal": proposal_of(payload)}
    except (AttributeError, KeyError, TypeError):
        return {}


def _columns(entry: Entry, concerned: set[str]) -> dict[str, Any]:
    # The commitment covers the payload alone; lists and searches read these columns.
    return {
        "action": entry.action,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(entry.actor.uid) if entry.actor else None,
        "scope": entry.scope,
        "subject": entry.subject,
        "proposal": entry.proposal,
        "about": sorted(concerned),
    }


def _of_head(head: TreeHead, tree: Frontier | None, size: int) -> list[Finding]:
    if tree is None:
        return [Finding("tree", f"its head says {head.size} entries, but the log ends after {size}")]
    if tree.to_text() != head.frontier:
        return [Finding("tree", "its head is not that of the entries")]
    newest = TreeHead.objects.first() or TreeHead()  # read again: others may have written since
    if size > newest.size:
        return [Finding("tree", f"the log has {size} entries, but its head says {newest.size}")]
    return []


def _of_checkpoint(checkpoint: Checkpoint, tree: Frontier | None) -> list[Finding]:
    where = f"checkpoint {checkpoint.size}"
    if tree is None:
        return [Finding(where, "was signed over more entries than there are")]
    try:
        said = notes.verify(checkpoint.note, checkpoint.key)
    except (notes.BadSignature, notes.BadKey):
        return [Finding(where, "is not signed by the key that it names")]
    origin, _, public = checkpoint.key.partition("+")
    if said != notes.checkpoint_text(origin, checkpoint.size, tree.root()):
        return [Finding(where, "the entries before it are not those that were signed")]
    if keys.exists() and not keys.public_key().endswith(public.rpartition("+")[2]):
        return [Finding(where, "is signed by another key than ours")]
    return []
