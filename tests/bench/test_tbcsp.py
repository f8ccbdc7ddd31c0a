"""Files of the TBCSP are read, and each of its rules can be broken alone."""

import random
import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from bench.timetable import tbcsp
from bench.timetable.tbcsp_value import Placed, evaluate

pytestmark = pytest.mark.once

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "timetable" / "tbcsp"
EVERY_FILE = sorted(GIVEN.glob("*.cs"))

# Three articles of track 0 in two sessions of two slots, one article of track 1 in one.
SMALL = """# sizes
4 8 3 2 2 2 9
# articles
0 0 0 1
1 0 1 1
2 0 2 0
3 1 0 0
# people
0 2
1
2
3 0 2
4
5
6
7
# attendances
0 30
1 12
# rooms
0 25
1 10
# chairs
0 3 4
1 6 6
# organisers
0 5 7 5
1 6 7 2
"""
ONE = Placed(0, 0, 0, (4,), (5,), {0: 0, 1: 1})
TWO = Placed(0, 1, 0, (3,), (7,), {2: 1})
OTHER = Placed(1, 1, 1, (6,), (6,), {3: 0})
EARLY = Placed(1, 0, 1, (6,), (6,), {3: 0})


def small(tmp_path, text=SMALL):
    path = tmp_path / "small.cs"
    path.write_text(text)
    return tbcsp.read(path)


def test_a_file_is_read(tmp_path):
    made = small(tmp_path)

    assert [(article.track, article.author, article.is_best) for article in made.articles] == [
        (0, 0, True),
        (0, 1, True),
        (0, 2, False),
        (1, 0, False),
    ]
    assert made.forbidden[:4] == ({2}, frozenset(), frozenset(), {0, 2})
    assert [(track.attendance, track.chairs, track.organisers) for track in made.tracks] == [
        (30, {3, 4}, {5, 7}),
        (12, {6}, {6, 7, 2}),
    ]
    assert (made.blocks, made.slots, made.capacities) == (3, 2, (25, 10))
    assert [made.sessions_of(track) for track in range(2)] == [2, 1]


def test_people_beyond_the_seats_are_counted_per_session(tmp_path):
    value = evaluate(small(tmp_path), [ONE, TWO, OTHER])

    assert (value.total, value.broken) == ((30 - 25) + (30 - 25) + (12 - 10), ())


@pytest.mark.parametrize(
    ("schedule", "rules"),
    [
        ([ONE, TWO], {1, 3}),  # a session with its article left out
        ([ONE, Placed(0, 1, 0, (3,), (7,), {2: 1}), Placed(1, 1, 0, (6,), (6,), {3: 0})], {1}),  # in one cell
        ([ONE, TWO, Placed(1, 1, 2, (6,), (6,), {3: 0})], {1}),  # in no room
        ([ONE, TWO, Placed(1, 3, 1, (6,), (6,), {3: 0})], {1}),  # in no block
        ([ONE, TWO, OTHER, Placed(1, 2, 1, (6,), (6,), {})], {1}),  # one too many
        ([Placed(0, 1, 1, (4,), (5,), {0: 0, 1: 1}), Placed(0, 1, 0, (3,), (7,), {2: 1}), EARLY], {2}),
        ([ONE, Placed(0, 0, 1, (4,), (7,), {2: 1}), OTHER], {2, 8}),
        ([Placed(0, 0, 0, (4,), (5,), {0: 0, 1: 0}), TWO, OTHER], {3}),  # two in a slot
        ([Placed(0, 0, 0, (4,), (5,), {0: 0, 1: 2}), TWO, OTHER], {3}),  # no such slot
        (
            [ONE, Placed(0, 1, 0, (3,), (7,), {}), Placed(1, 1, 1, (6,), (6,), {3: 0, 2: 1})],
            {3},
        ),  # other track
        ([ONE, TWO, Placed(1, 1, 1, (6,), (6,), {})], {3}),  # left out
        ([ONE, Placed(0, 1, 0, (3,), (7,), {2: 1, 9: 0}), OTHER], {3}),  # no such article
        ([Placed(0, 0, 0, (4,), (5,), {0: 0, 2: 1}), Placed(0, 1, 0, (3,), (7,), {1: 1}), OTHER], {4}),
        ([ONE, Placed(0, 1, 0, (), (7,), {2: 1}), OTHER], {5}),
        ([ONE, Placed(0, 1, 0, (3,), (), {2: 1}), OTHER], {5}),
        ([ONE, Placed(0, 1, 0, (3, 5), (7,), {2: 1}), OTHER], {5}),  # one who is not on the list
        ([ONE, Placed(0, 1, 0, (3,), (1,), {2: 1}), OTHER], {5}),
        ([Placed(0, 0, 0, (3,), (5,), {0: 0, 1: 1}), TWO, OTHER], {7}),  # a chair
        ([Placed(0, 2, 0, (4,), (5,), {0: 0, 1: 1}), TWO, OTHER], {7}),  # an author
        ([ONE, TWO, Placed(1, 1, 1, (6,), (2,), {3: 0})], {8}),  # an organiser who speaks elsewhere
        ([ONE, TWO, EARLY], {8}),  # an author in the same slot twice
    ],
)
def test_each_rule_is_found_broken(tmp_path, schedule, rules):
    value = evaluate(small(tmp_path), schedule)

    assert {broken.rule for broken in value.broken} == rules


