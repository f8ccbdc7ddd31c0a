"""The link in a letter: looking changes nothing, one click answers, without an account."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from convenor.audit.models import Entry
from convenor.proposals.models import Confirmation, Verdict
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker():
    """The proposer of an accepted proposal, who knows it."""
    proposal = make.proposal("Tides", track=make.track(make.edition()))
    make.decision(proposal, Verdict.ACCEPT, released_at=make.NOON)
    return proposal.contributors.get()


def _address(contributor, language="en"):
    return f"/{language}/me/coming/{contributor.token}/"


def _answer(client, contributor, answer):
    key = make.form_key(client.get(_address(contributor)).text)
    return client.post(_address(contributor), {"key": key, "answer": answer}, follow=True)


def _answers():
    return list(Confirmation.objects.order_by("pk").values_list("will_come", flat=True))


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(speaker, method):
    for _twice in range(2):
        getattr(Client(), method)(_address(speaker))

    assert (_answers(), Entry.objects.count()) == ([], 0)


@pytest.mark.parametrize("query", ["?answer=yes", "?will_come=1&key=1"])
def test_no_address_answers(speaker, query):
    response = Client().get(_address(speaker) + query)

    assert (response.status_code, _answers()) == (200, [])


@pytest.mark.parametrize(
    ("answer", "will_come", "sentence"),
    [("yes", True, "You said that you will come."), ("no", False, "You said that you cannot come.")],
)
def test_one_click_answers_without_an_account(speaker, answer, will_come, sentence):
    client = Client()

    response = _answer(client, speaker, answer)

    assert (_answers(), sentence in response.text, client.cookies.output()) == ([will_come], True, "")


def test_an_answer_can_be_changed(speaker):
    client = Client()

    for answer in ("yes", "no", "yes"):
        _answer(client, speaker, answer)

    assert _answers() == [True, False, True]


def test_a_click_sent_twice_is_one(speaker):
    client = Client()
    key = make.form_key(client.get(_address(speaker)).text)

    for _twice in range(2):
        client.post(_address(speaker), {"key": key, "answer": "yes"})

    assert (_answers(), Entry.objects.count()) == ([True], 1)


def test_the_link_works_signed_in_too(speaker):
    response = _answer(make.signed_in(speaker.person), speaker, "yes")

    assert (_answers(), "Thank you. Your answer is recorded." in response.text) == ([True], True)


@pytest.mark.parametrize("answer", ["", "maybe", "YES", "\x00", "no\x00"])
def test_another_answer_is_asked_for_again(speaker, answer):
    response = _answer(Client(), speaker, answer)

    assert (response.status_code, _answers()) == (422, [])


@pytest.mark.parametrize("token", ["unknown", "%00", "a" * 500, "token-%F0%9F%98%80"])
def test_other_links_lead_nowhere(speaker, token):
    assert Client().get(f"/en/me/coming/{token}/").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_the_page_is_in_every_language_and_is_not_kept(speaker, language):
    response = Client().get(_address(speaker, language))

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert f'<html lang="{language}"' in response.text


def test_there_are_no_buttons_before_the_release():
    proposal = make.proposal()
    make.decision(proposal, Verdict.ACCEPT)

    response = Client().get(_address(proposal.contributors.get()))

    assert ('name="answer"' in response.text, "accept" in response.text) == (False, False)


def test_there_are_no_buttons_once_the_conference_began(speaker, clock):
    before = Client().get(_address(speaker)).text
    clock.at = datetime(2027, 3, 1, 12, tzinfo=UTC)

    after = Client().get(_address(speaker)).text

    assert ['name="answer"' in page for page in (before, after)] == [True, False]


def test_who_pressed_too_late_reads_why(speaker, clock):
    client = Client()
    key = make.form_key(client.get(_address(speaker)).text)
    clock.at = datetime(2027, 3, 1, 12, tzinfo=UTC)

    response = client.post(_address(speaker), {"key": key, "answer": "yes"})

    assert (response.status_code, _answers()) == (422, [])
    assert "The conference has begun. Please write to the secretariat." in response.text
