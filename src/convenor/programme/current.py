"""The released programme as pages read it that are not files: parsed once, and kept from request to request.

A release never changes, so what is kept is never old; names of people, whom a release may have to forget, and
long texts are not kept at all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

from convenor.editions.models import Edition
from convenor.kernel.translated import Translated
from convenor.programme.frozen import Change, Frozen, Line, Slot
from convenor.programme.models import Release
from convenor.programme.thawing import thaw

TOLD = frozenset({"added", "removed", "moved", "state"})
_KEPT = 8  # releases


def current_release(edition: Edition) -> Frozen | None:
    """What the public reads of ``edition``, without people; ``None`` before it is published."""
    published = Release.objects.published().filter(edition=edition)
    found = published.order_by("-number").values_list("pk", "digest").first()
    return _parsed(*found) if found else None


@lru_cache(maxsize=_KEPT)
def _parsed(pk: int, digest: str) -> Frozen:
    document = Release.objects.values_list("document", flat=True).get(pk=pk)
    read = thaw(document, {}, digest)
    lines = tuple(_short(line) for line in read.lines)
    return replace(
        read,
        document={},
        lines=lines,
        guests=(),
        compendium=(),
        changes=_told(read.changes),
        history=tuple(replace(issue, changes=_told(issue.changes)) for issue in read.history),
    )


def _told(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """What readers of lists are told; of the rest, that it changed, by which calendars count."""
    return tuple(
        change if change.kind in TOLD else replace(change, before=None, after=None) for change in changes
    )


def _short(line: Line) -> Line:
    return replace(line, abstract=Translated(), report=Translated(), pieces=(), seats=(), materials=())


def on_at(release: Frozen, at: datetime) -> list[Slot]:
    """What is on at a moment, what began last first; nothing that is cancelled or postponed."""
    on = [
        slot
        for slot in _held(release)
        if slot.starts_at and slot.ends_at and slot.starts_at <= at < slot.ends_at
    ]
    return sorted(on, key=attrgetter("starts_at"), reverse=True)


def next_after(release: Frozen, at: datetime) -> list[Slot]:
    """What begins next: all that begins together, soonest after a moment."""
    later = [slot for slot in _held(release) if slot.starts_at and slot.starts_at > at]
    soonest = min((slot.starts_at for slot in later if slot.starts_at), default=None)
    return [slot for slot in later if slot.starts_at == soonest]


def _held(release: Frozen) -> list[Slot]:
    return [slot for slot in release.slots if not slot.line.is_off]
