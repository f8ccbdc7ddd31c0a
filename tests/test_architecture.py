"""The house stands as it is drawn: floors, relations, and an optimiser that knows nothing of the rest."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "convenor"
NO_CODE = {"locale"}


def floors():
    """The floor of each package, the top one first."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    return {
        name.strip(" ()"): number
        for number, layer in enumerate(contract["layers"])
        for name in layer.split("|")
    }


def package_of(model):
    return model.__module__.removeprefix("convenor.").split(".")[0]


def relations(models):
    """(package, package it points to, field) of every relation that a model declares."""
    return [
        (package_of(model), package_of(field.related_model), f"{model.__name__}.{field.name}")
        for model in models
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
    ]


def pointing_up(relations):
    """The relations that lead to a higher floor, or to a neighbour on the same one."""
    floor = floors()
    return [
        name
        for here, there, name in relations
        if here != there and floor.get(there, -1) <= floor.get(here, -1)
    ]


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("convenor.")]


def test_relations_point_down():
    found = relations(our_models())

    assert len(found) > 20
    assert pointing_up(found) == []


def test_a_relation_that_points_up_is_found():
    planted = [
        ("people", "proposals", "Person.proposal"),
        ("proposals", "people", "Proposal.proposer"),
        ("review", "review", "Review.assignment"),
        ("review", "programme", "Review.session"),
    ]

    assert pointing_up(planted) == ["Person.proposal", "Review.session"]


def packages(folder):
    return {path.parent for path in folder.rglob("__init__.py")}


def test_every_package_has_its_floor():
    here = {path.name for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith("__")}

    assert here - NO_CODE <= set(floors())


def is_empty(package):
    """Whether there is nothing in a package but the sentence that says what it is for."""
    has_files = any(path.name not in {"__init__.py", "__pycache__"} for path in package.iterdir())
    body = ast.parse((package / "__init__.py").read_text()).body
    return not has_files and all(isinstance(part, ast.Expr) for part in body)


def test_no_package_is_empty():
    assert [str(package) for package in sorted(packages(PACKAGE)) if is_empty(package)] == []


def test_an_empty_package_is_found(tmp_path):
    (tmp_path / "__init__.py").write_text('"""What we mean to build."""\n')

    assert packages(tmp_path) == {tmp_path}
    assert is_empty(tmp_path)


FORBIDDEN_MODULES = {"django", "sqlite3", "psycopg"}
FORBIDDEN_CALLS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "timezone.now",
}


def impurities(source):
    """What in ``source`` knows of databases, Django or the clock; an optimiser turns values into values."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                modules = [name.name for name in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case ast.Call(func=ast.Attribute() as called):
                words = ast.unparse(called)
                found += [call for call in FORBIDDEN_CALLS if f".{words}".endswith(f".{call}")]
                continue
            case _:
                continue
        found += [module for module in modules if module.split(".")[0] in FORBIDDEN_MODULES]
    return found


def test_the_optimiser_is_pure():
    files = sorted((PACKAGE / "optim").rglob("*.py"))

    assert {str(file): impurities(file.read_text()) for file in files if impurities(file.read_text())} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import json, sqlite3", ["sqlite3"]),
        ("from django.db.models import F", ["django.db.models"]),
        ("def f():\n    import psycopg", ["psycopg"]),
        ("import datetime\nat = datetime.datetime.now(datetime.UTC)", ["datetime.now"]),
        ("from datetime import datetime\nat = datetime.now()", ["datetime.now"]),
        ("from datetime import datetime, UTC\nat = datetime(2027, 1, 1, tzinfo=UTC).date()", []),
        ("from convenor.optim.timetable import django_like\nimport time\nstarted = time.monotonic()", []),
    ],
)
def test_what_is_not_pure_is_found(source, found):
    assert impurities(source) == found


# Who describes their gender does so for themselves: what reads it is named here, and is on no other floor.
MAY_READ_GENDER = {
    "people/models.py",
    "review/genders.py",
    "accounts/actions/balance.py",
    "accounts/personal.py",
    "web/me/balance.py",
}


def reads_gender(source):
    """Whether ``source`` names the table, the relation to it, or a column of it that nothing else has."""
    words = {"GenderAnswer", "gender_answer", "genderanswer", "own_words", "in_figures", "on_panels"}
    names = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=str(name)) | ast.Attribute(attr=str(name)) | ast.alias(name=str(name)):
                names.add(name)
            case ast.keyword(arg=str(name)) | ast.Constant(value=str(name)):
                names.update(name.split("__") if name.replace("_", "").isalnum() else ())
    return not words.isdisjoint(names)


def test_nothing_reads_what_people_say_of_their_gender_but_what_is_named_here():
    files = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]

    found = {str(path.relative_to(PACKAGE)) for path in files if reads_gender(path.read_text())}

    assert found == MAY_READ_GENDER


@pytest.mark.parametrize(
    "planted",
    [
        "from convenor.people.models import GenderAnswer",
        "reviewer.gender_answer.gender",
        "people.values('name', 'gender_answer__gender')",
        "people.filter(gender_answer__gender='woman')",
        "apps.get_model('people', 'genderanswer')",
        "rows.order_by('own_words')",
    ],
)
def test_one_that_reads_it_all_the_same_is_found(planted):
    assert reads_gender(planted)
