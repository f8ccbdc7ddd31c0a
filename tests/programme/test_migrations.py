"""What migrations make of what is there already."""

import importlib

import pytest
from django.apps import apps

from convenor.programme.models import Availability
from tests import make
from tests.programme.stage import TUESDAY

never = importlib.import_module("convenor.programme.migrations.0014_never_available")


def spans():
    rows = Availability.objects.order_by("person__name", "starts_at")
    return [(each.person.name, each.starts_at, each.ends_at) for each in rows]


@pytest.mark.django_db
def test_only_who_was_kept_for_the_first_minute_alone_can_come_at_no_time(stage):
    ada, bo, cy = (make.person(name) for name in ("Ada", "Bo", "Cy"))
    first = (stage.at(0), stage.at(0, 1))
    days = (stage.at(9, day=TUESDAY), stage.at(12, day=TUESDAY))
    given = {ada: [first], bo: [first, days], cy: [days]}
    for person, times in given.items():
        for starts_at, ends_at in times:
            Availability.objects.create(
                edition=stage.edition, person=person, starts_at=starts_at, ends_at=ends_at
            )
    before = spans()

    never.to_never(apps, None)

    assert spans() == [("Ada", None, None), *before[1:]]
    never.to_first_minute(apps, None)
    assert spans() == before
