"""Registration for its organisers: set up, places, the list with its needs, answers, codes."""

import csv
from io import BytesIO, TextIOWrapper

import pytest

from convenor.editions.models import Access
from convenor.outbox.models import Message
from convenor.registration.actions.carrying import ask_for_track
from convenor.registration.models import Category, Entitlement, InvitationCode, Quota, Registration, Standing
from convenor.web.links import page
from tests import make
from tests.registration.filling import open_edition, registered, secretary_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition()


@pytest.fixture
def client(edition):
    return make.signed_in(secretary_of(edition))


@pytest.fixture
def press(edition):
    return make.category(edition, "press", needs_approval=True)


def send(client, edition, name, /, *parts, query="", **fields):
    address = page(edition, f"organiser:{name}", *parts)
    key = make.form_key(client.get(address + query).text)
    return client.post(address, {"key": key, **fields}, follow=True)


def lines_of(answer):
    return list(csv.reader(TextIOWrapper(BytesIO(b"".join(answer.streaming_content)), "utf-8-sig")))


def test_registration_is_set_up_by_one_form():
    edition = make.edition(secretaries=(make.person("Sela"),))
    client = make.signed_in(secretary_of(edition))

    shown = send(
        client, edition, "registration", opens_at="2027-01-10T09:00", closes_at="2027-02-20T18:00"
    ).text

    assert ["Registration is set up" in shown, Category.objects.count()] == [True, 10]


def test_a_chair_sees_the_numbers_and_nobody(edition, press):
    made = registered(edition)
    chair = make.person()
    make.office(edition, chair, "chair")
    client = make.signed_in(chair)

    overview = client.get(page(edition, "organiser:registration"))
    closed = [
        client.get(page(edition, f"organiser:{name}")).status_code
        for name in ("registrations", "codes", "entitlements", "categories", "quotas")
    ]

    assert (overview.status_code, made.name in overview.text, closed) == (200, False, [404] * 5)


def test_rules_are_changed(client, edition):
    send(
        client,
        edition,
        "registration_rules",
        text="Welcome",
        opens_at="2027-01-10T09:00",
        closes_at="2027-02-20T18:00",
        needs_days="10",
    )

    rules = edition.registration_rules
    rules.refresh_from_db()
    assert (str(rules.text), rules.needs_days, rules.asks_needs) == ("Welcome", 10, False)


def test_rules_that_close_before_they_open_are_refused(client, edition):
    response = send(
        client,
        edition,
        "registration_rules",
        opens_at="2027-02-10T09:00",
        closes_at="2027-01-20T18:00",
        needs_days="10",
    )

    assert (response.status_code, "would close before it opens" in response.text) == (422, True)


def test_a_category_is_made_changed_and_removed(client, edition):
    send(client, edition, "category_new", name="Guest", slug="guest", is_open="on")
    send(client, edition, "category", "guest", name="Guests", needs_approval="on")
    changed = Category.objects.get(slug="guest")
    send(client, edition, "category_removal", "guest")

    assert (str(changed.name), changed.is_open, changed.needs_approval) == ("Guests", False, True)
    assert not Category.objects.filter(slug="guest").exists()


def test_a_category_in_use_stays(client, edition):
    registered(edition)

    response = send(client, edition, "category_removal", "educator")

    assert (response.status_code, Category.objects.count()) == (422, 1)


def test_places_are_limited_and_freed(client, edition):
    registered(edition)

    refused = send(client, edition, "quota", "edition", edition.slug, places="0")
    send(client, edition, "quota", "category", "educator", places="5")
    limited = list(Quota.objects.values_list("category__slug", "places", "taken"))
    send(client, edition, "quota", "category", "educator", places="")

    assert (refused.status_code, limited, Quota.objects.count()) == (422, [("educator", 5, 1)], 0)


@pytest.mark.parametrize("parts", [("edition", "other"), ("category", "none"), ("session", "x")])
def test_what_has_no_places_has_no_page(client, edition, parts):
    assert client.get(page(edition, "organiser:quota", *parts)).status_code == 404


