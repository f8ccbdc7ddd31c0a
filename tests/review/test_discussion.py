"""Reviewers of a proposal speak about it under letters, once they said what they think."""

from datetime import timedelta

import pytest

from convenor.audit.models import Entry
from convenor.editions.models import Role
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.proposals.models import Conflict, Verdict
from convenor.review.actions.asking import ReviewingIsOver
from convenor.review.actions.discussion import DiscussionClosed, NothingSaid, StatementTooLong, speak
from convenor.review.discussion import letters_of, opinions_on, said_about
from convenor.review.models import Assignment, ReviewRules, Statement
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def track():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, discussion_opens_at=make.NOON, discussion_closes_at=make.NEXT_DAY)
    return track


@pytest.fixture
def tides(track):
    return make.proposal("Tides", track=track)


@pytest.fixture
def ada(track, tides):
    return reviewed(track, tides, "Ada")


@pytest.fixture
def bo(track, tides):
    return reviewed(track, tides, "Bo")


def reviewed(track, proposal, name):
    reviewer = make.reviewer(track, name, address=f"{name}@people.example")
    make.review(proposal, reviewer, to_committee=f"So says {name}.")
    return reviewer


def say(text, *, by, about, at=make.NOON):
    return speak(proposal=about, text=text, by=by, at=at)


def test_those_who_reviewed_speak_under_letters_that_stay(track, tides, ada, bo):
    say("Strong.", by=ada, about=tides)
    before = letters_of(tides)
    cleo = reviewed(track, tides, "Cleo")
    say("Weak.", by=cleo, about=tides)

    heard = [(each.letter, each.is_own, each.text) for each in said_about(tides, to=bo)]

    letters = letters_of(tides)
    assert heard == [(letters[ada.pk], False, "Strong."), (letters[cleo.pk], False, "Weak.")]
    assert before == {key: letters[key] for key in before}
    assert len(set(letters.values())) == 3
    assert [(entry.action, entry.proposal) for entry in Entry.objects.all()] == [
        ("review.discussed", tides.code)
    ] * 2


def test_letters_follow_neither_names_nor_the_order_in_which_people_were_asked(track):
    orders = set()
    for number in range(8):
        proposal = make.proposal(f"Talk {number}", track=track)
        asked = [make.reviewer(track, f"{name}{number}") for name in ("A", "B", "C")]
        for reviewer in asked:
            make.assignment(proposal, reviewer)
        letters = letters_of(proposal)
        orders.add(tuple(sorted(range(3), key=lambda place: letters[asked[place].pk])))

    assert len(orders) > 1


def test_more_reviewers_than_letters_still_have_one_each(track, tides):
    for _ in range(30):
        make.assignment(tides, make.reviewer(track))

    assert len(set(letters_of(tides).values())) == 30


def test_each_reads_what_the_others_judged(tides, ada, bo):
    found = opinions_on(tides, but=ada)

    assert [(each.letter, each.review.to_committee) for each in found] == [
        (letters_of(tides)[bo.pk], "So says Bo.")
    ]


def test_who_has_not_submitted_a_review_or_has_a_conflict_or_nothing_to_do_with_it_is_not_in_it(
    track, tides, ada, bo
):
    asked, stranger = make.reviewer(track), make.reviewer(track)
    make.assignment(tides, asked)
    Conflict.objects.create(proposal=tides, person=bo, declared_by=bo, declared_at=make.NOON)

    for person in (asked, stranger, bo, tides.proposer):
        with pytest.raises(NotAllowed):
            say("Let me in.", by=person, about=tides)
    assert not Statement.objects.exists()


def test_those_who_decide_speak_without_a_letter(tides, ada):
    chair = make.person("Chair")
    make.office(tides.edition, chair, Role.CHAIR)

    say("Is it new?", by=chair, about=tides)

    assert [(each.letter, each.person) for each in said_about(tides, to=ada)] == [("", chair)]


def test_it_opens_and_closes_and_ends_with_the_decision(tides, ada):
    for at in (make.NOON - timedelta(seconds=1), make.NEXT_DAY):
        with pytest.raises((DiscussionClosed, NotAllowed)):
            say("Too early or too late.", by=ada, about=tides, at=at)
    make.decision(tides, Verdict.ACCEPT, released_at=make.NOON)

    with pytest.raises(ReviewingIsOver):
        say("It was decided.", by=ada, about=tides)


@pytest.mark.parametrize(("text", "refusal"), [(" \n", NothingSaid), ("word " * 301, StatementTooLong)])
def test_what_is_said_has_words_and_not_too_many(tides, ada, text, refusal):
    with pytest.raises(refusal):
        say(text, by=ada, about=tides)


def test_the_others_get_one_letter_a_day_that_quotes_nothing(tides, ada, bo):
    say("A secret thought.", by=ada, about=tides)
    say("Another one.", by=ada, about=tides)

    letters = Message.objects.all()

    assert [letter.person for letter in letters] == [bo]
    assert tides.code in letters[0].body
    assert [words in letters[0].body for words in ("thought", "Ada")] == [False, False]


def test_what_somebody_said_stays_when_their_assignment_ends(tides, ada, bo):
    say("Strong.", by=ada, about=tides)
    Assignment.objects.filter(reviewer=ada).update(ended_at=make.NOON)

    assert [each.letter for each in said_about(tides, to=bo)] == [letters_of(tides)[ada.pk]]
    with pytest.raises(NotAllowed):
        say("I am still here.", by=ada, about=tides)
