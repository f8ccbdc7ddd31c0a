"""A loss written down as what is the case from now on: rooms are closed, people cannot be scheduled then."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from convenor.editions.models import Edition
from convenor.people.models import Person
from convenor.programme.actions.appearances import set_availability
from convenor.programme.actions.closures import close_rooms
from convenor.programme.drafting.losses import Loss, Span, left
from convenor.programme.models import Availability

LAST = time(23, 59)  # of a day, as the form of somebody's times can say it


def write_down(loss: Loss, edition: Edition, *, by: Person, at: datetime) -> None:
    """Close the lost rooms; take the lost hours from when people can be scheduled. Twice is as once."""
    rooms = edition.rooms.order_by("position", "pk")
    lost = rooms if loss.is_all else rooms.filter(slug__in=loss.rooms)
    span = {"starts_at": loss.starts_at, "ends_at": loss.ends_at}
    close_rooms(edition=edition, rooms=list(lost), **span, by=by, at=at)
    people = Person.objects.filter(uid__in=loss.people, appearances__session__edition=edition)
    for person in people.order_by("pk").distinct():
        known = _known(edition, person)
        times = list(left(known, loss))
        if times != known:
            set_availability(edition=edition, person=person, times=times, is_never=not times, by=by, at=at)


def _known(edition: Edition, person: Person) -> list[Span]:
    """When somebody can be scheduled until now: on all days, where nothing is known."""
    rows = Availability.objects.filter(edition=edition, person=person).order_by("starts_at", "pk")
    spans = [(each.starts_at, each.ends_at) for each in rows if each.starts_at and each.ends_at]
    return spans if rows else _days(edition)


def _days(edition: Edition) -> list[Span]:
    """All days of the edition, each by itself, as the form of somebody's times has them."""
    days = [
        edition.starts_on + timedelta(days=number)
        for number in range((edition.ends_on - edition.starts_on).days + 1)
    ]
    zone = edition.tzinfo
    return [(datetime.combine(day, time(), zone), datetime.combine(day, LAST, zone)) for day in days]
