"""Clocks in words."""

from zoneinfo import ZoneInfo

import pytest

from convenor.kernel.days import offset_of
from tests import make


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("UTC", "UTC"),
        ("Africa/Dakar", "UTC"),
        ("Europe/Paris", "UTC+1"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/St_Johns", "UTC−3:30"),
        ("America/Lima", "UTC−5"),
    ],
)
def test_a_clock_is_told_by_how_far_it_is_from_utc(zone, said):
    assert offset_of(make.NOON.astimezone(ZoneInfo(zone))) == said