def test_several_roles_in_one_session_are_allowed(tmp_path):
    made = small(tmp_path, SMALL.replace("0 3 4\n", "0 2 4\n").replace("0 5 7 5", "0 5 2 4"))

    assert evaluate(made, [ONE, Placed(0, 1, 0, (2,), (2,), {2: 1}), OTHER]).is_feasible


def test_an_author_may_speak_in_two_sessions_of_a_block_one_after_the_other(tmp_path):
    assert evaluate(small(tmp_path), [ONE, TWO, Placed(1, 0, 1, (6,), (6,), {3: 1})]).is_feasible


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("4 8 3 2 2 2 9", "4 8 3 2 2 2", "line 2: the sizes must be seven numbers, not 6."),
        ("4 8 3 2 2 2 9", "4 8 3 2 2 0 9", "line 2: a size must be at least 1, not 0."),
        ("1 0 1 1\n", "1 0 1\n", "line 5: article 1 must have 3 fields, not 2."),
        ("1 0 1 1\n", "2 0 1 1\n", "line 5: this must be article 1, not 2."),
        ("1 0 1 1\n", "1 2 1 1\n", "line 5: the track must be between 0 and 1, not 2."),
        ("1 0 1 1\n", "1 0 8 1\n", "line 5: the author must be between 0 and 7, not 8."),
        ("1 0 1 1\n", "1 0 1 2\n", "line 5: the mark of a best paper must be between 0 and 1, not 2."),
        ("3 0 2\n", "3 0 3\n", "line 12: a forbidden block must be between 0 and 2, not 3."),
        ("0 30\n", "0 many\n", "line 18: 'many' is not a whole number."),
        ("0 30\n", "0 -1\n", "line 18: the attendance must be at least 0, not -1."),
        ("1 6 6\n", "1\n", "line 25: the chairs of track 1 must have 1 to 8 fields, not 0."),
        ("1 6 6\n", "1 6 8\n", "line 25: a candidate must be between 0 and 7, not 8."),
        ("1 6 7 2\n", "", "small.cs: the file ends before the organisers of track 1."),
        ("1 6 7 2\n", "1 6 7 2\n5\n", "line 29: the file must end here."),
        (SMALL, "", "small.cs: the file ends before the line of sizes."),
        (SMALL, "9" * 5000, "is not a whole number."),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(tmp_path, old, new, says):
    with pytest.raises(ValueError, match=r"^small\.cs") as refusal:
        small(tmp_path, SMALL.replace(old, new, 1))

    assert says in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"^none\.cs: the file cannot be read: No such file or directory\.$"):
        tbcsp.read(tmp_path / "none.cs")


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: path.stem)
def test_every_file_is_as_its_name_says(path):
    made = tbcsp.read(path)

    told = re.fullmatch(r"A(\d+)-P(\d+)-R(\d+)-B(\d+)-L(\d+)-T(\d+)-C0\.(\d)", path.stem)
    articles, people, rooms, blocks, slots, tracks, tenths = map(int, told.groups())
    assert (len(made.articles), len(made.forbidden), len(made.capacities)) == (articles, people, rooms)
    assert (made.blocks, made.slots, len(made.tracks)) == (blocks, slots, tracks)
    assert sum(map(len, made.forbidden)) == people * blocks * tenths // 10
    assert [len(made.of_track(track)) for track in range(14)] == [13] * 13 + [4]
    assert sum(map(made.sessions_of, range(tracks))) <= rooms * blocks


def test_all_files_are_there():
    assert len(EVERY_FILE) == 30


def at_random(made, drawn):
    """Sessions in random blocks and rooms, led by random candidates, with articles in random slots."""
    schedule = []
    for track, given in enumerate(made.tracks):
        articles = drawn.sample(made.of_track(track), len(made.of_track(track)))
        for first in range(0, len(articles), made.slots):
            block, room = drawn.randrange(made.blocks), drawn.randrange(len(made.capacities))
            slots = drawn.sample(range(made.slots), made.slots)
            chair, organiser = drawn.choice(sorted(given.chairs)), drawn.choice(sorted(given.organisers))
            held = dict(zip(articles[first : first + made.slots], slots, strict=False))
            schedule.append(Placed(track, block, room, (chair,), (organiser,), held))
    return schedule


@pytest.mark.parametrize("seed", range(6))
def test_random_schedules_agree_with_sums_over_tables(seed):
    drawn = random.Random(seed)
    made = tbcsp.read(EVERY_FILE[5 * seed])
    schedule = at_random(made, drawn)
    busy = {}  # person, block, slot -> sessions
    for number, placed in enumerate(schedule):
        for slot, person in product(range(made.slots), placed.chairs + placed.organisers):
            busy.setdefault((person, placed.block, slot), set()).add(number)
        for article, slot in placed.articles.items():
            busy.setdefault((made.articles[article].author, placed.block, slot), set()).add(number)

    value = evaluate(made, schedule)

    found = Counter(broken.rule for broken in value.broken)
    cells = Counter((placed.block, placed.room) for placed in schedule)
    blocks = Counter((placed.block, placed.track) for placed in schedule)
    assert found[1] == sum(number > 1 for number in cells.values())
    assert found[2] == sum(number > 1 for number in blocks.values())
    assert found[7] == len({key[:2] for key in busy if key[1] in made.forbidden[key[0]]})
    assert found[8] == sum(len(sessions) > 1 for sessions in busy.values())
    assert found[3] == found[5] == 0
    assert value.total == sum(
        max(0, made.tracks[placed.track].attendance - made.capacities[placed.room]) for placed in schedule
    )
