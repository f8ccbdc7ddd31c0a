"""Reviewers: invited, described, and forgotten by themselves only."""

import pytest

from convenor.editions.models import Office, Role
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.proposals.models import Conflict
from convenor.review.actions.reviewers import add_work, invite_reviewer, remove_work, set_expertise
from convenor.review.models import Expertise, Work
from convenor.review.personal import own_data
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Secretary")


@pytest.fixture
def track(secretary):
    return make.track(make.edition(secretaries=(secretary,)))


def work(reviewer, edition, by):
    return add_work(
        edition=edition, person=reviewer, title="On  tides", year=2020, abstract="", by=by, at=make.NOON
    )


def describe(reviewer, edition, by):
    said = {"languages": ["fr", "xx", "en"], "topics": ["elsewhere"], "key_words": ["tides"]}
    return set_expertise(edition=edition, person=reviewer, by=by, at=make.NOON, most_reviews=4, **said)


def test_whoever_is_reached_at_an_address_becomes_a_reviewer_and_is_told(secretary, track):
    office = invite_reviewer(
        track=track, address="ada@people.example", name="Ada", by=secretary, at=make.NOON
    )

    assert (office.person.name, office.role, office.track) == ("Ada", Role.REVIEWER, track)
    assert [message.address for message in Message.objects.all()] == ["ada@people.example"]


def test_others_invite_nobody(track):
    with pytest.raises(NotAllowed):
        invite_reviewer(
            track=track, address="a@people.example", name="", by=make.reviewer(track), at=make.NOON
        )

    assert not Message.objects.exists()


def test_reviewers_and_those_whom_they_review_for_describe_them(secretary, track):
    ada = make.reviewer(track)

    for by in (ada, secretary):
        describe(ada, track.edition, by)
        work(ada, track.edition, by)

    assert list(Expertise.objects.values_list("person", "languages", "most_reviews")) == [
        (ada.pk, ["en", "fr"], 4)
    ]
    assert list(Work.objects.values_list("person", "title")) == [(ada.pk, "On tides")] * 2


def test_nobody_else_describes_them(secretary, track):
    ada, other = make.reviewer(track), make.reviewer(track)
    kept = work(ada, track.edition, ada)
    of_another_track = make.person()
    make.office(track.edition, of_another_track, Role.TRACK_CHAIR, make.track(track.edition))
    elsewhere = make.edition(secretaries=(stranger := make.person(),))

    for by in (other, of_another_track, make.person()):
        with pytest.raises(NotAllowed):
            describe(ada, track.edition, by)
        with pytest.raises(NotAllowed):
            remove_work(edition=track.edition, work=kept, by=by, at=make.NOON)
    with pytest.raises(NotAllowed):
        remove_work(edition=elsewhere, work=kept, by=stranger, at=make.NOON)

    assert (Expertise.objects.count(), Work.objects.count()) == (0, 1)


def test_who_is_no_longer_a_reviewer_says_nothing_more(track):
    ada = make.reviewer(track)
    Office.objects.filter(person=ada).update(ended_at=make.NOON)

    with pytest.raises(NotAllowed):
        describe(ada, track.edition, ada)


def test_a_work_is_removed_once(track):
    ada = make.reviewer(track)
    kept = work(ada, track.edition, ada)

    for _ in range(2):
        remove_work(edition=track.edition, work=kept, by=ada, at=make.NOON)

    assert not Work.objects.exists()


def test_own_data_has_everything_but_what_does_not_exist_for_them(track):
    ada = make.reviewer(track)
    describe(ada, track.edition, ada)
    work(ada, track.edition, ada)
    criterion = make.criterion(track, "clarity")
    seen, hidden = make.proposal(track=track), make.proposal(track=track)
    make.review(seen, ada, {criterion: 3}, to_committee="Yes.")
    make.review(hidden, ada, {criterion: 3})
    Conflict.objects.create(proposal=hidden, person=ada, declared_by=ada, declared_at=make.NOON)

    assert own_data(ada) == {
        "summaries": [],
        "answered_reviewers": [],
        "said": [],
        "bids": [],
        "reviewed_by": {},
        "credits": [],
        "thanked": [],
        "said_of_two": [],
        "redactions": [],
        "delegated": [],
        "written_for_others": [],
        "expertise": [
            {
                "edition__path": track.edition.path,
                "languages": ["en", "fr"],
                "most_reviews": 4,
                "topics": [],
                "key_words": ["tides"],
            }
        ],
        "works": [{"title": "On tides", "year": 2020, "abstract": "", "authors": []}],
        "reviews": [
            {
                "proposal": seen.code,
                "scores": {"clarity": 3},
                "to_contributors": "",
                "to_committee": "Yes.",
                "submitted_at": make.NOON,
                "earlier": [],
            }
        ],
    }
