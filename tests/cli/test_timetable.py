"""``convenor timetable``: a file is planned and checked; what is wrong is told."""

import json
from typing import Any

import pytest

from convenor.cli.main import main

pytestmark = pytest.mark.once

PROBLEM: dict[str, Any] = {
    "format": "convenor timetable 1",
    "blocks": [{"key": "one", "starts": "2027-05-04T09:00+02:00", "ends": "2027-05-04T10:30+02:00"}],
    "rooms": [{"key": "hall", "seats": 300}, {"key": "attic", "seats": 40}],
    "sessions": [{"key": "TIDE", "minutes": 90, "expected": 120}, {"key": "MOSS", "minutes": 90}],
}


@pytest.fixture
def file(tmp_path):
    def written(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return written


def test_a_file_is_planned_and_the_answer_checked(file, capsys):
    problem = file("problem.json", PROBLEM)

    assert main(["timetable", "solve", problem, "--watch"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["plan"] == {
        "TIDE": {"start": "2027-05-04T07:00+00:00", "room": "hall"},
        "MOSS": {"start": "2027-05-04T07:00+00:00", "room": "attic"},
    }

    assert main(["timetable", "check", problem, file("answer.json", answer)]) == 0
    assert capsys.readouterr().out == "PASSED: everything holds\n"
    answer["plan"]["MOSS"]["room"] = "hall"
    assert main(["timetable", "check", problem, file("answer.json", answer)]) == 1
    assert capsys.readouterr().out.startswith("WRONG  ")


CELLS: dict[str, Any] = {
    "format": "convenor cells 1",
    "blocks": [{"key": "one", "slots": 1}],
    "rooms": [{"key": "hall"}],
    "tracks": [{"key": "policy"}],
    "contributions": [{"key": "TIDE", "track": "policy"}],
}


def test_tracks_with_cells_are_planned_and_checked_by_the_same_words(file, capsys):
    problem = file("cells.json", CELLS)

    assert main(["timetable", "solve", problem]) == 0
    answer = json.loads(capsys.readouterr().out)
    cell = {"track": "policy", "block": "one", "room": "hall", "posts": {}, "contributions": {"TIDE": 0}}
    assert (answer["plan"], answer["value"], answer["bound"]) == ([cell], 0, 0)

    assert main(["timetable", "check", problem, file("answer.json", answer)]) == 0
    assert capsys.readouterr().out == "PASSED: everything holds\n"
    answer["plan"][0]["contributions"] = {}
    assert main(["timetable", "check", problem, file("answer.json", answer)]) == 1
    assert "WRONG  TIDE is in 0 cells. (placed)\n" in capsys.readouterr().out


def test_cells_without_a_plan_and_words_they_do_not_know_are_told(file, capsys):
    both = [{"key": key, "track": "policy"} for key in ("TIDE", "MOSS")]
    full = file("full.json", CELLS | {"contributions": both})

    assert main(["timetable", "solve", full]) == 1
    assert capsys.readouterr().err == "No plan of the cells keeps to all of this.\n"
    assert main(["timetable", "solve", full, "--watch"]) == 2
    assert "leave out --start and --watch" in capsys.readouterr().err


def test_an_answer_is_where_another_search_begins(file, capsys):
    problem = file("problem.json", PROBLEM)
    main(["timetable", "solve", problem])
    answer = file("answer.json", capsys.readouterr().out)

    assert main(["timetable", "solve", problem, "--start", answer, "--seconds", "5"]) == 0


def test_what_cannot_stand_together_is_told(file, capsys):
    third = {"key": "REED", "minutes": 60}

    assert main(["timetable", "explain", file("p.json", PROBLEM)]) == 0
    assert capsys.readouterr().out == "There is a timetable for all sessions.\n"
    assert (
        main(["timetable", "explain", file("p.json", PROBLEM | {"sessions": [*PROBLEM["sessions"], third]})])
        == 1
    )
    assert capsys.readouterr().out.splitlines() == [
        "These cannot stand together; without any one of them, the others can:",
        "- TIDE, MOSS, REED to have a place",
        "- hall to hold one session at a time",
        "- attic to hold one session at a time",
        "There is a timetable for all sessions if you drop one of these:",
        "- TIDE, MOSS, REED to have a place",
    ]


def test_a_published_programme_is_repaired(file, capsys):
    shut = [["2027-05-04T09:00+02:00", "2027-05-04T12:00+02:00"]]
    published = [{"session": "TIDE", "start": "2027-05-04T09:00+02:00", "room": "hall"}]
    lost = PROBLEM | {
        "rooms": [{"key": "hall", "shut": shut}, {"key": "attic"}],
        "sessions": PROBLEM["sessions"][:1],
        "published": published,
    }

    assert main(["timetable", "repair", file("p.json", lost), "--seconds", "5"]) == 0
    told = capsys.readouterr()
    options = json.loads(told.out)["options"]
    assert [(each["moved"], each["left_out"]) for each in options] == [([], ["TIDE"]), (["TIDE"], [])]
    assert told.err == "0 moved, without a place: TIDE\n1 moved: TIDE\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is no JSON"),
        ([], "one object with blocks, rooms and sessions is wanted"),
        ({}, "“convenor timetable 1” is wanted"),
        (PROBLEM | {"colour": 1}, "colour: there is no such field"),
        (PROBLEM | {"rooms": []}, "Session TIDE needs a room, and there is none."),
        (PROBLEM | {"sessions": [{"key": "A", "minutes": 120}]}, "no block has more than 90"),
        (PROBLEM | {"sessions": [{"key": "A", "minutes": float("nan")}]}, "is to be a whole number"),
        (PROBLEM | {"sessions": [{"key": "A", "minutes": 9, "expected": -1}]}, "not below 0"),
        (PROBLEM | {"sessions": [{"minutes": 9}]}, "a value is missing"),
        (PROBLEM | {"sessions": PROBLEM["sessions"] * 2}, "sessions has TIDE twice."),
        (
            PROBLEM | {"sessions": [{"key": f"s{n}", "minutes": 5} for n in range(100_000)]},
            "100000 sessions are more than can be planned at once; up to 5000 can.",
        ),
        (PROBLEM | {"blocks": [PROBLEM["blocks"][0] | {"ends": "tea time"}]}, "tea time: this is no time"),
        (PROBLEM | {"blocks": [PROBLEM["blocks"][0] | {"ends": "2027-05-04T12:00"}]}, "in which zone"),
        (PROBLEM | {"blocks": PROBLEM["blocks"] * 2}, "blocks has one twice."),
        (PROBLEM | {"orders": [["TIDE", "MOSS"], ["MOSS", "TIDE"]]}, "in a circle: "),
        (PROBLEM | {"locks": [{"session": "TIDE", "room": "cellar"}]}, "locks names cellar"),
        (PROBLEM | {"goals": ["beauty"]}, "beauty"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(file, capsys, content, sentence):
    assert main(["timetable", "solve", file("p.json", content)]) == 2
    assert sentence in capsys.readouterr().err


def test_nothing_to_repair_and_no_file_are_told(file, capsys):
    assert main(["timetable", "repair", file("p.json", PROBLEM)]) == 2
    assert main(["timetable", "solve", "/nowhere.json"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "Nothing in the file is published, so there is nothing to repair.",
        "/nowhere.json: No such file or directory",
    ]


def test_a_day_on_which_the_clocks_change_has_each_minute_once(file, capsys):
    """In Paris the clocks go back at 03:00: from 01:30 +02:00 to 03:30 +01:00 there are three hours."""
    night = [{"key": "night", "starts": "2027-10-31T01:30+02:00", "ends": "2027-10-31T03:30+01:00"}]
    sessions = [{"key": f"s{n}", "minutes": 60} for n in range(3)]
    problem = PROBLEM | {"blocks": night, "rooms": [{"key": "hall"}], "sessions": sessions}

    assert main(["timetable", "solve", file("p.json", problem)]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert sorted(each["start"] for each in plan.values()) == [
        "2027-10-30T23:30+00:00",
        "2027-10-31T00:30+00:00",
        "2027-10-31T01:30+00:00",
    ]


BUILDING: dict[str, Any] = {
    "format": "convenor building 1",
    "contributions": [{"key": key} for key in ("TIDE", "MOSS", "REED", "FERN")],
    "kinds": [{"key": "pair", "least": 2, "most": 2, "count": 2}],
    "benefits": [["TIDE", "REED", 3], ["TIDE", "FERN", 1]],
}


def test_contributions_are_grouped_where_the_file_asks_for_that(file, capsys):
    problem = file("problem.json", BUILDING)

    assert main(["timetable", "solve", problem, "--watch"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["value"], answer["bound"]) == (3, 3)

    assert main(["timetable", "check", problem, file("answer.json", answer)]) == 0
    assert capsys.readouterr().out == "PASSED: everything holds\n"
    assert main(["timetable", "check", problem, file("answer.json", answer | {"value": 4, "bound": 4})]) == 1
    assert capsys.readouterr().out == "WRONG  The value is 3, not 4.\n"


def test_contributions_that_cannot_be_grouped_are_told_in_a_sentence(file, capsys):
    apart = {"apart": [["TIDE", "MOSS"], ["TIDE", "REED"], ["TIDE", "FERN"]]}

    assert main(["timetable", "solve", file("one.json", BUILDING | apart)]) == 1
    assert capsys.readouterr().err == "No grouping keeps to all of this.\n"
    assert main(["timetable", "solve", file("two.json", BUILDING | {"kinds": []})]) == 2
    assert capsys.readouterr().err == "There is no kind.\n"
    start = file("start.json", {})
    assert main(["timetable", "solve", file("three.json", BUILDING), "--start", start]) == 2
    assert capsys.readouterr().err == "Sessions are built from the contributions alone; leave out --start.\n"
