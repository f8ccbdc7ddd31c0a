"""Workbooks of the CoSPLib are read as they are meant, and what is wrong in one is said with its place."""

import random
import re
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest

from bench.timetable import cosplib
from bench.timetable.cosplib import Hours, Term
from tests.bench.cosplib_book import A, B, C, conference, rows, saved

pytestmark = pytest.mark.once

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "timetable" / "cosplib"
NOT_ONLY_A_TIME = datetime(2027, 3, 1, 13)  # noqa: DTZ001  # cells have no zone
EVERY_FILE = sorted(GIVEN.glob("*.xlsx"))

read = cache(cosplib.read)


def test_a_workbook_is_read_by_name_and_position(tmp_path):
    made = conference(tmp_path)

    assert [submission.name for submission in made.submissions] == ["a1", "a2", "a3", "b1", "b2", "c1"]
    assert [made.of_track(track) for track in (A, B, C)] == [[0, 1, 2], [3, 4], [5]]
    assert made.submissions[3].presenters == {"ann", "dan"}
    assert [track.chairs for track in made.tracks] == [{"zoe"}, frozenset(), {"zoe", "yan"}]
    assert [session.slots for session in made.sessions] == [2, 2, 3]
    assert made.track_session == ((5, 0, 0), (0, 7, 0), (0, 0, 0))
    assert made.track_room == ((0, 3), (0, 0), (0, 0))
    assert made.session_room == ((0, 0), (0, 2), (0, 0))
    assert made.submissions[2].in_session == (6, 0, 0)
    assert made.submissions[0].in_room == (0, 8)
    assert list(made.weights.values()) == list(range(1, 17))
    assert list(made.weights) == list(Term)[:16]


def test_similar_tracks_are_what_the_upper_triangle_says_in_both_directions(tmp_path):
    assert conference(tmp_path).similar == ((0, 4, 0), (4, 0, 0), (0, 0, 0))


def test_the_upper_triangle_is_that_of_its_own_sheet(tmp_path):
    sheets = rows()
    sheets["similar tracks"] = [
        [None, "A", "B", "C"],
        ["B", 6, None, None],
        ["A", None, 9, 3],
        ["C", 8, 8, 8],
    ]

    assert conference(tmp_path, sheets).similar == ((0, 6, 3), (6, 0, 0), (3, 0, 0))


def test_conflicts_are_of_people_in_two_roles(tmp_path):
    made = conference(tmp_path)

    assert made.presenter_conflicts == {(0, 3), (4, 5)}  # ann presents both; yan presents b2 and chairs C
    assert made.attendee_conflicts == {(1, 4)}  # bob presents a2 and attends b2
    assert made.chair_conflicts == {(A, C)}


def test_a_chair_conflicts_with_other_tracks_only(tmp_path):
    sheets = rows()
    sheets["submissions"][1][5] = "zoe"  # a1, whose track A she chairs, like C

    assert conference(tmp_path, sheets).presenter_conflicts == {(0, 5), (4, 5)}


def test_attendees_conflict_with_attendees_and_with_chairs_of_other_tracks(tmp_path):
    sheets = rows()
    sheets["submissions"][3][6] = "bob, zoe"  # a3; zoe chairs A and C
    sheets["submissions"][2][6] = "bob"  # a2, which he presents as well

    assert conference(tmp_path, sheets).attendee_conflicts == {(1, 2), (1, 4), (2, 4), (2, 5)}


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "penalty"),
    [
        (9, 10, 0, 1),  # 09:00 is before 09:30
        (10, 11, 0, 0),
        (12, 13, 9, 1),  # 21:00 to 22:00
        (12, 15, 9, 10),  # until midnight, which is before 07:00
        (12, 14, 9, 1),  # until 23:00
        (10, 11, -4, 10),  # 06:00
        (3, 6, 4, 1),  # 07:00 to 10:00
        (20, 21, 14, 0),  # 10:00 on the next day
        (1, 3, -4, 1),  # 21:00 to 23:00 on the day before
    ],
)
def test_hours_are_those_of_the_presenter(starts, ends, zone, penalty):
    hours = Hours(0, (570, 1290), (420, 1380), 1, 10)

    assert hours.penalty(60 * starts, 60 * ends, 60 * zone) == penalty
    shifted = Hours(120, (570, 1290), (420, 1380), 1, 10)
    assert shifted.penalty(60 * starts, 60 * ends, 60 * zone + 120) == penalty


def test_hours_of_a_submission_far_away(tmp_path):
    assert conference(tmp_path).zone_penalty[2] == (0, 0, 1)


def cell(sheet, row, column, value):
    def change(sheets):
        line = sheets[sheet][row]
        line.extend([None] * (column + 1 - len(line)))
        line[column] = value

    return change


def gone(sheets):
    del sheets["rooms"]


def a_long_submission(sheets):
    sheets["submissions"][1][2] = 9


