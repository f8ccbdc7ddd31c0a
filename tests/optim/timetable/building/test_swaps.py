"""Swaps and moves: what they gain is what is counted, and with places they break no rule."""

import pytest

from convenor.optim.timetable.building import check, form
from convenor.optim.timetable.building.seating import Unseatable
from convenor.optim.timetable.building.solve import _Search
from convenor.optim.timetable.building.swaps import Swaps
from convenor.optim.timetable.limits import Limits
from convenor.optim.timetable.refusals import Refused

from .worlds import drawn

pytestmark = pytest.mark.once

WITH_PLACES = [seed for seed in range(40) if seed % 4]


def search(seed):
    """A search that has its first grouping, or None where there is none."""
    try:
        found = _Search(form.read(drawn(seed)), Limits(workers=1), lambda step: None, lambda: False)
        found.sessions = found.seating.find(None, 5) or ()
    except (Refused, Unseatable):
        return None
    return found


def broken(given, found, groups):
    keys = [each["key"] for each in given["contributions"]]
    sessions = [
        {"kind": each.kind, "contributions": [keys[at] for at in those], "place": each.place}
        for each, those in zip(found.sessions, groups, strict=True)
    ]
    return [rule for rule, _sentence in check.broken(given, {"sessions": sessions})]


def all_broken(where):
    """The rules that any step breaks, from the first groupings of many problems."""
    rules, steps = [], 0
    for seed in WITH_PLACES:
        given, found = drawn(seed), search(seed)
        if found is None:
            continue
        swaps = Swaps(found._given(where(found)), found._groups(found.sessions), seed)
        now = swaps._value()
        for number in range(1, 30):
            now += swaps._step(number, 1e9)
            steps += 1
            assert now == pytest.approx(swaps._value())
            rules += broken(given, found, swaps._groups())
    assert steps > 100
    return set(rules)


def test_with_places_no_step_breaks_a_rule():
    assert all_broken(lambda found: found._where()) == set()


def test_without_regard_to_places_some_do_but_only_rules_about_places():
    rules = all_broken(lambda found: None)

    assert rules
    assert rules <= {"person", "spread"}
