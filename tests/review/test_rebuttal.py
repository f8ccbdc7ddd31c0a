"""Contributors read their reviews from when to when the track says, under letters, and answer once."""

from datetime import timedelta

import pytest

from convenor.audit.models import Entry
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.proposals.models import Conflict, Verdict
from convenor.review.actions.rebuttal import (
    AnswerTooLong,
    NothingAnswered,
    RebuttalClosed,
    answer_reviewers,
)
from convenor.review.actions.reviews import submit_review
from convenor.review.discussion import letters_of
from convenor.review.models import Anonymity, Assignment, Rebuttal, Redaction, ReviewRules
from convenor.review.rebuttal import heard_by_contributors, open_rules, rebuttal_for_reviewer
from convenor.review.tasks import open_due_rebuttals
from tests import make

pytestmark = pytest.mark.django_db

EARLIER = make.NOON - timedelta(seconds=1)


@pytest.fixture
def track():
    track = make.track(make.edition())
    ReviewRules.objects.create(track=track, rebuttal_opens_at=make.NOON, rebuttal_closes_at=make.NEXT_DAY)
    return track


@pytest.fixture
def tides(track):
    return make.proposal("Tides", track=track)


def reviewed(proposal, name, words="", **facts):
    reviewer = make.reviewer(proposal.track, name)
    make.review(
        proposal, reviewer, to_contributors=words or f"So says {name}.", to_committee="Between us.", **facts
    )
    return reviewer


def answer(proposal, text="We measured it twice.", *, by=None, at=make.NOON):
    return answer_reviewers(proposal=proposal, text=text, by=by or proposal.proposer, at=at)


def heard(proposal):
    rules = open_rules(proposal, make.NOON)
    return [(each.letter, each.text) for each in heard_by_contributors(proposal, rules)]


def test_contributors_hear_the_words_for_them_under_the_letters_of_the_discussion(tides):
    ada, bo = reviewed(tides, "Ada"), reviewed(tides, "Bo")

    letters = letters_of(tides)
    assert heard(tides) == sorted([(letters[ada.pk], "So says Ada."), (letters[bo.pk], "So says Bo.")])


def test_scores_are_heard_where_the_track_says_so(tides, track):
    clarity = make.criterion(track, "clarity")
    make.review(tides, make.reviewer(track), {clarity: 4})

    told = []
    for shows_scores in (False, True):
        ReviewRules.objects.update(rebuttal_shows_scores=shows_scores)
        found = heard_by_contributors(tides, open_rules(tides, make.NOON))
        told.append([(score.criterion, score.value) for each in found for score in each.scores])

    assert told == [[], [(clarity, 4)]]


def test_drafts_and_reviews_that_no_longer_count_are_not_heard(tides):
    reviewed(tides, "Draft", submitted_at=None)
    gone, in_conflict = reviewed(tides, "Gone"), reviewed(tides, "In conflict")
    Assignment.objects.filter(reviewer=gone).update(ended_at=make.NOON)
    Conflict.objects.create(
        proposal=tides, person=in_conflict, declared_by=in_conflict, declared_at=make.NOON
    )

    assert heard(tides) == []


@pytest.mark.parametrize(
    ("at", "is_open"), [(EARLIER, False), (make.NOON, True), (make.NEXT_DAY, False)], ids=str
)
def test_it_opens_and_closes(tides, at, is_open):
    reviewed(tides, "Ada")

    assert (open_rules(tides, at) is not None) == is_open
    if not is_open:
        with pytest.raises(RebuttalClosed):
            answer(tides, at=at)
    assert Rebuttal.objects.exists() is False


def test_it_ends_with_the_decision(tides):
    reviewed(tides, "Ada")
    make.decision(tides, Verdict.ACCEPT, released_at=make.NOON)

    with pytest.raises(RebuttalClosed):
        answer(tides)


def test_a_held_back_decision_changes_nothing(tides):
    reviewed(tides, "Ada")
    make.decision(tides, Verdict.DECLINE)

    assert answer(tides).text == "We measured it twice."


def test_contributors_answer_once_and_change_the_answer(tides):
    reviewed(tides, "Ada")
    co_author = make.person()
    make.contributor(tides, co_author, agreed_at=make.NOON)

    answer(tides)
    answer(tides, "Three times.", by=co_author, at=make.LATER)

    assert list(Rebuttal.objects.values_list("proposal", "text", "by", "at")) == [
        (tides.pk, "Three times.", co_author.pk, make.LATER)
    ]
    assert [(entry.action, entry.actor) for entry in Entry.objects.order_by("pk")] == [
        ("rebuttal.written", tides.proposer),
        ("rebuttal.written", co_author),
    ]


def test_nobody_else_answers(tides):
    ada = reviewed(tides, "Ada")
    invited = make.person()
    make.contributor(tides, invited, invited_at=make.NOON)

    for person in (ada, invited, make.person()):
        with pytest.raises(NotAllowed):
            answer(tides, by=person)


def test_there_is_nothing_to_answer_before_somebody_reviewed_it(tides):
    with pytest.raises(RebuttalClosed):
        answer(tides)


