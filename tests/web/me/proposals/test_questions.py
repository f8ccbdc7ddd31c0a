"""The secretariat's questions: answered in words, by files; files come back as files only."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from convenor.proposals.models import Question, QuestionKind
from tests import documents, make
from tests.proposals import writing
from tests.proposals.test_uploads import SVG, picture
from tests.web.me.proposals.pages import at, key_of, send

pytestmark = pytest.mark.django_db

PLAN = "questions/plan/"


@pytest.fixture
def proposal():
    proposal = writing.complete()
    asked = {"call": proposal.call, "text": make.english("What for?")}
    devices = [{"key": key, "text": make.english(key).to_json()} for key in ("phone", "tablet")]
    Question.objects.create(slug="why", kind=QuestionKind.TEXT, is_required=True, most_words=5, **asked)
    Question.objects.create(slug="device", kind=QuestionKind.CHOICE, choices=devices, **asked)
    Question.objects.create(slug="pupils", kind=QuestionKind.NUMBER, **asked)
    Question.objects.create(slug="plan", kind=QuestionKind.FILE, **asked)
    return proposal


@pytest.fixture
def browser(proposal):
    return make.signed_in(proposal.proposer)


def given(proposal):
    return {each.question.slug: each.text or each.file_name for each in proposal.answers.all()}


def test_answers_in_words_are_saved_together(browser, proposal):
    answers = {"answer-why": "To learn", "answer-device": "tablet", "answer-pupils": "٣٠"}

    response = send(browser, at(proposal, "questions/"), **answers)

    assert response.headers["Location"] == at(proposal, "ties/")
    assert given(proposal) == {"why": "To learn", "device": "tablet", "pupils": "30"}


def test_what_must_be_answered_may_wait_until_the_end(browser, proposal):
    response = send(browser, at(proposal, "questions/"), **{"answer-device": "phone"})
    check = browser.get(at(proposal, "check/")).text

    assert (response.status_code, given(proposal)) == (302, {"device": "phone"})
    assert "Please answer: What for?" in check


@pytest.mark.parametrize(
    "wrong",
    [{"answer-why": "one two three four five six"}, {"answer-device": "watch"}, {"answer-pupils": "many"}],
)
def test_a_wrong_answer_is_refused_and_the_others_are_kept_in_the_form(browser, proposal, wrong):
    response = send(browser, at(proposal, "questions/"), **{"answer-pupils": "31", **wrong})

    assert (response.status_code, given(proposal)) == (422, {})
    assert ('value="31"' in response.text) == ("answer-pupils" not in wrong)


def upload(browser, proposal, content, name="plan.pdf", type="application/pdf"):
    return send(browser, at(proposal, PLAN), file=SimpleUploadedFile(name, content, type))


def test_a_file_is_taken_and_comes_back_as_an_attachment(browser, proposal):
    upload(browser, proposal, documents.pdf(), name='my "plan"\r\n.html')

    response = browser.get(at(proposal, PLAN + "file/"))

    content = b"".join(response.streaming_content)
    assert (content[:8], documents.names_in(content)) == (b"%PDF-1.7", set())
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert {name: response.headers[name] for name in ("Content-Type", "X-Content-Type-Options")} == {
        "Content-Type": "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
    }
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (SVG, "This kind of file is not taken"),
        (b"", "This file is empty."),
        (picture()[:50], "This kind of file"),
        (documents.pdf()[:300], "This file is damaged"),
        (documents.docx(**{"word/media/image1.jpg": b"II*"}), "This file holds an object of another program"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_in_a_sentence(browser, proposal, content, sentence):
    response = upload(browser, proposal, content, name="harmless.png", type="image/png")

    assert (response.status_code, given(proposal)) == (422, {})
    assert sentence in response.text


def test_a_form_without_a_file_is_refused(browser, proposal):
    assert send(browser, at(proposal, PLAN)).status_code == 422


def test_a_file_sent_too_late_leaves_nothing_on_disk(browser, proposal, clock):
    key = key_of(browser, at(proposal, PLAN))
    before = set(default_storage.listdir("answers")[1]) if default_storage.exists("answers") else set()
    clock.at = proposal.call.closes_at

    response = browser.post(at(proposal, PLAN), {"key": key, "file": SimpleUploadedFile("plan.txt", b"plan")})

    assert (response.status_code, given(proposal)) == (422, {})
    assert set(default_storage.listdir("answers")[1]) == before


def test_a_file_is_removed(browser, proposal):
    upload(browser, proposal, documents.pdf())

    send(browser, at(proposal, PLAN + "removal/"), form_at=at(proposal, PLAN))

    assert given(proposal) == {}


def test_files_are_for_the_people_of_their_proposal(browser, proposal):
    upload(browser, proposal, documents.pdf())
    stranger = make.signed_in(make.person("Stranger"))
    theirs = writing.complete(proposal.call, stranger_person := make.person("Bo"))

    answers = [
        stranger.get(at(proposal, PLAN + "file/")),
        make.signed_in(stranger_person).get(at(theirs, PLAN + "file/")),
        browser.get(at(proposal, "questions/why/file/")),
        browser.get(at(proposal, "questions/forged/")),
    ]

    assert [response.status_code for response in answers] == [404] * 4
