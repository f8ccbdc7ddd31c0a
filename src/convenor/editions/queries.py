"""Reads of editions and of the offices people hold in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from convenor.editions.models import (
    Attendance,
    Edition,
    EditionEvent,
    EventKind,
    Office,
    OfficeQuerySet,
    Role,
    Series,
)
from convenor.people.models import Person

_CHANGES = frozenset({EventKind.POSTPONED, EventKind.MOVED_ONLINE, EventKind.REPLACED})


def is_announced(edition: Edition) -> bool:
    return EditionEvent.objects.filter(edition=edition, kind=EventKind.ANNOUNCED).exists()


def offices_of(person: Person, *, edition: Edition, at: datetime) -> OfficeQuerySet:
    """The offices that ``person`` holds in ``edition`` at ``at``."""
    return Office.objects.held_at(at).filter(person=person, edition=edition).order_by("pk")


def holds(person: Person, edition: Edition, *roles: Role, at: datetime) -> bool:
    """Whether ``person`` holds one of ``roles`` in ``edition`` at ``at``."""
    return Office.objects.held_at(at).filter(person=person, edition=edition, role__in=roles).exists()


def offices_held_in(edition: Edition, *, at: datetime) -> OfficeQuerySet:
    """Everybody who is entrusted with something in ``edition``, by role and name."""
    held = Office.objects.held_at(at).filter(edition=edition)
    return held.select_related("person", "track").order_by("role", "track__position", "person__name", "pk")


def editions_for_the_public() -> QuerySet[Edition]:
    """Announced editions, newest first, with what became of them."""
    return (
        Edition.objects.announced()
        .newest_first()
        .select_related("series")
        .prefetch_related(Prefetch("events", _in_order(EditionEvent.objects.all())))
    )


def _in_order(events: QuerySet[EditionEvent]) -> QuerySet[EditionEvent]:
    return events.select_related("replaced_by__series").order_by("at", "pk")


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of an edition, from its events in the order of time."""

    edition: Edition
    events: tuple[EditionEvent, ...]

    def _is(self, kind: EventKind) -> bool:
        return any(event.kind == kind for event in self.events)

    @property
    def is_announced(self) -> bool:
        return self._is(EventKind.ANNOUNCED)

    @property
    def is_held(self) -> bool:
        return self._is(EventKind.HELD)

    @property
    def is_replaced(self) -> bool:
        return self._is(EventKind.REPLACED)

    @property
    def is_archived(self) -> bool:
        return self._is(EventKind.ARCHIVED)

    @property
    def was_entered_afterwards(self) -> bool:
        """For the archive, when it was over: then the moments of its events are those of their entry."""
        announced = [event for event in self.events if event.kind == EventKind.ANNOUNCED]
        return any(self.edition.is_over(event.at) for event in announced)

    @property
    def dates_are_open(self) -> bool:
        """Postponed to nobody knows when: it still stands at the dates that were given up."""
        moves = [event for event in self.events if event.kind == EventKind.POSTPONED]
        given_up = (moves[-1].starts_on_before, moves[-1].ends_on_before) if moves else None
        return given_up == (self.edition.starts_on, self.edition.ends_on) and not self.is_replaced

    @property
    def is_off(self) -> bool:
        """Nobody should come on its dates."""
        return self.is_replaced or self.dates_are_open

    @property
    def changes(self) -> list[EditionEvent]:
        """What people who noted the edition have to know, the latest first."""
        return [event for event in reversed(self.events) if event.kind in _CHANGES]

    @property
    def latest_change(self) -> EditionEvent | None:
        return next(iter(self.changes), None)

    def can_become(self, at: datetime) -> list[EventKind]:
        """What its secretariat may tell next."""
        if not self.is_announced:
            return [EventKind.ANNOUNCED]
        if self.is_held or self.is_replaced:
            return [] if self.is_archived else [EventKind.ARCHIVED]
        is_online = self.edition.attendance == Attendance.ONLINE
        has_passed = self.edition.is_over(at) and not self.dates_are_open
        return [
            EventKind.POSTPONED,
            *([] if is_online else [EventKind.MOVED_ONLINE]),
            EventKind.REPLACED,
            *([EventKind.HELD] if has_passed else []),
        ]

    def is_past(self, at: datetime) -> bool:
        """Over, or never to be held: an edition to look back on."""
        return self.is_replaced or self.is_held or (self.edition.is_over(at) and not self.dates_are_open)


def standing_of(edition: Edition) -> Standing:
    """One query, or none where the events were fetched with the edition."""
    is_fetched = "events" in getattr(edition, "_prefetched_objects_cache", {})
    events = edition.events.all() if is_fetched else _in_order(edition.events.all())
    return Standing(edition, tuple(events))


def upcoming_and_past(editions: Iterable[Edition], *, at: datetime) -> tuple[list[Standing], list[Standing]]:
    """What is to come, the next first, and what was, the latest first, by the day where each is held."""
    standings = [standing_of(edition) for edition in editions]
    past = [standing for standing in standings if standing.is_past(at)]
    upcoming = [standing for standing in standings if not standing.is_past(at)]
    upcoming.sort(key=lambda standing: standing.edition.starts_on)
    past.sort(key=lambda standing: standing.edition.starts_on, reverse=True)
    return upcoming, past


@dataclass(frozen=True, slots=True)
class Overview:
    """A series with its announced editions: the next first, and of those that were the latest first."""

    series: Series
    upcoming: list[Standing]
    past: list[Standing]


def series_for_the_public(*, at: datetime) -> list[Overview]:
    """Every series of which an edition is announced, the one that meets next first."""
    upcoming, past = upcoming_and_past(editions_for_the_public(), at=at)
    in_order = {standing.edition.series: None for standing in [*upcoming, *past]}
    return [
        Overview(
            series,
            [standing for standing in upcoming if standing.edition.series_id == series.pk],
            [standing for standing in past if standing.edition.series_id == series.pk],
        )
        for series in in_order
    ]
