"""The story's days fall where today says."""

from datetime import UTC, datetime, timedelta

import pytest

from convenor.demo.timeline import CALL_CLOSES, CALL_OPENS, MOMENTS, Timeline

pytestmark = pytest.mark.once

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"), [("announced", False), ("call", True), ("review", False), ("decided", False)]
)
def test_the_call_is_open_at_its_moment_only(moment, is_open):
    timeline = Timeline.at(moment, NOW)

    assert (timeline.instant(CALL_OPENS) <= NOW < timeline.instant(CALL_CLOSES)) is is_open


AHEAD = [moment for moment in MOMENTS if moment not in {"week", "after"}]


@pytest.mark.parametrize("shift", range(7))
def test_today_is_the_second_day_of_the_week_or_after_it(shift):
    now = NOW + timedelta(days=shift)
    week, after = Timeline.at("week", now), Timeline.at("after", now)

    assert week.first_day == now.date() - timedelta(days=1)
    assert (after.first_day.weekday(), after.first_day + timedelta(days=4) < now.date()) == (0, True)


@pytest.mark.parametrize("moment", AHEAD)
@pytest.mark.parametrize("shift", range(7))
def test_the_week_starts_on_a_monday_to_come(moment, shift):
    timeline = Timeline.at(moment, NOW + timedelta(days=shift))

    assert (timeline.first_day.weekday(), timeline.first_day > timeline.now.date()) == (0, True)