def test_the_list_is_searched_narrowed_and_exported_with_needs(client, edition, press):
    ada = registered(edition, make.person("Ada"), access="A ramp", organization="A school")
    registered(edition, make.person("Bo"), category=press)
    address = page(edition, "organiser:registrations")

    pages = [
        client.get(address, query).text
        for query in ({"q": "ada"}, {"standing": "waiting"}, {"needs": "access"}, {"category": "press"})
    ]
    file = client.get(address, {"file": "csv", "q": "ada"})
    rows = list(csv.reader(TextIOWrapper(BytesIO(file.getvalue()), encoding="utf-8-sig")))

    assert [("Ada" in each, "Bo" in each) for each in pages] == [
        (True, False),
        (False, True),
        (True, False),
        (False, True),
    ]
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["Code"], row["Access needs"], row["Organization"]) == (ada.code, "A ramp", "A school")
    assert row["E-mail address"].startswith("ada.")
    assert "A ramp" not in pages[0]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, edition, many, django_assert_num_queries):
    for _each in range(many):
        registered(edition, access="A ramp")

    with django_assert_num_queries(10):
        client.get(page(edition, "organiser:registrations"))


def test_many_are_approved_at_once(client, edition, press):
    waiting = [registered(edition, category=press) for _each in range(2)]
    query = "?" + "&".join(f"code={each.code}" for each in waiting)
    codes = " ".join(each.code for each in waiting)

    shown = send(
        client, edition, "registration_answers", query=query, answer="approved", codes=codes, note="Come"
    ).text

    assert "2 registrations are answered" in shown
    assert {each.standing for each in Registration.objects.all()} == {Standing.ADMITTED}
    assert Message.objects.filter(kind="registration-approved").count() == 2


def test_all_in_the_list_are_offered(client, edition, press):
    registered(edition, category=press)
    registered(edition)

    shown = client.get(page(edition, "organiser:registration_answers") + "?standing=waiting&all=1").text

    assert "Answer 1 registration" in shown


def test_when_places_do_not_suffice_nobody_is_approved(client, edition, press):
    make.quota(edition, 1, category=press)
    waiting = [registered(edition, category=press) for _each in range(2)]
    codes = " ".join(each.code for each in waiting)
    query = "?" + "&".join(f"code={each.code}" for each in waiting)

    response = send(client, edition, "registration_answers", query=query, answer="approved", codes=codes)

    assert (response.status_code, "All places for this category are taken." in response.text) == (422, True)
    assert {each.standing for each in Registration.objects.all()} == {Standing.WAITING}


def test_a_participant_is_shown_with_needs_answered_and_cancelled(client, edition, press):
    made = registered(edition, category=press, access="A ramp")

    shown = client.get(page(edition, "organiser:participant", made.code)).text
    send(client, edition, "participant", made.code, answer="refused", note="Sorry")
    made.refresh_from_db()
    refused = made.standing
    send(client, edition, "participant_cancellation", made.code, reason="Twice")
    made.refresh_from_db()

    assert ["A ramp" in shown, "Deleted on 4 April 2027." in shown] == [True, True]
    assert (refused, made.standing, made.cancellations.get().reason) == (
        Standing.REFUSED,
        Standing.CANCELLED,
        "Twice",
    )


FACTS = {"name": "Ada L.", "category": "press", "country": "FR", "language": "en", "organization": "A school"}


def test_the_secretariat_changes_what_a_registration_says(client, edition, press):
    made = registered(edition, make.person("Ada"))

    shown = send(client, edition, "participant_change", made.code, **FACTS, note="As you asked").text

    assert [text for text in ("Saved.", "Ada L.", "Press", "France", "A school") if text not in shown] == []
    told = Message.objects.get(kind="registration-changed").body
    assert [text in told for text in ("Name: Ada L.", "Category: Press", "As you asked")] == [True] * 3


@pytest.mark.parametrize(
    "said",
    [{"name": ""}, {"category": "nobody"}, {"country": "XX"}, {"language": "tlh"}, {"note": "x" * 2001}],
)
def test_a_change_that_cannot_be_is_a_sentence(client, edition, press, said):
    made = registered(edition, make.person("Ada"))

    response = send(client, edition, "participant_change", made.code, **{**FACTS, **said})

    assert (response.status_code, "Please check this form" in response.text) == (422, True)
    assert Registration.objects.get().name == "Ada"


def test_a_full_category_is_said_where_one_changes_to_it(client, edition, press):
    make.quota(edition, 0, category=press)
    made = registered(edition)

    response = send(client, edition, "participant_change", made.code, **FACTS)

    assert (response.status_code, "All places for this category are taken." in response.text) == (422, True)


