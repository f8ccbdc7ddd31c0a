"""The secretariat sets up calls, asks its own questions, and lets somebody in late."""

from datetime import timedelta

import pytest

from convenor.audit.models import Entry
from convenor.editions.actions.common import BadSlug, SlugTaken
from convenor.kernel.refusals import NotAllowed
from convenor.outbox.models import Message
from convenor.proposals.actions.answers import answer_questions
from convenor.proposals.actions.calls import (
    Answered,
    ChoicesMissing,
    EndsTooEarly,
    NotOfThisEdition,
    change_call,
    create_call,
    remove_question,
    set_question,
)
from convenor.proposals.actions.late_links import add_late_link
from convenor.proposals.models import Call, LateLink, Question, QuestionKind
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db

TABLET = {"key": "tablet", "text": make.english("A tablet").to_json()}
PHONE = {"key": "phone", "text": make.english("A phone").to_json()}
WATCH = {"key": "watch", "text": make.english("A watch").to_json()}


@pytest.fixture
def secretary():
    return make.person("Secretary")


@pytest.fixture
def edition(secretary):
    return make.edition(secretaries=(secretary,))


def created(edition, by, **facts):
    values = {
        "slug": "papers",
        "title": make.english("Call for papers"),
        "opens_at": make.NOON,
        "closes_at": make.NEXT_DAY,
        "tracks": [make.track(edition)],
        "by": by,
        "at": make.NOON,
    }
    return create_call(edition=edition, **{**values, **facts})


def test_a_call_is_set_up_and_changed(edition, secretary):
    subtheme = make.subtheme(edition)

    call = created(edition, secretary, languages=["ar", "en"], subthemes=[subtheme], most_per_person=2)
    change_call(call=call, closes_at=make.NEXT_DAY + timedelta(days=1), by=secretary, at=make.NOON)

    call.refresh_from_db()
    assert (call.languages, call.most_per_person, call.closes_at, list(call.subthemes.all())) == (
        ["en", "ar"],
        2,
        make.NEXT_DAY + timedelta(days=1),
        [subtheme],
    )


def test_only_the_secretariat_sets_up_calls(edition):
    for by in (make.person("Stranger"), make.edition(secretaries=(make.person(),)).offices.get().person):
        with pytest.raises(NotAllowed):
            created(edition, by)

    assert Call.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"closes_at": make.NOON}, EndsTooEarly),
        ({"languages": ["tlh"]}, NotOfThisEdition),
        ({"slug": "Kein Slug"}, BadSlug),
        ({"slug": "new"}, BadSlug),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(edition, secretary, facts, refusal):
    with pytest.raises(refusal):
        created(edition, secretary, **facts)

    assert Call.objects.count() == 0


def test_a_call_invites_to_tracks_of_its_own_edition(edition, secretary):
    with pytest.raises(NotOfThisEdition):
        created(edition, secretary, tracks=[make.track(make.edition())])


def test_a_short_name_is_given_once(edition, secretary):
    created(edition, secretary)

    with pytest.raises(SlugTaken):
        created(edition, secretary)


def question(call, by, slug="device", **facts):
    values = {"kind": QuestionKind.CHOICE, "text": make.english("Which device?"), "choices": [TABLET, PHONE]}
    return set_question(call=call, slug=slug, by=by, at=make.NOON, **{**values, **facts})


def test_short_names_of_calls_and_questions_are_made_where_none_is_given(edition, secretary):
    calls = [created(edition, secretary, slug="") for _ in range(2)]
    questions = [question(calls[0], secretary, slug="") for _ in range(2)]

    assert [call.slug for call in calls] == ["call-for-papers", "call-for-papers-2"]
    assert [each.slug for each in questions] == ["which-device", "which-device-2"]
    entries = Entry.objects.filter(action="question.set").order_by("seq")
    recorded = [entry.detail["question"] for entry in entries]
    assert recorded == ["which-device", "which-device-2"]


def test_a_question_is_asked_and_changed(edition, secretary):
    call = created(edition, secretary)

    first = question(call, secretary)
    again = question(call, secretary, choices=[TABLET, PHONE, WATCH], tracks=list(call.tracks.all()))

    assert (first, len(again.choices), list(again.tracks.all())) == (again, 3, list(call.tracks.all()))


@pytest.mark.parametrize("facts", [{"choices": [TABLET, WATCH]}, {"kind": QuestionKind.NUMBER}])
def test_what_was_answered_keeps_its_meaning(edition, secretary, facts):
    call = created(edition, secretary)
    asked = question(call, secretary)
    proposal = writing.started(call)
    answer_questions(proposal=proposal, answers={"device": "phone"}, by=proposal.proposer, at=make.NOON)

    with pytest.raises(Answered):
        question(call, secretary, **facts)
    with pytest.raises(Answered):
        remove_question(question=asked, by=secretary, at=make.NOON)
    question(call, secretary, choices=[PHONE, WATCH])  # nobody chose the tablet

    assert [choice["key"] for choice in Question.objects.get().choices] == ["phone", "watch"]


def test_one_choice_is_no_choice(edition, secretary):
    with pytest.raises(ChoicesMissing):
        question(created(edition, secretary), secretary, choices=[TABLET])


def test_an_unanswered_question_can_be_removed(edition, secretary):
    asked = question(created(edition, secretary), secretary)

    remove_question(question=asked, by=secretary, at=make.NOON)

    assert Question.objects.count() == 0


def test_only_the_secretariat_asks(edition, secretary):
    call, stranger = created(edition, secretary), make.person("Stranger")
    asked = question(call, secretary)

    with pytest.raises(NotAllowed):
        question(call, stranger)
    with pytest.raises(NotAllowed):
        remove_question(question=asked, by=stranger, at=make.NOON)


def test_a_late_link_is_sent_to_its_owner(edition, secretary):
    call = created(edition, secretary)

    link = add_late_link(
        call=call, address="ada@people.example", until=make.NEXT_DAY, by=secretary, at=make.NOON
    )

    letter = Message.objects.get()
    assert (letter.kind, letter.address) == ("late-link", "ada@people.example")
    assert f"/en/{edition.path}/call/papers/late/{link.token}/" in letter.body


def test_a_late_link_is_given_by_the_secretariat_and_for_the_future(edition, secretary):
    call, until = created(edition, secretary), make.NEXT_DAY

    with pytest.raises(NotAllowed):
        add_late_link(
            call=call, address="a@people.example", until=until, by=make.person("Stranger"), at=make.NOON
        )
    with pytest.raises(EndsTooEarly):
        add_late_link(call=call, address="a@people.example", until=until, by=secretary, at=until)

    assert LateLink.objects.count() == 0
