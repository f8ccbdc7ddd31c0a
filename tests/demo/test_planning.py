"""The demonstration holds two drafts of a timetable at the moment at which its programme is made."""

from datetime import UTC, datetime

import pytest

from convenor.demo import founding
from convenor.demo.load import load
from convenor.demo.planning import PLANS, Planning
from convenor.demo.timeline import Timeline
from convenor.programme.drafting.adopting import adopt_draft, outlook
from convenor.programme.planned import Draft
from tests import make

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.django_db
def test_two_drafts_can_be_compared_and_adopted():
    load(Timeline.at("programme", NOW))
    by = founding.secretary()

    drafts = list(Draft.objects.order_by("run__at"))

    assert [(each.name, each.unplaced) for each in drafts] == [(name, 0) for name in PLANS]
    looked = [outlook(each, by) for each in drafts]
    assert [each.broken for each in looked] == [[], []]
    moved = adopt_draft(draft=drafts[0], seen=looked[0].seen, by=by, at=NOW)
    assert moved == len(looked[0].changes) > 0


@pytest.mark.django_db
@pytest.mark.parametrize(("moment", "plans"), [("decided", 0), ("programme", 2), ("week", 0)])
def test_nobody_plans_before_there_are_sessions_or_while_the_edition_runs(moment, plans):
    timeline = Timeline.at(moment, NOW)

    events = [at for at, _happen in Planning(timeline, make.edition()).events() if timeline.has_come(at)]

    assert len(events) == plans
