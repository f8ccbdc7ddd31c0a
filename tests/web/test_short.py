"""The short address of a proposal leads each reader to their own page of it."""

import pytest

from convenor.editions.models import Role
from convenor.review.models import Assignment
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered():
    secretary, reviewer = make.person("Secretary"), make.person("Reviewer", language="fr")
    edition = make.edition(secretaries=(secretary,))
    track = make.track(edition)
    proposal = make.proposal(track=track)
    make.office(edition, reviewer, Role.REVIEWER, track)
    Assignment.objects.create(
        proposal=proposal, reviewer=reviewer, assigned_by=secretary, assigned_at=make.NOON
    )
    return proposal, secretary, reviewer


def way(person, code):
    response = make.signed_in(person).get(f"/s/{code}")
    return response.headers.get("Location", response.status_code)


def test_each_reader_is_led_to_the_page_that_is_theirs(offered):
    proposal, secretary, reviewer = offered
    path = proposal.edition.path

    ways = [way(person, proposal.code.lower()) for person in (proposal.proposer, reviewer, secretary)]

    assert ways == [
        f"/en/me/proposals/{proposal.code}/",
        f"/fr/{path}/review/proposals/{proposal.code}/",
        f"/en/{path}/organise/proposals/{proposal.code}/",
    ]


def test_a_stranger_cannot_tell_a_proposal_from_none(offered):
    proposal, *_others = offered
    stranger = make.person("Stranger")

    assert [way(stranger, proposal.code), way(stranger, "ZZZZZZ")] == [404, 404]
