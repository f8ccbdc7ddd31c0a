"""My programme as a device tells it; and what is forged, foreign, too much or sent again."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from convenor.accounts import throttle
from convenor.programme.models import Mark, MarkList
from convenor.programme.queries import codes_marked_in
from convenor.web.public.marks import wire
from tests import make
from tests.programme.stage import MONDAY, Stage
from tests.web.public.marked import codes, posted, three_talks

pytestmark = pytest.mark.django_db


EARLIER, FAR = 1_700_000_000_000, 99_999_999_999_999


@pytest.fixture
def stage():
    return three_talks()


def told(client, stage, key="", *, list_code="", **marks):
    """``marks`` are pairs of moment and value, by code."""
    address = f"/{stage.edition.path}/marks"
    fields = {"list_code": list_code, "changes": json.dumps({"marks": marks})}
    return client.post(address, {"key": key or client.get(address).json()["key"], **fields})


def marking(*sessions, at=EARLIER, is_marked=True):
    return {each.code: [at, is_marked] for each in sessions}


def test_a_device_tells_its_marks_and_learns_its_list(client, stage, clock):
    first = told(client, stage, **marking(*stage.talks[:2])).json()
    off = marking(stage.talks[0], at=EARLIER + 1, is_marked=False)
    second = told(client, stage, list_code=first["list"], **marking(stage.talks[2]), **off).json()

    now = wire.moment(clock.at)
    token = MarkList.objects.get().token
    assert first == {"list": token, "now": now, "marks": marking(*stage.talks[:2]), "notes": {}}
    marks = {**marking(*stage.talks[1:3]), **off}
    assert second == {"list": token, "now": now, "marks": marks, "notes": {}}


def test_what_was_changed_elsewhere_later_stays_and_what_was_changed_earlier_does_not(client, stage, clock):
    made = make.mark_list(stage.edition, stage.talks[0], stage.talks[1])  # at noon
    noon, clock.at = wire.moment(make.NOON), make.LATER

    before, after = marking(stage.talks[0], at=noon - 1), marking(stage.talks[1], at=noon + 1)
    off = {code: [at, False] for code, (at, _value) in {**before, **after}.items()}
    told(client, stage, list_code=made.token, **off)

    assert codes_marked_in(made) == codes(stage.talks[0])


def test_a_clock_that_runs_ahead_is_bounded_by_the_server_s(client, stage, clock):
    token = told(client, stage, **marking(stage.talks[0], at=FAR)).json()["list"]
    clock.at += timedelta(seconds=1)
    answer = told(
        client, stage, list_code=token, **marking(stage.talks[0], at=wire.moment(clock.at), is_marked=False)
    )

    assert answer.json()["marks"] == marking(stage.talks[0], at=wire.moment(clock.at), is_marked=False)


def test_what_a_device_sends_again_under_its_key_has_one_effect(client, stage):
    key = client.get(f"/{stage.edition.path}/marks").json()["key"]

    answers = [told(client, stage, key, **marking(stage.talks[0])) for _time in range(2)]
    other = told(client, stage, key, **marking(stage.talks[1]))

    assert (answers[0].json(), MarkList.objects.count()) == (answers[1].json(), 1)
    assert other.status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        "",
        "[]",
        "no",
        '{"marks": []}',
        '{"marks": {"A": 1}}',
        '{"marks": {"A": [1]}}',
        '{"marks": {"A": [1, 2, 3]}}',
        '{"marks": {"A": [1.5, true]}}',
        '{"marks": {"A": [true, true]}}',
        '{"marks": {"A": [1, "yes"]}}',
        '{"marks": {"A": [NaN, true]}}',
        '{"notes": {"A": [1, true]}}',
        json.dumps({"notes": {"A": [1, "x" * 2001]}}),
        '{"marks": {"' + "A" * 13 + '": [1, true]}}',
        "[" * 40_000,
        '{"marks": {"A": [' + "9" * 5000 + ", true]}}",
    ],
)
def test_what_is_no_message_of_a_device_is_refused(client, stage, changes):
    address = f"/{stage.edition.path}/marks"

    answer = client.post(address, {"key": client.get(address).json()["key"], "changes": changes})

    assert (answer.status_code, MarkList.objects.count()) == (422, 0)


def test_a_device_whose_list_was_deleted_is_told_so(client, stage):
    assert told(client, stage, list_code="K7TQXMBD2PFW", **marking(stage.talks[0])).status_code == 404
    assert MarkList.objects.count() == 0


def test_a_device_may_know_codes_that_the_programme_does_not(client, stage):
    draft = make.session("Draft", of=stage.edition)
    elsewhere = make.session("Elsewhere", of=make.edition(slug="other"))
    make.release(elsewhere.edition)

    answer = told(client, stage, NOTHING=[EARLIER, True], **marking(draft, elsewhere, stage.talks[0]))

    assert answer.json()["marks"] == marking(stage.talks[0])


def test_a_device_tells_notes_and_what_cannot_be_stored_of_them_is_left_out(client, stage):
    code, typed = stage.talks[0].code, "Sit\x00 in\ud800 front\u202e, early\n"
    address = f"/{stage.edition.path}/marks"
    fields = {"changes": json.dumps({"notes": {code: [EARLIER, typed]}})}

    answer = client.post(address, {"key": client.get(address).json()["key"], **fields})

    assert answer.json()["notes"] == {code: [EARLIER, "Sit in front, early"]}


def test_a_device_from_another_site_is_refused(client, stage):
    address = f"/{stage.edition.path}/marks"
    key = client.get(address).json()["key"]

    answer = client.post(address, {"key": key}, headers={"sec-fetch-site": "cross-site"})

    assert (answer.status_code, MarkList.objects.count()) == (403, 0)


# Hostile input


def test_lists_are_begun_so_often_from_a_network_and_no_more(client, stage, monkeypatch, clock):
    limit = throttle.Limit("few", 2, timedelta(minutes=1))
    monkeypatch.setattr(throttle, "LISTS_FROM_A_NETWORK", limit)

    answers = [
        posted(client, stage.my, begin="1"),
        posted(client, f"{stage.my}mark/{stage.talks[0].code}/"),
        posted(client, stage.my, begin="1"),
        told(client, stage, **marking(stage.talks[0])),
    ]
    signed_in = posted(make.signed_in(make.person("Ada")), stage.my, begin="1")
    clock.at += timedelta(minutes=1)
    later = posted(client, stage.my, begin="1")

    assert [each.status_code for each in answers] == [302, 302, 429, 429]
    assert [each.headers["Retry-After"] for each in answers[2:]] == ["60", "60"]
    assert (signed_in.status_code, later.status_code) == (302, 302)


@pytest.mark.parametrize("token", ["FORGED", "K7TQXMBD2PFX", "x" * 300, "mark", "---"])
def test_a_forged_token_is_nobody_s(client, stage, token):
    make.mark_list(stage.edition, token="K7TQXMBD2PFW")
    ways = ["/", f"/{MONDAY}/", "/deletion/", ".ics"]

    found = [client.get(f"{stage.my}{token}{way}").status_code for way in ways]

    assert (found, client.get(f"/m/{token}").status_code) == ([404] * 4, 404)


def test_a_list_of_another_edition_is_not_here(client, stage):
    other = Stage().edition
    make.session(of=other)
    make.release(other)
    made = make.mark_list(other, token="K7TQXMBD2PFW")

    answers = [
        client.get(f"{stage.my}{made.token}/"),
        posted(client, stage.my, list_code=made.token),
        posted(client, f"{stage.my}mark/{stage.talks[0].code}/", list_code=made.token),
        told(client, stage, list_code=made.token, **marking(stage.talks[0])),
    ]

    assert ([each.status_code for each in answers], Mark.objects.count()) == ([404, 422, 422, 404], 0)


def test_sessions_of_another_edition_and_of_the_draft_are_not_here(client, stage):
    elsewhere = make.session("Elsewhere", of=make.edition(slug="other"))
    make.release(elsewhere.edition)
    draft, made = make.session("Draft", of=stage.edition), make.mark_list(stage.edition)
    address = f"{stage.my}{made.token}/{MONDAY}/"

    pages = [client.get(f"{stage.my}mark/{each.code}/").status_code for each in (elsewhere, draft)]
    ticked = [posted(client, address, marks=[each.code], before="") for each in (elsewhere, draft)]

    assert (pages, [each.status_code for each in ticked]) == ([404, 404], [422, 422])
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("many", [1900, 10_000])
def test_ten_thousand_codes_are_refused(client, stage, many):
    made = make.mark_list(stage.edition)
    codes = [f"K{number:05d}" for number in range(many)]

    answers = [
        posted(client, f"{stage.my}{made.token}/{MONDAY}/", marks=codes, before=""),
        posted(client, f"{stage.my}{made.token}/{MONDAY}/", before=" ".join(codes)),
        told(client, stage, list_code=made.token, **{code: [EARLIER, True] for code in codes}),
    ]

    assert {each.status_code for each in answers} <= {400, 422}
    assert Mark.objects.count() == 0


def test_a_form_that_is_sent_again_changes_nothing_even_after_its_list_is_deleted(client, stage):
    key = make.form_key(client.get(stage.my).text)
    answers = [client.post(stage.my, {"key": key, "begin": "1"}) for _time in range(2)]
    MarkList.objects.all().delete()

    gone = client.post(stage.my, {"key": key, "begin": "1"})

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert (gone.status_code, MarkList.objects.count()) == (404, 0)


def test_a_key_of_one_s_own_making_is_refused(client, stage):
    answers = [
        client.post(stage.my, {"key": key, "begin": "1"}) for key in ("", uuid4().hex, f"{uuid4()}:x:y")
    ]

    assert ([each.status_code for each in answers], MarkList.objects.count()) == ([422] * 3, 0)
