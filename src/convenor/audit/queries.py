"""Reads of the log: an edition's, a person's, and everybody's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from convenor.audit.models import Checkpoint, Entry, EntryQuerySet
from convenor.people.models import Person

_ROWS = 1000


def entries_of_edition(scope: str, *, hidden: QuerySet[Any, Any] | Iterable[str] = ()) -> EntryQuerySet:
    """The log of one edition, newest first, without what is about the proposals with the codes ``hidden``."""
    return Entry.objects.of(scope).exclude(proposal__in=hidden).order_by("-seq")


def entries_about(person: Person, *, told: Iterable[str]) -> EntryQuerySet:
    """What ``person`` did, and what of the actions ``told`` concerns them; newest first."""
    concerned = Q(concerns__person=person, action__in=list(told))
    return Entry.objects.filter(Q(actor=person) | concerned).distinct().order_by("-seq")


def latest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def in_order() -> Iterator[Entry]:
    """All entries, in constant memory."""
    for page in _pages(Entry.objects.select_related("actor"), 0):
        yield from page


def lines(start: int, end: int, *, opened: Iterable[int] = ()) -> Iterator[bytes]:
    """Entries for the stand-alone verifier; only those ``opened`` show their payload and its salt."""
    shown = frozenset(opened)
    for page in _pages(Entry.objects.only("seq", "commitment"), start, end):
        wanted = [entry.seq for entry in page if entry.seq in shown]
        whole = Entry.objects.in_bulk(wanted, field_name="seq") if wanted else {}
        for entry in page:
            yield json.dumps(_row(entry, whole.get(entry.seq)), ensure_ascii=False).encode() + b"\n"


def _row(entry: Entry, whole: Entry | None) -> dict[str, Any]:
    sealed = {"seq": entry.seq, "commitment": bytes(entry.commitment).hex()}
    return {**sealed, "salt": bytes(whole.salt).hex(), "payload": whole.payload} if whole else sealed


def _pages(entries: EntryQuerySet, start: int, end: int | None = None) -> Iterator[list[Entry]]:
    # Page by page: one long read would keep the database from emptying its write-ahead log.
    until = {} if end is None else {"seq__lt": end}
    while page := list(entries.filter(seq__gte=start, **until).order_by("seq")[:_ROWS]):
        yield page
        start = page[-1].seq + 1
