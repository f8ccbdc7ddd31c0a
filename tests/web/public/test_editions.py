"""Series and editions as everybody sees them."""

import gzip
import re
from datetime import UTC, date, datetime

import pytest

from convenor.editions.actions import mark_held, move_online, postpone, replace
from convenor.editions.actions.common import RESERVED
from convenor.editions.models import Access, Partner, PartnerRole, Role, Room
from convenor.kernel.translated import LANGUAGES, Status, Translated
from convenor.web.me import urls as me_urls
from convenor.web.organiser import urls as organiser_urls
from convenor.web.public import machine_urls, urls
from tests import make

pytestmark = pytest.mark.django_db

PAGES = ("", "tracks/", "venue/")


@pytest.fixture
def secretary():
    return make.person("Sec")


@pytest.fixture
def edition(secretary):
    return make.edition(of=make.series("learning-week"), secretaries=(secretary,))


def with_parts(edition, many):
    for number in range(many):
        make.track(edition, f"track-{number}", starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 3))
        make.subtheme(edition, f"subtheme-{number}")
        Room.objects.create(edition=edition, slug=f"room-{number}", name=make.english("Hall"), seats=800)
        Partner.objects.create(edition=edition, name=make.english("House"), role=PartnerRole.CONVENER)


def test_the_first_page_shows_series_by_their_next_edition(client, edition):
    later = make.edition(starts_on=date(2027, 9, 1), ends_on=date(2027, 9, 2), name=make.english("Autumn"))
    past = make.edition(
        slug="2025",
        of=edition.series,
        starts_on=date(2025, 3, 1),
        ends_on=date(2025, 3, 1),
        name=make.english("Bygone Week"),
    )

    page = client.get("/en/").text

    assert page.index("Learning Week 2027") < page.index(str(later.name))
    assert "1–5 March 2027" in page
    assert (str(past.name) in page, "/en/learning-week/#previous" in page) == (False, True)


def test_a_series_shows_what_comes_and_what_was(client, edition):
    make.edition(
        slug="2025",
        of=edition.series,
        starts_on=date(2025, 3, 1),
        ends_on=date(2025, 3, 1),
        name=make.english("Bygone Week"),
    )

    page = client.get("/en/learning-week/").text

    assert page.index("Learning Week 2027") < page.index("Previous editions") < page.index("Bygone Week")


@pytest.fixture
def bygone(edition):
    """An edition of the same series in 2025, in Nairobi; the one of ``edition`` is in Paris."""
    return make.edition(
        slug="2025",
        of=edition.series,
        year=2025,
        starts_on=date(2025, 3, 1),
        ends_on=date(2025, 3, 1),
        name=make.english("Bygone Week").plus("Semaine passée", "fr"),
        venue=make.english("Nairobi"),
        country="KE",
    )


def _listed(client, address, **query):
    cards = client.get(address, query).text.split('<ul class="cards">')[1:]
    return [name for card in cards for name in re.findall(r"<strong><a [^>]*>(.*?)</a></strong>", card)]


@pytest.mark.parametrize("address", ["/en/", "/en/learning-week/"])
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "bygone"}, ["Bygone Week"]),
        ({"q": "NAIROBI week"}, ["Bygone Week"]),
        ({"q": "passée"}, ["Bygone Week"]),
        ({"q": "kenya"}, ["Bygone Week"]),
        ({"q": "2027"}, ["Learning Week 2027"]),
        ({"q": "learning week"}, ["Learning Week 2027", "Bygone Week"]),
        ({"sort": "oldest"}, ["Bygone Week", "Learning Week 2027"]),
        ({"sort": "newest"}, ["Learning Week 2027", "Bygone Week"]),
        ({"sort": "name"}, ["Bygone Week", "Learning Week 2027"]),
        ({"q": "nowhere"}, []),
    ],
)
def test_editions_are_found_by_words_and_sorted(client, bygone, address, query, names):
    assert _listed(client, address, **query) == names


def test_a_search_finds_nothing_that_is_not_announced_and_says_how_many(client, bygone, edition):
    make.edition(slug="secret", of=edition.series, name=make.english("Secret Week"), is_announced=False)

    page = client.get("/en/", {"q": "week"}).text

    assert ("Secret" in page, "2 entries" in page, 'value="week"' in page) == (False, True, True)


@pytest.mark.parametrize("query", [{"sort": "password"}, {"q": "\x00"}, {"sort": ""}])
def test_an_order_that_is_not_offered_changes_nothing(client, bygone, query):
    assert _listed(client, "/en/", **query) == ["Learning Week 2027"]


