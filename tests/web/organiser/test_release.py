"""The secretariat sees what will be sent, releases it once, and follows the letters."""

import re

import pytest

from convenor.editions.models import LetterKind
from convenor.outbox.models import Message
from convenor.proposals.models import Decision, Verdict
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Sela")


@pytest.fixture
def edition(secretary):
    return make.edition(secretaries=(secretary,))


@pytest.fixture
def call(edition):
    return make.call(edition, make.track(edition))


@pytest.fixture
def client(secretary):
    return make.signed_in(secretary)


def _words(response):
    return " ".join(re.sub("<[^>]*>", " ", response.text).split())


def _release(client, edition):
    address = page(edition, "organiser:release")
    return client.post(address, {"key": make.form_key(client.get(address).text)}, follow=True)


def test_the_page_counts_decisions_and_letters(client, edition, call):
    proposal = make.proposal(to=call)
    make.contributor(proposal, make.person(), agreed_at=make.NOON)
    make.contributor(proposal, make.person())
    make.decision(proposal, Verdict.ACCEPT)
    make.decision(make.proposal(to=call), Verdict.DECLINE)
    make.decision(make.proposal(to=call), Verdict.REVISE, released_at=make.NOON)

    words = _words(client.get(page(edition, "organiser:release")))

    assert [row in words for row in ("accept 1 2", "decline 1 1", "ask to revise")] == [True, True, False]


def test_the_page_shows_each_letter_in_each_language_of_the_edition(client, call, edition):
    edition.languages = ["en", "fr"]
    edition.save()
    make.decision(make.proposal("Tides", to=call), Verdict.ACCEPT, note_to_contributors="Bring tablets.")

    text = client.get(page(edition, "organiser:release")).text

    assert (text.count("Bring tablets."), text.count("“Tides” is accepted")) == (2, 1)
    assert re.findall(r'<div lang="(\w+)"', text) == ["en", "fr"]


def test_the_page_keeps_the_link_of_its_reader(client, call, edition):
    proposal = make.proposal(to=call)
    make.decision(proposal, Verdict.ACCEPT)

    text = client.get(page(edition, "organiser:release")).text

    assert (proposal.contributors.get().token in text, "https://…" in text) == (False, True)


def test_one_click_releases_all(client, edition, call):
    for verdict in (Verdict.ACCEPT, Verdict.DECLINE):
        make.decision(make.proposal(to=call), verdict)

    response = _release(client, edition)

    assert (Decision.objects.known().count(), Message.objects.count()) == (2, 2)
    assert "2 decisions are released." in response.text


def test_a_second_click_sends_nothing_more(client, edition, call):
    make.decision(make.proposal(to=call))
    address = page(edition, "organiser:release")
    key = make.form_key(client.get(address).text)

    for _twice in range(2):
        client.post(address, {"key": key})

    assert Message.objects.count() == 1


def test_the_page_says_how_far_the_letters_have_come(client, edition):
    states = [{}, {}, {"sent_at": make.NOON}, {"given_up_at": make.NOON, "last_error": "no such address"}]
    for number, state in enumerate(states):
        _message(edition, f"key {number}", **state)

    response = client.get(page(edition, "organiser:release"))

    assert re.findall(r'<progress id="([^"]*)"\s+max="(\d+)"\s+value="(\d+)"', response.text) == [
        ("progress-accept", "4", "2")
    ]
    assert "Sent: 1. Waiting: 2. Given up: 1." in _words(response)


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_queries_however_much_waits(
    client, edition, call, django_assert_num_queries, many
):
    for _ in range(many):
        make.decision(make.proposal(to=call))
    address = page(edition, "organiser:release")
    client.get(address)

    with django_assert_num_queries(10):
        client.get(address)


def test_chairs_do_not_release(edition):
    chair = make.person("Cleo")
    make.office(edition, chair, "chair")

    assert make.signed_in(chair).get(page(edition, "organiser:release")).status_code == 404


def _message(edition, key, **facts):
    return Message.objects.create(
        key=key,
        kind=LetterKind.ACCEPT,
        scope=edition.path,
        address=f"{key.replace(' ', '-')}@people.example",
        language="en",
        subject=f"About {key}",
        body="Answer at https://example/secret",
        queued_at=make.NOON,
        not_before=make.NOON,
        **facts,
    )


def test_messages_are_listed_by_what_became_of_them(client, edition):
    _message(edition, "waiting")
    _message(edition, "sent", sent_at=make.NOON)
    _message(edition, "failed", given_up_at=make.NOON, last_error="no such <address>")
    _message(make.edition(), "elsewhere")
    address = page(edition, "organiser:messages")

    listed = [
        re.findall(r'data-label="Subject"><a [^>]*><bdi>About (\w+)', client.get(address, query).text)
        for query in (
            {},
            {"state": "waiting"},
            {"state": "sent"},
            {"state": "given-up"},
            {"q": "sent@people"},
        )
    ]

    assert listed == [["waiting", "sent", "failed"], ["waiting"], ["sent"], ["failed"], ["sent"]]
    assert "no such &lt;address&gt;" in client.get(address).text


def test_a_message_given_up_is_sent_again_from_its_page(client, edition):
    message = _message(edition, "failed", given_up_at=make.NOON, last_error="no such address", attempts=6)
    address = page(edition, "organiser:message", message.pk)
    opened = client.get(address).text

    response = client.post(address, {"key": make.form_key(opened)}, follow=True)

    assert ("no such address" in opened, "secret" in opened) == (True, False)
    assert "The message will be tried again." in response.text
    assert list(Message.objects.due(make.NOON).values_list("attempts", flat=True)) == [0]


def test_a_message_that_was_sent_has_no_button(client, edition):
    message = _message(edition, "sent", sent_at=make.NOON)
    address = page(edition, "organiser:message", message.pk)
    failed = client.get(page(edition, "organiser:message", _message(edition, "x", given_up_at=make.NOON).pk))

    posted = client.post(address, {"key": make.form_key(failed.text)})

    assert ("Send it again" in client.get(address).text, "Send it again" in failed.text) == (False, True)
    assert (posted.status_code, "it has been sent or is being tried" in posted.text) == (422, True)


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999", "x"])
def test_other_messages_are_not_found(client, edition, number):
    other = _message(make.edition(), "elsewhere")
    address = page(edition, "organiser:messages")

    statuses = [client.get(f"{address}{each}/").status_code for each in (number, other.pk)]

    assert statuses == [404, 404]


def test_the_page_warns_of_decisions_on_proposals_with_too_few_reviews(client, edition, call):
    few, enough = make.proposal(to=call), make.proposal(to=call)
    for _ in range(2):
        make.review(enough, make.reviewer(call.tracks.get()))
    make.decision(enough)
    before = _words(client.get(page(edition, "organiser:release")))
    make.decision(few)

    after = _words(client.get(page(edition, "organiser:release")))
    released = _release(client, edition)

    sentence = "1 of these decisions is about a proposal with fewer submitted reviews than its track wants."
    assert [sentence in words for words in (before, after)] == [False, True]
    assert "2 decisions are released." in _words(released)
