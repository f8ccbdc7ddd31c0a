"""What organisers and reviewers see of reviewing, and what the figures are made of."""

from datetime import timedelta

import pytest

from convenor.editions.models import Office, Role
from convenor.proposals.models import Conflict, Decision, Proposal, Verdict, Withdrawal
from convenor.review import queries, rules
from convenor.review.models import Assignment, ReviewRules
from convenor.review.queries import Progress, Result
from tests import make

pytestmark = pytest.mark.django_db


def conflict(proposal, person):
    return Conflict.objects.create(
        proposal=proposal, person=person, declared_by=person, declared_at=make.NOON
    )


def seen_by(reviewer, proposal):
    return list(queries.assignments_of(reviewer, proposal.edition, make.NOON))


def asked():
    track = make.track(make.edition())
    reviewer, proposal = make.reviewer(track), make.proposal(track=track)
    return reviewer, proposal, make.assignment(proposal, reviewer)


def test_a_reviewer_sees_what_they_are_asked_to_review():
    reviewer, proposal, assignment = asked()

    assert seen_by(reviewer, proposal) == [assignment]


@pytest.mark.parametrize(
    "change",
    [
        lambda reviewer, proposal: conflict(proposal, reviewer),
        lambda reviewer, proposal: make.contributor(proposal, reviewer),
        lambda reviewer, proposal: Office.objects.update(ended_at=make.NOON),
        lambda reviewer, proposal: Office.objects.update(until_date=make.NOON.date() - timedelta(days=1)),
        lambda reviewer, proposal: Office.objects.update(track=make.track(proposal.edition)),
        lambda reviewer, proposal: Proposal.objects.update(track=make.track(proposal.edition)),
        lambda reviewer, proposal: Proposal.objects.update(submitted_at=None),
        lambda reviewer, proposal: Withdrawal.objects.create(
            proposal=proposal, by=proposal.proposer, at=make.NOON
        ),
        lambda reviewer, proposal: Assignment.objects.update(ended_at=make.NOON),
    ],
    ids=[
        "conflict",
        "became a contributor",
        "office ended",
        "office ran out",
        "reviewer of another track",
        "proposal moved to another track",
        "back to a draft",
        "withdrawn",
        "ended",
    ],
)
def test_it_is_out_of_sight_at_once(change):
    reviewer, proposal, assignment = asked()

    change(reviewer, proposal)

    assert seen_by(reviewer, proposal) == []
    assert not rules.may_review(reviewer, assignment, at=make.NOON)


def test_a_retracted_conflict_brings_it_back():
    reviewer, proposal, assignment = asked()
    Conflict.objects.filter(pk=conflict(proposal, reviewer).pk).update(retracted_at=make.NOON)

    assert seen_by(reviewer, proposal) == [assignment]


def test_the_unanswered_come_first_and_the_earliest_deadline_of_them():
    edition = make.edition()
    one, other = make.track(edition), make.track(edition)
    ReviewRules.objects.create(track=one, due_at=make.NEXT_DAY)
    ReviewRules.objects.create(track=other, due_at=make.LATER)
    reviewer = make.reviewer(one)
    make.office(edition, reviewer, Role.REVIEWER, other)
    done, later, sooner = (make.proposal(track=track) for track in (other, one, other))
    make.review(done, reviewer)
    make.assignment(later, reviewer)
    make.assignment(sooner, reviewer)

    seen = queries.assignments_of(reviewer, edition, make.NOON)

    assert [assignment.proposal for assignment in seen] == [sooner, later, done]


@pytest.mark.parametrize(
    ("role", "is_of_the_track", "may"),
    [
        (Role.CHAIR, False, True),
        (Role.SECRETARY, False, True),
        (Role.TRACK_CHAIR, True, True),
        (Role.TRACK_CHAIR, False, False),
        (Role.REVIEWER, True, False),
        (Role.DESK, False, False),
    ],
)
def test_who_runs_the_reviewing_of_a_track(role, is_of_the_track, may):
    edition = make.edition()
    track, other = make.track(edition), make.track(edition)
    proposal, holder = make.proposal(track=track), make.person()
    needs_track = role in {Role.TRACK_CHAIR, Role.REVIEWER}
    make.office(edition, holder, role, (track if is_of_the_track else other) if needs_track else None)

    assert rules.may_run(holder, track, at=make.NOON) == may
    assert rules.may_assign(holder, proposal, at=make.NOON) == may