def test_a_cancelled_registration_is_reinstated_on_its_page_if_places_are_left(client, edition):
    quota = make.quota(edition, 1)
    made = registered(edition)
    send(client, edition, "participant_cancellation", made.code, reason="Twice")

    Quota.objects.filter(pk=quota.pk).update(places=0)
    refused = send(client, edition, "participant_reinstatement", made.code, note="")
    Quota.objects.filter(pk=quota.pk).update(places=1)
    shown = send(client, edition, "participant_reinstatement", made.code, note="Welcome back").text

    assert (refused.status_code, "All places are taken." in refused.text) == (422, True)
    assert ["stands again" in shown, "Reinstated:" in shown, "Twice" in shown] == [True] * 3
    assert Registration.objects.get().standing == Standing.ADMITTED


def test_what_ended_is_reinstated_before_it_is_changed(client, edition):
    made = registered(edition)
    send(client, edition, "participant_cancellation", made.code, reason="")
    links = client.get(page(edition, "organiser:participant", made.code)).text

    assert client.get(page(edition, "organiser:participant_change", made.code)).status_code == 404
    assert ["/change/" in links, "/reinstatement/" in links] == [False, True]


def test_tracks_asked_for_are_granted(client, edition):
    forum = make.track(edition, "forum", access=Access.APPROVAL)
    made = registered(edition)
    asked = ask_for_track(registration=made, track=forum, by=made.person, at=make.NOON)

    shown = send(client, edition, "entitlements", chosen=[asked.pk], answer="grant").text

    assert "1 person is told." in shown
    assert Entitlement.objects.granted().get() == asked


def test_codes_are_made_sent_and_withdrawn(client, edition):
    made = send(
        client, edition, "codes", category="educator", until="2027-02-20T18:00", count="3", uses="10"
    ).text
    sent = send(
        client,
        edition,
        "codes",
        category="educator",
        until="2027-02-20T18:00",
        addresses="a@state.example\nb@state.example\n",
        note="We would be honoured.",
    ).text
    code = InvitationCode.objects.filter(person=None).first()
    send(client, edition, "code_withdrawal", code.code)

    code.refresh_from_db()
    assert ["3 codes are made." in made, "2 invitations are on their way." in sent] == [True, True]
    assert (InvitationCode.objects.count(), code.withdrawn_at) == (5, make.NOON)
    assert Message.objects.filter(kind="invitation-code").count() == 2


def test_codes_are_listed_for_whom_they_are_and_found_by_their_address(client, edition):
    for at_whom in ({"addresses": "a@state.example"}, {"note": "Delegations", "uses": "40"}):
        send(client, edition, "codes", category="educator", until="2027-02-20T18:00", **at_whom)

    listed = lines_of(client.get(page(edition, "organiser:codes") + "?file=csv"))
    found = lines_of(client.get(page(edition, "organiser:codes") + "?file=csv&q=state.example"))
    over = lines_of(client.get(page(edition, "organiser:codes") + "?file=csv&state=over"))

    assert [row[1:7] for row in listed[1:]] == [
        ["Educator", "", "a@state.example", "works", "0", "1"],
        ["Educator", "", "Delegations", "works", "0", "40"],
    ]
    assert all(row[-1].endswith(f"/register/with/{row[0]}/") for row in listed[1:])
    assert ([row[3] for row in found[1:]], over[1:]) == (["a@state.example"], [])


def test_categories_and_places_are_exported(client, edition):
    send(client, edition, "quota", "category", "educator", places="5")

    categories = lines_of(client.get(page(edition, "organiser:categories") + "?file=csv"))
    places = lines_of(client.get(page(edition, "organiser:quotas") + "?file=csv&q=educator"))

    assert ["Educator", "educator", "", "yes", "no"] in [row[:5] for row in categories]
    assert places[1:] == [["Educator", "category", "5", "0", "no"]]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"category": "educator", "addresses": "nobody"},
            "nobody: This does not look like an e-mail address.",
        ),
        ({}, "Choose what the code opens"),
        ({"category": "educator", "until": "2020-01-01T00:00"}, "an end that is still to come"),
    ],
)
def test_codes_that_make_no_sense_are_not_made(client, edition, fields, sentence):
    response = send(client, edition, "codes", **{"until": "2027-02-20T18:00", **fields})

    assert (response.status_code, sentence in response.text) == (422, True)
    assert InvitationCode.objects.count() == 0


def test_the_organisers_first_page_leads_to_it(client, edition):
    assert page(edition, "organiser:registration") in client.get(page(edition, "organiser:home")).text
