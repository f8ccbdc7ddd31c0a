"""What the search finds, in small turns: new findables come, then those that nobody says any more go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from convenor.archive.finding import Found
from convenor.archive.kinds import FindableKind
from convenor.archive.models import Findable, Reading, Word
from convenor.audit.actions import locked, write
from convenor.editions.models import Edition

_ORDER = {kind: order for order, kind in enumerate(FindableKind)}
_ROWS = 500  # in a statement


@write
def add_findables(*, edition: Edition, found: Sequence[tuple[Found, Mapping[str, bool]]], after: int) -> bool:
    """Find ``found`` by its words; False where somebody else read on in the log meanwhile.

    Not recorded, like all of these: it says again what the log knows already.
    """
    if _reading().seq != after:
        return False
    here = set(edition.findables.values_list("digest", flat=True))
    new = {each.digest: (each, words) for each, words in found if each.digest not in here}
    rows = Findable.objects.bulk_create(_row(edition, each) for each, _words in new.values())
    Word.objects.bulk_create(
        (
            Word(findable=row, word=word.encode(), is_of_title=is_of_title)
            for row, (_each, words) in zip(rows, new.values(), strict=True)
            for word, is_of_title in sorted(words.items())
        ),
        batch_size=_ROWS,
    )
    return True


@write
def remove_findables(*, gone: Sequence[int], after: int) -> bool:
    """Find these no more; False where somebody else read on in the log meanwhile."""
    if _reading().seq != after:
        return False
    Findable.objects.filter(pk__in=gone).delete()
    return True


@write
def note_reading(*, after: int, upto: int) -> bool:
    """The log has been read up to ``upto``; False where somebody else read on meanwhile."""
    reading = _reading()
    if reading.seq != after:
        return False
    reading.seq = upto
    reading.save(update_fields=["seq"])
    return True


def _reading() -> Reading:
    return locked(Reading, Reading.objects.get_or_create(pk=1)[0])


def _row(edition: Edition, found: Found) -> Findable:
    return Findable(
        edition=edition,
        kind=found.kind,
        order=_ORDER[found.kind],
        name=found.name,
        title=found.title,
        detail=found.detail,
        text=found.text,
        address=found.address,
        digest=found.digest,
    )
