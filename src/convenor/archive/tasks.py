"""What the archive does by itself: read in the log which editions changed, and let the search find that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from convenor.archive.actions.indexing import add_findables, note_reading, remove_findables
from convenor.archive.finding import findables_of
from convenor.archive.models import Reading
from convenor.audit.models import Entry
from convenor.editions.models import Edition

# What changes something public of an edition: the beginnings of the actions' names.
CHANGES = ("edition.", "partner.", "subtheme.", "track.", "release.published", "release.gap_left")
ENTRIES, EDITIONS = 500, 5  # in one go
FINDABLES = 25  # in one turn of the writer

T = TypeVar("T")


def index_changes(_at: datetime) -> int:
    """Read on in the log and index the editions that it names; the number of entries that were read."""
    after = Reading.objects.values_list("seq", flat=True).first()
    after = -1 if after is None else after
    upto, paths = _read_on(after)
    editions = Edition.objects.filter(path__in=paths)
    if upto == after or not all(_index(edition, after) for edition in editions):
        return 0
    return upto - after if note_reading(after=after, upto=upto) else 0


def _read_on(after: int) -> tuple[int, list[str]]:
    """How far the log is read in one go, and the paths of the editions that changed until there."""
    entries = Entry.objects.filter(seq__gt=after).order_by("seq").values_list("seq", "action", "scope")
    upto, paths = after, dict[str, None]()
    for seq, action, path in entries[:ENTRIES]:
        if path and action.startswith(CHANGES):
            if path not in paths and len(paths) == EDITIONS:
                break
            paths[path] = None
        upto = seq
    return upto, list(paths)


def _index(edition: Edition, after: int) -> bool:
    """Let the search find what is public of ``edition``, and no more; what did not change is left alone."""
    found = {each.digest: each for each in findables_of(edition)}
    here = dict(edition.findables.values_list("digest", "pk"))
    new = [each for digest, each in found.items() if digest not in here]
    gone = [pk for digest, pk in here.items() if digest not in found]
    return all(
        add_findables(edition=edition, found=[(each, each.words()) for each in part], after=after)
        for part in _parts(new)
    ) and all(remove_findables(gone=part, after=after) for part in _parts(gone))


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + FINDABLES] for start in range(0, len(items), FINDABLES))
