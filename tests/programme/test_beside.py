"""A timetable that takes minutes keeps nobody's matching waiting, in one worker with one database."""

import time
from threading import Event, Thread

import pytest

from convenor.cli import worker
from convenor.kernel.queued import OPEN, RunState
from convenor.programme.actions.planning import ask_for_plan, end_planning
from convenor.programme.drafting import working
from convenor.programme.drafting.wishes import Wishes
from convenor.programme.planned import PlanningRun
from convenor.review.actions.comparing import ask_for_comparison
from convenor.review.compared import Comparison
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def waited(is_so, seconds=60):
    """Whether it is so before long."""
    until = time.monotonic() + seconds
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


def states(model):
    return set(model.objects.values_list("state", flat=True))


def test_texts_are_compared_while_a_timetable_is_worked_out(stage, settings, monkeypatch):
    monkeypatch.setattr(working, "SOLVER", "tests.programme.waits")
    settings.TASKS = {}
    make.session("Tides", of=stage.edition)
    track = make.track(stage.edition, "talks")
    for title in ("Radio lessons for schools", "Text messages for literacy"):
        make.proposal(title, track=track)
    asked = {"edition": stage.edition, "by": stage.chair, "at": make.NOON}
    run = ask_for_plan(**asked, wishes=Wishes().stored())
    stop = Event()
    thread = Thread(target=worker.work, args=[stop])
    thread.start()

    begun = waited(lambda: states(PlanningRun) == {RunState.RUNNING})
    ask_for_comparison(**asked, track=None)
    compared = waited(lambda: not states(Comparison) & set(OPEN))
    meanwhile = states(PlanningRun)
    end_planning(run=run, by=stage.chair, at=make.NOON)
    ended = waited(lambda: states(PlanningRun) == {RunState.STOPPED})
    stop.set()
    thread.join()

    assert (begun, compared, meanwhile, ended) == (True, True, {RunState.RUNNING}, True)
