"""Passkeys on their pages: the questions are in the page, the answers in the form."""

import re
from html import unescape

import pytest
from django.test import Client

from convenor.accounts.models import Passkey
from convenor.accounts.sessions import PERSON
from tests import make
from tests.accounts.authenticator import Authenticator

pytestmark = pytest.mark.django_db


def question_in(page):
    [question] = re.findall(r'data-question="([^"]+)"', page)
    return unescape(question)


def add(client, device, name="Phone"):
    page = client.get("/en/me/passkeys/").text
    answer = device.create(question_in(page))
    return client.post("/en/me/passkeys/", {"name": name, "answer": answer, "key": make.form_key(page)})


def sign_in(client, device, query="", change=lambda answer: answer):
    page = client.get("/en/sign-in/passkey/").text
    answer = change(device.get(question_in(page)))
    return client.post(f"/en/sign-in/passkey/{query}", {"answer": answer, "key": make.form_key(page)})


def test_add_a_passkey_then_sign_in_with_it(clock):
    ada, device = make.person("Ada"), Authenticator()

    added = add(make.signed_in(ada), device)
    clock.at = make.LATER
    visitor = Client()
    signed_in = sign_in(visitor, device, "?next=/en/me/data/")

    assert (added.status_code, added.url) == (302, "/en/me/passkeys/")
    assert (signed_in.url, visitor.session[PERSON]) == ("/en/me/data/", ada.pk)


def test_a_refused_answer_is_said_with_a_fresh_question_and_no_cookie(clock):
    device = Authenticator()
    add(make.signed_in(make.person("Ada")), device)
    clock.at = make.LATER
    visitor = Client()

    refused = sign_in(visitor, device, change=lambda answer: answer.replace("signature", "nothing"))

    assert (refused.status_code, "This passkey was not accepted" in refused.text) == (422, True)
    assert question_in(refused.text) != question_in(visitor.get("/en/sign-in/passkey/").text)
    assert visitor.cookies.output() == ""


def test_nobody_is_sent_to_another_site(clock):
    device = Authenticator()
    add(make.signed_in(make.person("Ada")), device)
    clock.at = make.LATER

    assert sign_in(Client(), device, "?next=//evil.example/").url == "/en/me/"


@pytest.mark.parametrize("answer", ["", "x", "\0", b"\xed\xa0\x80", "[" * 9000, "{}"])
def test_rubbish_is_answered_politely(answer):
    ada = make.signed_in(make.person("Ada"))
    page, mine = Client().get("/en/sign-in/passkey/").text, ada.get("/en/me/passkeys/").text

    answers = [
        Client().post("/en/sign-in/passkey/", {"answer": answer, "key": make.form_key(page)}),
        Client().post("/en/sign-in/passkey/", {"key": make.form_key(page)}),
        ada.post("/en/me/passkeys/", {"name": "Phone", "answer": answer, "key": make.form_key(mine)}),
    ]

    assert [each.status_code for each in answers] == [422] * 3


def test_the_form_sent_twice_adds_one_passkey():
    client, device = make.signed_in(make.person("Ada")), Authenticator()
    page = client.get("/en/me/passkeys/").text
    form = {"name": "Phone", "answer": device.create(question_in(page)), "key": make.form_key(page)}

    answers = [client.post("/en/me/passkeys/", form).status_code for _each in range(2)]

    assert (answers, Passkey.objects.count()) == ([302] * 2, 1)


def test_people_see_and_remove_their_own_passkeys_only(clock):
    ada, bo = make.signed_in(make.person("Ada")), make.signed_in(make.person("Bo"))
    add(ada, Authenticator(), "Telephone of Ada")
    passkey = Passkey.objects.get()
    path = f"/en/me/passkeys/{passkey.pk}/removal/"

    seen_by_bo = bo.get("/en/me/passkeys/").text
    bo.post(path)
    kept = Passkey.objects.count()
    seen_by_ada = ada.get("/en/me/passkeys/").text
    removed = [ada.post(path).status_code for _each in range(2)]

    assert ("Telephone of Ada" in seen_by_bo, "Telephone of Ada" in seen_by_ada, kept) == (False, True, 1)
    assert (removed, Passkey.objects.count()) == ([302] * 2, 0)


@pytest.mark.parametrize("number", ["0", "9" * 30, "-1", "x"])
def test_forged_numbers_remove_nothing(number):
    client = make.signed_in(make.person("Ada"))

    assert client.post(f"/en/me/passkeys/{number}/removal/").status_code in {302, 404}


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_five_queries_however_long_it_is(many, django_assert_num_queries):
    client = make.signed_in(make.person("Ada"))
    for number in range(many):
        add(client, Authenticator(), f"Phone {number}")
    client.get("/en/me/passkeys/")  # the messages are read

    with django_assert_num_queries(5):
        page = client.get("/en/me/passkeys/").text

    assert [f"Phone {number}" in page for number in range(3)] == [number < many for number in range(3)]


def test_where_the_site_has_no_name_no_passkeys_are_offered(settings):
    settings.URL = "http://127.0.0.1:8000"
    mine = make.signed_in(make.person("Ada")).get("/en/me/passkeys/").text

    assert "data-question" not in mine
    assert "/sign-in/passkey/" not in Client().get("/en/sign-in/").text
