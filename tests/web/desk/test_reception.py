"""The desk: a QR code, a code or a name finds; one button checks in, once; the rest is said in words."""

import pytest
from django.test import Client

from convenor.registration.actions.registering import cancel_registration
from convenor.registration.models import Badge, CheckIn, Registration
from convenor.registration.tickets import address_of, ticket_of
from tests import make
from tests.registration.filling import educator_of, open_edition, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition()


@pytest.fixture
def ada(edition):
    return registered(edition, make.person("Ada Lovelace"), organization="A school", access="A ramp")


@pytest.fixture
def client(edition):
    person = make.person("Desk")
    make.office(edition, person, "desk")
    return make.signed_in(person)


def desk(edition, code=""):
    return f"/en/{edition.path}/desk/" + (f"{code}/" if code else "")


def find(client, edition, typed):
    return client.get(desk(edition), {"q": typed})


def press(client, registration, **fields):
    address = desk(registration.edition, registration.code)
    key = make.form_key(client.get(address).text)
    return client.post(address, {"key": key, "do": "check-in", "desk": "", **fields}, follow=True)


def test_a_scanned_qr_code_a_code_and_a_typed_code_open_the_person_at_once(client, edition, ada):
    typed = [address_of(ada), ticket_of(ada), ada.code, ada.code.lower()]

    found = [find(client, edition, each).headers.get("Location") for each in typed]

    assert found == [desk(edition, ada.code)] * 4


def test_a_scanned_address_that_a_telephone_opens_leads_to_the_desk(client, edition, ada):
    assert client.get(f"/s/t/{ticket_of(ada)}")["Location"] == desk(edition, ada.code)


@pytest.mark.parametrize("typed", ["ada", "lovelace ada", "LOVEL"])
def test_a_name_gives_a_list(client, edition, ada, typed):
    registered(edition, make.person("Bo"))

    page = find(client, edition, typed).text

    assert [desk(edition, ada.code) in page, "Bo" in page] == [True, False]


def test_a_name_in_another_script_is_found_in_any_case(client, edition):
    anna = registered(edition, make.person("Анна Каренина"))

    assert desk(edition, anna.code) in find(client, edition, "анна").text


def test_more_than_the_page_holds_asks_for_more_letters(client, edition):
    for _each in range(21):
        make.registration(educator_of(edition), make.person("Maria"))

    page = find(client, edition, "maria").text

    assert [page.count("Maria"), "type more of the name" in page] == [20, True]


def test_what_is_forged_foreign_or_unknown_is_said(client, edition, ada):
    foreign = registered(open_edition())
    forged = f"{ada.code}-0000000000000000"

    said = {
        typed: find(client, edition, typed)
        for typed in (forged, ticket_of(foreign), foreign.code, "ZZZZZZ", "Nobody Known")
    }

    sentences = {
        forged: "This QR code is not one of ours: it may be forged.",
        ticket_of(foreign): "This code belongs to another conference.",
        foreign.code: "This code belongs to another conference.",
        "ZZZZZZ": "Nobody has this code or this name here.",
        "Nobody Known": "Nobody of this name is registered here.",
    }
    assert {typed: sentences[typed] in page.text for typed, page in said.items()} == dict.fromkeys(said, True)
    assert {page.status_code for page in said.values()} == {404}
    assert [foreign.name in page.text for page in said.values()] == [False] * 5


def test_a_person_is_checked_in_once_and_the_page_says_when_and_by_whom(client, edition, ada):
    first = press(client, ada, desk="North door").text
    second = client.get(desk(edition, ada.code)).text
    other = make.person("Other Desk")
    make.office(edition, other, "desk")
    late = make.signed_in(other)
    key = make.form_key(late.get(desk(edition, registered(edition).code)).text)
    third = late.post(
        desk(edition, ada.code), {"key": key, "do": "check-in", "desk": "South"}, follow=True
    ).text

    came = CheckIn.objects.get()
    assert (came.registration, came.by.name, came.desk) == (ada, "Desk", "North door")
    assert [text in first for text in ("Checked in.", "North door", "Desk")] == [True] * 3
    assert ["Checked in already." in page for page in (first, second, third)] == [False, True, True]
    assert ["Checked in already." in second, 'value="check-in"' in second] == [True, False]


def test_the_device_remembers_its_desk(client, edition, ada):
    press(client, ada, desk="North door")

    assert 'value="North door"' in client.get(desk(edition, registered(edition).code)).text


def test_a_badge_is_noted(client, edition, ada):
    press(client, ada, do="badge")

    assert Badge.objects.get().registration == ada
    assert "The badge is made" not in client.get(desk(edition, ada.code)).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("cancelled", "This registration was cancelled."),
        ("waiting", "This registration still waits for approval by the secretariat."),
        ("refused", "The secretariat did not approve this registration."),
        ("online", "This person registered to take part online, and holds no place here."),
    ],
)
def test_who_may_not_come_in_gets_a_sentence_and_no_button(client, edition, ada, change, sentence):
    rows = Registration.objects.filter(pk=ada.pk)
    if change == "cancelled":
        cancel_registration(registration=ada, by=ada.person, at=make.NOON)
    else:
        rows.update(
            **{
                "waiting": {"admitted_at": None},
                "refused": {"admitted_at": None, "refused_at": make.NOON},
                "online": {"attendance": "online"},
            }[change]
        )
    key = make.form_key(client.get(desk(edition, registered(edition).code)).text)

    page = client.get(desk(edition, ada.code)).text
    sent = client.post(desk(edition, ada.code), {"key": key, "do": "check-in"})

    assert [sentence in page, 'value="check-in"' in page] == [True, False]
    assert (sent.status_code, sentence in sent.text, CheckIn.objects.count()) == (422, True, 0)


def test_the_desk_reads_what_it_was_said_to_read_and_no_needs(client, edition, ada):
    page = client.get(desk(edition, ada.code)).text

    assert ["A school" in page, "Kenya" in page, "A ramp" in page] == [True, True, False]


def test_the_last_ones_are_shown_with_the_numbers(client, edition, ada):
    press(client, ada)

    page = client.get(desk(edition)).text

    assert [ada.name in page, "People whom the desk received in person, each once." in page] == [True, True]


def test_the_desk_is_for_its_edition_only(client, edition):
    elsewhere = open_edition()

    assert client.get(desk(elsewhere)).status_code == 404
    assert Client().get(desk(edition)).status_code == 302


@pytest.mark.parametrize("many", [1, 3])
def test_the_desk_costs_the_same_however_many_came(client, edition, many, django_assert_num_queries):
    for _each in range(many):
        press(client, registered(edition, make.person("Maria")))

    with django_assert_num_queries(12):
        find(client, edition, "maria")
