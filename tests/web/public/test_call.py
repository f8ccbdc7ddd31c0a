"""The public page of a call: what is asked for, until when, in whose clock."""

import re
from datetime import timedelta

import pytest

from convenor.proposals.models import QuestionKind
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = writing.call(slug="papers", most_per_person=2, abstract_words=250)
    call.subthemes.add(make.subtheme(call.edition, "water"))
    call.questions.create(slug="why", kind=QuestionKind.TEXT, text=make.english("Why now?"))
    return call


def page(client, call, query="", language="en"):
    return client.get(f"/{language}/{call.edition.path}/call/papers/{query}")


def test_it_says_what_is_asked_for(client, call):
    text = " ".join(page(client, call).text.split())

    said = ["Call for sessions", "250 words", "At most 2 proposals of one person.", "Water", "Why now?"]
    assert [each in text for each in said] == [True] * 5
    assert f"/en/{call.edition.path}/call/papers/start/" in text


@pytest.mark.parametrize(
    ("days", "word"),
    [
        (-11, "This call is not open yet."),
        (0, "Deadline"),
        (10, "This call is closed: it takes no more proposals."),
    ],
)
def test_it_offers_to_begin_only_while_it_is_open(client, call, clock, days, word):
    clock.at = make.NOON + timedelta(days=days)

    text = page(client, call).text

    assert ("call/papers/start/" in text, word in text) == (days == 0, True)


def test_the_deadline_is_told_in_the_reader_s_zone_and_in_utc(client, call):
    text = " ".join(page(client, call, "?zone=Asia/Kathmandu").text.split())

    assert [time in text for time in ("13:00", "17:45", "12:00")] == [True] * 3
    assert "Kathmandu" in text


def test_a_zone_is_understood_however_it_is_typed(client, call):
    response = page(client, call, "?zone=asia/kathmandu")

    assert response.headers["Location"].endswith("?zone=Asia%2FKathmandu")


@pytest.mark.parametrize("zone", ["Atlantis", "%00", "../../etc/passwd", "%E2%80%AE", "x" * 5000])
def test_an_unknown_zone_is_told_and_kept(client, call, zone):
    response = page(client, call, f"?zone={zone}")

    assert response.status_code == 422
    assert "We do not know this time zone." in response.text


def test_it_can_be_read_in_every_language_and_sets_no_cookie(client, call):
    pages = [page(client, call, language=language) for language in ("en", "fr", "es", "ar", "ru", "zh")]

    assert [(each.status_code, dict(each.cookies)) for each in pages] == [(200, {})] * 6


def test_calls_of_others_and_of_editions_not_announced_are_not_there(client, call):
    hidden = make.edition(is_announced=False)
    make.call(hidden, make.track(hidden), slug="papers")

    answers = [client.get(f"/en/{hidden.path}/call/papers/"), client.get(f"/en/{call.edition.path}/call/x/")]

    assert [response.status_code for response in answers] == [404, 404]


def test_it_says_what_each_track_takes(client, call):
    call.tracks.set([make.track(call.edition, "labs", formats=["workshop", "panel"])])

    pages = [page(client, call).text, client.get(f"/en/{call.edition.path}/tracks/").text]

    assert ["workshop and panel" in each for each in pages] == [True, True]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (-11, "This call opens on: 5 January 2027 13:00"),
        (0, "Open now. Deadline: 25 January 2027 13:00"),
        (10, "This call closed on: 25 January 2027 13:00"),
    ],
)
def test_the_front_page_says_how_a_call_stands(client, call, clock, days, sentence):
    clock.at = make.NOON + timedelta(days=days)

    front = client.get(f"/en/{call.edition.path}/").text

    assert sentence in " ".join(re.sub("<[^>]*>", " ", front).split())


def test_a_call_without_tracks_and_subthemes_has_no_bare_headings(client, call):
    with_parts = page(client, call).text
    call.tracks.clear()
    call.subthemes.clear()
    call.questions.all().delete()

    bare = page(client, call).text
    start = make.signed_in(make.person()).get(f"/en/{call.edition.path}/call/papers/start/").text

    headings = [f"<h2>{each}</h2>" for each in ("Tracks", "Subthemes", "Questions")]
    assert [[each in text for each in headings] for text in (with_parts, bare)] == [[True] * 3, [False] * 3]
    assert "This call does not say yet to which tracks one may propose." in start
