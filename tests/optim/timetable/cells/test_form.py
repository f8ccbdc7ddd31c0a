"""The form of problems of cells: its schema, its example, and what is refused."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from convenor.optim.timetable.cells import check, form
from convenor.optim.timetable.refusals import Refused

from . import worlds

pytestmark = pytest.mark.once

REFERENCE = Path(__file__).resolve().parents[4] / "docs" / "reference"
SCHEMA = json.loads((REFERENCE / "cells.schema.json").read_text())
EXAMPLE = json.loads(re.findall(r"```json\n(.*?)```", (REFERENCE / "cells.md").read_text(), re.DOTALL)[0])


def faults(problem):
    return [fault.message for fault in Draft202012Validator(SCHEMA).iter_errors(problem)]


def test_the_example_of_the_document_is_taken_and_planned():
    Draft202012Validator.check_schema(SCHEMA)

    answer = worlds.solved(EXAMPLE)

    assert faults(EXAMPLE) == []
    assert (answer["value"], answer["bound"]) == (1, 1)
    assert check.verify(EXAMPLE, answer) == []


def test_the_schema_has_every_field_that_is_read():
    of_rows = {
        name: set(each["items"]["properties"])
        for name, each in SCHEMA["properties"].items()
        if "properties" in each.get("items", {})
    }
    of_rows["posts"] = set(
        SCHEMA["properties"]["tracks"]["items"]["properties"]["posts"]["items"]["properties"]
    )

    assert set(SCHEMA["properties"]) == form.FIELDS
    assert of_rows == form.ALLOWED
    assert set(SCHEMA["properties"]["prices"]["properties"]) == set(form.Kind)


def test_the_schema_takes_what_is_drawn_for_the_other_tests():
    assert [faults(worlds.drawn(seed)) for seed in range(20)] == [[]] * 20


BROKEN = [
    ({"format": "another"}, "is wanted"),
    ({"colour": 1}, "no such field"),
    ({"presence": "always"}, "not of the form"),
    ({"blocks": [{"key": "one", "slots": 0}]}, "not below 1"),
    ({"blocks": [{"key": "one"}]}, "missing"),
    ({"rooms": [{"key": "hall", "seats": -1}]}, "not below 0"),
    ({"rooms": [{"key": "hall", "seats": None}]}, "a value is wanted"),
    ({"rooms": [{"key": ""}]}, "a key is a word"),
    ({"rooms": ["hall"]}, "an object"),
    ({"tracks": [{"key": "policy", "most_parallel": 0}, {"key": "labs"}]}, "not below 1"),
    ({"contributions": [{"key": "TIDE", "track": "policy", "slots": 1.5}]}, "whole number"),
    ({"contributions": [{"key": "TIDE", "track": "policy", "people": "ada"}]}, "a list of words"),
    ({"prices": {"track_block": [["labs", "one", float("nan")]]}}, "whole number"),
    ({"prices": {"track_block": [["labs", "one", 10**10]]}}, "beyond"),
    ({"prices": {"beauty": []}}, "not of the form"),
]


@pytest.mark.parametrize(("change", "told"), BROKEN)
def test_what_the_schema_refuses_is_refused_by_the_library_too(change, told):
    assert faults(worlds.form(**change))
    with pytest.raises(Refused, match=told):
        form.read(worlds.form(**change))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rooms": [{"key": "hall"}, {"key": "hall"}]}, "rooms has hall twice"),
        ({"contributions": [{"key": "TIDE", "track": "art"}]}, "names art, which does not exist"),
        ({"together": [["TIDE", "FERN"]]}, "names FERN, which does not exist"),
        ({"together": [["TIDE", "REED"]]}, "of several tracks: TIDE, REED"),
        ({"together": [["TIDE", "MOSS"], ["TIDE"]]}, "together has TIDE twice"),
        ({"apart": [["labs", "labs"]]}, "apart has labs twice"),
        ({"prices": {"track_block": [["labs", "tue-1", 1], ["labs", "tue-1", 2]]}}, "labs and tue-1 twice"),
        (
            {"prices": {"side_by_side": [["labs", "policy", 1], ["policy", "labs", 2]]}},
            "policy and labs twice|labs and policy twice",
        ),
        (
            {
                "blocks": [{"key": str(at), "slots": 1} for at in range(1_001)],
                "contributions": [{"key": str(at), "track": "labs"} for at in range(1_000)],
            },
            "up to 1000000 can",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(change, told):
    with pytest.raises(Refused, match=told):
        form.read(EXAMPLE | change)


def test_what_is_no_object_is_refused():
    with pytest.raises(Refused, match="one object"):
        form.read([EXAMPLE])
