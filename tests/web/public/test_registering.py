"""Registering on a page: signed in or by mail; what each field is for; what strangers must not learn."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from convenor.accounts import throttle
from convenor.outbox.models import Message
from convenor.registration.actions.codes import make_codes
from convenor.registration.models import Need, Registration, Standing
from tests import make
from tests.registration.filling import educator_of, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "Ada",
    "category": "educator",
    "country": "KE",
    "organization": "A school",
    "language": "en",
    "access": "A ramp",
    "diet": "",
}


@pytest.fixture
def edition():
    return open_edition(registration_url="https://elsewhere.example/")


def address_of(edition, more=""):
    return f"/en/{edition.path}/register/{more}"


def send(edition, client=None, at="ada@people.example", more="", **said):
    client = client or Client()
    key = make.form_key(client.get(address_of(edition, more)).text)
    return client.post(address_of(edition, more), {"key": key, "address": at, **FILLED, **said}, follow=True)


def test_the_front_page_leads_here_where_registration_is_set_up(edition):
    elsewhere = make.edition(registration_url="https://elsewhere.example/")

    pages = [Client().get(f"/en/{each.path}/").text for each in (edition, elsewhere)]

    assert [address_of(edition) in pages[0], "https://elsewhere.example/" in pages[0]] == [True, False]
    assert "https://elsewhere.example/" in pages[1]


def test_without_rules_there_is_no_page():
    assert Client().get(address_of(make.edition())).status_code == 404


def test_signed_out_one_registers_and_confirms_by_the_link_in_the_mail(edition):
    page = send(edition)
    letter = Message.objects.get()
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    visitor = Client()
    visitor.post(link, {"key": make.form_key(visitor.get(link).text)})

    made = Registration.objects.get()
    assert page.redirect_chain == [(address_of(edition, "sent/"), 302)]
    assert (letter.address, made.standing) == ("ada@people.example", Standing.ADMITTED)
    assert (made.name, made.organization.name, Need.objects.get().text) == ("Ada", "A school", "A ramp")


def test_the_answer_is_the_same_for_whoever_is_registered_already(edition):
    registered(edition, make.person("Ada", address="ada@people.example"))

    known, unknown = send(edition), send(edition, at="new@people.example")

    assert known.redirect_chain == unknown.redirect_chain
    assert known.content == unknown.content


def test_signed_in_one_is_registered_at_once(edition):
    ada = make.person("Ada", country="UZ")
    client = make.signed_in(ada)
    form = client.get(address_of(edition)).text

    page = send(edition, client)

    made = Registration.objects.get()
    assert ['value="UZ" selected' in form, "Your e-mail address" in form] == [True, False]
    assert page.redirect_chain[-1][0] == f"/en/me/registrations/{made.code}/"
    assert (made.person, made.standing) == (ada, Standing.ADMITTED)
    assert client.get(address_of(edition))["Location"] == f"/en/me/registrations/{made.code}/"


def test_a_form_sent_twice_registers_once(edition):
    client = Client()
    key = make.form_key(client.get(address_of(edition)).text)

    for _each in range(2):
        client.post(address_of(edition), {"key": key, "address": "ada@people.example", **FILLED})

    assert (Registration.objects.count(), Message.objects.count()) == (1, 1)


def test_every_personal_field_says_what_it_is_for_who_reads_it_and_how_long_it_is_kept(edition):
    page = Client().get(address_of(edition)).text

    helps = re.findall(r'class="help"\s+id="id_(\w+)_helptext">([^<]+)<', page)
    said = {name: text for name, text in helps if name != "invitation"}
    assert list(said) == [
        "address",
        "name",
        "category",
        "country",
        "organization",
        "language",
        "access",
        "diet",
    ]
    assert {name for name, text in said.items() if "Read by the secretariat" not in text} == set()
    assert {name for name, text in said.items() if "Deleted on 4 April 2027." in text} == {"access", "diet"}
    assert {name for name, text in said.items() if "Kept with the records" in text} == set(said) - {
        "access",
        "diet",
    }


def test_what_is_not_asked_is_not_on_the_form(edition):
    edition.registration_rules.asks_needs = edition.registration_rules.asks_organization = False
    edition.registration_rules.save()

    page = Client().get(address_of(edition)).text

    assert [f'name="{name}"' in page for name in ("name", "organization", "access", "diet")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"category": ""}, "Please fill this in."),
        ({"category": "staff"}, "Please choose one of the answers offered."),
        ({"at": "nobody"}, "This does not look like an e-mail address."),
        ({"language": "de"}, "Please choose one of the answers offered."),
        ({"invitation": "NONSENSE"}, "This invitation code does not work"),
    ],
)
def test_what_is_wrong_is_said(edition, said, sentence):
    make.category(edition, "staff", is_open=False)

    page = send(edition, **said)

    assert (page.status_code, sentence in page.text) == (422, True)
    assert Registration.objects.count() == 0


def test_a_sold_out_conference_says_so(edition):
    make.quota(edition, 0)

    page = send(edition)

    assert (page.status_code, "All places are taken." in page.text) == (422, True)


@pytest.mark.parametrize(
    ("days", "words"), [(-11, "Registration opens:"), (41, "Registration is closed since:")]
)
def test_before_and_after_its_time_there_is_no_form(edition, clock, days, words):
    clock.at = make.NOON + timedelta(days=days)

    page = Client().get(address_of(edition)).text

    assert [words in page, "<button" in page] == [True, False]


def test_the_category_is_asked_for_yet_browsers_do_not_insist_since_a_code_may_say_it(edition):
    page = Client().get(address_of(edition)).text
    field = re.search(r"You take part as.*?</fieldset>", page, re.S)[0]

    assert ("(optional)" in field, "required" in field, "Educator" in field) == (False, False, True)


def test_an_invitation_code_opens_its_category_even_when_registration_is_closed(edition, clock):
    minister = make.category(edition, "minister", is_open=False, needs_approval=True)
    (code,) = make_codes(
        edition=edition,
        count=1,
        uses=1,
        category=minister,
        until=make.NOON + timedelta(days=60),
        by=secretary_of(edition),
        at=make.NOON,
    )
    clock.at = make.NOON + timedelta(days=41)
    client = make.signed_in(make.person("Minister"))

    shown = client.get(address_of(edition, f"with/{code.code}/")).text
    send(edition, client, more=f"with/{code.code}/", category="", invitation=code.code)

    assert re.search(r"Your invitation code opens:\s*<strong>.*Minister.*</strong>", shown)
    made = Registration.objects.get()
    assert (made.category, made.standing) == (minister, Standing.ADMITTED)


def test_a_code_that_nobody_made_has_no_page(edition):
    assert Client().get(address_of(edition, "with/NONSENSE/")).status_code == 404


def test_who_is_registered_takes_the_code_along(edition):
    made = registered(edition)
    (code,) = make_codes(
        edition=edition,
        count=1,
        uses=1,
        category=educator_of(edition),
        until=make.NEXT_DAY,
        by=secretary_of(edition),
        at=make.NOON,
    )

    response = make.signed_in(made.person).get(address_of(edition, f"with/{code.code}/"))

    assert response["Location"] == f"/en/me/registrations/{made.code}/?code={code.code}"


def test_one_address_is_not_written_to_without_end(edition):
    answers = [send(edition).status_code for _each in range(throttle.MAILS_TO_AN_ADDRESS.burst + 1)]

    assert answers == [200] * throttle.MAILS_TO_AN_ADDRESS.burst + [429]
