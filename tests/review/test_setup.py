"""Review rules and criteria: who sets them, what stays once scored, and what a new edition gets."""

from datetime import date, timedelta

import pytest

from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.kernel.translated import Translated
from convenor.review.actions.setup import (
    AlreadyScored,
    ClosesBeforeItOpens,
    HalfATime,
    PromisedOtherwise,
    Terms,
    add_criterion,
    copy_into,
    remove_criterion,
    set_criterion,
    set_review_rules,
)
from convenor.review.models import Anonymity, Criterion, ReviewRules
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    return make.track(make.edition())


@pytest.fixture
def chair(track):
    chair = make.person()
    make.office(track.edition, chair, Role.TRACK_CHAIR, track)
    return chair


def rules(track, by, **changed):
    facts = {
        "reviews_wanted": 3,
        "bids_until": make.NOON,
        "due_at": make.LATER,
        "discussion_opens_at": make.NOON,
        "discussion_closes_at": make.LATER,
        "rebuttal_opens_at": make.NOON,
        "rebuttal_closes_at": make.LATER,
        "anonymity": Anonymity.DOUBLE,
        "guidance": make.english("Be kind."),
    }
    return set_review_rules(track=track, terms=Terms(**{**facts, **changed}), by=by, at=make.NOON)


def criterion(track, by, **changed):
    facts = {
        "slug": "clarity",
        "name": make.english("Clarity"),
        "low_anchor": make.english("dark"),
        "high_anchor": make.english("clear"),
        "most": 5,
        "weight": 2,
        "position": 1,
    }
    return set_criterion(track=track, **{**facts, **changed}, by=by, at=make.NOON)


def test_rules_are_set_and_set_again(track, chair):
    rules(track, chair)
    rules(track, chair, reviews_wanted=2, due_at=None)

    assert list(ReviewRules.objects.values_list("track", "reviews_wanted", "due_at", "anonymity")) == [
        (track.pk, 2, None, "double-blind")
    ]


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "refusal"),
    [
        (make.NOON, None, HalfATime),
        (None, make.NOON, HalfATime),
        (make.LATER, make.LATER, ClosesBeforeItOpens),
    ],
)
def test_the_time_to_answer_has_a_beginning_and_an_end_after_it(track, chair, opens_at, closes_at, refusal):
    with pytest.raises(refusal):
        rules(track, chair, rebuttal_opens_at=opens_at, rebuttal_closes_at=closes_at)


def test_a_criterion_is_set_and_set_again(track, chair):
    criterion(track, chair)
    criterion(track, chair, weight=3)

    assert list(Criterion.objects.values_list("track", "slug", "most", "weight")) == [
        (track.pk, "clarity", 5, 3)
    ]


def test_others_set_nothing(track, chair):
    kept = criterion(track, chair)
    stranger = make.reviewer(track)

    with pytest.raises(NotAllowed):
        rules(track, stranger)
    with pytest.raises(NotAllowed):
        criterion(track, stranger)
    with pytest.raises(NotAllowed):
        remove_criterion(criterion=kept, by=stranger, at=make.NOON)

    assert (ReviewRules.objects.count(), Criterion.objects.count()) == (0, 1)


def test_once_scored_a_criterion_keeps_its_scale_but_not_its_words(track, chair):
    scored = criterion(track, chair)
    make.review(make.proposal(track=track), make.reviewer(track), {scored: 4})

    with pytest.raises(AlreadyScored):
        criterion(track, chair, most=4)
    with pytest.raises(AlreadyScored):
        remove_criterion(criterion=scored, by=chair, at=make.NOON)
    criterion(track, chair, name=make.english("Lucidity"))

    assert [(str(each.name), each.most) for each in Criterion.objects.all()] == [("Lucidity", 5)]


def test_a_criterion_without_scores_is_removed(track, chair):
    remove_criterion(criterion=criterion(track, chair), by=chair, at=make.NOON)

    assert not Criterion.objects.exists()


def test_a_new_edition_gets_the_setup_of_tracks_with_the_same_name(track, chair):
    rules(track, chair)
    criterion(track, chair)
    next_year = make.edition(
        of=track.edition.series, slug="2028", starts_on=date(2028, 2, 28), ends_on=date(2028, 3, 3)
    )
    new, _other = make.track(next_year, track.slug), make.track(next_year)

    copy_into(source=track.edition, target=next_year, at=make.NOON)

    assert list(new.edition.tracks.filter(review_rules__isnull=False)) == [new]
    assert list(ReviewRules.objects.filter(track=new).values_list("due_at", "reviews_wanted")) == [
        (make.LATER + timedelta(days=364), 3)
    ]
    assert [(each.track, each.slug) for each in Criterion.objects.order_by("pk")] == [
        (track, "clarity"),
        (new, "clarity"),
    ]


def test_a_new_criterion_needs_no_short_name(track, chair):
    facts = {
        "low_anchor": Translated(),
        "high_anchor": Translated(),
        "most": 5,
        "weight": 1,
        "position": None,
    }

    made = [
        add_criterion(track=track, name=make.english("Clarity of aims"), **facts, by=chair, at=make.NOON)
        for _ in range(2)
    ]

    assert [each.slug for each in made] == ["clarity-of-aims", "clarity-of-aims-2"]


MORE_NAMES = [
    (Anonymity.DOUBLE, Anonymity.SINGLE),
    (Anonymity.DOUBLE, Anonymity.OPEN),
    (Anonymity.SINGLE, Anonymity.OPEN),
]


@pytest.mark.parametrize(("fewer", "more"), MORE_NAMES)
def test_once_reviews_are_asked_for_names_can_only_be_shown_to_fewer(track, chair, fewer, more):
    rules(track, chair, anonymity=fewer)
    rules(track, chair, anonymity=more)
    make.assignment(make.proposal(track=track), make.reviewer(track))

    rules(track, chair, anonymity=fewer)
    with pytest.raises(PromisedOtherwise):
        rules(track, chair, anonymity=more)

    assert ReviewRules.objects.get().anonymity == fewer
