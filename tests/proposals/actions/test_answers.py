"""The secretariat's questions are answered in their kind."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from convenor.proposals.actions.answers import (
    NotAnAnswer,
    NotAsked,
    answer_questions,
    attach_file,
    remove_file,
)
from convenor.proposals.actions.texts import TooLong
from convenor.proposals.models import Question, QuestionKind
from convenor.proposals.uploads import accept, stored
from tests import make
from tests.proposals import writing

pytestmark = pytest.mark.django_db

DEVICES = [
    {"key": "phone", "text": make.english("A phone").to_json()},
    {"key": "tablet", "text": make.english("A tablet").to_json()},
]


def asked(call, slug="why", kind=QuestionKind.TEXT, **facts):
    return Question.objects.create(call=call, slug=slug, kind=kind, text=make.english(slug), **facts)


def answer(proposal, **answers):
    return answer_questions(proposal=proposal, answers=answers, by=proposal.proposer, at=make.NOON)


def given(proposal):
    return {each.question.slug: each.text or each.file_name for each in proposal.answers.all()}


def read(path):
    with default_storage.open(path) as kept:
        return kept.read()


def test_answers_are_kept_changed_and_taken_away():
    proposal = writing.started()
    asked(proposal.call, "why", most_words=5)
    asked(proposal.call, "device", QuestionKind.CHOICE, choices=DEVICES)
    asked(proposal.call, "pupils", QuestionKind.NUMBER)

    answer(proposal, why="The tide turns", device="phone", pupils="30")
    answer(proposal, device="tablet", pupils="")

    assert given(proposal) == {"why": "The tide turns", "device": "tablet"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (QuestionKind.NUMBER, "many"),
        (QuestionKind.NUMBER, "NaN"),
        (QuestionKind.NUMBER, "9" * 31),
        (QuestionKind.CHOICE, "watch"),
        (QuestionKind.FILE, "plan.pdf"),
    ],
)
def test_another_kind_of_answer_is_refused_and_nothing_of_the_form_is_kept(kind, text):
    proposal = writing.started()
    asked(proposal.call, "what")
    asked(proposal.call, "why", kind, choices=DEVICES)

    with pytest.raises(NotAnAnswer):
        answer(proposal, what="This", why=text)

    assert given(proposal) == {}


@pytest.mark.parametrize("text", ["one two three four", "海" * 7, "x" * 20_001])
def test_a_long_answer_is_refused(text):
    proposal = writing.started()
    asked(proposal.call, most_words=3)

    with pytest.raises(TooLong):
        answer(proposal, why=text)


def test_what_is_asked_of_another_track_or_call_is_not_answered():
    proposal = writing.started()
    asked(proposal.call, "elsewhere").tracks.add(make.track(proposal.edition))
    foreign = asked(writing.call(), "foreign", QuestionKind.FILE)
    upload = accept(ContentFile(b"plan"))

    for slug in ("elsewhere", "foreign", "forged"):
        with pytest.raises(NotAsked):
            answer(proposal, **{slug: "Yes"})
    with pytest.raises(NotAsked), stored(upload):
        attach_file(proposal=proposal, question=foreign, upload=upload, by=proposal.proposer, at=make.NOON)

    assert default_storage.exists(upload.path) is False


def test_sent_twice_a_file_is_kept_once():
    proposal, key = writing.started(), uuid4()
    question, paths = asked(proposal.call, kind=QuestionKind.FILE), []
    for _time in range(2):
        upload = accept(ContentFile(b"plan", name="plan.txt"))
        paths.append(upload.path)
        with stored(upload):
            attach_file.once(
                key, proposal=proposal, question=question, upload=upload, by=proposal.proposer, at=make.NOON
            )

    assert [default_storage.exists(path) for path in paths] == [True, False]


def test_a_file_that_is_replaced_or_removed_stays_in_its_version():
    proposal = writing.started()
    question = asked(proposal.call, kind=QuestionKind.FILE)
    people = {"by": proposal.proposer, "at": make.NOON}
    for content in (b"first", b"second"):
        with stored(accept(ContentFile(content, name="plan.txt"))) as upload:
            attach_file(proposal=proposal, question=question, upload=upload, **people)

    remove_file(proposal=proposal, question=question, **people)

    versions = proposal.versions.order_by("number").values_list("document__answers", flat=True)
    contents = [[read(each["file"]) for each in answers] for answers in versions]
    assert contents == [[], [b"first"], [b"second"], []]
    assert given(proposal) == {}
