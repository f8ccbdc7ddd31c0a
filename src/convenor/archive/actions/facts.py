"""Keep what is known of an edition, each fact with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, TypeVar, Unpack

from django.db import models
from django.utils.translation import gettext as _

from convenor.archive import rules
from convenor.archive.kinds import Counted, Precision, SourceKind
from convenor.archive.models import Figure, Remark, Source
from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import put
from convenor.editions.models import Edition, Track
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import one_line
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.programme.actions.common import there

Kept = TypeVar("Kept", Source, Figure, Remark)


class SaysNothing(Refused):
    """Neither a number nor a word."""


class OfAnotherEdition(Refused):
    """A source or a track that belongs elsewhere."""


class StillNamed(Refused):
    """A source on which a figure or a remark rests."""


class SourceFacts(TypedDict, total=False):
    url: str
    publisher: str
    kind: SourceKind


class FigureFacts(TypedDict, total=False):
    counted: Counted
    value: int | None
    precision: Precision | str
    words: Translated
    track: Track | None
    source: Source


@write
def add_source(
    *, edition: Edition, url: str, publisher: str, kind: SourceKind, by: Person, at: datetime
) -> Source:
    """Name a place where something about ``edition`` is known from."""
    edition = locked(Edition, edition)
    _only_keepers(by, edition, at)
    source = Source(
        edition=edition,
        url=url,
        publisher=one_line(publisher)[:200],
        kind=kind,
        position=_next_position(Source, edition),
    )
    return _kept(source, "source.added", edition, by, at)


@write
def change_source(*, source: Source, by: Person, at: datetime, **facts: Unpack[SourceFacts]) -> Source:
    """Say better where something is known from; the figures that name it stay."""
    edition = locked(Edition, source.edition)
    _only_keepers(by, edition, at)
    source = there(Source, source)
    if changed := put(source, facts):
        record("source.changed", subject=source, actor=by, at=at, scope=edition.path, fields=changed)
    return source


@write
def remove_source(*, source: Source, by: Person, at: datetime) -> None:
    """Name a source no more on which nothing rests."""
    edition = locked(Edition, source.edition)
    _only_keepers(by, edition, at)
    source = there(Source, source)
    if source.figures.exists() or source.remarks.exists():
        raise StillNamed(_("A figure or a remark rests on this source: withdraw that first."))
    record("source.removed", subject=source, actor=by, at=at, scope=edition.path)
    source.delete()


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
    _only_keepers(by, edition, at)
    _refuse_silence(value, words)
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
def change_figure(*, figure: Figure, by: Person, at: datetime, **facts: Unpack[FigureFacts]) -> Figure:
    """Correct what was taken wrongly from its source; what another source says, is another figure."""
    edition = locked(Edition, figure.edition)
    _only_keepers(by, edition, at)
    figure = there(Figure, figure)
    _refuse_silence(facts.get("value", figure.value), facts.get("words", figure.words))
    _check_edition(edition, facts.get("source"), facts.get("track"))
    if changed := put(figure, facts):
        record(
            "figure.changed",
            subject=figure,
            actor=by,
            at=at,
            scope=edition.path,
            counted=figure.counted,
            fields=changed,
        )
    return figure


@write
def withdraw_figure(*, figure: Figure, by: Person, at: datetime) -> None:
    """Show a figure no more that its source does not say; the log says that it was there."""
    edition = locked(Edition, figure.edition)
    _only_keepers(by, edition, at)
    figure = there(Figure, figure)
    record("figure.withdrawn", subject=figure, actor=by, at=at, scope=edition.path, counted=figure.counted)
    figure.delete()


@write
def add_remark(
    *, edition: Edition, text: Translated, by: Person, at: datetime, sources: Sequence[Source] = ()
) -> Remark:
    """Say in our own words what ``sources`` leave open or tell differently."""
    edition = locked(Edition, edition)
    _only_keepers(by, edition, at)
    _refuse_silence(None, text)
    _check_edition(edition, *sources)
    remark = Remark(edition=edition, text=text, position=_next_position(Remark, edition))
    remark = _kept(remark, "remark.added", edition, by, at)
    remark.sources.set(sources)
    return remark


def _only_keepers(by: Person, edition: Edition, at: datetime) -> None:
    if not rules.may_keep(by, edition, at=at):
        raise NotAllowed(_("Only a secretary of this series may do this."))


def _refuse_silence(value: int | None, words: Translated | None) -> None:
    if value is None and not words:
        raise SaysNothing(_("Give a number, or say in words what is known."))


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