def test_nobody_assigns_their_own_or_what_they_have_a_conflict_with():
    edition = make.edition()
    track = make.track(edition)
    own, other = make.proposal(track=track), make.proposal(track=track)
    make.office(edition, own.proposer, Role.CHAIR)
    conflict(other, own.proposer)

    assert [rules.may_assign(own.proposer, each, at=make.NOON) for each in (own, other)] == [False, False]


def test_progress_counts_what_its_reader_may_see_and_no_more():
    edition = make.edition(chairs=(chair := make.person(),))
    track = make.track(edition)
    ReviewRules.objects.create(track=track, due_at=make.NOON)
    ada, bo = make.reviewer(track), make.reviewer(track)
    first, second, hidden = (make.proposal(track=track) for _ in range(3))
    conflict(hidden, chair)
    make.review(first, ada)
    make.review(second, ada, submitted_at=None)
    make.assignment(first, bo)
    for reviewer in (ada, bo):
        make.review(hidden, reviewer)

    seen = queries.assignments_run_by(chair, edition, make.LATER)

    assert queries.progress_by("reviewer", seen, at=make.LATER) == {
        ada.pk: Progress(asked=2, drafts=1, done=1, late=1),
        bo.pk: Progress(asked=1, late=1),
    }
    assert queries.progress_by("proposal__track", seen, at=make.LATER) == {
        track.pk: Progress(asked=3, drafts=1, done=1, late=2)
    }
    assert queries.progress_by("reviewer", seen, at=make.NOON)[bo.pk] == Progress(asked=1)


def scored(*reviews, weights=(1, 1), most=(5, 5)):
    """A proposal with a review for each pair of values."""
    track = make.track(make.edition())
    criteria = [
        make.criterion(track, weight=weight, most=top) for weight, top in zip(weights, most, strict=True)
    ]
    proposal = make.proposal(track=track)
    for values in reviews:
        make.review(proposal, make.reviewer(track), dict(zip(criteria, values, strict=False)))
    return proposal


@pytest.mark.parametrize(
    ("proposal", "result"),
    [
        (scored, Result(0, None, None)),
        (lambda: scored((1, 1)), Result(1, 0.0, 0.0)),
        (lambda: scored((5, 5)), Result(1, 100.0, 0.0)),
        (lambda: scored((3, 5)), Result(1, 75.0, 0.0)),
        (lambda: scored((3, 5), weights=(3, 1)), Result(1, 62.5, 0.0)),
        (lambda: scored((2, 9), most=(2, 9)), Result(1, 100.0, 0.0)),
        (lambda: scored((5, 5), (1, 1)), Result(2, 50.0, 100.0)),
        (lambda: scored((5, 5), (1,)), Result(2, 50.0, 100.0)),
        (lambda: scored((5, 5), ()), Result(2, 100.0, 0.0)),
    ],
)
def test_a_result_weighs_the_criteria_and_takes_the_mean_of_the_reviews(proposal, result):
    proposal = proposal()

    assert queries.results_of([proposal]) == {proposal.pk: result}


def test_drafts_and_ended_or_conflicted_reviews_are_not_counted():
    proposal = scored((5, 5))
    track = proposal.track
    criterion = track.criteria.first()
    make.review(proposal, make.reviewer(track), {criterion: 1}, submitted_at=None)
    make.review(proposal, became_author := make.reviewer(track), {criterion: 1})
    make.contributor(proposal, became_author)
    make.review(proposal, in_conflict := make.reviewer(track), {criterion: 1})
    conflict(proposal, in_conflict)
    taken_away = make.review(proposal, make.reviewer(track), {criterion: 1}).assignment
    Assignment.objects.filter(pk=taken_away.pk).update(ended_at=make.NOON)

    assert queries.results_of([proposal]) == {proposal.pk: Result(1, 100.0, 0.0)}
    assert [review.points for review in queries.reviews_of(proposal)] == [100.0]


