"""A revision opens reviews again: what was said before stays, and its reviewers are told."""

import pytest

from convenor.audit.models import Entry
from convenor.outbox.models import Message
from convenor.proposals.models import Conflict, Verdict
from convenor.review import queries
from convenor.review.actions.asking import ReviewingIsOver
from convenor.review.actions.assignments import assign, take_away
from convenor.review.actions.reviews import submit_review
from convenor.review.models import EarlierReview, Review
from convenor.review.personal import own_data
from convenor.review.tasks import tell_of_revisions
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.person("Chair")


@pytest.fixture
def reviewed(chair):
    """A review of a proposal whose contributors are told to revise it."""
    track = make.track(make.edition(chairs=(chair,)))
    clarity, proposal = make.criterion(track, "clarity"), make.proposal("Tides", track=track)
    version = make.version(proposal)
    review = make.review(
        proposal, make.reviewer(track, "Ada"), {clarity: 2}, version=version, to_contributors="Say more."
    )
    make.decision(proposal, Verdict.REVISE, released_at=make.NOON)
    return review


def judge(review, score, words="", *, at=make.NEXT_DAY):
    assignment = review.assignment
    return submit_review(
        assignment=assignment,
        scores={"clarity": score},
        to_contributors=words,
        to_committee="",
        by=assignment.reviewer,
        at=at,
    )


def told():
    return list(Message.objects.order_by("pk").values_list("kind", "person__name"))


def test_until_the_revision_is_handed_in_reviews_stay_closed(reviewed):
    with pytest.raises(ReviewingIsOver):
        judge(reviewed, 5)

    assert queries.is_over(reviewed.assignment.proposal)


def test_after_it_the_review_changes_and_stays_as_it_was(reviewed):
    revision = make.revision(reviewed.assignment.proposal)

    judge(reviewed, 5, "Better.")

    review, earlier = Review.objects.get(), EarlierReview.objects.get()
    assert (review.version, review.to_contributors, review.scores.get().value) == (
        revision.version,
        "Better.",
        5,
    )
    assert (earlier.version.number, earlier.to_contributors, earlier.scores, earlier.changed_at) == (
        1,
        "Say more.",
        {"clarity": 2},
        make.NOON,
    )


def test_changed_twice_for_one_revision_it_stays_once_as_it_was(reviewed):
    make.revision(reviewed.assignment.proposal)

    for score in (4, 5):
        judge(reviewed, score)

    assert [each.scores for each in EarlierReview.objects.all()] == [{"clarity": 2}]


def test_the_next_decision_that_is_released_closes_reviews_again(reviewed):
    proposal = reviewed.assignment.proposal
    make.revision(proposal)
    last = make.decision(proposal, Verdict.ACCEPT, supersedes=proposal.decisions.get())
    held_back = queries.is_over(proposal)

    last.released_at = make.NEXT_DAY
    last.save()

    assert (held_back, queries.is_over(proposal)) == (False, True)


def test_another_reviewer_may_be_asked_once_it_is_handed_in(reviewed, chair):
    proposal = reviewed.assignment.proposal
    other = make.reviewer(proposal.track)

    with pytest.raises(ReviewingIsOver):
        assign(proposal=proposal, reviewer=other, by=chair, at=make.NOON)
    make.revision(proposal)
    assign(proposal=proposal, reviewer=other, by=chair, at=make.NEXT_DAY)

    assert proposal.assignments.count() == 2


def test_the_committee_reads_which_version_each_review_judges(reviewed):
    proposal = reviewed.assignment.proposal
    revision = make.revision(proposal)
    judge(reviewed, 5)
    old = make.review(proposal, make.reviewer(proposal.track, "Bo"))

    seen = list(queries.reviews_of(proposal))

    assert [(each, each.judges, len(each.earlier.all())) for each in seen] == [
        (reviewed, revision.version.number, 1),
        (old, 0, 0),
    ]


def test_a_reviewer_sees_which_proposals_were_revised_since_their_review(reviewed):
    reviewer, proposal = reviewed.assignment.reviewer, reviewed.assignment.proposal
    make.assignment(make.proposal(track=proposal.track), reviewer)

    def marks():
        mine = queries.assignments_of(reviewer, proposal.edition, make.NOON)
        return {each.proposal_id: each.is_revised for each in mine}[proposal.pk]

    before = marks()
    make.revision(proposal)
    handed_in = marks()
    judge(reviewed, 5)

    assert (before, handed_in, marks()) == (False, True, False)


def test_contributors_read_what_they_were_told_until_the_next_release(reviewed, chair):
    proposal = reviewed.assignment.proposal
    make.revision(proposal)
    taken_away = make.review(proposal, make.reviewer(proposal.track), to_contributors="Shorten it.")
    judge(reviewed, 5, "Better.")
    new = make.review(proposal, make.reviewer(proposal.track), submitted_at=make.NEXT_DAY)
    Review.objects.filter(pk=new.pk).update(to_contributors="Fine.")
    take_away(assignment=taken_away.assignment, reason="", by=chair, at=make.NEXT_DAY)

    open_again = queries.comments_to_contributors(proposal)
    make.decision(proposal, Verdict.ACCEPT, supersedes=proposal.decisions.get(), released_at=make.NEXT_DAY)

    assert open_again == ["Say more.", "Shorten it."]
    assert queries.comments_to_contributors(proposal) == ["Better.", "Fine."]


def test_reviewers_are_told_once(reviewed):
    proposal = reviewed.assignment.proposal
    make.assignment(proposal, make.reviewer(proposal.track, "Ended"), ended_at=make.NOON)
    in_conflict = make.reviewer(proposal.track, "In conflict")
    make.assignment(proposal, in_conflict)
    Conflict.objects.create(
        proposal=proposal, person=in_conflict, declared_by=in_conflict, declared_at=make.NOON
    )
    make.assignment(proposal, make.reviewer(proposal.track, "Not begun"))
    make.revision(proposal)

    handled = [tell_of_revisions(make.NEXT_DAY) for _twice in range(2)]

    assert (handled, told()) == ([1, 0], [("revision", "Ada"), ("revision", "Not begun")])
    letter = Message.objects.first()
    assert f"http://testserver/en/{proposal.edition.path}/review/proposals/{proposal.code}/" in letter.body
    assert [entry.action for entry in Entry.objects.all()] == ["reviewers.told_of_revision"]


def test_two_revisions_in_a_day_are_one_letter_and_one_on_the_next_day_another(reviewed):
    proposal = reviewed.assignment.proposal
    for at in (make.LATER, make.LATER, make.NEXT_DAY):
        make.revision(proposal, at=at)
        tell_of_revisions(at)

    assert told() == [("revision", "Ada")] * 2


def test_nobody_is_told_where_the_next_decision_is_released_already(reviewed):
    proposal = reviewed.assignment.proposal
    make.revision(proposal)
    make.decision(proposal, Verdict.ACCEPT, supersedes=proposal.decisions.get(), released_at=make.NEXT_DAY)

    assert (tell_of_revisions(make.NEXT_DAY), told()) == (1, [])


def test_earlier_reviews_are_their_authors_own_data(reviewed):
    make.revision(reviewed.assignment.proposal)
    judge(reviewed, 5)

    (mine,) = own_data(reviewed.assignment.reviewer)["reviews"]

    assert (mine["scores"], [each["scores"] for each in mine["earlier"]]) == (
        {"clarity": 5},
        [{"clarity": 2}],
    )
