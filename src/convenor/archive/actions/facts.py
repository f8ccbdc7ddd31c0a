"""Keep what is known of an edition, each fact with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from convenor.archive.kinds import Counted, Precision, SourceKind
from convenor.archive.models import Figure, Remark, Source
from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import only_secretaries
from convenor.editions.models import Edition, Track
from convenor.kernel.refusals import Refused
from convenor.kernel.text import one_line
from convenor.kernel.translated import Translated
from convenor.people.models import Person

Kept = TypeVar("Kept", Source, Figure, Remark)


class SaysNothing(Refused):
    """Neither a number nor a word."""


class OfAnotherEdition(Refused):
    """A source or a track that belongs elsewhere."""


@write
def add_source(
    *, edition: Edition, url: str, publisher: str, kind: SourceKind, by: Person, at: datetime
) -> Source:
    """Name a place where something about ``edition`` is known from."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    source = Source(
        edition=edition,
        url=url,
        publisher=one_line(publisher)[:200],
        kind=kind,
        position=_next_position(Source, edition),
    )
    return _kept(source, "source.added", edition, by, at)


@write
def add_figure(
    *,
    edition: Edition,
    counted: Counted,
    value: int | None,
    source: Source,
    by: Person,
    at: datetime,
    precision: Precision | None = None,
    words: Translated | None = None,
    track: Track | None = None,
) -> Figure:
    """Keep what ``source`` says was counted, beside what other sources say."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    if value is None and not words:
        raise SaysNothing(_("Give a number, or say in words what is known."))
    _check_edition(edition, source, track)
    figure = Figure(
        edition=edition,
        counted=counted,
        value=value,
        precision=precision or "",
        words=words or Translated(),
        track=track,
        source=source,
        position=_next_position(Figure, edition),
    )
    return _kept(figure, "figure.added", edition, by, at)


@write
def add_remark(
    *, edition: Edition, text: Translated, by: Person, at: datetime, sources: Sequence[Source] = ()
) -> Remark:
    """Say in our own words what ``sources`` leave open or tell differently."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    if not text:
        raise SaysNothing(_("Give a number, or say in words what is known."))
    _check_edition(edition, *sources)
    remark = Remark(edition=edition, text=text, position=_next_position(Remark, edition))
    remark = _kept(remark, "remark.added", edition, by, at)
    remark.sources.set(sources)
    return remark


def _check_edition(edition: Edition, *rows: Source | Track | None) -> None:
    if any(row is not None and row.edition_id != edition.pk for row in rows):
        raise OfAnotherEdition(_("This belongs to another edition."))


def _next_position(kind: type[Kept], edition: Edition) -> int:
    last = kind.objects.filter(edition=edition).aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1


def _kept(row: Kept, name: str, edition: Edition, by: Person, at: datetime) -> Kept:
    row.save()
    record(name, subject=row, actor=by, at=at, scope=edition.path)
    return row
