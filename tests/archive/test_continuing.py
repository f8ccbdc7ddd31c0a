"""Previous editions enter a series that others founded, and leave alone what is there."""

from datetime import date

import pytest

from convenor.archive.actions import load
from convenor.editions.actions import create_edition, create_series
from convenor.kernel.refusals import NotAllowed
from tests import make

pytestmark = pytest.mark.django_db


def test_a_series_that_is_here_already_is_continued_by_its_secretary_only():
    ada, bo = make.person("Ada"), make.person("Bo")
    series = create_series(slug="digital-learning-week", name=make.english("Digital"), by=ada, at=make.NOON)
    days = {"starts_on": date(2027, 9, 6), "ends_on": date(2027, 9, 9), "zone": "Europe/Paris"}
    own = create_edition(series=series, slug="2024", **days, by=ada, at=make.NOON)

    with pytest.raises(NotAllowed):
        load("digital-learning-week", by=bo, at=make.NOON)
    entered = load("digital-learning-week", by=ada, at=make.NOON)

    own.refresh_from_db()
    assert [each.slug for each in entered] == ["2023", "2025"]
    assert (own.starts_on, own.sources.count(), own.events.count()) == (date(2027, 9, 6), 0, 0)
