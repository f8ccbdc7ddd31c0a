"""When the demonstration plans its programme; what comes of it is in ``test_again``."""

from datetime import UTC, datetime

import pytest

from convenor.demo.planning import Planning
from convenor.demo.timeline import Timeline
from tests import make

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(("moment", "plans"), [("decided", 0), ("programme", 2), ("week", 0)])
def test_nobody_plans_before_there_are_sessions_or_while_the_edition_runs(moment, plans):
    timeline = Timeline.at(moment, NOW)

    events = [at for at, _happen in Planning(timeline, make.edition()).events() if timeline.has_come(at)]

    assert len(events) == plans
