import pytest

from tests import make
from tests.programme.stage import Stage


@pytest.fixture
def stage(db):
    return Stage()


@pytest.fixture
def client(stage):
    return make.signed_in(stage.secretary)


@pytest.fixture
def session(stage):
    """In the labs, an hour long, placed nowhere."""
    return make.session("Tides", of=stage.edition, track=stage.labs)
