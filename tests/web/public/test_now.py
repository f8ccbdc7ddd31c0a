"""Now and next, and a day by the clock of another place."""

import re
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from convenor.editions.models import Room
from convenor.programme.models import Happening, SessionEvent
from tests import make, releases

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PARIS = ZoneInfo("Europe/Paris")


def at(hour, minute=0, day=1):
    return datetime(2027, 3, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def edition():
    secretary = make.person("Secretary")
    made = make.edition(
        of=make.series("mlw"),
        slug="2027",
        secretaries=(secretary,),
        zone="Europe/Paris",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 2),
    )
    hall = Room.objects.create(edition=made, slug="hall", name=make.english("Hall"), seats=90)
    make.placement(make.session("Opening", of=made, code="OPENNG"), at(9), room=hall)
    make.placement(make.session("Talk", of=made, code="TALKTA"), at(10), room=hall)
    make.placement(make.session("Late talk", of=made, code="LATETA"), at(23, 30), room=hall)
    off = make.session("Called off", of=made, code="CALLED")
    make.placement(off, at(9))
    SessionEvent.objects.create(
        session=off, kind=Happening.CANCELLED, note=make.english("Ill"), by=secretary, at=make.NOON
    )
    releases.published(made, secretary)
    return made


@pytest.fixture
def read(client, clock):
    def answer(address, moment=None, **asked):
        clock.at = moment or at(9, 30)
        return client.get(f"/en/mlw/2027/{address}/?{urlencode(asked)}")

    return answer


def said(response):
    """The titles on a page, and under which heading."""
    text = response.content.decode()
    now, _, after = text.partition("<h2>Next</h2>")
    titles = ("Opening", "Late talk", "Called off", ">Talk<")
    return [[title.strip("<>") for title in titles if title in part] for part in (now, after)]


def test_now_is_what_is_on_and_next_what_begins_soonest(read, edition):
    assert said(read("now")) == [["Opening"], ["Talk"]]
    assert said(read("now", at(10))) == [["Talk"], ["Late talk"]]  # what ends at ten is over at ten


def test_before_and_after_the_week_it_says_so(read, edition):
    before, after = read("now", at(9) - timedelta(days=9)), read("now", at(9, day=9))

    assert "Nothing is on at this moment." in before.content.decode()
    assert said(before) == [[], ["Opening"]]
    assert "Nothing comes after this." in after.content.decode()


def test_another_place_has_other_hours_and_dates(read, edition):
    page = read("times", zone="africa/nairobi", day="2027-03-01").content.decode()

    assert "<bdi>11:00–12:00</bdi>" in page
    assert "Times of Nairobi" in page
    assert page.index("Monday 1 March 2027") < page.index("Opening")
    assert page.index("Tuesday 2 March 2027") < page.index("<bdi>01:30–02:30</bdi>")
    assert "?zone=Africa/Nairobi&amp;day=2027-03-02" in page.replace("%2F", "/")


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "Nairobi"), ("en", " new  york "), ("ru", "Найроби"), ("zh", "内罗毕")]
)
def test_a_city_is_enough_in_the_readers_language_too(client, edition, language, typed):
    response = client.get(f"/{language}/mlw/2027/times/?{urlencode({'zone': typed})}")

    assert response.status_code == 200
    assert "<bdi>09:00–10:00</bdi>" not in response.content.decode()


@pytest.mark.parametrize("typed", ["Atlantis", "../../etc/passwd", "\u202eairobi", "x" * 400])
def test_a_place_that_nobody_knows_is_said_to_be_so_and_the_programme_stays(read, edition, typed):
    response = read("times", zone=typed)

    assert response.status_code == 422
    assert "<bdi>09:00–10:00</bdi>" in response.content.decode()
    assert "error" in response.content.decode()


def test_a_day_that_is_none_of_the_programme_shows_the_first(read, edition):
    assert "Opening" in read("times", day="1999-99-99").content.decode()


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (at(9) - timedelta(days=9), "2027-03-01"),
        (at(23, 59), "2027-03-01"),
        (at(0, 30, day=2), "2027-03-02"),
        (at(12, day=3), "2027-03-03"),
        (at(9, day=9), "2027-03-01"),
    ],
    ids=["before", "first day", "day without sessions", "last day", "after"],
)
def test_the_days_open_at_the_present_one(read, edition, moment, shown):
    make.placement(make.session("Closing", of=edition), at(9, day=3))
    releases.published(edition, edition.offices.get(role="secretary").person)

    page = read("times", moment).content.decode()

    assert re.findall(r'day=([\d-]+)"\s+aria-current="page"', page) == [shown]


