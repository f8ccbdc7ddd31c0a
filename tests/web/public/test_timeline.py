"""A day along the hours: who stands beside whom, and that the style knows every place that is given."""

import base64
import gzip
import hashlib
import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.editions.models import Room
from convenor.web.public.timeline import MOST_LANES, MOST_LINES, Spot, timeline
from convenor.web.style import RELEASE_STYLES, STYLE, STYLE_OF_A_DAY
from tests import make, releases

pytestmark = pytest.mark.once

PARIS = ZoneInfo("Europe/Paris")


def at(hour, minute=0):
    return datetime(2027, 3, 1, hour, minute, tzinfo=PARIS)


def slot(starts_at, ends_at, room="hall", *, is_all_week=False):
    return SimpleNamespace(
        starts_at=starts_at, ends_at=ends_at, room=room, place=SimpleNamespace(is_all_week=is_all_week)
    )


def test_sessions_at_once_stand_beside_each_other_and_a_room_keeps_its_lane():
    slots = [
        slot(at(9), at(10), "hall"),
        slot(at(9), at(9, 30), "studio"),
        slot(at(9, 30), at(10), "studio"),
        slot(at(10), at(11), "studio"),
        slot(at(10), at(11), "hall"),
    ]

    plan = timeline(slots)

    assert plan.lanes == 2
    assert plan.spots == [
        Spot(1, 3, 1, at(9)),
        Spot(1, 2, 2),
        Spot(2, 3, 2, at(9, 30)),
        Spot(3, 4, 2, at(10)),
        Spot(3, 4, 1),
    ]


def test_what_has_its_hours_alone_is_as_wide_as_the_page():
    slots = [
        slot(at(9), at(10)),
        slot(at(10), at(11)),
        slot(at(10, 30), at(12), "studio"),
        slot(at(12), at(13)),
    ]

    assert timeline(slots).spots == [
        Spot(1, 2, 0, at(9)),
        Spot(2, 4, 1, at(10)),
        Spot(3, 5, 2, at(10, 30)),
        Spot(5, 6, 0, at(12)),
    ]


def test_what_is_open_all_week_or_has_no_hours_stands_above_them():
    slots = [
        slot(at(9), at(18), is_all_week=True),
        slot(None, None),
        slot(at(9), at(10)),
        slot(at(9), at(10), "studio"),
    ]

    assert timeline(slots).spots == [Spot(1, 2, 0), Spot(2, 3, 0), Spot(3, 4, 1, at(9)), Spot(3, 4, 2)]


@pytest.mark.parametrize(
    "slots",
    [
        [],
        [slot(at(9), at(10)), slot(at(10), at(11))],
        [slot(at(9), at(10), number) for number in range(MOST_LANES + 1)],
        [
            slot(at(9) + timedelta(minutes=5 * n), at(9) + timedelta(minutes=5 * n + 10), n % 2)
            for n in range(60)
        ],
    ],
    ids=["nothing", "nothing at once", "too much at once", "too many beginnings"],
)
def test_a_day_that_is_no_use_beside_each_other_stays_a_list(slots):
    assert timeline(slots) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6), st.integers(0, 4)), max_size=40))
def test_no_two_sessions_ever_stand_in_the_same_place(drawn):
    slots = [
        slot(at(8) + timedelta(minutes=15 * first), at(8) + timedelta(minutes=15 * (first + long)), room)
        for first, long, room in drawn
    ]

    plan = timeline(slots)

    taken = (
        [(spot.lane, line) for spot in plan.spots for line in range(spot.first, spot.last)] if plan else []
    )
    assert len(taken) == len(set(taken))
    assert all(0 < spot.first < spot.last <= MOST_LINES for spot in (plan.spots if plan else []))


def test_the_style_knows_every_line_and_lane():
    wanted = {f".r{line}{{" for line in range(1, MOST_LINES)}
    wanted |= {f".e{line}{{" for line in range(2, MOST_LINES + 1)}
    wanted |= {f".c{lane}{{" for lane in range(MOST_LANES + 1)}
    wanted |= {f".lanes{lanes}{{" for lanes in range(2, MOST_LANES + 1)}

    assert {rule for rule in wanted if rule not in STYLE_OF_A_DAY} == set()


@pytest.mark.django_db
def test_a_full_day_is_laid_out_light_and_in_a_style_that_the_browser_may_use():
    secretary = make.person("Secretary")
    edition = make.edition(secretaries=(secretary,), starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5))
    halls = [
        Room.objects.create(edition=edition, slug=f"r{n}", name=make.english(f"Room {n}"), seats=40)
        for n in range(5)
    ]
    for number in range(40):
        talk = make.session(f"A session of a title as long as titles are, number {number}", of=edition)
        make.appearance(talk, make.person(f"Speaker {number}"), agreed_at=make.NOON)
        make.placement(talk, at(9 + number // 5), room=halls[number % 5])

    files = releases.files(releases.frozen(edition, secretary))

    day = files[f"en/{edition.path}/programme/2027-03-01/"]
    styles = {
        path: re.search(r"<style>(.*?)</style>", content.decode(), re.S).group(1)
        for path, content in files.items()
        if path.endswith("/")
    }
    hashes = {base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles.values()}
    assert b'class="rows slots hours lanes5 wide"' in day
    assert day.count(b" data-at=") == 8
    assert len(gzip.compress(day, 6)) <= 10 * 1024
    assert set(styles.values()) == {STYLE, STYLE_OF_A_DAY}
    assert hashes == set(RELEASE_STYLES.split())
    pages = {path: content for path, content in files.items() if path.endswith("/")}
    assert {path for path, content in pages.items() if b"\x02" in content or b"\x03" in content} == set()
