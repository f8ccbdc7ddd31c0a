"""The large conference is possible, tight, unequal and never without clashes, for any seed."""

import json
from collections import Counter
from datetime import datetime
from functools import cache

import pytest

from bench.timetable.large import conference

pytestmark = pytest.mark.once

made = cache(
    lambda sessions, rooms, people, seed: conference(sessions=sessions, rooms=rooms, people=people, seed=seed)
)
SIZES = [(3000, 40, 5000, 1), (300, 10, 500, 2), (60, 4, 40, 3), (1, 1, 4, 4)]


def by_key(records):
    return {record["key"]: record for record in records}


def fewest_clashes(marks, blocks):
    """Pairs of sessions of one person in one block, spread over the blocks as evenly as can be."""
    even, more = divmod(marks, blocks)
    return more * (even + 1) * even // 2 + (blocks - more) * even * (even - 1) // 2


@pytest.mark.parametrize("size", SIZES)
def test_the_witness_keeps_every_demand(size):
    given = made(*size)
    blocks, rooms, people = by_key(given["blocks"]), by_key(given["rooms"]), by_key(given["people"])
    busy, taken = Counter(), Counter()

    for session in given["sessions"]:
        place = given["witness"][session["key"]]
        block, room = blocks[place["block"]], rooms[place["room"]]
        taken[place["block"], place["room"]] += 1
        assert set(session["needs"]) <= set(room["equipment"])
        assert room["step_free"] or not session["step_free"]
        assert session["promised"] <= room["seats"]
        starts, ends = datetime.fromisoformat(block["starts_at"]), datetime.fromisoformat(block["ends_at"])
        assert (ends - starts).total_seconds() == 60 * session["minutes"]
        for part in session["people"]:
            busy[part["person"], place["block"]] += 1
            windows = people[part["person"]]["windows"]
            assert not windows or any(
                datetime.fromisoformat(window["from"]) <= starts
                and ends <= datetime.fromisoformat(window["to"])
                for window in windows
            )
            if people[part["person"]]["remote"]:
                assert "remote speakers" in session["needs"]

    assert set(taken.values()) == set(busy.values()) == {1}


@pytest.mark.parametrize("size", SIZES[:3])
def test_some_clashes_cannot_be_avoided(size):
    given = made(*size)

    fewest = sum(fewest_clashes(len(marks["sessions"]), len(given["blocks"])) for marks in given["marks"])

    assert fewest > 0


def test_the_conference_is_as_large_as_asked_for_and_fills_four_fifths_of_its_rooms():
    given = made(*SIZES[0])

    sizes = {name: len(given[name]) for name in ("sessions", "rooms", "people", "blocks", "tracks")}
    assert sizes == {"sessions": 3000, "rooms": 40, "people": 5000, "blocks": 94, "tracks": 30}
    assert 0.75 <= 3000 / (94 * 40) <= 0.85
    assert {block["day"] for block in given["blocks"]} == set(range(5))
    assert all(
        before["ends_at"] <= after["starts_at"]
        for before, after in zip(given["blocks"], given["blocks"][1:], strict=False)
    )


def test_people_and_marks_are_unequal():
    given = made(*SIZES[0])
    parts = Counter(part["person"] for session in given["sessions"] for part in session["people"])
    speakers = Counter(
        sum(part["role"] == "speaker" for part in session["people"]) for session in given["sessions"]
    )
    bound = sum(bool(person["windows"]) for person in given["people"])
    marked = Counter(session for marks in given["marks"] for session in marks["sessions"])

    assert set(speakers) == {1, 2, 3}
    assert 0.2 < sum(number > 1 for number in parts.values()) / len(parts) < 0.5
    assert 0.17 < bound / len(parts) < 0.23
    assert sum(number for _session, number in marked.most_common(300)) > 0.3 * sum(marked.values())
    seats = sorted(room["seats"] for room in given["rooms"])
    assert seats[-1] > 5 * seats[len(seats) // 2]
    assert 0 < sum(session["expected"] > seats[-2] for session in given["sessions"]) < 30
    own = {(part["person"], session["key"]) for session in given["sessions"] for part in session["people"]}
    assert not any((marks["person"], key) in own for marks in given["marks"] for key in marks["sessions"])
    assert all(len(set(marks["sessions"])) == len(marks["sessions"]) > 0 for marks in given["marks"])


def test_a_seed_gives_the_same_conference_again_and_another_one_another():
    size = {"sessions": 60, "rooms": 4, "people": 40}

    assert conference(**size, seed=3) == made(*SIZES[2])
    assert conference(**size, seed=4) != made(*SIZES[2])


def test_it_is_plain_json():
    assert json.loads(json.dumps(made(*SIZES[1]))) == made(*SIZES[1])


@pytest.mark.parametrize(
    ("size", "says"),
    [
        ({"sessions": 0}, "There must be a session"),
        ({"rooms": 40, "people": 159}, "four people"),
        ({"sessions": 3000, "rooms": 2}, "1875 blocks do not fit into 5 days."),
    ],
)
def test_what_cannot_be_is_refused(size, says):
    with pytest.raises(ValueError, match=says):
        conference(**size)