def test_what_is_not_announced_is_nowhere_except_for_those_who_hold_an_office(client, secretary):
    secret = make.edition(of=make.series("secret"), secretaries=(secretary,), is_announced=False)
    stranger = make.signed_in(make.person())
    addresses = ["/en/secret/", *[f"/en/{secret.path}/{page}" for page in PAGES]]
    addresses.append(f"/{secret.path}/save-the-date.ics")

    for visitor in (client, stranger):
        assert [visitor.get(address).status_code for address in addresses] == [404] * 5
        assert "Learning Week 2027" not in visitor.get("/en/").text
    insider = make.signed_in(secretary)
    assert [insider.get(address).status_code for address in addresses] == [404, 200, 200, 200, 200]
    assert "has not been announced" in insider.get(f"/en/{secret.path}/").text


def test_the_front_page_says_what_when_where_and_with_whom(client, edition):
    make.track(
        edition, "forum", access=Access.INVITATION, starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 4)
    )
    make.subtheme(edition, "skills")
    Partner.objects.create(
        edition=edition, name=make.english("Union"), role=PartnerRole.CONVENER, url="https://union.example/"
    )
    Partner.objects.create(edition=edition, name=make.english("House"), role=PartnerRole.HOST)

    page = client.get("/en/learning-week/2027/").text

    said = [
        "Learning for all",
        "1–5 March 2027",
        "The House",
        "Skills",
        "Forum",
        "by invitation",
        "4 March 2027",
    ]
    said += ["Convened with", 'href="https://union.example/"', "Hosted by"]
    assert [words for words in said if words not in page] == []


def test_calls_are_shown_until_the_edition_is_over_and_registration_while_it_is_open(client, clock, edition):
    edition.registration_url = "https://register.example/"
    edition.save()
    call = make.call(edition, make.track(edition), slug="sessions")
    address, link = "/en/learning-week/2027/", "/en/learning-week/2027/call/sessions/"

    shown = {}
    for at in (call.opens_at, call.closes_at, datetime(2027, 3, 6, 12, tzinfo=UTC)):
        clock.at = at
        page = client.get(address).text
        shown[at] = (link in page, "Open now" in page, "https://register.example/" in page)

    assert list(shown.values()) == [(True, True, True), (True, False, True), (False, False, False)]


def test_deadlines_are_told_in_the_zone_of_the_edition_and_in_utc(client, edition):
    make.call(edition, make.track(edition), closes_at=datetime(2027, 1, 31, 23, 30, tzinfo=UTC))

    page = client.get("/en/learning-week/2027/").text

    assert ("1 February 2027 <bdi>00:30</bdi>" in page, "31 January 2027 <bdi>23:30</bdi>" in page) == (
        True,
        True,
    )


def test_what_changed_stays_visible_with_the_old_dates(client, edition, secretary):
    online = make.edition(slug="online", of=edition.series, name=make.english("The online week"))
    postpone(
        edition=edition,
        starts_on=date(2027, 5, 3),
        ends_on=date(2027, 5, 7),
        note=make.english("The house is being renovated."),
        by=secretary,
        at=make.NOON,
    )
    move_online(edition=edition, by=secretary, at=make.NOON)
    replace(edition=edition, replaced_by=online, by=secretary, at=make.NOON)

    page = client.get("/en/learning-week/2027/").text

    said = ["<s>1–5 March 2027</s>", "<s>3–7 May 2027</s>", "The house is being renovated."]
    said += ["Moved online", 'href="/en/learning-week/online/"']
    assert [words for words in said if words not in page] == []
    assert "save-the-date" not in page


def test_without_new_dates_nobody_is_asked_to_come(client, edition, secretary):
    postpone(edition=edition, by=secretary, at=make.NOON)

    pages = [
        client.get(address).text for address in ("/en/", "/en/learning-week/", "/en/learning-week/2027/")
    ]

    assert ["new dates will be told here" in page for page in pages] == [True] * 3
    assert ["postponed" in page.lower() for page in pages] == [True] * 3


def test_a_held_edition_invites_nobody(client, clock, edition, secretary):
    make.call(edition, make.track(edition), closes_at=datetime(2028, 1, 1, tzinfo=UTC))
    clock.at = datetime(2027, 3, 6, 12, tzinfo=UTC)
    mark_held(edition=edition, by=secretary, at=clock.at)

    page = client.get("/en/learning-week/2027/").text

    assert ("Open now" in page, "save-the-date" in page, "Open to all" in page) == (False, False, False)


def test_texts_say_which_language_they_are_in_and_who_translated_them(client, edition):
    edition.theme = make.english("Learning for all")
    edition.description = Translated.of("A week.", "en").plus("Une semaine.", "fr", Status.MACHINE)
    edition.save()

    french = client.get("/fr/learning-week/2027/").text
    english = client.get("/en/learning-week/2027/").text

    assert '<span lang="en" dir="ltr">Learning for all</span> <small class="note">' in french
    assert ("Une semaine." in french, french.count('class="note"')) == (True, 3)  # theme, venue, description
    assert 'class="note"' not in english


