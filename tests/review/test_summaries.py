"""What reviews say together: written by who arranges reviewing, told with the decision, deciding nothing."""

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.proposals.models import Conflict, Decision, Proposal, Verdict, Withdrawal
from convenor.review.actions.asking import ProposalWithdrawn, ReviewingIsOver
from convenor.review.actions.reviews import CommentTooLong
from convenor.review.actions.summaries import (
    SummaryIncomplete,
    SummaryNotAsked,
    WrittenMeanwhile,
    save_summary,
    stamp_of,
    submit_summary,
)
from convenor.review.models import Assignment, ReviewRules
from convenor.review.queries import told_nothing_by_reviewers
from convenor.review.summaries import recommended, summary_of, summary_to_contributors, to_summarise
from convenor.review.summary import Summary
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, reviews_wanted=1, is_summarised=True)
    return track


@pytest.fixture
def tides(track):
    proposal = make.proposal("Tides", track=track)
    make.review(proposal, make.reviewer(track), to_committee="Good.")
    return proposal


@pytest.fixture
def chair(track):
    chair = make.person("Chair")
    make.office(track.edition, chair, Role.TRACK_CHAIR, track)
    return chair


def written(proposal, by, *, act=submit_summary, at=make.NOON, **changed):
    says = {"verdict": Verdict.ACCEPT, "to_contributors": "Well done.", "to_committee": "Take it."}
    return act(proposal=proposal, **{**says, **changed}, by=by, at=at)


def test_a_draft_becomes_a_summary_and_a_change_is_a_new_row(tides, chair):
    written(tides, chair, act=save_summary, verdict="", to_contributors="")
    written(tides, chair)
    written(tides, chair, verdict=Verdict.DECLINE, at=make.LATER)

    rows = Summary.objects.order_by("pk").values_list("verdict", "to_contributors", "submitted_at")
    assert list(rows) == [("accept", "Well done.", make.NOON), ("decline", "Well done.", make.LATER)]
    assert recommended([tides.pk]) == {tides.pk: "decline"}
    assert [(entry.action, entry.actor) for entry in Entry.objects.order_by("pk")] == [
        ("summary.drafted", chair),
        ("summary.submitted", chair),
        ("summary.submitted", chair),
    ]


def test_it_decides_nothing(tides, chair):
    written(tides, chair)

    assert not Decision.objects.exists()


def test_a_draft_counts_for_nothing(tides, chair):
    written(tides, chair, act=save_summary)

    assert (summary_of(tides), recommended([tides.pk])) == (None, {})


def test_who_does_not_arrange_its_reviewing_or_has_a_conflict_writes_nothing(track, tides, chair):
    of_another = make.person()
    make.office(track.edition, of_another, Role.TRACK_CHAIR, make.track(track.edition))
    Conflict.objects.create(proposal=tides, person=chair, declared_by=chair, declared_at=make.NOON)
    reviewer = Assignment.objects.get(proposal=tides).reviewer

    for person in (of_another, chair, reviewer, tides.proposer):
        with pytest.raises(NotAllowed):
            written(tides, person)
    assert not Summary.objects.exists()


def test_what_somebody_wrote_who_has_a_conflict_since_counts_no_more(track, tides, chair):
    secretary = make.person()
    make.office(track.edition, secretary, Role.SECRETARY)
    written(tides, secretary, verdict=Verdict.WAITLIST)
    written(tides, chair, at=make.LATER)

    Conflict.objects.create(proposal=tides, person=chair, declared_by=chair, declared_at=make.NOON)

    assert summary_of(tides).by == secretary


def test_without_reviews_or_where_the_track_does_not_ask_there_is_nothing_to_summarise(track, tides, chair):
    with pytest.raises(SummaryNotAsked):
        written(make.proposal(track=track), chair)
    ReviewRules.objects.update(is_summarised=False)
    with pytest.raises(SummaryNotAsked):
        written(tides, chair)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"verdict": ""}, SummaryIncomplete),
        ({"to_contributors": " ", "to_committee": "\n"}, SummaryIncomplete),
        ({"to_committee": "word " * 501}, CommentTooLong),
        ({"over": "another"}, WrittenMeanwhile),
    ],
)
def test_it_is_whole_and_overwrites_nothing_unseen(tides, chair, changed, refusal):
    with pytest.raises(refusal):
        written(tides, chair, **changed)
    assert not Summary.objects.exists()


def test_who_saw_the_last_words_may_change_them(tides, chair):
    seen = stamp_of(tides)
    written(tides, chair, act=save_summary, over=seen)

    with pytest.raises(WrittenMeanwhile):
        written(tides, chair, over=seen)
    assert written(tides, chair, over=stamp_of(tides)).verdict == "accept"


def test_it_ends_with_the_decision_or_the_withdrawal(track, tides, chair):
    withdrawn = make.proposal(track=track)
    make.review(withdrawn, make.reviewer(track))
    Withdrawal.objects.create(proposal=withdrawn, by=withdrawn.proposer, at=make.NOON)
    make.decision(tides, Verdict.ACCEPT, released_at=make.NOON)

    with pytest.raises(ReviewingIsOver):
        written(tides, chair)
    with pytest.raises(ProposalWithdrawn):
        written(withdrawn, chair)


def test_contributors_read_their_words_with_the_decision_and_none_written_later(tides, chair):
    written(tides, chair)
    before = summary_to_contributors(tides)
    decision = make.decision(tides, Verdict.REVISE)
    held_back = summary_to_contributors(tides)
    Decision.objects.filter(pk=decision.pk).update(released_at=make.LATER)
    make.revision(tides, at=make.NEXT_DAY)
    written(tides, chair, to_contributors="Still better.", at=make.NEXT_DAY)

    assert (before, held_back, summary_to_contributors(tides)) == ("", "", "Well done.")


def test_words_of_a_summary_tell_what_to_revise(tides, chair):
    asked = Proposal.objects.filter(pk=tides.pk)
    before = told_nothing_by_reviewers(asked).exists()

    written(tides, chair)

    assert (before, told_nothing_by_reviewers(asked).exists()) == (True, False)


def test_to_be_summarised_are_the_undecided_with_all_their_reviews(track, tides, chair):
    too_few, decided, done = (make.proposal(track=track) for _ in range(3))
    for proposal in (decided, done):
        make.review(proposal, make.reviewer(track))
    make.decision(decided)
    written(done, chair)
    elsewhere = make.track(track.edition)
    make.review(make.proposal(track=elsewhere), make.reviewer(elsewhere))

    assert list(to_summarise(Proposal.objects.all())) == [tides]
    assert too_few.assignments.count() == 0
