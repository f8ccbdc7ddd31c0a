"""My registration: the ticket by its link, changing, cancelling, tracks, sessions, codes."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from convenor.editions.models import Access
from convenor.registration.actions.codes import make_codes
from convenor.registration.models import Entitlement, Presence, Registration, Standing
from convenor.registration.tickets import ticket_of
from tests import make
from tests.registration.filling import educator_of, open_edition, registered, secretary_of
from tests.registration.test_carrying import session

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return open_edition(attendance="hybrid")


@pytest.fixture
def mine(edition):
    return registered(edition, make.person("Ada"), access="A ramp")


@pytest.fixture
def client(mine):
    return make.signed_in(mine.person)


def page_of(registration, part=""):
    return f"/en/me/registrations/{registration.code}/{part}"


def post(client, registration, part="", **fields):
    key = make.form_key(client.get(page_of(registration, part if part in FORMS else "")).text)
    return client.post(page_of(registration, part), {"key": key, **fields}, follow=True)


FORMS = {"change/", "cancellation/"}


def test_the_ticket_shows_the_code_and_the_qr_code_to_whoever_has_its_link(mine):
    page = Client().get(f"/en/me/ticket/{mine.token}/").text

    assert [mine.code in page, '<svg viewBox="0 0 ' in page, "A ramp" in page] == [True, True, False]


def test_a_ticket_that_we_did_not_send_is_not_there():
    assert Client().get("/en/me/ticket/nobody/").status_code == 404


def test_what_is_not_confirmed_is_confirmed_by_one_button(mine):
    Registration.objects.update(confirmed_at=None)
    visitor, address = Client(), f"/en/me/ticket/{mine.token}/"

    page = visitor.get(address).text
    looked = Registration.objects.get().standing
    visitor.post(address, {"key": make.form_key(page)})

    assert (looked, Registration.objects.get().standing) == (Standing.UNCONFIRMED, Standing.ADMITTED)
    assert ["<svg" in page, mine.code in page] == [False, False]


def test_what_has_ended_cannot_be_confirmed(mine):
    Registration.objects.update(confirmed_at=None)
    address = f"/en/me/ticket/{mine.token}/"
    key = make.form_key(Client().get(address).text)
    Registration.objects.update(ended_at=make.NOON)

    response = Client().post(address, {"key": key})

    assert response.status_code == 422
    assert "This registration was cancelled or not confirmed in time." in response.text


def test_a_scanned_code_leads_its_person_to_their_page_and_a_stranger_to_the_conference(
    mine, client, edition
):
    address = f"/s/t/{ticket_of(mine)}"

    own, strange = client.get(address), Client().get(address)

    assert own["Location"] == page_of(mine)
    assert strange["Location"] == f"/en/{edition.path}/"


@pytest.mark.parametrize("forged", ["K7TQXM", "K7TQXM-0000000000000000", "x"])
def test_a_forged_code_leads_nowhere(mine, forged):
    assert Client().get(f"/s/t/{forged}").status_code == 404


def test_others_do_not_see_it(mine):
    stranger = make.signed_in(make.person())

    assert [stranger.get(page_of(mine, part)).status_code for part in ("", *FORMS)] == [404, 404, 404]


def test_it_stands_on_my_page(client, mine):
    assert page_of(mine) in client.get("/en/me/").text


def test_i_change_what_i_said(client, mine):
    response = post(
        client,
        mine,
        "change/",
        name="Ada Lovelace",
        category="educator",
        attendance="in-person",
        country="FR",
        language="fr",
        diet="vegan",
    )

    assert response.redirect_chain[-1][0] == page_of(mine)
    mine.refresh_from_db()
    assert (mine.name, mine.country, mine.language) == ("Ada Lovelace", "FR", "fr")
    assert list(mine.needs.values_list("kind", "text")) == [("diet", "vegan")]


def test_a_change_without_a_name_says_so(client, mine):
    response = post(client, mine, "change/", name="", category="educator", attendance="in-person")

    assert response.status_code == 422


def test_i_cancel(client, mine):
    response = post(client, mine, "cancellation/", reason="Ill")

    assert "Your registration is cancelled." in response.text
    assert Registration.objects.get().standing == Standing.CANCELLED


def test_i_ask_for_a_track_and_give_it_back(client, mine, edition):
    forum = make.track(edition, "forum", access=Access.APPROVAL)

    asked = post(client, mine, f"tracks/{forum.slug}/", do="ask").text
    carried = Entitlement.objects.standing().count()
    post(client, mine, f"tracks/{forum.slug}/", do="give-back")

    assert ["asked for" in asked, carried, Entitlement.objects.standing().count()] == [True, 1, 0]
    assert f"You have asked to attend “{forum.name}”." in asked


def test_i_book_a_session_and_give_it_back(client, mine, edition):
    tides = session(edition)

    booked = post(client, mine, f"sessions/{tides.code}/", do="book").text
    tides.refresh_from_db()
    taken = tides.booked
    post(client, mine, f"sessions/{tides.code}/", do="give-back")
    tides.refresh_from_db()

    assert ["booked" in booked, taken, tides.booked] == [True, 1, 0]
    assert f"You have a place in “{tides.title}”." in booked


def test_a_full_session_offers_no_button_and_refuses_who_asks_anyway(client, mine, edition):
    tides = session(edition, 0)

    shown = client.get(page_of(mine)).text
    refused = post(client, mine, f"sessions/{tides.code}/", do="book")

    assert ["full" in shown, "Book a place" in shown] == [True, False]
    assert (refused.status_code, "All places in this session are taken." in refused.text) == (409, True)


def test_i_use_a_code(client, mine, edition):
    forum = make.track(edition, "forum", access=Access.INVITATION)
    (code,) = make_codes(
        edition=edition,
        count=1,
        uses=1,
        track=forum,
        until=make.NEXT_DAY,
        by=secretary_of(edition),
        at=make.NOON,
    )

    refused = post(client, mine, code="nonsense")
    used = post(client, mine, code=code.code)

    assert (refused.status_code, "This invitation code does not work" in refused.text) == (422, True)
    assert "you may attend" in used.text


def test_who_takes_part_online_says_that_they_are_here(edition, clock):
    online = registered(edition, attendance="online")
    client = make.signed_in(online.person)
    before = client.get(page_of(online)).text
    clock.at = datetime(2027, 3, 1, 9, tzinfo=UTC)

    said = post(client, online, "presence/").text

    assert ["I am here" in before, "<svg" in before, "You said that you are here." in said] == [
        False,
        False,
        True,
    ]
    assert Presence.objects.get().registration == online


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_much_there_is(
    client, mine, edition, many, django_assert_num_queries
):
    for _each in range(many):
        make.track(edition, access=Access.APPROVAL)
        session(edition)

    with django_assert_num_queries(12):
        client.get(page_of(mine))


def test_a_person_whose_category_is_closed_now_may_keep_it(client, mine, edition):
    educator_of(edition).__class__.objects.update(is_open=False)

    response = post(
        client, mine, "change/", name="Ada", category="educator", attendance="in-person", language="en"
    )

    assert response.redirect_chain != []
