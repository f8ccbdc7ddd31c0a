"""Whose names contributors learn, and when."""

import pytest

from convenor.editions.models import Role
from convenor.outbox.models import Message
from convenor.proposals.actions.decisions import decide, release_decisions
from convenor.proposals.models import Conflict, Verdict
from convenor.review import personal
from convenor.review.actions.assignments import assign
from convenor.review.models import Anonymity, Review, ReviewRules
from convenor.review.naming import reviewers_named_to
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.person("Chair")


@pytest.fixture
def track(chair):
    track = make.track(make.edition(chairs=(chair,), secretaries=(make.person("Secretary"),)))
    ReviewRules.objects.create(track=track, anonymity=Anonymity.OPEN)
    return track


@pytest.fixture
def proposal(track):
    return make.proposal("Tides", track=track)


def reviewed(proposal, name, by, **facts):
    """Somebody is asked as the track says, and submits."""
    reviewer = make.reviewer(proposal.track, name)
    assignment = assign(proposal=proposal, reviewer=reviewer, by=by, at=make.NOON)
    Review.objects.create(assignment=assignment, changed_at=make.NOON, submitted_at=make.NOON, **facts)
    return assignment


def decided(proposal, chair):
    decide(proposal=proposal, verdict=Verdict.DECLINE, by=chair, at=make.NOON)


def released(proposal):
    secretary = proposal.edition.offices.get(role=Role.SECRETARY).person
    release_decisions(edition=proposal.edition, by=secretary, at=make.LATER)


def told(proposal):
    return Message.objects.get(person=proposal.proposer).body


def test_in_an_open_track_they_learn_reviewers_and_sub_reviewers_with_the_decision(chair, proposal):
    assignment = reviewed(proposal, "Ruth", chair)
    make.delegation(assignment, make.person("Sam"), wrote_at=make.NOON, handed_at=make.NOON)
    make.delegation(reviewed(proposal, "Rosa", chair), make.person("Idle"), ended_at=make.NOON)
    decided(proposal, chair)

    before = reviewers_named_to(proposal)
    released(proposal)

    assert (before, reviewers_named_to(proposal)) == ([], ["Rosa", "Ruth", "Sam"])
    assert "Your proposal was reviewed by: Rosa, Ruth, Sam" in told(proposal)
    assert personal.own_data(proposal.proposer)["reviewed_by"] == {proposal.code: ["Rosa", "Ruth", "Sam"]}


@pytest.mark.parametrize("anonymity", [Anonymity.SINGLE, Anonymity.DOUBLE])
def test_elsewhere_they_never_do(chair, proposal, anonymity):
    ReviewRules.objects.update(anonymity=anonymity)
    reviewed(proposal, "Ruth", chair)
    decided(proposal, chair)
    released(proposal)

    assert reviewers_named_to(proposal) == []
    assert "Ruth" not in told(proposal)


def test_who_was_asked_under_another_promise_is_never_named(chair, proposal):
    """Though the track became open since, or the proposal moved to one that is."""
    ReviewRules.objects.update(anonymity=Anonymity.SINGLE)
    reviewed(proposal, "Ruth", chair)
    ReviewRules.objects.update(anonymity=Anonymity.OPEN)
    reviewed(proposal, "Rosa", chair)
    decided(proposal, chair)
    released(proposal)

    assert reviewers_named_to(proposal) == ["Rosa"]


def test_who_had_a_conflict_or_submitted_nothing_by_then_is_not_named(chair, proposal):
    barred = reviewed(proposal, "Barred", chair).reviewer
    reviewed(proposal, "Draft", chair)
    Review.objects.filter(assignment__reviewer__name="Draft").update(submitted_at=None)
    Conflict.objects.create(proposal=proposal, person=barred, declared_by=barred, declared_at=make.NOON)
    decided(proposal, chair)
    released(proposal)

    assert reviewers_named_to(proposal) == []