def test_rooms_say_who_can_get_there(client, edition):
    Room.objects.create(
        edition=edition, slug="hall", name=make.english("Hall"), seats=1800, is_step_free=True
    )
    Room.objects.create(edition=edition, slug="attic", name=make.english("Attic"), seats=40)

    page = client.get("/en/learning-week/2027/venue/").text

    assert ("1,800" in page, page.count("without steps"), page.count("with steps")) == (True, 1, 1)


def test_what_nobody_knows_of_an_edition_of_old_is_not_told(client, clock, edition, secretary):
    make.track(edition, "forum", access="")
    Room.objects.create(edition=edition, slug="room-i", name=make.english("Room I"), seats=None)
    clock.at = datetime(2027, 3, 6, 12, tzinfo=UTC)

    front, tracks, venue = [client.get(f"/en/{edition.path}/{page}").text for page in PAGES]

    assert [words for words in ("tag", "Open to all") if words in front.split("</style>")[1]] == []
    assert [words for words in ("Attending", "Sessions enter", "Usual length") if words in tracks] == []
    assert ("Room I" in venue, "with steps" in venue, ">0<" in venue) == (True, False, False)


def test_an_edition_entered_years_later_has_no_dates_of_what_became_of_it(client, clock, edition, secretary):
    online = make.edition(slug="online", of=edition.series, name=make.english("The online week"))
    announced = edition.events.get()
    shown = {}
    for told_at in (datetime(2027, 1, 20, 12, tzinfo=UTC), datetime(2031, 6, 7, 12, tzinfo=UTC)):
        edition.events.all().delete()
        announced.pk, announced.at = None, told_at
        announced.save()
        clock.at = told_at
        replace(edition=edition, replaced_by=online, by=secretary, at=make.NOON)
        page = client.get("/en/learning-week/2027/").text
        shown[told_at.year] = ("Replaced by another edition" in page, "15 January 2027" in page)

    assert shown == {2027: (True, True), 2031: (True, False)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_is_small_and_sets_no_cookie_in_every_language(client, edition, language):
    with_parts(edition, 12)
    addresses = [f"/{language}/", f"/{language}/learning-week/"]
    addresses += [f"/{language}/{edition.path}/{page}" for page in PAGES]

    answers = [client.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert max(len(gzip.compress(answer.content)) for answer in answers) < 6_000
    assert [len(answer.cookies) for answer in answers] == [0] * 5


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    "cost",
    [
        ("/en/", 2),
        ("/en/?q=week&sort=name", 2),
        ("/en/learning-week/", 3),
        ("/en/learning-week/?q=week", 3),
        ("/en/learning-week/2027/", 14),
        ("/en/learning-week/2027/tracks/", 5),
        ("/en/learning-week/2027/venue/", 5),
    ],
)
def test_pages_cost_the_same_however_much_there_is(client, edition, django_assert_num_queries, many, cost):
    with_parts(edition, many)
    for number in range(many):
        make.edition(slug=f"e-{number}", of=edition.series)
        make.edition()

    address, queries = cost
    with django_assert_num_queries(queries):
        answer = client.get(address)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "hostile", ["?zone=%00", "?zone=%ED%A0%80", "?lang=%E2%80%AE", "?in=" + "x" * 9000, "?page=-1"]
)
def test_nonsense_in_an_address_is_boring(client, edition, hostile):
    addresses = [
        "/en/",
        "/en/learning-week/",
        "/en/learning-week/2027/",
        "/learning-week/2027/save-the-date.ics",
    ]

    assert [client.get(address + hostile).status_code for address in addresses] == [200] * 4


def test_no_series_can_take_the_address_of_a_page(edition):
    def first_words(patterns):
        words = {str(pattern.pattern).split("/")[0] for pattern in patterns}
        return {
            word for word in words if word and not word.startswith("<") and "." not in word
        }  # no dots in slugs

    taken = first_words(
        [*urls.urlpatterns, *machine_urls.urlpatterns, *me_urls.urlpatterns, *organiser_urls.urlpatterns]
    )

    assert (taken - RESERVED, "log" in taken) == (set(), True)


def test_the_navigation_leads_people_to_their_work(edition, secretary):
    reviewer = make.person()
    make.office(edition, reviewer, Role.REVIEWER, make.track(edition))

    pages = [
        make.signed_in(who).get("/en/learning-week/2027/").text
        for who in (secretary, reviewer, make.person())
    ]

    assert [("/organise/" in page, "/review/" in page) for page in pages] == [
        (True, False),
        (False, True),
        (False, False),
    ]
