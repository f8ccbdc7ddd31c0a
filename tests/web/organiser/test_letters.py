"""The secretariat words its letters in each language and sees them filled in before it saves."""

import re

import pytest

from convenor.audit.models import Entry
from convenor.editions import letters
from convenor.editions.models import Letter, LetterKind, Role
from convenor.web.links import page
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make.person("Sela")


@pytest.fixture
def edition(secretary):
    edition = make.edition(secretaries=(secretary,))
    make.proposal("Tides", to=make.call(edition, make.track(edition, "workshops")))
    return edition


@pytest.fixture
def client(secretary):
    return make.signed_in(secretary)


def _send(client, edition, do="save", kind="decline", language="en", **fields):
    address = page(edition, "organiser:letter", kind, language)
    key = make.form_key(client.get(address).text)
    return client.post(
        address, {"key": key, "do": do, "subject": "Hello", "body": "Dear {name}", **fields}, follow=True
    )


def _own():
    return list(Letter.objects.values_list("kind", "language", "subject", "body"))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
@pytest.mark.parametrize("kind", LetterKind.values)
def test_every_letter_opens_with_its_wording_and_a_preview(client, edition, kind, language):
    response = client.get(page(edition, "organiser:letter", kind, language))

    words = letters.wording(edition, LetterKind(kind), language)
    preview = response.text.split('id="preview"', 1)[1]
    assert (response.status_code, "{" in preview, words[0].split("{")[0].strip() in response.text) == (
        200,
        False,
        True,
    )


def test_a_letter_is_written_in_its_own_direction(client, edition):
    text = client.get(page(edition, "organiser:letter", "decline", "ar")).text

    assert re.findall(r'name="(\w+)"[^>]* lang="ar" dir="rtl"', text) == ["subject", "body"]


def test_a_wording_is_saved_for_one_language(client, edition):
    response = _send(client, edition, language="fr", subject="Bonjour {name}", body="Cher {name}\n{note}")

    assert _own() == [("decline", "fr", "Bonjour {name}", "Cher {name}\n{note}")]
    assert "The wording is saved." in response.text
    assert list(Entry.objects.values_list("action", flat=True)) == ["letter.reworded"]


def test_a_preview_is_of_a_real_proposal_and_saves_nothing(client, edition):
    response = _send(client, edition, do="preview", body="{proposal_title} in {track}, says {sender}")

    assert ("Tides in Workshops, says Learning Week 2027" in response.text, _own()) == (True, [])


def test_the_built_in_text_comes_back(client, edition):
    _send(client, edition)

    response = _send(client, edition, do="built-in")

    assert (_own(), "The built-in wording is used again." in response.text) == ([], True)


@pytest.mark.parametrize("do", ["save", "preview"])
@pytest.mark.parametrize("unknown", ["{unknown}", "{name.__class__}", "{0}", "{deadline}", "{}"])
def test_unknown_placeholders_are_named(client, edition, do, unknown):
    response = _send(client, edition, do=do, body=f"Dear {unknown}")

    assert (response.status_code, _own()) == (422, [])
    assert f"This letter does not know {unknown}." in response.text


def test_a_letter_that_asks_keeps_its_link(client, edition):
    response = _send(client, edition, kind="accept", body="Welcome")

    assert (response.status_code, "This letter must contain {link}" in response.text) == (422, True)


@pytest.mark.parametrize(
    ("subject", "body"),
    [("", "Dear"), ("Hello", ""), ("x" * 201, "Dear"), ("Hello", "x" * 10_001), ("\x00", "\ud800")],
)
def test_an_empty_or_endless_letter_is_not_saved(client, edition, subject, body):
    response = _send(client, edition, subject=subject, body=body.encode("utf-8", "replace").decode())

    assert (response.status_code, _own()) == (422, [])


def test_a_subject_is_one_line(client, edition):
    _send(client, edition, subject="Hello\r\nBcc: all@people.example")

    assert _own()[0][2] == "Hello Bcc: all@people.example"


def test_the_overview_says_which_are_changed(client, edition):
    before = client.get(page(edition, "organiser:letters")).text
    _send(client, edition)

    after = client.get(page(edition, "organiser:letters")).text

    assert (before.count(">changed<"), after.count(">changed<")) == (0, 1)


@pytest.mark.parametrize(("kind", "language"), [("unknown", "en"), ("accept", "de"), ("accept", "xx")])
def test_other_letters_are_not_found(client, edition, kind, language):
    assert client.get(page(edition, "organiser:letter", kind, language)).status_code == 404


def test_chairs_do_not_word_letters(edition):
    chair = make.person("Cleo")
    make.office(edition, chair, Role.CHAIR)
    client = make.signed_in(chair)

    addresses = [page(edition, "organiser:letters"), page(edition, "organiser:letter", "accept", "en")]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
