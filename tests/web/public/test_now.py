"""Now and next, and a day by the clock of another place."""

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
