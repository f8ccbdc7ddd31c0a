"""To another phone: what a device leaves under a code, and who gets it."""

import json
from datetime import timedelta

import pytest

from convenor.accounts import throttle
from convenor.audit.models import Entry, Once
from convenor.kernel.codes import spelled
from convenor.programme.models import Parcel
from convenor.programme.parcels import NotOurs, secret_of
from convenor.programme.tasks import forget_old_parcels
from convenor.web.public.marks import wire
from tests import make
from tests.programme.stage import Stage

pytestmark = pytest.mark.django_db

MARKS = {"TIDES": [1_700_000_000_000, True], "MOSS": [1_700_000_000_001, False]}
NOTES = {"TIDES": [1_700_000_000_002, "Sit in front"]}


@pytest.fixture
def stage():
    stage = Stage()
    make.session(of=stage.edition)
    make.release(stage.edition)
    return stage


def left(client, stage, changes=None, key="", **fields):
    key = key or client.get(f"/{stage.edition.path}/marks").json()["key"]
    told = json.dumps({"marks": MARKS, "notes": NOTES} if changes is None else changes)
    return client.post(f"/fr/{stage.edition.path}/my/moving/", {"key": key, "changes": told, **fields})


def fetched(client, stage, code):
    return client.post(f"/fr/{stage.edition.path}/my/moving/fetched/", {"code": code})


def test_a_device_leaves_what_it_keeps_under_a_code_and_another_one_gets_it(client, stage, clock):
    answer = left(client, stage, list_code="K7TQXMBD2PFW").json()

    code = spelled(answer["code"])
    got = [fetched(client, stage, typed).json() for typed in (answer["code"], f" {code.lower()} ")]
    expected = {"now": wire.moment(clock.at), "list": "K7TQXMBD2PFW", "marks": MARKS, "notes": NOTES}
    assert (len(code), got) == (10, [expected, expected])
    assert answer["link"] == f"http://testserver/fr/{stage.edition.path}/my/#move={code}"
    assert answer["drawing"].startswith("<svg")


def test_neither_the_database_nor_the_log_tells_the_code_or_the_content(client, stage):
    code = spelled(left(client, stage).json()["code"])

    parcel = Parcel.objects.get()
    kept = [parcel.name, bytes(parcel.sealed).decode("latin-1"), *map(str, Once.objects.values())]
    assert [word in text for text in kept for word in (code, "TIDES", code.lower())] == [False] * 9
    assert Entry.objects.count() == 0


def test_only_its_code_opens_it_and_only_in_its_edition():
    secret = secret_of("K7TQXMBD2P", within="mlw/2027")
    others = [secret_of("K7TQXMBD2Q", within="mlw/2027"), secret_of("K7TQXMBD2P", within="mlw/2028")]

    sealed = secret.seal(b"TIDES")

    assert secret_of("K7TQXMBD2P", within="mlw/2027").open(sealed) == b"TIDES"
    for other in others:
        assert other.name != secret.name
        with pytest.raises(NotOurs):
            other.open(sealed)
    with pytest.raises(NotOurs):
        secret.open(sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_it_is_forgotten_after_a_day(client, stage, clock):
    code = left(client, stage).json()["code"]

    clock.at += timedelta(days=1, seconds=-1)
    before, kept = fetched(client, stage, code).status_code, forget_old_parcels(clock.at)
    clock.at += timedelta(seconds=1)
    after, forgotten = fetched(client, stage, code).status_code, forget_old_parcels(clock.at)

    assert (before, kept, after, forgotten, Parcel.objects.count()) == (200, 0, 404, 1, 0)


def test_codes_are_left_and_tried_so_often_from_a_network_and_no_more(client, stage, monkeypatch):
    few = throttle.Limit("few", 2, timedelta(minutes=1))
    monkeypatch.setattr(throttle, "CODES_FROM_A_NETWORK", few)
    monkeypatch.setattr(throttle, "PARCELS_FROM_A_NETWORK", throttle.Limit("less", 1, few.every))

    tried = [fetched(client, stage, "K7TQXMBD2P").status_code for _time in range(3)]
    codes = [left(client, stage).status_code for _time in range(2)]

    assert (tried, codes) == ([404, 404, 429], [200, 429])


def test_a_clock_that_runs_ahead_is_bounded_here_too(client, stage, clock):
    code = left(client, stage, {"marks": {"TIDES": [99_999_999_999_999, True]}}).json()["code"]

    assert fetched(client, stage, code).json()["marks"] == {"TIDES": [wire.moment(clock.at), True]}


@pytest.mark.parametrize("code", ["", "K7TQ", "x" * 300, "K7TQXMBD2PFW", "١٢٣٤٥٦٧٨٩٠", "\x00" * 10])
def test_what_is_no_code_is_refused_at_once(client, stage, code):
    assert fetched(client, stage, code).status_code == 422


@pytest.mark.parametrize(
    ("changes", "fields"),
    [("no", {}), ({"marks": {"A": [1]}}, {}), ({}, {"list_code": "<script>"}), ({}, {"key": "forged"})],
)
def test_what_no_device_leaves_is_refused(client, stage, changes, fields):
    assert (left(client, stage, changes, **fields).status_code, Parcel.objects.count()) == (422, 0)


def test_a_key_is_used_once(client, stage):
    key = client.get(f"/{stage.edition.path}/marks").json()["key"]

    answers = [left(client, stage, key=key).status_code for _time in range(2)]

    assert (answers, Parcel.objects.count()) == ([200, 409], 1)


def test_the_page_says_how_without_script(client, stage):
    page = client.get(f"/en/{stage.edition.path}/my/")

    assert "A list has a short link that opens it on every phone" in page.text