def test_a_crowded_moment_is_cut_and_leads_to_the_page_of_the_day(read, edition):
    for number in range(45):
        make.placement(make.session(f"Parallel {number}", of=edition), at(14))
    releases.published(edition, edition.offices.get(role="secretary").person)

    page = read("now", at(14, 5)).content.decode()

    assert page.count('class="slot') == 40 + 1
    assert "5 more sessions on this day’s page" in page
    assert 'href="/en/mlw/2027/programme/2027-03-01/"' in page


def test_before_there_is_a_programme_there_is_no_such_page(read):
    make.edition(of=make.series("mlw"), slug="2027")

    assert read("now").status_code == read("times").status_code == 404


KEPT = {
    f"zone_{language}_{page}": f"/{language}/mlw/2027/{page}/"
    for language in ("en", "fr", "es", "ar", "ru", "zh")
    for page in ("now", "times")
}


def kept(response):
    return {name: (cookie.value, cookie["path"]) for name, cookie in response.cookies.items()}


def test_a_chosen_clock_is_remembered_by_these_pages_alone(read, edition, settings):
    settings.IS_HTTPS = True

    chosen = read("times", zone="nairobi", day="2027-03-02", keep="yes")

    assert (chosen.status_code, chosen["Location"], chosen["Cache-Control"]) == (
        302,
        "/en/mlw/2027/times/?zone=Africa%2FNairobi&day=2027-03-02",
        "no-store",
    )
    assert kept(chosen) == {name: ("Africa/Nairobi", path) for name, path in KEPT.items()}
    one = chosen.cookies["zone_fr_now"]
    assert [one["httponly"], one["secure"], one["samesite"], one["max-age"]] == [
        True,
        True,
        "Lax",
        180 * 24 * 3600,
    ]


@pytest.mark.parametrize(("language", "page"), [("en", "times"), ("zh", "times"), ("ar", "now")])
def test_a_page_without_a_place_in_its_address_has_the_remembered_one(client, read, edition, language, page):
    read("now", zone="Nairobi", keep="yes")

    response = client.get(f"/{language}/mlw/2027/{page}/")

    text = response.content.decode()
    assert "<bdi>11:00–12:00</bdi>" in text
    assert "?keep=yes&amp;zone=Europe/Paris" in text.replace("%2F", "/")
    assert (response["Vary"], kept(response)) == ("Cookie, Accept-Encoding", {})


def test_an_address_that_somebody_sent_is_followed_and_not_remembered(read, edition):
    read("now", zone="Nairobi", keep="yes")

    sent, after = read("times", zone="Tokyo"), read("times")

    assert ("<bdi>17:00–18:00</bdi>" in sent.content.decode(), kept(sent)) == (True, {})
    assert "<bdi>11:00–12:00</bdi>" in after.content.decode()
    assert [text in sent.content.decode() for text in ("Remember this clock", "This device remembers")] == [
        True,
        False,
    ]


@pytest.mark.parametrize("zone", ["Europe/Paris", "paris", ""])
def test_the_conferences_own_time_forgets_it(client, read, edition, zone):
    read("times", zone="Nairobi", keep="yes")

    forgotten = read("times", zone=zone, keep="yes")

    assert forgotten["Location"] == "/en/mlw/2027/times/"
    assert kept(forgotten) == {name: ("", path) for name, path in KEPT.items()}
    page = read("times").content.decode()
    assert ("<bdi>09:00–10:00</bdi>" in page, "This device remembers" in page) == (True, False)


@pytest.mark.parametrize("rubbish", ["Atlantis", "../../etc/passwd", "%00", "", "x" * 3000, "é"])
def test_rubbish_in_the_cookie_is_no_clock(client, read, edition, rubbish):
    client.cookies["zone_en_times"] = rubbish

    page = read("times")

    assert (page.status_code, "<bdi>09:00–10:00</bdi>" in page.content.decode()) == (200, True)


def test_what_nobody_knows_is_not_remembered(read, edition):
    response = read("times", zone="Atlantis", keep="yes")

    assert (response.status_code, kept(response)) == (422, {})


def test_who_has_a_zone_of_their_own_may_choose_that_of_the_conference(client, clock, edition):
    person = make.person("Wanjiru")
    person.zone = "Africa/Nairobi"
    person.save()
    client.cookies = make.signed_in(person).cookies
    clock.at = at(9, 30)
    address = "/en/mlw/2027/times/"

    before = client.get(address).content.decode()
    client.get(f"{address}?zone=Europe/Paris&keep=yes")
    after = client.get(address).content.decode()

    assert ["<bdi>11:00–12:00</bdi>" in page for page in (before, after)] == [True, False]
