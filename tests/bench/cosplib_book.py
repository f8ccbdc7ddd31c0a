"""A small conference as a workbook: three tracks in three sessions and two rooms, easy to reckon by hand."""

from copy import deepcopy
from datetime import time

from openpyxl import Workbook

from bench.timetable import cosplib

A, B, C = range(3)  # tracks
A1, A2, A3, B1, B2, C1 = range(6)  # submissions

ROWS = {
    "parameters": [
        ["Sessions", None, None, "Weights"],
        ["Local time zone:", "GMT+0", None, "Tracks_Sessions|Penalty:", 1],
        ["Suitable", None, None, "Tracks_Rooms|Penalty:", 2],
        ["From:", time(9, 30), None, "Sessions_Rooms|Penalty:", 3],
        ["To:", time(21, 30), None, "Similar Tracks:", 4],
        ["Less suitable", None, None, "Number of Rooms per Track:", 5],
        ["From:", time(7, 0), None, "Parallel Tracks:", 6],
        ["To:", time(23, 0), None, "Consecutive Tracks:", 7],
        ["Penalty:", 1, None, "Submissions_Timezones:", 8],
        ["Unsuitable", None, None, "Submissions Order:", 9],
        ["Penalty:", 10, None, "Submissions_Sessions|Penalty:", 10],
        [None, None, None, "Submissions_Rooms|Penalty:", 11],
        [None, None, None, "Presenters Conflicts:", 12],
        [None, None, None, "Attendees Conflicts:", 13],
        [None, None, None, "Chairs Conflicts:", 14],
        [None, None, None, "Presenters Conflicts Timeslot Level:", 15],
        [None, None, None, "Attendees Conflicts Timeslot Level:", 16],
    ],
    "submissions": [
        [
            "Reference",
            "Track",
            "Slots",
            "Order",
            "Zone",
            "Presenters",
            "Attendees",
            "S1",
            "S2",
            "S3",
            "R1",
            "R2",
        ],
        ["a1", "A", 1, 1, "GMT+0", "ann", None, None, None, None, None, 8],
        ["a2", "A", 1, 2, "GMT+0", "bob", None, None, None, None, None, None],
        ["a3", "A", 2, 0, "GMT+9", "cat", None, 6, None, None, None, None],
        ["b1", "B", 1, 0, "GMT+0", "dan, ann", None, None, None, None, None, None],
        ["b2", "B", 1, 0, "GMT+0", "yan", "bob", None, None, None, None, None],
        ["c1", "C", 1, 0, "GMT+0", "fay", None, None, None, None, None, None],
        [None, None, None, None, None, None, None, None, None, None, None, None],
    ],
    "tracks": [["Tracks", "Chairs"], ["A", "zoe"], ["B", None], ["C", "zoe, yan"]],
    "sessions": [
        ["Sessions", "Max", "Date", "Start", "End"],
        ["S1", 2, None, time(9, 30), time(10, 30)],
        ["S2", 2, None, time(11, 0), time(12, 0)],
        ["S3", 3, None, time(12, 0), time(13, 0)],
    ],
    "rooms": [["Rooms"], ["R1"], ["R2"]],
    "tracks_sessions|penalty": [  # in another order than the sheet of tracks
        [None, "S3", "S1", "S2"],
        ["B", None, None, 7],
        ["A", None, 5, None],
        ["C", None, None, None],
    ],
    "tracks_rooms|penalty": [[None, "R1", "R2"], ["A", None, 3], ["B", None, None], ["C", None, None]],
    "sessions_rooms|penalty": [[None, "R1", "R2"], ["S1"], ["S2", None, 2], ["S3"]],
    "similar tracks": [[None, "A", "B", "C"], ["A", 50, 4, None], ["B", 99, 50, None], ["C", 98, 97, 50]],
}

STARTS = {A1: (0, 0, 0), A2: (0, 0, 1), A3: (1, 0, 0), B1: (2, 1, 0), B2: (2, 1, 1), C1: (1, 1, 0)}
TRACKS = {(0, 0): A, (1, 0): A, (1, 1): C, (2, 1): B}


def rows():
    """The cells of every sheet, to be changed."""
    return deepcopy(ROWS)


def saved(path, sheets):
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def conference(tmp_path, sheets=None):
    """The instance that the workbook holds."""
    return cosplib.read(saved(tmp_path / "small.xlsx", sheets or ROWS))
