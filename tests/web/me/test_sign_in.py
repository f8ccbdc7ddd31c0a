"""Signing in: the pages do not tell who is known, send nobody elsewhere and set no cookie too early."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from convenor.accounts import throttle
from convenor.accounts.actions import sign_in_link
from convenor.accounts.models import Bucket, SignInCode
from convenor.accounts.sessions import PERSON
from convenor.audit.models import Entry
from convenor.outbox.models import Message
from convenor.people.models import Person
from convenor.web.me import sign_in
from tests import make

pytestmark = pytest.mark.django_db

ADA = "ada@people.example"


def ask(client, address=ADA, query="", **headers):
    key = make.form_key(client.get("/en/sign-in/").text)
    return client.post(f"/en/sign-in/{query}", {"address": address, "key": key}, **headers)


def mailed():
    """Digits and the link's path from the newest mail."""
    body = Message.objects.filter(kind="sign-in").latest("pk").body
    [digits], [link] = re.findall(r"\b\d{6}\b", body), re.findall(r"http://testserver(\S+)", body)
    return digits, link


def enter(client, page, digits, **headers):
    key = make.form_key(client.get(page).text)
    return client.post(page, {"digits": digits, "key": key}, **headers)


def press(client, link):
    """The one button of a link's page."""
    return client.post(link, {"key": make.form_key(client.get(link).text)})


def person_of(client):
    return client.session.get(PERSON)


def without_secrets(page):
    """A page without what is random in it: form keys and uids."""
    page = re.sub(r'name="key" value="[^"]+"', "", page)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", page)


def test_an_address_and_the_digits_sent_there_sign_in():
    ada = make.person("Ada", address=ADA)
    client = Client()

    asked = ask(client)
    code_page = client.get(asked.url)
    entered = enter(client, asked.url, mailed()[0])

    assert (asked.status_code, f"<bdi>{ADA}</bdi>" in code_page.text) == (302, True)
    assert (entered.status_code, entered.url, person_of(client)) == (302, "/en/me/", ada.pk)


def test_a_mail_leads_to_pages_in_the_language_in_which_it_was_asked_for():
    make.person("Ada", address=ADA, language="fr")
    client = Client()
    key = make.form_key(client.get("/ar/sign-in/").text)

    client.post("/ar/sign-in/", {"address": ADA, "key": key})
    link = mailed()[1]

    assert (link.startswith("/ar/sign-in/"), press(client, link).url) == (True, "/ar/me/")


def test_somebody_new_is_led_to_their_profile_first():
    client = Client()

    entered = enter(client, ask(client, query="?next=/en/mlw/2027/").url, mailed()[0])

    assert entered.url == "/en/me/profile/?next=%2Fen%2Fmlw%2F2027%2F"
    assert person_of(client) == Person.objects.get().pk


def walk(*, known):
    """All that a stranger sees who asks for ``ADA``, guesses, and asks too often; the count of queries."""
    for model in (Person, SignInCode, Bucket):
        model.objects.all().delete()
    make.person("Ada", address=ADA if known else "somebody@else.example")
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        answers = [ask(client)]
        page = answers[0].url
        answers.append(client.get(page))
        answers += [enter(client, page, "000000") for _each in range(7)]
        answers += [ask(client, address) for address in (ADA, ADA.upper(), "not an address", ADA, ADA, ADA)]
    seen = [(answer.status_code, answer.text, dict(answer.headers)) for answer in answers]
    return without_secrets(repr(seen)), len(queries)


def test_known_and_unknown_addresses_get_the_same_bytes_and_the_same_work():
    assert walk(known=True) == walk(known=False)


def test_that_comparison_sees_one_query_more(monkeypatch):
    def looking(request, form, onward):
        person = Person.objects.at_address(form.cleaned_data["address"])
        return unchanged(request, form, f"/{person.contact_points.count()}" if person else onward)

    unchanged = sign_in._send_code
    monkeypatch.setattr(sign_in, "_send_code", looking)

    assert walk(known=True) != walk(known=False)


def test_after_five_wrong_codes_the_right_one_is_refused():
    make.person("Ada", address=ADA)
    client = Client()
    page = ask(client).url
    right = mailed()[0]
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    answers = [enter(client, page, wrong) for _each in range(5)]
    late = enter(client, page, right)

    assert [answer.status_code for answer in answers] == [422] * 5
    assert (late.status_code, "Please ask for a new one" in late.text, person_of(client)) == (422, True, None)


