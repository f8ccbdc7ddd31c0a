"""Whoever is named in a proposal answers by the link in their letter, without an account."""

import pytest

from convenor.outbox.models import Message
from convenor.proposals.actions.contributors import invite_contributor
from convenor.proposals.actions.submissions import withdraw
from convenor.proposals.models import ContributorRole
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def contributor():
    proposal = writing.complete(title="Tides", by=make.person("Ada"))
    return invite_contributor(
        proposal=proposal,
        address="bo@people.example",
        name="Bo",
        role=ContributorRole.MODERATOR,
        by=proposal.proposer,
        at=make.NOON,
    )


def answer(client, address, choice):
    return client.post(address, {"key": make.form_key(client.get(address).text), "answer": choice})


def answers_of(contributor):
    contributor.refresh_from_db()
    return contributor.agreed_at, contributor.refused_at


def test_the_link_of_the_letter_shows_what_one_is_asked_for(client, contributor):
    (address,) = [
        word.removeprefix("http://testserver")
        for word in Message.objects.get().body.split()
        if "/invitations/" in word
    ]

    page = client.get(address)

    said = ["Tides", "About tides.", "Ada", "Bo", "moderator"]
    assert [each in page.text for each in said] == [True] * 5
    assert (answers_of(contributor), dict(page.cookies)) == ((None, None), {})


def test_an_answer_is_kept_and_can_be_changed(client, contributor):
    address = f"/en/invitations/{contributor.token}/"

    answer(client, address, "yes")
    agreed = answers_of(contributor)
    answer(client, address, "no")

    assert (agreed, answers_of(contributor)) == ((make.NOON, None), (None, make.NOON))
    assert "You said that you do not take part." in client.get(address).text


@pytest.mark.parametrize("choice", ["", "perhaps", "\x00"])
def test_another_answer_is_refused(client, contributor, choice):
    response = answer(client, f"/en/invitations/{contributor.token}/", choice)

    assert (response.status_code, answers_of(contributor)) == (422, (None, None))


def test_a_forged_link_and_the_proposer_s_own_token_are_not_there(client, contributor):
    own = contributor.proposal.contributors.get(invited_at=None)

    answers = [client.get(f"/en/invitations/{token}/") for token in ("forged", own.token, "%00", "x" * 400)]

    assert [response.status_code for response in answers] == [404] * 4


def test_what_was_withdrawn_cannot_be_answered(client, contributor):
    address, proposal = f"/en/invitations/{contributor.token}/", contributor.proposal
    key = make.form_key(client.get(address).text)
    withdraw(proposal=proposal, by=proposal.proposer, at=make.NOON)

    response = client.post(address, {"key": key, "answer": "yes"})

    assert (response.status_code, answers_of(contributor)) == (422, (None, None))
    assert "This proposal was withdrawn." in response.text


def test_another_site_cannot_answer(client, contributor):
    address = f"/en/invitations/{contributor.token}/"
    key = make.form_key(client.get(address).text)

    response = client.post(
        address, {"key": key, "answer": "yes"}, headers={"Origin": "https://elsewhere.example"}
    )

    assert (response.status_code, answers_of(contributor)) == (403, (None, None))
