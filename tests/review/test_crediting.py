"""Reviewers are thanked: with a letter, on a list if they wish, and organisers see the load."""

from datetime import timedelta

import pytest

from convenor.audit.models import Entry
from convenor.proposals.models import Conflict, Verdict
from convenor.review import personal
from convenor.review.actions.credits import NothingToThankFor, issue_credit, set_thanked
from convenor.review.credited import Credit, Thanked
from convenor.review.crediting import (
    Service,
    days_by_reviewer,
    days_of,
    editions_served_by,
    service_of,
    thanked_in,
)
from convenor.review.models import Assignment
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    return make.track(make.edition())


@pytest.fixture
def ruth(track):
    return make.reviewer(track, "Ruth")


def reviewed(track, by, *, is_known=True, **facts):
    proposal = make.proposal(track=track)
    review = make.review(proposal, by, **facts)
    make.decision(proposal, Verdict.DECLINE, released_at=make.NOON if is_known else None)
    return review


def test_what_is_submitted_counts_once_its_decision_is_released(track, ruth):
    before = service_of(ruth, track.edition)
    reviewed(track, ruth)
    reviewed(track, ruth)
    reviewed(track, ruth, is_known=False)
    reviewed(track, ruth, submitted_at=None)
    barred = reviewed(track, ruth).assignment.proposal
    Conflict.objects.create(proposal=barred, person=ruth, declared_by=ruth, declared_at=make.NOON)

    assert (before, service_of(ruth, track.edition)) == (None, Service(2, 0))
    assert list(editions_served_by(ruth)) == [track.edition]


def test_who_wrote_for_another_is_thanked_too(track, ruth):
    sam = make.person("Sam")
    make.delegation(reviewed(track, ruth).assignment, sam, wrote_at=make.NOON, handed_at=make.NOON)
    make.delegation(reviewed(track, ruth).assignment, sam, ended_at=make.NOON)

    assert (service_of(sam, track.edition), list(editions_served_by(sam))) == (Service(0, 1), [track.edition])


def test_the_letter_is_committed_to_in_the_log_and_the_same_for_the_same_work(track, ruth):
    reviewed(track, ruth)

    first = issue_credit(edition=track.edition, by=ruth, at=make.NOON)
    again = issue_credit(edition=track.edition, by=ruth, at=make.LATER)
    reviewed(track, ruth)
    other = issue_credit(edition=track.edition, by=ruth, at=make.LATER)

    assert (again, other == first) == (first, False)
    assert [(entry.subject, entry.detail["reviews"]) for entry in Entry.objects.order_by("seq")] == [
        (f"credit:{first.uid}", 1),
        (f"credit:{other.uid}", 2),
    ]


def test_without_reviews_there_is_neither_letter_nor_list(track, ruth):
    reviewed(track, ruth, is_known=False)

    with pytest.raises(NothingToThankFor):
        issue_credit(edition=track.edition, by=ruth, at=make.NOON)
    with pytest.raises(NothingToThankFor):
        set_thanked(edition=track.edition, is_listed=True, by=ruth, at=make.NOON)


def test_the_list_has_those_who_wish_it_alone_and_they_may_change_their_mind(track, ruth):
    reviewed(track, ruth)
    reviewed(track, make.reviewer(track, "Rosa"))

    set_thanked(edition=track.edition, is_listed=True, by=ruth, at=make.NOON)
    named = thanked_in(track.edition)
    set_thanked(edition=track.edition, is_listed=False, by=ruth, at=make.LATER)

    assert (named, thanked_in(track.edition)) == (["Ruth"], [])


def test_whoever_is_forgotten_leaves_the_list_and_their_letter(track, ruth):
    reviewed(track, ruth)
    issue_credit(edition=track.edition, by=ruth, at=make.NOON)
    set_thanked(edition=track.edition, is_listed=True, by=ruth, at=make.NOON)
    told = personal.own_data(ruth)

    personal.erase(ruth, make.LATER)

    assert [each["reviews"] for each in told["credits"]] == [1]
    assert [each["edition__path"] for each in told["thanked"]] == [track.edition.path]
    assert (Credit.objects.count(), Thanked.objects.count(), thanked_in(track.edition)) == (0, 0, [])


def test_how_long_reviews_took_is_told_as_a_median_in_days(track, ruth):
    for days in (2, 3, 20):
        reviewed(track, ruth, submitted_at=make.NOON + timedelta(days=days))
    reviewed(track, ruth, submitted_at=None)
    rosa = make.reviewer(track)
    assignments = Assignment.objects.standing()

    assert (days_by_reviewer(assignments, [ruth, rosa]), days_of(assignments)) == ({ruth.pk: 3}, 3)
    assert days_of(assignments.none()) is None