@pytest.mark.parametrize("typed", ["12345", "1234567", "", "abc", "\0", b"\xed\xa0\x80", "1" * 5000])
def test_what_is_no_code_costs_no_try(typed):
    client = Client()
    page = ask(client).url

    answer = enter(client, page, typed)

    assert (answer.status_code, SignInCode.objects.get().tries) == (422, 0)


def test_an_expired_and_a_used_code_are_refused(clock):
    client = Client()
    page = ask(client).url
    digits = mailed()[0]
    clock.at = make.NOON + timedelta(minutes=10)
    expired = enter(client, page, digits)
    clock.at = make.NOON
    enter(client, page, digits)
    used = enter(Client(), page, digits)

    assert (expired.status_code, "too old" in expired.text) == (422, True)
    assert (used.status_code, "used already" in used.text) == (422, True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@people.example\nBcc: eve@x.org",
        "\0",
        b"\xed\xa0\x80@x.org",
        "\u202e@x.org",
        "a" * 9999,
        "é@x.org",
    ],
)
def test_what_is_no_address_is_said_and_gets_no_mail(address):
    answer = ask(Client(), address)

    assert (answer.status_code, Message.objects.count()) == (422, 0)


def test_what_was_typed_is_kept():
    assert 'value="ada at people"' in ask(Client(), "ada at people").text


def test_an_idn_is_written_to_as_it_was_typed():
    ask(Client(), "Ada@Bücher.example")

    assert Message.objects.get().address == "Ada@Bücher.example"


def test_the_link_of_the_mail_shows_a_button_and_is_not_used_up_by_being_opened():
    ada = make.person("Ada", address=ADA)
    ask(Client())
    link = mailed()[1]
    scanner, client = Client(), Client()

    opened = [scanner.get(link) for _each in range(3)]
    before = Session.objects.count(), SignInCode.objects.get().used_at
    pressed = press(client, link)
    again = press(Client(), link)

    assert ([each.status_code for each in opened], before) == ([200] * 3, (0, None))
    assert (pressed.url, person_of(client)) == ("/en/me/", ada.pk)
    assert again.status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/en/sign-in/00000000-0000-4000-8000-000000000000/",
        "/en/sign-in/00000000-0000-4000-8000-000000000000/token/",
        "/en/sign-in/1/",
        "/en/sign-in/passkey/token/",
    ],
)
def test_forged_addresses_of_codes_are_not_found(path):
    assert Client().get(path).status_code == 404


def test_a_link_with_another_token_is_not_found():
    page = ask(Client()).url

    answers = [Client().get(f"{page}{token}/").status_code for token in (mailed()[0], "x", "\u202e", "%00")]

    assert answers == [404] * 4


def test_a_link_handed_over_has_no_page_for_digits():
    sign_in_link(person=make.person("Ada"), at=make.NOON)

    assert Client().get(f"/en/sign-in/{SignInCode.objects.get().uid}/").status_code == 404


def test_no_cookie_before_sign_in_and_a_safe_one_after(settings):
    client = Client()
    asked = ask(client)
    cookies_before = client.cookies.output()

    entered = enter(client, asked.url, mailed()[0])

    cookie = entered.cookies["convenor"]
    assert cookies_before == ""
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Lax",
        "/",
        settings.SESSION_COOKIE_AGE,
    )
    assert entered.headers["Cache-Control"] == "no-store"


def test_over_https_the_cookie_is_secure(settings):
    settings.SESSION_COOKIE_SECURE = True
    client = Client()

    entered = enter(client, ask(client).url, mailed()[0])

    assert entered.cookies["convenor"]["secure"] is True


def test_the_session_begins_empty_under_a_new_key():
    ada = make.person("Ada", address=ADA)
    client = make.signed_in(make.person("Eve"))
    planted = client.session
    planted["mark"] = "planted"
    planted.save()
    ask(Client())
    link = mailed()[1]

    press(client, link)

    assert dict(client.session.items()) == {PERSON: ada.pk}
    assert client.session.session_key != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_a_session_key_that_somebody_invented_is_not_taken():
    client = Client()
    client.cookies["convenor"] = "a" * 32

    enter(client, ask(client).url, mailed()[0])

    assert client.session.session_key != "a" * 32


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x=y\r\n",
        "/\t/evil.example",
        "http:evil.example",
        "evil.example",
        "/" + "a" * 600,
        "\0",
        "/\u202e",
    ],
)
def test_nobody_is_sent_to_another_site(client, elsewhere):
    make.person("Ada", address=ADA)
    key = make.form_key(client.get("/en/sign-in/", {"next": elsewhere}).text)
    asked = client.post("/en/sign-in/", {"address": ADA, "key": key}, query_params={"next": elsewhere})

    entered = enter(client, asked.url, mailed()[0])

    assert entered.url == "/en/me/"
    assert client.get("/en/sign-in/", {"next": elsewhere}).url == "/en/me/"


