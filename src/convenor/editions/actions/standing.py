"""Tell the public what becomes of an edition. Each event is a row that stays visible."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from convenor.audit.actions import locked, record, write
from convenor.editions.actions.common import check_days, only_secretaries, put
from convenor.editions.actions.offices import extend_offices
from convenor.editions.models import Attendance, Edition, EditionEvent, EventKind
from convenor.editions.queries import Standing, is_announced, standing_of
from convenor.kernel.refusals import Refused
from convenor.kernel.translated import Translated
from convenor.people.models import Person


class AlreadySo(Refused):
    """It has been told before, or what is told would change nothing."""


class NotAnnounced(Refused):
    """Nobody knows the edition yet, so there is nobody to tell."""


class IsOver(Refused):
    """The edition was held, or another one took its place."""


class NotYetOver(Refused):
    """Its last day is not over yet."""


@write
def announce(*, edition: Edition, by: Person, at: datetime, note: Translated | None = None) -> EditionEvent:
    """Make ``edition`` public."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    if is_announced(edition):
        raise AlreadySo(_("This edition has been announced already."))
    return _told(edition, EventKind.ANNOUNCED, "edition.announced", note, by=by, at=at)


@write
def postpone(
    *,
    edition: Edition,
    by: Person,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    note: Translated | None = None,
) -> EditionEvent:
    """Move ``edition`` to other dates, and its tracks with it; without dates, say that they will be told."""
    edition = locked(Edition, edition)
    standing = _changeable(edition, by, at)
    check_days(starts_on, ends_on)
    before = (edition.starts_on, edition.ends_on)
    if (starts_on, ends_on) in {before, (None, None)} and standing.dates_are_open:
        raise AlreadySo(_("It has been told already that these dates are given up."))
    if (starts_on, ends_on) == before:
        raise AlreadySo(_("These are the dates it already has."))

    if starts_on and ends_on:
        put(edition, {"starts_on": starts_on, "ends_on": ends_on})
        _shift_tracks(edition, starts_on - before[0])
        extend_offices(edition, at)
    return _told(
        edition,
        EventKind.POSTPONED,
        "edition.postponed",
        note,
        by=by,
        at=at,
        starts_on_before=before[0],
        ends_on_before=before[1],
    )


@write
def move_online(
    *, edition: Edition, by: Person, at: datetime, note: Translated | None = None
) -> EditionEvent:
    """Hold ``edition`` online."""
    edition = locked(Edition, edition)
    _changeable(edition, by, at)
    if not put(edition, {"attendance": Attendance.ONLINE}):
        raise AlreadySo(_("This edition is online already."))
    return _told(edition, EventKind.MOVED_ONLINE, "edition.moved_online", note, by=by, at=at)


@write
def replace(
    *, edition: Edition, replaced_by: Edition, by: Person, at: datetime, note: Translated | None = None
) -> EditionEvent:
    """Say that another edition takes the place of this one."""
    edition = locked(Edition, edition)
    _changeable(edition, by, at)
    if replaced_by == edition or replaced_by.series_id != edition.series_id:
        raise Refused(_("An edition is replaced by another edition of the same series."))
    if not is_announced(replaced_by) or standing_of(replaced_by).is_replaced:
        raise NotAnnounced(_("Announce the edition that takes its place first."))
    return _told(edition, EventKind.REPLACED, "edition.replaced", note, by=by, at=at, replaced_by=replaced_by)


@write
def mark_held(*, edition: Edition, by: Person, at: datetime, note: Translated | None = None) -> EditionEvent:
    """Say that ``edition`` took place."""
    edition = locked(Edition, edition)
    standing = _changeable(edition, by, at)
    if standing.dates_are_open or not edition.is_over(at):
        raise NotYetOver(_("This can be said after the last day of the edition."))
    return _told(edition, EventKind.HELD, "edition.held", note, by=by, at=at)


@write
def archive(*, edition: Edition, by: Person, at: datetime, note: Translated | None = None) -> EditionEvent:
    """Close the books: ``edition`` was held or replaced, and is kept for those who look back."""
    edition = locked(Edition, edition)
    only_secretaries(by, edition, at)
    standing = standing_of(edition)
    if standing.is_archived:
        raise AlreadySo(_("This edition is in the archive already."))
    if not (standing.is_held or standing.is_replaced):
        raise NotYetOver(_("Say first that the edition was held, or that another one replaced it."))
    return _told(edition, EventKind.ARCHIVED, "edition.archived", note, by=by, at=at)


@write
def change_note(*, event: EditionEvent, note: Translated, by: Person, at: datetime) -> EditionEvent:
    """Say what an event's note says in more languages, or in other words."""
    edition = locked(Edition, event.edition)
    only_secretaries(by, edition, at)
    event = locked(EditionEvent, event)
    if put(event, {"note": note}):
        record("edition.note_changed", subject=edition, actor=by, at=at, scope=edition.path, event=event.kind)
    return event


def _changeable(edition: Edition, by: Person, at: datetime) -> Standing:
    only_secretaries(by, edition, at)
    standing = standing_of(edition)
    if not standing.is_announced:
        raise NotAnnounced(_("Announce the edition first."))
    if standing.is_held or standing.is_replaced:
        raise IsOver(_("This edition was held or replaced; nothing can become of it any more."))
    return standing


def _shift_tracks(edition: Edition, by: timedelta) -> None:
    # Row by row: the databases do not agree on how a date and a parameter add up, and tracks are few.
    for track in edition.tracks.all():
        if track.starts_on and track.ends_on:
            put(track, {"starts_on": track.starts_on + by, "ends_on": track.ends_on + by})


def _told(
    edition: Edition,
    kind: EventKind,
    name: str,
    note: Translated | None,
    *,
    by: Person,
    at: datetime,
    **facts: Any,
) -> EditionEvent:
    event = EditionEvent.objects.create(
        edition=edition, kind=kind, note=note or Translated(), by=by, at=at, **facts
    )
    days = [str(edition.starts_on), str(edition.ends_on)]
    record(name, subject=edition, actor=by, at=at, scope=edition.path, days=days)
    return event
