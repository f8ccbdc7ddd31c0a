"""What the search finds, written anew from what is public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from convenor.archive.finding import Found
from convenor.archive.kinds import FindableKind
from convenor.archive.models import Findable, Reading, Word
from convenor.audit.actions import locked, write
from convenor.editions.models import Edition

_ORDER = {kind: order for order, kind in enumerate(FindableKind)}
_AT_ONCE = 500

Read = Sequence[tuple[Found, Mapping[str, bool]]]


@write
def note_findables(*, read: Mapping[int, Read], after: int, upto: int) -> bool:
    """Find ``read``, by edition, instead of what was found before; the log was read ``after`` … ``upto``.

    False where somebody else read on meanwhile. Not recorded: it says again what the log knows already.
    """
    reading = locked(Reading, reading_now())
    if reading.seq != after:
        return False
    for edition in Edition.objects.filter(pk__in=read):
        Findable.objects.filter(edition=edition).delete()
        _put(edition, read[edition.pk])
    reading.seq = upto
    reading.save(update_fields=["seq"])
    return True


def reading_now() -> Reading:
    return Reading.objects.get_or_create(pk=1)[0]


def _put(edition: Edition, found: Read) -> None:
    rows = Findable.objects.bulk_create(
        Findable(
            edition=edition,
            kind=each.kind,
            order=_ORDER[each.kind],
            name=each.name[:300],
            title=each.title,
            detail=each.detail,
            text=each.text,
            address=each.address,
        )
        for each, _words in found
    )
    Word.objects.bulk_create(
        (
            Word(findable=row, word=word.encode(), is_of_title=is_of_title)
            for row, (_each, words) in zip(rows, found, strict=True)
            for word, is_of_title in sorted(words.items())
        ),
        batch_size=_AT_ONCE,
    )
