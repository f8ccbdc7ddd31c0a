"""The secretariat sets up calls, questions and late links."""

from datetime import UTC, datetime

import pytest

from convenor.editions.models import Role
from convenor.outbox.models import Message
from convenor.proposals.actions.answers import answer_questions
from convenor.proposals.models import Call, LateLink, Question
from tests import make
from tests.proposals import writing
from tests.web.me.proposals.pages import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Secretary")


@pytest.fixture
def edition(secretary):
    edition = make.edition(secretaries=(secretary,))
    make.track(edition, "symposium")
    return edition


@pytest.fixture
def browser(secretary):
    return make.signed_in(secretary)


def at(edition, rest=""):
    return f"/en/{edition.path}/organise/calls/{rest}"


CALL = {
    "title": "Call for papers",
    "slug": "papers",
    "text": "Write to us.",
    "opens_at": "2027-01-20T09:00",
    "closes_at": "2027-02-20 18:00",
    "tracks": ["symposium"],
    "languages": ["en", "ar"],
    "title_characters": "120",
    "abstract_words": "250",
    "most_per_person": "2",
    "most_per_organization": "",
}


def test_a_call_is_set_up_in_the_edition_s_clock(browser, edition):
    response = send(browser, at(edition, "new/"), **CALL)

    call = Call.objects.get()
    assert response.headers["Location"] == at(edition, "papers/")
    assert (call.opens_at, call.closes_at) == (
        datetime(2027, 1, 20, 8, 0, tzinfo=UTC),
        datetime(2027, 2, 20, 17, 0, tzinfo=UTC),
    )
    assert (str(call.title), call.languages, call.most_per_person, call.most_per_organization) == (
        "Call for papers",
        ["en", "ar"],
        2,
        None,
    )
    assert [track.slug for track in call.tracks.all()] == ["symposium"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_at": "2027-01-20T09:00"},
        {"closes_at": "soon"},
        {"opens_at": "0001-01-01T00:00"},
        {"closes_at": "2027-03-28T02:30"},  # an hour that Paris skips
        {"tracks": ["elsewhere"]},
        {"slug": "Two Words"},
        {"languages": ["tlh"]},
        {"abstract_words": "0"},
        {"most_per_person": "9" * 30},
        {"title": ""},
    ],
)
def test_a_call_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(browser, edition, wrong):
    response = send(browser, at(edition, "new/"), **{**CALL, **wrong})

    assert (response.status_code, Call.objects.count()) == (422, 0)
    assert "Write to us." in response.text


def test_a_call_is_changed_and_translated(browser, edition):
    send(browser, at(edition, "new/"), **CALL)

    send(browser, at(edition, "papers/"), **{**CALL, "closes_at": "2027-02-27T18:00"})
    send(
        browser,
        at(edition, "papers/?in=fr"),
        title="Appel",
        title_status="human",
        text="Écrivez-nous.",
        text_status="machine",
    )

    call = Call.objects.get()
    assert call.closes_at == datetime(2027, 2, 27, 17, 0, tzinfo=UTC)
    assert call.title.to_json() == {
        "en": {"text": "Call for papers", "status": "original"},
        "fr": {"text": "Appel", "status": "human"},
    }
    assert [track.slug for track in call.tracks.all()] == ["symposium"]


@pytest.fixture
def call(edition):
    return make.call(edition, edition.tracks.get(), slug="papers")


QUESTION = {
    "text": "Which device?",
    "slug": "device",
    "help": "",
    "kind": "choice",
    "choices": "A phone\nA tablet",
    "is_required": "on",
    "most_words": "",
    "position": "1",
}


def choices():
    return [(each["key"], each["text"]["en"]["text"]) for each in Question.objects.get().choices]


def test_a_question_with_choices_is_asked(browser, edition, call):
    response = send(browser, at(edition, "papers/questions/new/"), **QUESTION)

    asked = Question.objects.get()
    assert response.headers["Location"] == at(edition, "papers/questions/")
    assert (str(asked.text), asked.kind, asked.is_required) == ("Which device?", "choice", True)
    assert choices() == [("a-phone", "A phone"), ("a-tablet", "A tablet")]


