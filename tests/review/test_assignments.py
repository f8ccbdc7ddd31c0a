"""Assigning, and how an assignment ends."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from convenor.audit.models import Entry
from convenor.editions.models import Office, Role
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.outbox.models import Message
from convenor.proposals.models import Conflict, Decision, Verdict, Withdrawal
from convenor.review.actions.asking import (
    AlreadyAsked,
    NotAReviewer,
    NotIndependent,
    ProposalWithdrawn,
    ReviewingIsOver,
)
from convenor.review.actions.assignments import (
    AlreadyEnded,
    AlreadySubmitted,
    NotAssigned,
    assign,
    assign_many,
    declare_conflict,
    decline_assignment,
    take_away,
)
from convenor.review.models import Assignment, EndReason
from convenor.review.queries import assignments_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.person("Chair")


@pytest.fixture
def track(chair):
    return make.track(make.edition(chairs=(chair,)))


@pytest.fixture
def reviewer(track):
    return make.reviewer(track, "Ada")


@pytest.fixture
def proposal(track):
    return make.proposal(track=track)


def decided(proposal, **facts):
    return Decision.objects.create(
        proposal=proposal, verdict=Verdict.ACCEPT, decided_by=make.person(), decided_at=make.NOON, **facts
    )


def test_a_reviewer_is_asked_and_told(chair, reviewer, proposal):
    assignment = assign(proposal=proposal, reviewer=reviewer, by=chair, at=make.NOON)

    assert list(assignments_of(reviewer, proposal.edition, make.NOON)) == [assignment]
    assert [(entry.action, entry.actor, entry.proposal) for entry in Entry.objects.all()] == [
        ("review.asked", chair, proposal.code)
    ]
    assert [message.person for message in Message.objects.all()] == [reviewer]


def test_several_assignments_of_a_day_are_one_letter(chair, track, reviewer):
    for _ in range(3):
        assign(proposal=make.proposal(track=track), reviewer=reviewer, by=chair, at=make.NOON)
    assign(proposal=make.proposal(track=track), reviewer=reviewer, by=chair, at=make.NEXT_DAY)

    assert Message.objects.count() == 2


def test_only_those_who_run_the_track_assign_and_not_their_own(track, reviewer, proposal):
    make.office(track.edition, proposal.proposer, Role.SECRETARY)
    of_another_track = make.person()
    make.office(track.edition, of_another_track, Role.TRACK_CHAIR, make.track(track.edition))

    for by in (reviewer, proposal.proposer, of_another_track, make.person()):
        with pytest.raises(NotAllowed):
            assign(proposal=proposal, reviewer=reviewer, by=by, at=make.NOON)

    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("obstacle", "refusal"),
    [
        (lambda proposal, reviewer: Office.objects.filter(person=reviewer).delete(), NotAReviewer),
        (
            lambda proposal, reviewer: Office.objects.filter(person=reviewer).update(
                track=make.track(proposal.edition)
            ),
            NotAReviewer,
        ),
        (make.contributor, NotIndependent),
        (
            lambda proposal, reviewer: Conflict.objects.create(
                proposal=proposal, person=reviewer, declared_by=reviewer, declared_at=make.NOON
            ),
            NotIndependent,
        ),
        (make.assignment, AlreadyAsked),
        (
            lambda proposal, reviewer: Withdrawal.objects.create(
                proposal=proposal, by=proposal.proposer, at=make.NOON
            ),
            ProposalWithdrawn,
        ),
        (lambda proposal, reviewer: decided(proposal, released_at=make.NOON), ReviewingIsOver),
    ],
)
def test_what_cannot_be_assigned_is_refused(chair, reviewer, proposal, obstacle, refusal):
    obstacle(proposal, reviewer)

    with pytest.raises(refusal):
        assign(proposal=proposal, reviewer=reviewer, by=chair, at=make.NOON)


def test_a_decision_that_is_held_back_changes_nothing(chair, reviewer, proposal):
    decided(proposal)

    assign(proposal=proposal, reviewer=reviewer, by=chair, at=make.NOON)

    assert Assignment.objects.count() == 1


def test_many_are_assigned_or_none_with_each_problem_named(chair, track, reviewer, proposal):
    own = make.proposal(track=track, proposer=reviewer)
    asked = make.proposal(track=track)
    make.assignment(asked, reviewer)

    with pytest.raises(NotAssigned) as refused:
        assign_many(pairs=[(proposal, reviewer), (own, reviewer), (asked, reviewer)], by=chair, at=make.NOON)

    assert [(problem.proposal, type(problem.reason)) for problem in refused.value.problems] == [
        (own, NotIndependent),
        (asked, AlreadyAsked),
    ]
    assert str(refused.value) == (
        f"Ada contributes to {own.code} or has a conflict of interest with it. "
        f"Ada is asked to review {asked.code} already."
    )
    assert (Assignment.objects.count(), Entry.objects.count(), Message.objects.count()) == (1, 0, 0)


def test_many_are_assigned(chair, reviewer, track, proposal):
    other = make.proposal(track=track)

    made = assign_many(pairs=[(proposal, reviewer), (other, reviewer)], by=chair, at=make.NOON)

    assert [assignment.proposal for assignment in made] == [proposal, other]


def test_taken_away_it_is_out_of_sight_and_may_be_asked_again(chair, reviewer, proposal):
    assignment = assign(proposal=proposal, reviewer=reviewer, by=chair, at=make.NOON)

    take_away(assignment=assignment, reason="Ada is ill.", by=chair, at=make.LATER)
    seen = list(assignments_of(reviewer, proposal.edition, make.LATER))
    again = assign(proposal=proposal, reviewer=reviewer, by=chair, at=make.LATER)

    assert seen == []
    assert list(Assignment.objects.order_by("pk").values_list("end_reason", "end_note")) == [
        (EndReason.TAKEN_AWAY, "Ada is ill."),
        ("", ""),
    ]
    assert list(assignments_of(reviewer, proposal.edition, make.LATER)) == [again]


def test_it_is_taken_away_once_and_not_after_the_decision_was_sent(chair, reviewer, proposal):
    assignment = make.assignment(proposal, reviewer)
    take_away(assignment=assignment, reason="", by=chair, at=make.NOON)
    with pytest.raises(AlreadyEnded):
        take_away(assignment=assignment, reason="", by=chair, at=make.NOON)
    other = make.assignment(proposal, make.reviewer(proposal.track))
    decided(proposal, released_at=make.NOON)

    with pytest.raises(ReviewingIsOver):
        take_away(assignment=other, reason="", by=chair, at=make.NOON)


def test_a_reviewer_takes_nothing_away(reviewer, proposal):
    assignment = make.assignment(proposal, make.reviewer(proposal.track))

    with pytest.raises(NotAllowed):
        take_away(assignment=assignment, reason="", by=reviewer, at=make.NOON)


def test_a_reviewer_declines_what_they_were_asked(reviewer, proposal):
    assignment = make.assignment(proposal, reviewer)

    decline_assignment(assignment=assignment, reason="No time.", by=reviewer, at=make.NOON)

    assert list(Assignment.objects.values_list("ended_at", "end_reason", "end_note")) == [
        (make.NOON, EndReason.DECLINED, "No time.")
    ]


def test_nobody_declines_for_others_or_after_submitting(chair, reviewer, proposal):
    assignment = make.review(proposal, reviewer).assignment

    with pytest.raises(NotAllowed):
        decline_assignment(assignment=assignment, reason="", by=chair, at=make.NOON)
    with pytest.raises(AlreadySubmitted):
        decline_assignment(assignment=assignment, reason="", by=reviewer, at=make.NOON)


def test_a_declared_conflict_ends_the_assignment_even_after_submitting(reviewer, proposal):
    assignment = make.review(proposal, reviewer).assignment

    conflict = declare_conflict(assignment=assignment, reason="My sister.", by=reviewer, at=make.NOON)

    assert (conflict.proposal, conflict.person, conflict.reason) == (proposal, reviewer, "My sister.")
    assert list(Assignment.objects.values_list("ended_at", "end_reason")) == [(make.NOON, EndReason.CONFLICT)]
    with pytest.raises(NotAllowed):
        declare_conflict(assignment=assignment, reason="", by=reviewer, at=make.NOON)


@pytest.mark.django_db(transaction=True)
def test_two_chairs_who_assign_at_once_make_one_assignment(chair, reviewer, proposal):
    barrier, outcomes = Barrier(2), set[object]()

    def assign_it():
        barrier.wait()
        try:
            outcomes.add(assign(proposal=proposal, reviewer=reviewer, by=chair, at=make.NOON))
        except Refused as refusal:
            outcomes.add(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=assign_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == {AlreadyAsked, Assignment.objects.get()}
