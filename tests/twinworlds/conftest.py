"""The worlds, made once for each file of tests."""

import pytest

from tests.twinworlds.seeing import nothing_by_chance
from tests.twinworlds.stage import staged
from tests.twinworlds.twins import Twins


@pytest.fixture(scope="module", autouse=True)
def no_chance(nothing_kept_of_templates):
    with nothing_by_chance():
        yield


@pytest.fixture(scope="module")
def twins(no_chance, world):
    return Twins(staged(world))
