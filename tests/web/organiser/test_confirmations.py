"""Who will come, who will not, who is silent; and a reminder to the silent."""

import re

import pytest

from convenor.editions.models import Role
from convenor.outbox.models import Message
from convenor.proposals.models import Confirmation, ContributorRole, Verdict
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
def proposal(edition):
    """Accepted: Yes will come, No will not (he said yes first), Silent has not answered."""
    proposal = make.proposal(
        "Tides", to=make.call(edition, make.track(edition)), proposer=make.person("Silent")
    )
    make.decision(proposal, Verdict.ACCEPT, released_at=make.NOON)
    yes, no = (make.contributor(proposal, make.person(name), agreed_at=make.NOON) for name in ("Yes", "No"))
    make.contributor(proposal, make.person("Absent"), agreed_at=make.NOON, role=ContributorRole.AUTHOR)
    make.contributor(proposal, make.person("Invited"))
    Confirmation.objects.create(contributor=yes, will_come=True, at=make.NOON)
    first = Confirmation.objects.create(contributor=no, will_come=True, at=make.NOON)
    Confirmation.objects.create(contributor=no, will_come=False, at=make.LATER, supersedes=first)
    return proposal


@pytest.fixture
def client(secretary):
    return make.signed_in(secretary)


def _answers(client, edition, **query):
    text = client.get(page(edition, "organiser:confirmations"), query).text
    names = re.findall(r'data-label="Name"><bdi>([^<]*)', text)
    return dict(zip(names, re.findall(r'data-label="Answer"><bdi>([^<]*)', text), strict=True))


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ({}, {"No": "cannot come", "Silent": "no answer yet", "Yes": "will come"}),
        ({"answer": "yes"}, {"Yes": "will come"}),
        ({"answer": "no"}, {"No": "cannot come"}),
        ({"answer": "none"}, {"Silent": "no answer yet"}),
        ({"q": "tides yes"}, {"Yes": "will come"}),
    ],
)
def test_the_list_says_who_will_come(client, edition, proposal, query, answers):
    assert _answers(client, edition, **query) == answers


@pytest.mark.parametrize("verdict", [Verdict.DECLINE, Verdict.ACCEPT])
def test_what_is_not_accepted_or_held_back_is_not_listed(client, edition, proposal, verdict):
    other = make.proposal(to=proposal.call)
    make.decision(other, verdict, released_at=None if verdict == Verdict.ACCEPT else make.NOON)

    assert list(_answers(client, edition)) == ["No", "Silent", "Yes"]


def test_the_secretariat_reminds_the_silent(client, edition, proposal):
    opened = client.get(page(edition, "organiser:confirmations")).text

    response = client.post(page(edition, "organiser:reminder"), {"key": make.form_key(opened)}, follow=True)

    assert list(Message.objects.values_list("person__name", "kind")) == [("Silent", "confirmation-reminder")]
    assert "1 person is reminded." in response.text


def test_a_chair_reads_and_does_not_remind(edition, proposal):
    chair = make.person("Cleo")
    make.office(edition, chair, Role.CHAIR)
    client = make.signed_in(chair)

    assert len(_answers(client, edition)) == 3
    assert client.post(page(edition, "organiser:reminder"), {"key": "x"}).status_code == 404
    assert "Remind all" not in client.get(page(edition, "organiser:confirmations")).text


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_queries_however_long_it_is(
    client, edition, proposal, django_assert_num_queries, many
):
    for _ in range(many):
        make.contributor(proposal, make.person(), agreed_at=make.NOON)
    client.get(page(edition, "organiser:confirmations"))

    with django_assert_num_queries(9):
        client.get(page(edition, "organiser:confirmations"))
