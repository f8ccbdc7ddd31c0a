"""Merging what devices keep: the latest change wins, nobody's is lost, and all come to the same."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convenor.programme.merging import (
    A_MOMENT,
    Change,
    bounded,
    following,
    joined,
    later,
    merged,
    with_notes,
)

CASES = json.loads((Path(__file__).parent / "merging.json").read_text(encoding="utf-8"))
JOINED = json.loads((Path(__file__).parent / "joining.json").read_text(encoding="utf-8"))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONDAY = datetime(2027, 3, 1, 8, tzinfo=UTC)
CODES = ("TIDES", "MOSS", "SAND")
DEVICES = 3
FAST, SLOW = timedelta(days=3650), timedelta(days=-20_000)


def told(changes):
    return {code: Change(EPOCH + at * A_MOMENT, value) for code, (at, value) in changes.items()}


@pytest.mark.parametrize("case", CASES, ids=[each["name"] for each in CASES])
def test_the_cases_that_scripts_merge_too(case):
    one, other, expected = told(case["one"]), told(case["other"]), told(case["merged"])

    assert (merged(one, other), merged(other, one)) == (expected, expected)


@pytest.mark.parametrize("case", JOINED, ids=[each["name"] for each in JOINED])
def test_the_notes_that_scripts_join_too(case):
    one, other, expected = (told({"A": case[name]})["A"] for name in ("one", "other", "joined"))

    assert (joined(one, other), joined(other, one)) == (expected, expected)


def test_a_note_stands_instead_of_the_one_it_was_made_from_and_beside_one_that_nobody_saw():
    known = {"TIDES": Change(MONDAY, "Sit in front")}
    after = MONDAY + timedelta(hours=1)

    instead = with_notes(known, {"TIDES": Change(after, "Ask", seen=MONDAY)})
    beside = with_notes(known, {"TIDES": Change(after, "Ask", seen=MONDAY - A_MOMENT)})

    assert instead == {"TIDES": Change(after, "Ask")}
    assert beside == {"TIDES": Change(after + A_MOMENT, "Ask\nSit in front")}
    assert with_notes(beside, {"TIDES": Change(after, "Ask")}) == beside  # told again


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
words = st.sampled_from(["", "Sit", "Sit in front", "Ask"])
written = st.dictionaries(st.sampled_from(CODES), st.builds(Change, st.just(MONDAY), words))


@patient
@given(written, st.lists(st.tuples(st.integers(1, 9), st.sampled_from(CODES), words), max_size=9))
def test_no_note_that_was_written_unseen_is_lost(known, changes):
    kept = dict(known)
    for hours, code, text in changes:
        kept = with_notes(kept, {code: Change(MONDAY + timedelta(hours=hours), text)})

    assert [text for _hours, code, text in changes if text not in kept[code].value] == []
    assert [code for code in known if known[code].value not in kept[code].value] == []


moments = st.integers(0, 9).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
kept = st.dictionaries(st.sampled_from(CODES), st.builds(Change, moments, st.booleans()))


@patient
@given(kept, kept, kept)
def test_it_does_not_matter_in_which_order_and_how_often(one, other, third):
    assert merged(one, other) == merged(other, one)
    assert merged(merged(one, other), third) == merged(one, merged(other, third))
    assert merged(merged(one, other), other) == merged(one, other)


@dataclass
class Device:
    """What ``static/marks.js`` does, with a clock that is ``off`` by some time."""

    off: timedelta
    skew: timedelta = timedelta()
    known: dict[str, Change] = field(default_factory=dict)
    changed: dict[str, Change] = field(default_factory=dict)

    def current(self):
        return merged(self.known, self.changed)

    def press(self, code, now):
        seen = self.current().get(code)
        value = not (seen and seen.value)
        self.changed[code] = following(seen, value, now + self.off + self.skew)

    def tell(self, server, now):
        moved = -self.off - self.skew
        self.changed = {
            code: following(self.known.get(code), change.value, change.at + moved)
            for code, change in self.changed.items()
        }
        self.skew = -self.off
        server |= merged(server, bounded(self.changed, now=now))
        self.known, self.changed = dict(server), {}


def many_days(rounds, offs):
    """Devices that are away for days, then tell; who pressed what last; and what all have in the end."""
    devices, server, last, now = [Device(off) for off in offs], {}, {}, MONDAY
    for hours, number, code, is_told in rounds:
        now += timedelta(hours=hours)
        device = devices[number]
        device.press(code, now)
        last[code] = (now, device.current()[code].value)
        if is_told:
            device.tell(server, now)
    for device in [*devices, *devices]:
        now += timedelta(hours=1)
        device.tell(server, now)
    return last, server, devices


rounds = st.lists(
    st.tuples(st.integers(1, 96), st.integers(0, DEVICES - 1), st.sampled_from(CODES), st.booleans()),
    max_size=40,
)
clocks = st.lists(st.sampled_from([timedelta(), FAST, SLOW]), min_size=DEVICES, max_size=DEVICES)


@patient
@given(rounds, clocks)
def test_after_many_days_all_devices_have_the_same_and_the_last_change_of_each_session(rounds, offs):
    last, server, devices = many_days(rounds, offs)

    assert [device.current() for device in devices] == [server] * DEVICES
    assert {code: change.value for code, change in server.items()} == {
        code: value for code, (_at, value) in last.items()
    }


def test_a_clock_that_runs_ahead_does_not_win_for_ever():
    ahead = {"TIDES": Change(MONDAY + FAST, value=True)}
    now_off = {"TIDES": Change(MONDAY + timedelta(hours=1), value=False)}

    assert merged(bounded(ahead, now=MONDAY), now_off) == now_off
    assert merged(ahead, now_off) == ahead  # without the bound it does


def test_somebody_whose_clock_is_behind_changes_what_they_see():
    seen = Change(MONDAY, value=True)

    assert later(seen, following(seen, value=False, at=EPOCH)).value is False
    assert later(seen, Change(EPOCH, value=False)).value is True  # without that it does not


def test_without_remembering_what_was_taken_off_it_would_come_back():
    device, elsewhere = (
        {"TIDES": Change(MONDAY, value=True)},
        {"TIDES": Change(MONDAY + A_MOMENT, value=False)},
    )
    forgetful = {code: change for code, change in elsewhere.items() if change.value}

    assert merged(elsewhere, device)["TIDES"].value is False
    assert merged(forgetful, device)["TIDES"].value is True
