"""Somebody without registration at the desk: one form, one button, then their code; or a sentence."""

import pytest

from convenor.registration.models import CheckIn, InvitationCode, Registration, RegistrationRules
from tests import make
from tests.registration.filling import educator_of, open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition()


@pytest.fixture
def client(edition):
    person = make.person("Desk")
    make.office(edition, person, "desk")
    return make.signed_in(person)


def new(edition):
    return f"/en/{edition.path}/desk/new/"


def filled(client, edition, **said):
    key = make.form_key(client.get(new(edition)).text)
    values = {"name": "Ada", "address": "", "category": "educator", "country": "KE", "language": "en"}
    return {"key": key, **values, "organization": "A school", "desk": "North door", **said}


def send(client, edition, **said):
    return client.post(new(edition), filled(client, edition, **said), follow=True)


def test_one_button_registers_and_checks_in_and_the_page_shows_the_code(client, edition):
    page = send(client, edition, address="ada@people.example")

    made = Registration.objects.get()
    assert page.redirect_chain == [(f"/en/{edition.path}/desk/{made.code}/", 302)]
    said = [f"Registered: {made.code}", "North door", "A school", "Kenya"]
    assert [text for text in said if text not in page.text] == []


def test_a_name_that_nobody_has_is_taken_along(client, edition):
    search = client.get(f"/en/{edition.path}/desk/", {"q": "Ada Lovelace"}).text

    assert "desk/new/?name=Ada%20Lovelace" in search
    assert 'value="Ada Lovelace"' in client.get(new(edition) + "?name=Ada%20Lovelace").text


def test_who_is_registered_is_led_to(client, edition):
    ada = registered(edition, make.person("Ada", address="ada@people.example"))

    page = send(client, edition, address="ada@people.example")

    assert page.redirect_chain == [(f"/en/{edition.path}/desk/{ada.code}/", 302)]
    assert ["Whoever has this address is registered already." in page.text, CheckIn.objects.count()] == [
        True,
        0,
    ]


def test_a_category_that_needs_approval_is_a_sentence_and_no_button(client, edition):
    make.category(edition, "press", needs_approval=True)
    assert "Press (needs approval)" in client.get(new(edition)).text

    page = send(client, edition, category="press").text

    sentence = "This registration still waits for approval by the secretariat."
    assert [sentence in page, 'value="check-in"' in page, CheckIn.objects.count()] == [True, False, 0]


def test_an_invitation_code_says_the_category(client, edition):
    staff = make.category(edition, "staff", is_open=False)
    InvitationCode.objects.create(
        edition=edition,
        code="STAFFCODE2",
        category=staff,
        until=make.LATER.replace(year=2028),
        made_by=secretary_of(edition),
        made_at=make.NOON,
    )
    assert 'value="staff"' not in client.get(new(edition)).text

    send(client, edition, category="", invitation="staffcode2")

    assert Registration.objects.get().category == staff


def test_no_place_left_is_a_sentence(client, edition):
    make.quota(edition, 0)

    page = send(client, edition)

    assert (page.status_code, "All places are taken." in page.text, Registration.objects.count()) == (
        422,
        True,
        0,
    )


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"category": ""},
        {"category": "nobody"},
        {"country": "XX"},
        {"language": "tlh"},
        {"address": "not an address"},
        {"invitation": "UNKNOWN"},
        {"desk": "x" * 61},
    ],
)
def test_bad_input_is_a_sentence_and_registers_nobody(client, edition, said):
    page = send(client, edition, **said)

    assert (page.status_code, Registration.objects.count()) == (422, 0)
    assert "Please check this form" in page.text


def test_the_same_form_sent_twice_registers_one(client, edition):
    said = filled(client, edition)

    first, again = (client.post(new(edition), said)["Location"] for _time in range(2))

    assert (first, Registration.objects.count()) == (again, 1)


def test_an_edition_without_registration_offers_nothing(client, edition):
    RegistrationRules.objects.all().delete()

    assert "desk/new/" not in client.get(f"/en/{edition.path}/desk/").text
    assert send(client, edition).status_code == 422
    assert educator_of(edition).registrations.count() == 0