def test_a_review_counts_although_its_author_has_left_the_office():
    proposal = scored((5, 5))
    Office.objects.update(ended_at=make.NOON)

    assert queries.results_of([proposal]) == {proposal.pk: Result(1, 100.0, 0.0)}


def test_proposals_are_sorted_by_score_and_spread_in_the_database():
    track = make.track(make.edition())
    criterion = make.criterion(track)
    low, split, high = (make.proposal(track=track) for _ in range(3))
    for proposal, values in ((low, [1, 2]), (split, [1, 5]), (high, [5, 5])):
        for value in values:
            make.review(proposal, make.reviewer(track), {criterion: value})

    scored = queries.with_scores(Proposal.objects.filter(track=track))

    assert list(scored.order_by("-score")) == [high, split, low]
    assert list(scored.order_by("-spread", "-score")) == [split, low, high]
    assert list(scored.filter(review_count=2, score__gte=50).order_by("score")) == [split, high]
    assert {each.pk: Result(each.review_count, each.score, each.spread) for each in scored} == (
        queries.results_of([low, split, high])
    )


@pytest.mark.parametrize("many", [1, 3])
def test_results_cost_one_query(django_assert_num_queries, many):
    proposals = [scored((3, 4), (1, 2)) for _ in range(many)]

    with django_assert_num_queries(1):
        results = queries.results_of(proposals)

    assert len(results) == many


def test_contributors_read_comments_once_a_decision_is_released_and_not_in_the_order_of_reviewing():
    proposal = scored()
    for comment in ("Zeal", "", "Ardour"):
        reviewer = make.reviewer(proposal.track)
        make.review(proposal, reviewer, to_contributors=comment, to_committee="between us")
    before = queries.comments_to_contributors(proposal)
    decision = Decision.objects.create(
        proposal=proposal, verdict=Verdict.ACCEPT, decided_by=make.person(), decided_at=make.NOON
    )
    held_back = queries.comments_to_contributors(proposal)

    Decision.objects.filter(pk=decision.pk).update(released_at=make.NOON)

    assert (before, held_back) == ([], [])
    assert queries.comments_to_contributors(proposal) == ["Ardour", "Zeal"]


def test_too_few_reviews_are_fewer_than_the_track_wants():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, reviews_wanted=2)
    none, one, two = (make.proposal(track=track) for _ in range(3))
    make.review(one, make.reviewer(track))
    make.review(two, make.reviewer(track))
    make.review(two, make.reviewer(track))

    few = queries.with_too_few_reviews(Proposal.objects.order_by("pk"))

    assert [(each, each.reviews_submitted, each.reviews_wanted) for each in few] == [
        (none, 0, 2),
        (one, 1, 2),
    ]


def test_drafts_and_reviews_of_those_in_conflict_are_no_submitted_reviews():
    track = make.track(make.edition())
    proposal, in_conflict = make.proposal(track=track), make.reviewer(track)
    make.review(proposal, make.reviewer(track), submitted_at=None)
    make.review(proposal, in_conflict)
    make.review(proposal, make.reviewer(track))
    conflict(proposal, in_conflict)

    few = queries.with_too_few_reviews(Proposal.objects.all())

    assert [(each.reviews_submitted, each.reviews_wanted) for each in few] == [(1, 2)]


def test_without_rules_a_track_wants_the_usual_number():
    proposal = make.proposal()

    few = queries.with_too_few_reviews(Proposal.objects.all())

    assert [(each, each.reviews_wanted) for each in few] == [(proposal, ReviewRules().reviews_wanted)]


def test_held_back_with_too_few_reviews_are_neither_released_nor_withdrawn():
    track = make.track(make.edition())
    held_back, released, withdrawn, _undecided = (make.proposal(track=track) for _ in range(4))
    make.decision(held_back)
    make.decision(released, released_at=make.NOON)
    make.decision(withdrawn)
    Withdrawal.objects.create(proposal=withdrawn, by=withdrawn.proposer, at=make.NOON)

    assert list(queries.held_back_with_too_few_reviews(Proposal.objects.all())) == [held_back]