def test_choices_keep_their_keys_when_words_and_order_change(browser, edition, call):
    send(browser, at(edition, "papers/questions/new/"), **QUESTION)
    proposal = writing.started(call)
    answer_questions(proposal=proposal, answers={"device": "a-phone"}, by=proposal.proposer, at=make.NOON)
    changed = {**QUESTION, "choices": "A watch\nA tablet\nA telephone"}

    send(browser, at(edition, "papers/questions/device/"), **changed)
    kept = choices()
    refused = send(
        browser, at(edition, "papers/questions/device/"), **{**QUESTION, "choices": "A tablet\nNone"}
    )

    assert kept == [("a-watch", "A watch"), ("a-tablet", "A tablet"), ("a-phone", "A telephone")]
    assert refused.status_code == 422
    assert "answers that were chosen, must stay" in refused.text


def test_choices_are_translated_line_by_line(browser, edition, call):
    send(browser, at(edition, "papers/questions/new/"), **QUESTION)
    french = {"text": "Quel appareil ?", "text_status": "human", "help": "", "help_status": "human"}
    address = at(edition, "papers/questions/device/?in=fr")

    short = send(browser, address, **french, choices="Un téléphone", choices_status="human")
    send(browser, address, **french, choices="Un téléphone\nUne tablette", choices_status="human")

    assert short.status_code == 422
    assert [each["text"]["fr"]["text"] for each in Question.objects.get().choices] == [
        "Un téléphone",
        "Une tablette",
    ]


@pytest.mark.parametrize(
    "wrong", [{"choices": "One"}, {"slug": "Two Words"}, {"kind": "poem"}, {"text": ""}, {"position": "-1"}]
)
def test_a_question_that_makes_no_sense_is_refused(browser, edition, call, wrong):
    response = send(browser, at(edition, "papers/questions/new/"), **{**QUESTION, **wrong})

    assert (response.status_code, Question.objects.count()) == (422, 0)


def test_a_short_name_of_a_question_is_given_once(browser, edition, call):
    send(browser, at(edition, "papers/questions/new/"), **QUESTION)

    response = send(browser, at(edition, "papers/questions/new/"), **{**QUESTION, "text": "Another?"})

    assert response.status_code == 422
    assert str(Question.objects.get().text) == "Which device?"


def test_a_question_is_removed_after_a_question(browser, edition, call):
    send(browser, at(edition, "papers/questions/new/"), **QUESTION)

    send(browser, at(edition, "papers/questions/device/removal/"))

    assert Question.objects.count() == 0


def test_a_late_link_is_given_and_listed(browser, edition, call):
    response = send(
        browser, at(edition, "papers/late-links/"), address="ada@people.example", until="2027-02-01T12:00"
    )

    link = LateLink.objects.get()
    assert response.status_code == 302
    assert (link.until, Message.objects.get().address) == (
        datetime(2027, 2, 1, 11, 0, tzinfo=UTC),
        "ada@people.example",
    )
    assert f"/call/papers/late/{link.token}/" in browser.get(at(edition, "papers/late-links/")).text


@pytest.mark.parametrize("wrong", [{"address": "nobody"}, {"until": "2020-01-01T12:00"}, {"until": ""}])
def test_a_late_link_that_makes_no_sense_is_refused(browser, edition, call, wrong):
    facts = {"address": "ada@people.example", "until": "2027-02-01T12:00", **wrong}

    response = send(browser, at(edition, "papers/late-links/"), **facts)

    assert (response.status_code, LateLink.objects.count()) == (422, 0)


PAGES = ["", "new/", "papers/", "papers/questions/", "papers/questions/new/", "papers/late-links/"]


@pytest.mark.parametrize("page", PAGES)
def test_these_pages_are_the_secretariat_s(edition, call, page):
    chair, track_chair = make.person("Chair"), make.person("Track chair")
    make.office(edition, chair, Role.CHAIR)
    make.office(edition, track_chair, Role.TRACK_CHAIR, edition.tracks.get())
    elsewhere = make.edition(secretaries=(make.person("Elsewhere"),)).offices.get().person

    for person in (chair, track_chair, elsewhere, make.person("Stranger")):
        assert make.signed_in(person).get(at(edition, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_these_pages_can_be_read_in_every_language(browser, edition, call, page):
    for language in ("en", "fr", "es", "ar", "ru", "zh"):
        assert browser.get(f"/{language}/{edition.path}/organise/calls/{page}").status_code == 200
