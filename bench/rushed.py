"""What ``bench.rush`` needs of the database: ``prepare PLACES PEOPLE RUNS``, then ``count PATH``."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from convenor.editions.models import Edition, EditionEvent, EventKind, Series  # noqa: E402  # Django first
from convenor.kernel.translated import Translated  # noqa: E402  # as above
from convenor.people.models import ContactPoint, Person  # noqa: E402  # as above
from convenor.registration.models import (  # noqa: E402  # as above
    Category,
    Quota,
    Registration,
    RegistrationRules,
)
from convenor.registration.queries import miscounts  # noqa: E402  # as above
from convenor.web.forms import KeyField  # noqa: E402  # as above


def prepare(places: int, people: int, runs: int) -> list[dict[str, Any]]:
    at = datetime.now(UTC)
    series = Series.objects.create(slug=f"rush-for-{places}", name=Translated.of("Rush", "en"))
    return [_edition(series, number, places, people, at) for number in range(1, runs + 1)]


def _edition(series: Series, number: int, places: int, people: int, at: datetime) -> dict[str, Any]:
    first = at.date() + timedelta(days=60)
    edition = Edition.objects.create(
        series=series,
        slug=f"run-{number}",
        path=f"{series.slug}/run-{number}",
        year=first.year,
        name=Translated.of(f"Run {number}", "en"),
        starts_on=first,
        ends_on=first + timedelta(days=4),
        zone="UTC",
        languages=["en"],
        created_at=at,
    )
    somebody = Person.objects.create(name="Somebody", created_at=at)
    EditionEvent.objects.create(edition=edition, kind=EventKind.ANNOUNCED, by=somebody, at=at)
    RegistrationRules.objects.create(edition=edition, opens_at=at, closes_at=at + timedelta(days=30))
    category = Category.objects.create(edition=edition, slug="educator", name=Translated.of("Educator", "en"))
    Quota.objects.create(edition=edition, places=places)
    Quota.objects.create(edition=edition, category=category, places=people)
    opened = KeyField()
    return {
        "path": edition.path,
        "category": category.slug,
        "places": places,
        "keys": [opened.fresh() for _each in range(people)],
    }


def count(path: str) -> dict[str, Any]:
    admitted = Registration.objects.admitted().filter(edition__path=path)
    addresses = ContactPoint.objects.filter(person__registrations__in=admitted)
    return {
        "standing": admitted.count(),
        "taken": Quota.objects.get(edition__path=path, category=None).taken,
        "addresses": sorted(addresses.values_list("address", flat=True)),
        "miscounts": len(miscounts()),
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare", *numbers]:
            print(json.dumps(prepare(*map(int, numbers))))
        case ["count", path]:
            print(json.dumps(count(path)))