def an_empty_track(sheets):
    for name in ("tracks", "tracks_sessions|penalty", "tracks_rooms|penalty", "similar tracks"):
        sheets[name].append(["D"])
    sheets["similar tracks"][0].append("D")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (gone, "small.xlsx: the sheet 'rooms' is missing."),
        (cell("submissions", 2, 0, "a1"), "sheet submissions, cell A3: the submission 'a1' is named twice."),
        (cell("tracks", 2, 0, "A"), "sheet tracks, cell A3: the track 'A' is named twice."),
        (
            cell("submissions", 0, 8, "S1"),
            "sheet submissions, cell I1: the session or room 'S1' is named twice.",
        ),
        (cell("submissions", 0, 8, "S9"), "sheet submissions, row 1: there is no session or room 'S9'."),
        (cell("submissions", 0, 8, None), "sheet submissions, row 1: the session or room 'S2' is missing."),
        (cell("submissions", 1, 1, "Z"), "sheet submissions, cell B2: there is no track 'Z'."),
        (cell("submissions", 1, 1, None), "sheet submissions, cell B2: there is no track ''."),
        (
            cell("submissions", 1, 2, 0),
            "cell C2: the number of required time slots must be at least 1, not 0.",
        ),
        (
            cell("submissions", 1, 2, "two"),
            "the number of required time slots must be a whole number, not 'two'.",
        ),
        (
            cell("submissions", 1, 2, None),
            "the number of required time slots must be a whole number, not blank.",
        ),
        (cell("submissions", 1, 3, 1.5), "cell D2: the order must be a whole number, not '1.5'."),
        (cell("submissions", 1, 4, "Paris"), "cell E2: a time zone must be written like GMT+2, not 'Paris'."),
        (cell("submissions", 1, 4, "GMT+15"), "cell E2: there is no time zone GMT+15."),
        (cell("submissions", 1, 7, 1e300), "cell H2: a penalty must be a whole number, not '1e+300'."),
        (cell("parameters", 3, 1, "soon"), "cell B4: the first suitable time must be a time such as 09:30"),
        (cell("parameters", 3, 1, "25:00"), "cell B4: the first suitable time must be a time such as 09:30"),
        (
            cell("parameters", 1, 4, "much"),
            "cell E2: the weight of tracks in sessions must be a whole number",
        ),
        (
            cell("sessions", 1, 3, None),
            "sheet sessions, cell D2: the start must be a time such as 09:30, not blank.",
        ),
        (cell("tracks_rooms|penalty", 0, 1, "X"), "sheet tracks_rooms|penalty, row 1: there is no room 'X'."),
        (
            cell("tracks_rooms|penalty", 3, 0, None),
            "tracks_rooms|penalty, column A: the track 'C' is missing.",
        ),
        (cell("similar tracks", 3, 0, "B"), "sheet similar tracks, cell A4: the track 'B' is named twice."),
        (a_long_submission, "small.xlsx: the submissions require 15 time slots and there are 14."),
        (an_empty_track, "sheet tracks: the track 'D' has no submissions."),
    ],
)
def test_what_is_wrong_in_a_workbook_is_said_with_its_place(tmp_path, change, says):
    sheets = rows()
    change(sheets)

    with pytest.raises(ValueError, match=r"^small\.xlsx") as refusal:
        conference(tmp_path, sheets)

    assert says in str(refusal.value)


@pytest.mark.parametrize("content", [None, b"", b"no workbook", b"PK\x03\x04 cut off"])
def test_what_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "small.xlsx"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(
        ValueError, match=r"^small.xlsx: (the file cannot be read|this is not an Excel workbook)"
    ):
        cosplib.read(path)


def test_cells_may_be_written_as_text_or_as_shares_of_a_day(tmp_path):
    sheets = rows()
    sheets["sessions"][1][3:] = ["9:30", "10:30:00"]
    sheets["sessions"][2][3:] = [11 / 24, 0.5]
    sheets["sessions"][3][3:] = [timedelta(hours=12), NOT_ONLY_A_TIME]
    sheets["submissions"][3][2:5] = ["2", None, "GMT+09:00"]
    sheets["submissions"][0].append(None)

    assert conference(tmp_path, sheets) == conference(tmp_path)


def test_numbers_may_be_names(tmp_path):
    sheets = rows()
    for line in sheets["rooms"], sheets["tracks_rooms|penalty"], sheets["sessions_rooms|penalty"]:
        line[0][:] = [101 if head == "R1" else head for head in line[0]]
    sheets["rooms"][1][0] = 101.0
    sheets["submissions"][0][10] = "101"

    assert conference(tmp_path, sheets).rooms == ("101", "R2")


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: path.stem)
def test_every_file_is_read(path):
    made = read(path)

    required = {"N2OR": (35, 8, 4, 4, 36, 36), "GECCO19": (202, 29, 13, 10, 215, 450)}
    slots = sum(submission.slots for submission in made.submissions)
    offered = sum(session.slots for session in made.sessions) * len(made.rooms)
    sizes = len(made.submissions), len(made.tracks), len(made.sessions), len(made.rooms), slots, offered
    assert required.get(made.name, sizes) == sizes
    assert slots <= offered


def test_all_files_are_there():
    assert len(EVERY_FILE) == 12


def test_a_time_is_read_without_its_seconds(tmp_path):
    sheets = rows()
    sheets["sessions"][1][3] = time(9, 30, 59)

    assert saved(tmp_path / "other.xlsx", sheets).exists()
    assert conference(tmp_path, sheets).sessions[0].starts == 570


JUNK = (
    None,
    "",
    "x",
    " ",
    -1,
    0,
    0.5,
    1e300,
    True,
    "GMT+99",
    "99:99",
    "9" * 400,
    "#N/A",
    NOT_ONLY_A_TIME,
)


@pytest.mark.parametrize("seed", range(60))
def test_whatever_stands_in_a_cell_is_read_or_refused(tmp_path, seed):
    drawn, sheets = random.Random(seed), rows()
    for _ in range(drawn.randint(1, 3)):
        line = drawn.choice(sheets[drawn.choice(list(sheets))])
        line[drawn.randrange(len(line))] = drawn.choice(JUNK)

    said = ""
    try:
        made = conference(tmp_path, sheets)
    except ValueError as refusal:
        said = str(refusal)

    place = r"(, sheet [^:]+, (cell [A-Z]+[0-9]+|row 1|column A)|, sheet tracks)?"
    assert re.match(rf"small\.xlsx{place}: .+\.$", said) if said else len(made.zone_penalty) > 0
