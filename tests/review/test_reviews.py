"""Drafts and submitted reviews."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.proposals.models import Conflict, Decision, Verdict
from convenor.review.actions.asking import ReviewingIsOver
from convenor.review.actions.assignments import AlreadySubmitted
from convenor.review.actions.reviews import (
    COMMENT_WORDS,
    CommentTooLong,
    OffTheScale,
    ReviewIncomplete,
    UnknownCriterion,
    save_review,
    submit_review,
)
from convenor.review.models import Review, Score
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment():
    track = make.track(make.edition())
    make.criterion(track, "clarity")
    make.criterion(track, "use", most=3)
    return make.assignment(make.proposal(track=track), make.reviewer(track))


def write(action, assignment, scores, *, by=None, at=make.NOON, to_contributors="", to_committee=""):
    return action(
        assignment=assignment,
        scores=scores,
        to_contributors=to_contributors,
        to_committee=to_committee,
        by=by or assignment.reviewer,
        at=at,
    )


def scores():
    return dict(Score.objects.values_list("criterion__slug", "value"))


WHOLE = {"clarity": 4, "use": 3}


def test_a_draft_may_lack_scores_and_is_replaced_by_the_next(assignment):
    write(save_review, assignment, {"clarity": 2}, to_committee="Hm.")
    review = write(save_review, assignment, {"use": 1}, at=make.LATER)

    assert list(Review.objects.values_list("pk", "to_committee", "changed_at", "submitted_at")) == [
        (review.pk, "", make.LATER, None)
    ]
    assert scores() == {"use": 1}


def test_a_submitted_review_keeps_when_it_was_submitted_and_may_be_changed(assignment):
    write(submit_review, assignment, WHOLE)
    review = write(submit_review, assignment, {**WHOLE, "use": 1}, at=make.LATER, to_contributors="Fine.")

    review.refresh_from_db()
    assert (review.submitted_at, review.changed_at, review.to_contributors) == (
        make.NOON,
        make.LATER,
        "Fine.",
    )
    assert scores() == {"clarity": 4, "use": 1}
    assert [entry.action for entry in Entry.objects.all()] == ["review.submitted", "review.submitted"]


def test_a_submitted_review_does_not_become_a_draft_again(assignment):
    write(submit_review, assignment, WHOLE)

    with pytest.raises(AlreadySubmitted):
        write(save_review, assignment, {})

    assert scores() == WHOLE


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"clarity": 4}, ReviewIncomplete),
        ({}, ReviewIncomplete),
        ({**WHOLE, "clarity": 6}, OffTheScale),
        ({**WHOLE, "use": 4}, OffTheScale),
        ({**WHOLE, "use": 0}, OffTheScale),
        ({**WHOLE, "beauty": 1}, UnknownCriterion),
    ],
)
def test_a_review_with_wrong_scores_is_not_submitted(assignment, given, refusal):
    with pytest.raises(refusal):
        write(submit_review, assignment, given)

    assert not Review.objects.exists()


def test_a_draft_has_its_scores_on_the_scale_too(assignment):
    with pytest.raises(OffTheScale):
        write(save_review, assignment, {"use": 4})


def test_comments_have_a_limit(assignment):
    with pytest.raises(CommentTooLong):
        write(save_review, assignment, {}, to_contributors="word " * (COMMENT_WORDS + 1))
    write(save_review, assignment, {}, to_contributors="word " * COMMENT_WORDS)


def test_where_nothing_is_scored_words_are_needed(assignment):
    assignment.proposal.track.criteria.all().delete()

    with pytest.raises(ReviewIncomplete):
        write(submit_review, assignment, {})

    assert write(submit_review, assignment, {}, to_committee="Take it.").submitted_at == make.NOON


@pytest.mark.parametrize("action", [save_review, submit_review])
def test_only_the_reviewer_writes_it(assignment, action):
    other = make.reviewer(assignment.proposal.track)

    for by in (other, assignment.proposal.proposer, make.person()):
        with pytest.raises(NotAllowed):
            write(action, assignment, WHOLE, by=by)

    assert not Review.objects.exists()


@pytest.mark.parametrize("action", [save_review, submit_review])
def test_after_a_conflict_nothing_more_is_written(assignment, action):
    write(save_review, assignment, {"clarity": 2})
    Conflict.objects.create(
        proposal=assignment.proposal,
        person=assignment.reviewer,
        declared_by=assignment.reviewer,
        declared_at=make.NOON,
    )

    with pytest.raises(NotAllowed):
        write(action, assignment, WHOLE)

    assert scores() == {"clarity": 2}


def test_a_review_may_be_changed_until_the_decision_is_released_not_until_it_is_made(assignment):
    decision = Decision.objects.create(
        proposal=assignment.proposal, verdict=Verdict.ACCEPT, decided_by=make.person(), decided_at=make.NOON
    )
    write(submit_review, assignment, WHOLE)
    Decision.objects.filter(pk=decision.pk).update(released_at=make.NOON)

    with pytest.raises(ReviewingIsOver):
        write(submit_review, assignment, {**WHOLE, "use": 1})

    assert scores() == WHOLE


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_submit_at_once_leave_one_whole_review(assignment):
    barrier, given = Barrier(2), [{"clarity": 1, "use": 1}, {"clarity": 2, "use": 2}]

    def submit(scores):
        barrier.wait()
        try:
            write(submit_review, assignment, scores)
        finally:
            connection.close()

    threads = [Thread(target=submit, args=(scores,)) for scores in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Review.objects.count() == 1
    assert scores() in given
