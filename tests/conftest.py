"""For every test: the doors' clock stands at ``make.NOON``, and passes only where a test moves it."""

from datetime import datetime

import pytest

from convenor.web.middleware import moment
from tests import make
from tests.world import made, taken_back


class Clock:
    def __init__(self) -> None:
        self.at = make.NOON

    def __call__(self) -> datetime:
        return self.at


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
