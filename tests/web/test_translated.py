"""Texts in several languages are written one language at a time."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.translation import override

from convenor.kernel.translated import Status, Translated
from convenor.web.translated import TranslatedForm, TranslatedLine, TranslatedParagraphs
from tests import make

STORED: dict[str, Any] = {
    "name": Translated.of("Hall", "en").plus("Salle", "fr", Status.MACHINE),
    "text": Translated.of("Large", "en"),
    "seats": 800,
}


class RoomForm(TranslatedForm):
    name = TranslatedLine(label="Name", max_length=20)
    text = TranslatedParagraphs(label="Text", required=False)
    seats = forms.IntegerField(label="Seats")


def form_for(query="", initial=None, **sent):
    request: Any = RequestFactory().get(f"/{query}")
    request.person = None
    opened = RoomForm(request, initial=initial)
    if not sent:
        return opened
    request.method = "POST"
    request.POST = QueryDict(mutable=True)
    request.POST.update({"key": opened.initial["key"], **sent})
    return RoomForm(request, initial=initial)


def test_something_new_is_written_in_the_language_of_the_page_as_the_original():
    with override("fr"):
        form = form_for(name="Salle", text="", seats="40")

    assert form.is_valid(), form.errors
    assert form.facts == {"name": Translated.of("Salle", "fr"), "text": Translated(), "seats": 40}


def test_in_the_language_of_the_original_everything_is_asked_for():
    form = form_for(initial=STORED, name="Main hall", text="Large", seats="900")

    assert form.is_valid()
    assert form.facts == {
        "name": STORED["name"].plus("Main hall", "en", "original"),
        "text": STORED["text"],
        "seats": 900,
    }


def test_in_another_language_only_texts_are_asked_for_and_nothing_else_is_lost():
    form = form_for("?in=fr", STORED)
    sent = form_for("?in=fr", STORED, name="Salle", name_status="human", text="Grande", text_status="machine")

    assert list(form.fields) == ["name", "name_status", "text", "text_status", "key"]
    assert sent.is_valid()
    assert sent.facts == {
        "name": STORED["name"].plus("Salle", "fr", "human"),
        "text": STORED["text"].plus("Grande", "fr", "machine"),
        "seats": 800,
    }


def test_a_translation_emptied_is_taken_away_and_the_original_stays():
    form = form_for("?in=fr", STORED, name="", name_status="human", text="", text_status="human")

    assert form.is_valid()
    assert form.facts["name"] == Translated.of("Hall", "en")


def test_the_original_of_what_is_required_is_not_emptied():
    form = form_for(initial=STORED, name="", text="", seats="1")

    assert (form.is_valid(), list(form.errors)) == (False, ["name"])


@pytest.mark.parametrize("query", ["?in=xx", "?in=", "?in=%00", "?in=fr%0A"])
def test_a_language_that_we_do_not_know_is_that_of_the_original(query):
    assert form_for(query, STORED).writing == "en"


def test_the_form_says_what_there_is_in_each_language():
    versions = form_for("?in=fr", STORED).versions

    assert [(each.code, str(each.standing), each.is_at_hand) for each in versions][:3] == [
        ("en", "original", False),
        ("fr", "incomplete", True),  # the text has no French yet
        ("es", "missing", False),
    ]


def test_a_translation_is_shown_beside_its_original_in_its_own_direction():
    shown = str(form_for("?in=ar", STORED)["name"].as_field_group())

    assert '<blockquote lang="en" dir="ltr">' in shown
    assert 'lang="ar" dir="rtl"' in shown


def test_a_status_that_does_not_exist_is_refused():
    form = form_for("?in=fr", STORED, name="Salle", name_status="perfect", text="", text_status="human")

    assert (form.is_valid(), list(form.errors)) == (False, ["name_status"])


@pytest.mark.django_db
def test_only_the_languages_of_the_edition_are_offered_and_those_already_written():
    request: Any = RequestFactory().get("/")
    request.person, request.edition = None, make.edition(languages=["en", "ar"])

    assert [each.code for each in RoomForm(request, initial=STORED).versions] == ["en", "fr", "ar"]
