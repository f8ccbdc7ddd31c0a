"""Reminders: to those who have not answered, once a day at most."""

from datetime import timedelta

import pytest

from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.proposals.models import Conflict
from convenor.review.actions.reminders import remind
from convenor.review.models import ReviewRules
from convenor.review.tasks import remind_due
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return make.person("Chair")


@pytest.fixture
def track(chair):
    track = make.track(make.edition(chairs=(chair,)))
    ReviewRules.objects.create(track=track, due_at=make.NOON + timedelta(days=10))
    return track


def asked(track, name):
    reviewer = make.reviewer(track, name)
    make.assignment(make.proposal(track=track), reviewer)
    return reviewer


def reminded():
    return list(Message.objects.order_by("queued_at", "pk").values_list("person__name", flat=True))


def test_those_who_have_not_answered_get_a_letter(chair, track):
    asked(track, "Open")
    make.review(make.proposal(track=track), make.reviewer(track, "Draft"), submitted_at=None)
    make.review(make.proposal(track=track), make.reviewer(track, "Done"))
    make.reviewer(track, "Idle")

    count = remind(edition=track.edition, by=chair, at=make.NOON)

    assert (count, reminded()) == (2, ["Open", "Draft"])
    letter = Message.objects.get(person__name="Open")
    assert f"http://testserver/en/{track.edition.path}/review/" in letter.body
    assert "25 January 2027 13:00 (Paris)" in letter.body


def test_nobody_gets_two_letters_a_day(chair, track):
    asked(track, "Open")

    counts = [remind(edition=track.edition, by=chair, at=at) for at in (make.NOON, make.LATER, make.NEXT_DAY)]

    assert (counts, Message.objects.count()) == ([1, 1, 1], 2)


def test_a_reviewer_of_two_tracks_gets_one_letter_with_the_first_deadline(chair, track):
    other = make.track(track.edition)
    ReviewRules.objects.create(track=other, due_at=make.NOON + timedelta(days=5))
    reviewer = asked(track, "Ada")
    make.office(track.edition, reviewer, Role.REVIEWER, other)
    make.assignment(make.proposal(track=other), reviewer)

    remind(edition=track.edition, by=chair, at=make.NOON)

    letter = Message.objects.get()
    assert "20 January 2027" in letter.body
    assert "Track:" not in letter.body


def test_a_track_chair_reminds_their_own_track(track):
    other = make.track(track.edition)
    asked(track, "Ours")
    asked(other, "Theirs")
    track_chair = make.person()
    make.office(track.edition, track_chair, Role.TRACK_CHAIR, track)

    with pytest.raises(NotAllowed):
        remind(edition=track.edition, track=other, by=track_chair, at=make.NOON)
    remind(edition=track.edition, by=track_chair, at=make.NOON)

    assert reminded() == ["Ours"]


def test_a_reminder_does_not_count_what_its_sender_may_not_see(chair, track):
    hidden = make.proposal(track=track)
    Conflict.objects.create(proposal=hidden, person=chair, declared_by=chair, declared_at=make.NOON)
    make.assignment(hidden, make.reviewer(track))

    assert remind(edition=track.edition, by=chair, at=make.NOON) == 0


@pytest.mark.parametrize(
    ("before", "letters"),
    [
        (timedelta(days=3, minutes=1), 0),
        (timedelta(days=3), 1),
        (timedelta(days=2, minutes=1), 1),
        (timedelta(days=2), 0),
        (timedelta(days=1), 1),
        (timedelta(), 0),
        (timedelta(days=-1), 1),
        (timedelta(days=-2), 0),
    ],
)
def test_reminders_go_out_by_themselves_near_the_deadline(track, before, letters):
    asked(track, "Open")

    assert remind_due(make.NOON + timedelta(days=10) - before) == letters


def test_over_the_whole_time_there_are_three_of_them(track):
    asked(track, "Open")

    for hour in range(14 * 24):
        remind_due(make.NOON + timedelta(hours=hour))

    assert [message.queued_at - make.NOON for message in Message.objects.order_by("pk")] == [
        timedelta(days=7),
        timedelta(days=9),
        timedelta(days=11),
    ]


def test_who_has_answered_is_left_in_peace(track):
    make.review(make.proposal(track=track), make.reviewer(track))

    assert (remind_due(make.NOON + timedelta(days=7)), Message.objects.count()) == (0, 0)
