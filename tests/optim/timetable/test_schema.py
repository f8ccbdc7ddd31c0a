"""The schema beside the document: what it takes, and that it has every field that is read."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from convenor.optim.timetable import form
from convenor.optim.timetable.problem import Goal
from convenor.optim.timetable.refusals import Refused

from . import drawn

pytestmark = pytest.mark.once

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
SCHEMA = json.loads((REFERENCE / "timetable.schema.json").read_text())
EXAMPLE = json.loads(re.findall(r"```json\n(.*?)```", (REFERENCE / "timetable.md").read_text(), re.DOTALL)[0])


def faults(problem):
    return [fault.message for fault in Draft202012Validator(SCHEMA).iter_errors(problem)]


def test_it_is_a_schema_and_takes_the_example_of_the_document():
    Draft202012Validator.check_schema(SCHEMA)

    assert faults(EXAMPLE) == []
    assert [each.key for each in form.read(EXAMPLE).sessions] == ["TIDE", "MOSS", "REED"]


def test_it_has_every_field_that_is_read():
    of_rows = {
        name: set(each["items"]["properties"])
        for name, each in SCHEMA["properties"].items()
        if "properties" in each.get("items", {})
    }

    assert set(SCHEMA["properties"]) == form.FIELDS
    assert of_rows == form.ALLOWED
    assert SCHEMA["properties"]["goals"]["items"]["enum"] == list(Goal)


def test_it_takes_what_is_drawn_for_the_other_tests():
    assert [faults(drawn.problem(seed)) for seed in range(20)] == [[]] * 20


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"colour": 1},
        {"step": 0},
        {"goals": ["beauty"]},
        {"rooms": [{"key": "hall", "seats": -1}]},
        {"sessions": [{"key": "TIDE", "minutes": 1.5}]},
        {"sessions": [{"key": "", "minutes": 5}]},
        {"blocks": [{"key": "one", "starts": "2027-05-04T09:00", "ends": "2027-05-04T10:30"}]},
    ],
)
def test_what_it_refuses_is_refused_by_the_library_too(change):
    problem = EXAMPLE | change

    assert faults(problem)
    with pytest.raises(Refused):
        form.read(problem)
