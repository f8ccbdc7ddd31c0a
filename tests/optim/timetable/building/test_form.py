"""The document, its schema and what is refused agree; the judge refuses what is wrong."""

import json

import pytest
from jsonschema import Draft202012Validator

from convenor.optim.timetable.building import check, form
from convenor.optim.timetable.refusals import Refused

from .worlds import EXAMPLE, REFERENCE, drawn, problem, solved

pytestmark = pytest.mark.once

SCHEMA = json.loads((REFERENCE / "building.schema.json").read_text())


def faults(given):
    return [fault.message for fault in Draft202012Validator(SCHEMA).iter_errors(given)]


def test_the_schema_takes_the_example_and_what_is_drawn():
    Draft202012Validator.check_schema(SCHEMA)

    assert [faults(given) for given in (EXAMPLE, *map(drawn, range(20)))] == [[]] * 21


def test_the_schema_has_every_field_that_is_read():
    tables = {
        name: set(each["items"]["properties"])
        for name, each in SCHEMA["properties"].items()
        if "properties" in each.get("items", {})
    }

    assert set(SCHEMA["properties"]) == form.FIELDS
    assert tables == form.ALLOWED == {name: set(fields) for name, fields in check.TABLES.items()}


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another"},
        {"colour": 1},
        {"contributions": []},
        {"contributions": [{"key": ""}]},
        {"contributions": [{"key": "A", "size": 1.5}]},
        {"contributions": [{"key": "A", "size": float("nan")}]},
        {"contributions": [{"key": "A", "people": "ada"}]},
        {"contributions": [{"key": str(at)} for at in range(501)]},
        {"kinds": []},
        {"kinds": [{"key": "one", "most": 3}]},
        {"kinds": [{"key": "one", "most": True, "count": 1}]},
        {"benefits": [["TIDE", "MOSS"]]},
        {"benefits": [["TIDE", "MOSS", 10_000_000]]},
        {"apart": [["TIDE"]]},
        {"places": [{"key": "hall", "day": "one", "block": "one"}]},
        {"spreads": [{"topic": "seas", "most_a_day": -1}]},
    ],
)
def test_what_the_schema_refuses_the_library_refuses_in_a_sentence(change):
    given = EXAMPLE | change

    assert faults(given)
    with pytest.raises(Refused, match=r"\.$"):
        form.read(given)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"contributions": [{"key": "A"}, {"key": "A"}]}, "twice"),
        ({"benefits": [["TIDE", "WOLF", 1]]}, "unknown"),
        ({"benefits": [["TIDE", "TIDE", 1]]}, "twice"),
        ({"benefits": [["TIDE", "MOSS", 1], ["MOSS", "TIDE", 2]]}, "twice"),
        ({"kinds": [{"key": "one", "least": 4, "most": 3, "count": 9}]}, "least-most"),
        ({"kinds": [{"key": "one", "most": 2, "count": 2}]}, "too-few"),
        ({"contributions": [{"key": "TIDE", "size": 9}], "benefits": [], "apart": []}, "held-by-none"),
        (
            {"places": [{"key": key, "day": key, "block": "nine", "size": 3} for key in ("one", "two")]},
            "two-days",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(change, code):
    with pytest.raises(Refused) as refused:
        form.read(EXAMPLE | change)

    assert refused.value.code == code


@pytest.mark.parametrize("given", [None, [], "a word", 7])
def test_what_is_no_object_is_refused(given):
    with pytest.raises(Refused):
        form.read(given)
    with pytest.raises(ValueError, match="object"):
        check.Given(given)


ONE = {"kind": "kind 0", "contributions": ["A", "B"], "place": "hall"}
TWO = {"kind": "kind 0", "contributions": ["C", "D"], "place": "attic"}


@pytest.mark.parametrize(
    ("sessions", "rules"),
    [
        ([ONE, TWO], set()),
        ([ONE], {"once"}),
        ([ONE, TWO | {"contributions": ["C", "D", "D"]}], {"once", "size", "room"}),
        ([ONE, TWO | {"contributions": ["C"]}, TWO | {"contributions": ["D"]}], {"size", "count", "place"}),
        ([ONE | {"contributions": ["A", "D"]}, TWO | {"contributions": ["B", "C"]}], {"apart", "person"}),
        ([ONE, TWO | {"place": "hall"}], {"place"}),
        ([ONE, {key: TWO[key] for key in ("kind", "contributions")}], {"place"}),
        ([ONE, TWO | {"place": "cellar"}], {"room"}),
        ([ONE, TWO | {"place": "garden"}], {"spread"}),
    ],
)
def test_the_judge_names_the_rule_that_is_broken(sessions, rules):
    given = problem("ABCD", [(2, 2, 2)], [("A", "B", 5)], apart=[["A", "D"]])
    given["places"] = [
        {"key": "hall", "day": "one", "block": "nine", "size": 2},
        {"key": "attic", "day": "two", "block": "ten", "size": 2},
        {"key": "cellar", "day": "two", "block": "ten", "size": 1},
        {"key": "garden", "day": "one", "block": "nine", "size": 2},
    ]
    given["places"][1]["block"], given["places"][1]["day"] = "nine", "one"
    given["places"][3]["block"], given["places"][3]["day"] = "noon", "three"
    given["spreads"] = [{"topic": "seas", "most_a_day": 1}]
    for at, topics in enumerate((["seas"], [], [], [])):
        given["contributions"][at]["topics"] = topics
    given["contributions"][0]["people"] = given["contributions"][1]["people"] = ["ada"]
    if rules == {"spread"}:
        given["contributions"][2]["topics"] = given["contributions"][3]["topics"] = ["seas"]

    assert {rule for rule, _sentence in check.broken(given, {"sessions": sessions})} == rules


def test_a_value_or_bound_that_is_wrong_is_told():
    answer = solved(EXAMPLE)

    assert check.verify(EXAMPLE, answer | {"value": 19}) == ["The value is 20, not 19."]
    assert check.verify(EXAMPLE, answer | {"bound": 19}) == ["The bound is 19, below the value 20."]
    assert check.verify(EXAMPLE, answer | {"format": "another"}) == ["The answer is of another format."]
