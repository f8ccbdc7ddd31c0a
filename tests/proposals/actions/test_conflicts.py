"""While a conflict of interest stands, the proposal does not exist for that person."""

import pytest

from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.proposals.actions.conflicts import declare_conflict, retract_conflict
from convenor.proposals.queries import proposals_for_organiser
from tests import make

pytestmark = pytest.mark.django_db


def declared(proposal, person, by=None):
    return declare_conflict(
        proposal=proposal, person=person, reason="We wrote it.", by=by or person, at=make.NOON
    )


@pytest.fixture
def chair():
    return make.person("Chair")


@pytest.fixture
def proposal(chair):
    edition = make.edition(chairs=(chair,), secretaries=(make.person("Secretary"),))
    return make.proposal(track=make.track(edition))


def seen_by(person, proposal):
    return list(proposals_for_organiser(person, proposal.edition, make.NOON))


def test_a_proposal_is_out_of_sight_until_the_conflict_is_retracted(proposal, chair):
    before = seen_by(chair, proposal)

    conflict = declared(proposal, chair)
    during = seen_by(chair, proposal)
    retract_conflict(conflict=conflict, by=chair, at=make.LATER)

    assert (before, during, seen_by(chair, proposal)) == ([proposal], [], [proposal])


def test_declared_twice_it_is_one_conflict_and_can_be_declared_again(proposal, chair):
    first, again = declared(proposal, chair), declared(proposal, chair)
    retract_conflict(conflict=first, by=chair, at=make.LATER)

    new = declared(proposal, chair)

    assert (first, first != new, proposal.conflicts.count()) == (again, True, 2)


def test_strangers_declare_nothing_and_reviewers_only_their_own(proposal, chair):
    stranger, reviewer = make.person("Stranger"), make.person("Reviewer")
    make.office(proposal.edition, reviewer, Role.REVIEWER, proposal.track)

    for person, by in ((stranger, stranger), (chair, reviewer)):
        with pytest.raises(NotAllowed):
            declared(proposal, person, by)
    declared(proposal, reviewer)

    assert [conflict.person for conflict in proposal.conflicts.all()] == [reviewer]


def test_nobody_retracts_what_others_see_in_them(proposal, chair):
    secretary = proposal.edition.offices.get(role=Role.SECRETARY).person
    conflict = declared(proposal, chair, by=secretary)

    with pytest.raises(NotAllowed):
        retract_conflict(conflict=conflict, by=chair, at=make.LATER)
    retract_conflict(conflict=conflict, by=secretary, at=make.LATER)

    conflict.refresh_from_db()
    assert conflict.retracted_at == make.LATER


def test_who_is_in_conflict_retracts_nobody_elses(proposal, chair):
    secretary = proposal.edition.offices.get(role=Role.SECRETARY).person
    conflict = declared(proposal, chair)
    declared(proposal, secretary)

    with pytest.raises(NotAllowed):
        retract_conflict(conflict=conflict, by=secretary, at=make.LATER)

    conflict.refresh_from_db()
    assert conflict.retracted_at is None