@pytest.mark.parametrize(("text", "refusal"), [(" \n", NothingAnswered), ("word " * 501, AnswerTooLong)])
def test_an_answer_has_words_and_not_too_many(tides, text, refusal):
    reviewed(tides, "Ada")

    with pytest.raises(refusal):
        answer(tides, text)


def test_reviewers_read_it_who_said_what_they_think_themselves(tides, track):
    ada, late = reviewed(tides, "Ada"), make.reviewer(track)
    make.assignment(tides, late)
    answer(tides)

    theirs = [Assignment.objects.get(reviewer=person) for person in (ada, late)]

    assert [rebuttal_for_reviewer(each, each.reviewer) is not None for each in theirs] == [True, False]


def test_those_who_agreed_are_written_to_once_when_it_opens(tides, track):
    reviewed(tides, "Ada", "A secret thought.")
    make.contributor(tides, make.person(), invited_at=make.NOON)
    make.proposal("Not reviewed", track=track)

    for at in (EARLIER, make.NOON, make.LATER):
        open_due_rebuttals(at)

    letters = list(Message.objects.filter(kind="rebuttal"))
    assert [(letter.person, letter.queued_at) for letter in letters] == [(tides.proposer, make.NOON)]
    assert [words in letters[0].body for words in (tides.code, "rebuttal/", "thought", "Ada")] == [
        True,
        True,
        False,
        False,
    ]


def test_who_submits_while_it_is_open_is_heard_and_its_contributors_are_written_to(tides, track):
    ada = make.reviewer(track, "Ada")
    assignment = make.assignment(tides, ada)
    for words in ("First thought.", "Second thought."):
        submit_review(
            assignment=assignment, scores={}, to_contributors=words, to_committee="", by=ada, at=make.NOON
        )

    assert [text for _letter, text in heard(tides)] == ["Second thought."]
    assert [letter.person for letter in Message.objects.filter(kind="rebuttal")] == [tides.proposer]


def test_what_they_do_not_hear_sends_no_letter(tides, track):
    clarity, ada = make.criterion(track, "clarity"), make.reviewer(track, "Ada")
    review = make.review(tides, ada, {clarity: 2}, to_contributors="A thought.")

    submit_review(
        assignment=review.assignment,
        scores={"clarity": 5},
        to_contributors="A thought.",
        to_committee="Take it.",
        by=ada,
        at=make.NOON,
    )

    assert not Message.objects.filter(kind="rebuttal").exists()


def test_who_submits_before_or_after_is_told_to_nobody(tides, track):
    ada = make.reviewer(track, "Ada")
    assignment = make.assignment(tides, ada)
    words = {"to_contributors": "A thought.", "to_committee": ""}
    for at in (EARLIER, make.NEXT_DAY):
        submit_review(assignment=assignment, scores={}, **words, by=ada, at=at)

    assert not Message.objects.filter(kind="rebuttal").exists()


def test_the_reviewers_who_discuss_are_told_of_the_answer(tides):
    ada = reviewed(tides, "Ada")
    ReviewRules.objects.update(discussion_opens_at=make.NOON)

    answer(tides, "A secret answer.")

    letters = Message.objects.filter(kind="discussion")
    assert [(letter.person, "secret" in letter.body) for letter in letters] == [(ada, False)]


@pytest.mark.parametrize(
    ("anonymity", "read"),
    [
        (Anonymity.DOUBLE, "We, [name removed] of [name removed], write from [name removed]. He is ours."),
        (Anonymity.SINGLE, "We, Bo Tide of Moss House, write from bo@people.example. He is ours."),
    ],
)
def test_names_in_an_answer_are_hidden_where_the_track_hides_them(tides, track, anonymity, read):
    ReviewRules.objects.update(anonymity=anonymity)
    Person.objects.filter(pk=tides.proposer_id).update(
        name="Bo Tide", organization=make.organization("Moss House")
    )
    ada = reviewed(tides, "Ada")
    answer(tides, "We, Bo Tide of Moss House, write from bo@people.example. He is ours.")

    seen = rebuttal_for_reviewer(Assignment.objects.get(reviewer=ada), ada)

    assert seen.text == read
    assert Rebuttal.objects.get().text.startswith("We, Bo Tide of Moss House")


def test_what_authors_said_of_a_phrase_holds_for_their_answer_too(tides, track):
    ReviewRules.objects.update(anonymity=Anonymity.DOUBLE)
    Person.objects.filter(pk=tides.proposer_id).update(name="Bo Tide Moss")
    by = {"proposal": tides, "by": tides.proposer, "at": make.NOON}
    Redaction.objects.create(phrase="Bo Tide Moss", wording="one of us", **by)
    Redaction.objects.create(phrase="Tide", wording="", **by)
    ada = reviewed(tides, "Ada")
    answer(tides, "Bo Tide Moss says: Tide and Moss.")

    seen = rebuttal_for_reviewer(Assignment.objects.get(reviewer=ada), ada)

    assert seen.text == "one of us says: Tide and [name removed]."
