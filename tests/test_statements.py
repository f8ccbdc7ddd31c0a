"""What PostgreSQL is not asked again, it was asked by other tests."""

from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection

from convenor.people.models import Person
from tests import make, statements
from tests.statements import Told, Writer, enough, longest_first, read


def told(*kinds, seconds=1.0, is_refused=False):
    return Told(set(kinds), seconds, is_refused)


def test_every_statement_is_executed_by_the_quickest_that_have_it():
    found = {
        "slow": told("list", "count", seconds=9),
        "quick": told("list"),
        "quicker": told("list", seconds=0.1),
        "quickest": told("list", seconds=0.01),
        "alone": told("rare", seconds=60),
    }

    assert enough(found, found, []) == {"quickest", "slow", "alone"}


def test_what_is_never_left_out_counts_for_the_others():
    found = {name: told("list") for name in ("a", "b", "c")}

    assert enough(found, found, ["c"]) == {"c"}


def test_a_test_that_executes_nothing_is_left_out_and_one_that_is_not_known_stays():
    assert enough({"empty": told()}, ["empty"], ["unknown"]) == {"unknown"}


def test_files_that_take_longest_come_first_and_stay_in_one_piece():
    files = {"a": "short.py", "b": "long.py", "c": "long.py", "new": "new.py"}
    items = [SimpleNamespace(nodeid=test, path=file) for test, file in files.items()]
    found = {"a": told(seconds=3), "b": told(seconds=2), "c": told(seconds=2)}

    assert [each.nodeid for each in longest_first(items, found)] == ["b", "c", "a", "new"]


@pytest.fixture
def heard(db, tmp_path, monkeypatch):
    """What is written down of what tests do: each asks from a line of its own in this file."""
    monkeypatch.setattr(statements, "PRODUCT", __file__)

    def of(**tests):
        writer = Writer(tmp_path)
        for name, does in tests.items():
            with connection.execute_wrapper(writer), writer.during(name), suppress(IntegrityError):
                does()
        writer.pytest_sessionfinish()
        return read(tmp_path)

    return of


def persons(many):
    return list(Person.objects.filter(pk__in=range(many)))


def test_a_statement_is_the_same_for_two_values_as_for_three_and_another_from_another_line(heard):
    found = heard(
        two=lambda: persons(2), three=lambda: persons(3), elsewhere=lambda: list(Person.objects.all())
    )

    assert found["two"].statements == found["three"].statements != found["elsewhere"].statements
    assert [len(each.statements) for each in found.values()] == [1, 1, 1]
    assert not any(each.is_refused for each in found.values())


def test_what_a_database_refuses_is_known(heard):
    person = make.person("Ada")

    found = heard(twice=lambda: Person.objects.bulk_create([Person(pk=person.pk, uid=person.uid)]))

    assert found["twice"].is_refused
