"""For every test: the doors' clock stands at ``make.NOON``, and passes only where a test moves it."""

import gc
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.template.base import Template
from django.test.utils import _TestState

from bench.tables import copy_into
from convenor.web.middleware import moment
from tests import make
from tests.world import made, taken_back


class Clock:
    def __init__(self) -> None:
        self.at = make.NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings):
    """Where the database is a file, it comes with all tables; that of PostgreSQL, with ``--tables``."""
    is_file = connection.vendor == "sqlite"
    if is_file:
        copy_into(Path(connection.creation._get_test_db_name()))
    return is_file


@pytest.fixture(scope="session", autouse=True)
def less_looking_for_rubbish():
    """Every 700 objects took 3 % of the time."""
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="module")
def nothing_kept_of_templates(django_test_environment):
    """For many pages: Django's tests copy the context of each template for tests that ask for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        yield


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """What ``request.at`` says; move it with ``clock.at = make.LATER``."""
    clock = Clock()
    monkeypatch.setattr(moment, "now", clock)
    return clock


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The small world, made once for the tests of a module; what each of them changes is taken back."""
    with django_db_blocker.unblock(), taken_back():
        yield made()


MANY = 200  # tests in one file


def pytest_collection_modifyitems(config, items):
    """Long files first, so that no worker ends alone with one; nothing twice that asks no database."""
    if connection.vendor != "sqlite":
        config.hook.pytest_deselected(items=[item for item in items if not _meets_a_database(item)])
        items[:] = filter(_meets_a_database, items)
    tests = Counter(item.path for item in items)
    long = {item.path for item in items if tests[item.path] > MANY or _has(item, "slow", "browser")}
    items.sort(key=lambda item: item.path not in long)


def _meets_a_database(item):
    return _has(item, "django_db", "slow", "browser") or bool({"db", "world"} & set(item.fixturenames))


def _has(item, *markers):
    return any(item.get_closest_marker(name) for name in markers)
