import pytest

from tests.programme.stage import Stage


@pytest.fixture
def stage(db):
    return Stage()
