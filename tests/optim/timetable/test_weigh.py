"""The price of one session's place: the same as what the whole plan's goals say of it."""

import pytest

from convenor.optim.timetable import weigh
from convenor.optim.timetable.form import read, read_plan
from convenor.optim.timetable.goals import values
from convenor.optim.timetable.prices import Together
from convenor.optim.timetable.problem import Place
from convenor.optim.timetable.weigh import Scales
from tests.optim.timetable import drawn


def _drawn(seed):
    form = drawn.problem(seed)
    problem = read(form)
    return problem, read_plan(next(iter(drawn.plans(form, seed, 1))), problem)


def _differences(seed):
    """For each place tried of a drawn plan: what the scales say it changes, and what all goals say."""
    problem, plan = _drawn(seed)
    for session in problem.sessions:
        scales, here = Scales(problem, plan, session.key), plan.get(session.key)
        before, all_before = scales.values(here), values(problem, plan)
        for place in _places(problem):
            there = {key: at for key, at in plan.items() if key != session.key}
            there |= {session.key: place} if place else {}
            after, all_after = scales.values(place), values(problem, there)
            yield (
                {goal: after[goal] - before[goal] for goal in problem.goals},
                {goal: all_after[goal] - all_before[goal] for goal in problem.goals},
            )


def _places(problem):
    rooms = [room.key for room in problem.rooms] or [None]
    starts = [block.starts for block in problem.blocks]
    return [None, *(Place(start, room) for start in starts for room in rooms)]


@pytest.mark.parametrize("seed", range(40))
def test_what_a_move_changes_is_what_it_changes_in_the_whole_plan(seed):
    for said, true in _differences(seed):
        assert said == true


def test_scales_that_forget_a_kind_of_cost_are_found_out(monkeypatch):
    kept = weigh._speaks_of
    monkeypatch.setattr(
        weigh, "_speaks_of", lambda price, key: not isinstance(price, Together) and kept(price, key)
    )

    assert any(said != true for seed in range(40) for said, true in _differences(seed))


def test_what_is_paid_sums_up_to_the_values():
    for seed in range(20):
        problem, plan = _drawn(seed)
        for session in problem.sessions:
            scales, here = Scales(problem, plan, session.key), plan.get(session.key)
            paid = scales.paid(here)
            sums = {goal: sum(amount for _cost, amount in paid[goal]) for goal in problem.goals}
            assert sums == scales.values(here)