def test_people_go_on_to_the_page_they_wanted_by_digits_and_by_link():
    make.person("Ada", address=ADA)
    client, other = Client(), Client()

    entered = enter(client, ask(client, query="?next=/fr/me/data/%3Fa%3D1").url, mailed()[0])
    ask(other, query="?next=/fr/me/data/")
    link = mailed()[1]
    pressed = press(other, link)

    assert (entered.url, pressed.url) == ("/fr/me/data/?a=1", "/fr/me/data/")


def test_who_is_signed_in_is_not_asked_again():
    client = make.signed_in(make.person("Ada"))

    assert client.get("/en/sign-in/?next=/en/me/data/").headers["Location"] == "/en/me/data/"


def test_pages_for_people_who_signed_in_lead_here_and_back(client):
    answer = client.get("/en/me/data/?a=1")

    assert answer.url == "/en/sign-in/?next=%2Fen%2Fme%2Fdata%2F%3Fa%3D1"


def test_the_form_sent_twice_sends_one_mail():
    client = Client()
    key = make.form_key(client.get("/en/sign-in/").text)

    answers = [client.post("/en/sign-in/", {"address": ADA, "key": key}) for _each in range(2)]

    assert (len({answer.headers["Location"] for answer in answers}), Message.objects.count()) == (1, 1)


def test_signing_out_ends_the_session_and_is_in_the_log():
    ada = make.person("Ada")
    client = make.signed_in(ada)

    answer = client.post("/en/sign-out/")

    assert (answer.headers["Location"], client.get("/en/me/").status_code, Session.objects.count()) == (
        "/en/",
        302,
        0,
    )
    assert [(each.action, each.actor) for each in Entry.objects.all()] == [("person.signed_out", ada)]


def test_signing_out_takes_a_post_and_our_own_page():
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = make.signed_in(make.person("Ada")).cookies

    assert [strict.get("/en/sign-out/").status_code, strict.post("/en/sign-out/").status_code] == [405, 403]
    assert strict.get("/en/me/").status_code == 200


def test_another_site_cannot_send_the_form():
    client = Client()

    answers = [
        ask(client, headers={"origin": "https://evil.example"}),
        ask(client, headers={"sec-fetch-site": "cross-site"}),
        ask(client, headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 302]


def test_an_address_gets_five_mails_and_then_one_every_ten_minutes(clock):
    answers = [ask(Client(), REMOTE_ADDR=f"203.0.{network}.7") for network in range(6)]
    clock.at = make.NOON + timedelta(minutes=10)
    later = ask(Client())

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert (answers[-1].headers["Retry-After"], "wait 10 minutes" in answers[-1].text) == ("600", True)
    assert (later.status_code, Message.objects.count()) == (302, 6)


def test_a_network_is_throttled_whatever_addresses_it_asks_for(monkeypatch):
    monkeypatch.setattr(throttle, "MAILS_FROM_A_NETWORK", throttle.Limit("few", 2, timedelta(hours=1)))

    answers = [ask(Client(), f"{name}@people.example", REMOTE_ADDR=f"203.0.113.{name}") for name in (1, 2, 3)]
    elsewhere = ask(Client(), REMOTE_ADDR="203.0.114.1")

    assert [answer.status_code for answer in [*answers, elsewhere]] == [302, 302, 429, 302]


def test_an_address_is_guessed_at_ten_times_and_then_seldom():
    client = Client()
    answers = []
    for _mail in range(3):
        page = ask(client).url
        wrong = f"{(int(mailed()[0]) + 1) % 1_000_000:06}"
        answers += [enter(client, page, wrong).status_code for _each in range(5)]

    assert answers == [422] * 10 + [429] * 5


def test_guessing_too_often_does_not_shut_out_who_has_the_mail():
    ada = make.person("Ada", address=ADA)
    client = Client()
    for _each in range(3):
        page = ask(client).url
        [enter(client, page, "000000") for _try in range(5)]
    link = mailed()[1]

    press(client, link)

    assert person_of(client) == ada.pk


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_the_pages_exist_in_every_language_without_a_session_or_a_query(language, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get(f"/{language}/sign-in/")

    assert (answer.status_code, answer.headers["Content-Language"]) == (200, language)
