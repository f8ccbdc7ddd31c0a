"""From what the solver begins: from the programme as it is where that can stay, else from one of its own."""

import pytest

from convenor.programme.drafting.gathering import gathered
from convenor.programme.drafting.solving import work_out
from convenor.programme.drafting.wishes import Wishes
from tests import make

HOURS = (("09:00", "10:30"), ("11:00", "12:30"))


@pytest.mark.parametrize(("is_resumed", "placed"), [(False, 3), (True, 2)])
def test_sessions_that_cannot_stay_are_not_left_out_from_the_start_unless_it_goes_on(
    stage, is_resumed, placed
):
    """Ada is in two sessions at nine: one of them cannot stay there."""
    ada = make.person("Ada")
    for code in "ABC":
        make.session(code, of=stage.edition, code=code, minutes=90)
    for session in stage.edition.sessions.filter(code__in="AB"):
        make.appearance(session, ada)
    form = gathered(stage.edition, Wishes(hours=HOURS), stage.chair).form
    start = {
        code: {"start": stage.at(hour).isoformat(), "room": room}
        for code, hour, room in (("A", 9, "hall"), ("B", 9, "attic"), ("C", 11, "hall"))
    }
    told = []

    answer = work_out(
        {"kind": "plan", "form": form, "seconds": 10, "seed": 1, "start": start, "is_resumed": is_resumed},
        told.append,
        lambda: False,
    )

    assert len(told[0]["plan"]) == placed
    assert answer["drafts"][0]["unplaced"] == 0
