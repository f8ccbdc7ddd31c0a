"""A release as pages: every link leads somewhere, in each language, and what it says is what was frozen."""

import gzip
import re
from datetime import date, datetime, timedelta
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from convenor.editions.models import Room
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.people.models import Organization
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.placements import Where, move
from convenor.programme.models import AppearanceRole, Happening
from convenor.web.public import render as rendering
from tests import make, releases
from tests.journeys.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PARIS = ZoneInfo("Europe/Paris")
LINK = re.compile(r'(?:href|src)="([^"]*)"')
SCRIPTS = {"/static/marks.js", "/static/offline.js"}


@pytest.fixture
def edition():
    secretary = make.person("Secretary")
    made = make.edition(
        of=make.series("mlw"),
        slug="2027",
        secretaries=(secretary,),
        zone="Europe/Paris",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 5),
    )
    made.secretary = secretary
    return made


def at(hour, minute=0, day=1):
    return datetime(2027, 3, day, hour, minute, tzinfo=PARIS)


def session(edition, title="Phones that teach", **facts):
    track = edition.tracks.first() or make.track(edition, "workshops")
    made = make.session(title, of=edition, track=track, abstract=make.english("About it."), **facts)
    school = Organization.objects.filter(name="Lycée de Thiès").first()
    school = school or make.organization("Lycée de Thiès")
    speaker = make.person("Amina Diop", country="SN", organization=school)
    make.appearance(made, speaker, role=AppearanceRole.SPEAKER, agreed_at=make.NOON)
    return made


def room(edition, slug="room-2", seats=40):
    return Room.objects.create(edition=edition, slug=slug, name=make.english(slug.title()), seats=seats)


def read(release, path):
    return releases.files(release)[path].decode()


def words(page):
    return Page(200, "http://testserver/en/", page).text


def test_a_session_page_says_when_where_and_who(edition):
    talk = session(edition, languages=["fr"], interpretation=["en", "ar"])
    make.placement(talk, at(9, 30), room=room(edition))

    release = releases.frozen(edition, edition.secretary)
    said = words(read(release, f"en/mlw/2027/programme/sessions/{talk.code}/"))

    for fact in (
        "Phones that teach",
        "Monday 1 March 2027",
        "09:30–10:30 (Paris)",
        "Room-2",
        "Amina Diop",
        "speaker · Lycée de Thiès",
        "French",
        "Interpretation: English and Arabic",
        "About it.",
    ):
        assert fact in said


def test_every_link_of_every_page_leads_somewhere(edition):
    talk = session(edition)
    make.placement(talk, at(9), room=room(edition))
    other = session(edition, "Not placed")
    make.subtheme(edition, "inclusion")
    release = releases.frozen(edition, edition.secretary)
    files = releases.files(release)
    pages = (
        "log/",
        "search/",
        "mlw/2027/",
        "mlw/2027/my/",
        "mlw/2027/now/",
        "mlw/2027/times/",
        *(f"mlw/2027/my/mark/{each.code}/" for each in (talk, other)),
    )
    live = {each[1:] for each in SCRIPTS} | {f"{code}/{page}" for code in LANGUAGES for page in pages}

    broken = {
        (path, href)
        for path, content in files.items()
        if path.endswith("/")
        for href in LINK.findall(content.decode())
        if not href.startswith(("#", "https://", "/releases/"))
        and urlsplit(urljoin(f"http://testserver/{path}", href)).path[1:] not in files.keys() | live
    }

    assert broken == set()


def test_pages_are_the_same_at_any_root_because_their_links_are_relative(edition):
    make.placement(session(edition), at(9))
    release = releases.frozen(edition, edition.secretary)

    absolute = {
        href
        for path, content in releases.files(release).items()
        if path.endswith("/")
        for href in LINK.findall(content.decode())
        if href.startswith("/")
    }

    assert absolute == {f"/{language}/log/" for language in LANGUAGES} | SCRIPTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound_in_each_language(edition, language):
    talk = session(edition, title="Learning")
    make.placement(talk, at(9), room=room(edition))
    make.subtheme(edition, "inclusion")
    files = releases.files(releases.frozen(edition, edition.secretary))

    faults = {
        path: list(Page(200, f"http://testserver/{path}", content.decode()).faults())
        for path, content in files.items()
        if path.startswith(f"{language}/") and path.endswith("/")
    }

    assert len(faults) > 10
    assert {path: wrong for path, wrong in faults.items() if wrong} == {}


def test_what_is_online_alone_says_so_on_paper_where_a_room_would_stand(edition):
    make.placement(session(edition, "Afar", attendance="online"), at(9))
    make.placement(session(edition, "Here"), at(10), room=room(edition))

    page = read(releases.frozen(edition, edition.secretary), f"en/{edition.path}/programme/print/")

    assert re.findall(r'data-label="Room">([^<]*)<', page) == ["online", "Room-2"]


def test_a_page_is_light_however_many_sessions_there_are(edition):
    hall = room(edition)
    for number in range(130):
        talk = session(edition, f"A session with quite a long title about learning anywhere, number {number}")
        make.placement(talk, at(8, number % 60), room=hall)

    files = releases.files(releases.frozen(edition, edition.secretary))
    heavy = {
        path: len(gzip.compress(content, 6))
        for path, content in files.items()
        if path.endswith("/") and len(gzip.compress(content, 6)) > 10 * 1024
    }

    assert heavy == {}
    days = [path for path in files if path.startswith("en/mlw/2027/programme/2027-03-01/")]
    assert sorted(days) == [
        "en/mlw/2027/programme/2027-03-01/",
        *(f"en/mlw/2027/programme/2027-03-01/page-{number}/" for number in (2, 3, 4)),
    ]


def test_an_earlier_release_can_be_read_and_the_new_one_says_what_changed(edition):
    talk = session(edition)
    placement = make.placement(talk, at(9), room=room(edition))
    releases.published(edition, edition.secretary)
    where = Where(starts_on=date(2027, 3, 2), starts_at=at(14, day=2), ends_at=at(15, day=2))
    move(placement=placement, where=where, by=edition.secretary, at=make.LATER)

    second = releases.published(edition, edition.secretary, at=make.NEXT_DAY)
    door = releases.Door()
    path = "/en/mlw/2027/programme/2027-03-01/"

    sentence = "Moved from Monday 1 March 2027, 09:00–10:00, Room-2 to Tuesday 2 March 2027, 14:00–15:00."
    assert sentence in words(read(second, "en/mlw/2027/programme/changes/"))
    assert sentence in words(read(second, f"en/mlw/2027/programme/sessions/{talk.code}/"))
    assert "Phones that teach" not in words(door.get(path).text)
    assert "Phones that teach" in words(door.get(f"/releases/mlw/2027/1{path}").text)


def test_a_cancelled_session_stays_visible_with_what_became_of_it(edition):
    talk = session(edition)
    make.placement(talk, at(9))
    tell(
        session=talk,
        kind=Happening.CANCELLED,
        note=make.english("The speaker is ill."),
        by=edition.secretary,
        at=make.NOON,
    )

    release = releases.frozen(edition, edition.secretary)

    assert "cancelled Phones that teach" in words(read(release, "en/mlw/2027/programme/2027-03-01/"))
    page = words(read(release, f"en/mlw/2027/programme/sessions/{talk.code}/"))
    assert "The speaker is ill." in page


def test_unknown_times_and_rooms_are_said_to_be_unknown(edition):
    talk = session(edition)
    make.placement(talk, starts_at=None, room=None)
    talk.placements.update(starts_at=None, ends_at=None)

    said = words(read(releases.frozen(edition, edition.secretary), "en/mlw/2027/programme/2027-03-01/"))

    assert "time unknown Phones that teach" in said
    assert "room unknown" in said


def test_an_all_week_item_stands_on_each_of_its_days_at_the_same_hours_by_the_clock(edition):
    # Clocks change on 28 March 2027 in Paris.
    edition.starts_on, edition.ends_on = date(2027, 3, 27), date(2027, 3, 29)
    edition.save()
    stall = session(edition, "Exhibition")
    make.placement(stall, datetime(2027, 3, 27, 9, tzinfo=PARIS), ends_on=date(2027, 3, 29))

    files = releases.files(releases.frozen(edition, edition.secretary))
    said = [words(files[f"en/mlw/2027/programme/2027-03-{day}/"].decode()) for day in (27, 28, 29)]

    assert ["09:00–10:00 all days: 27–29 March 2027 Exhibition" in each for each in said] == [True] * 3


def test_a_session_past_midnight_says_on_which_day_it_ends(edition):
    night = session(edition)
    make.placement(night, at(23, 30), minutes=90)

    said = words(read(releases.frozen(edition, edition.secretary), "en/mlw/2027/programme/2027-03-01/"))

    assert "23:30–01:00 (+1)" in said


def test_hostile_titles_are_text_and_nothing_else(edition):
    nasty = '</script><script>alert(1)</script>"&<b>'
    talk = session(edition, nasty)
    make.placement(talk, at(9))

    page = read(releases.frozen(edition, edition.secretary), f"en/mlw/2027/programme/sessions/{talk.code}/")

    assert "<script>alert" not in page
    assert "<b>" not in page


def test_titles_in_six_scripts_keep_their_language_and_direction(edition):
    texts = {"ar": "هواتف تعلّم " * 20, "zh": "会教书的手机" * 40, "ru": "Телефоны учат " * 15}
    for language, text in texts.items():
        talk = make.session("x", of=edition)
        talk.title = Translated.of(text.strip()[:250], language)
        talk.save()
        make.placement(talk, at(9))

    page = read(releases.frozen(edition, edition.secretary), "en/mlw/2027/programme/2027-03-01/")

    assert 'lang="ar" dir="rtl"' in page
    assert 'lang="zh" dir="ltr"' in page


def test_an_edition_without_rooms_tracks_or_placed_sessions_can_be_published(edition):
    make.session("Alone", of=edition)

    files = releases.files(releases.frozen(edition, edition.secretary))

    assert "Day unknown Alone" in words(files["en/mlw/2027/programme/"].decode())


def test_rendering_needs_no_database(edition, django_assert_num_queries):
    make.placement(session(edition), at(9), room=room(edition))
    frozen = releases.thawed(releases.frozen(edition, edition.secretary))

    with django_assert_num_queries(0), override("fr"):
        made = list(rendering.pages(frozen, "fr"))

    assert len(made) > 10


def test_the_same_release_gives_the_same_bytes(edition):
    make.placement(session(edition), at(9))
    release = releases.frozen(edition, edition.secretary)

    assert releases.files(release) == releases.files(release)


def test_a_person_in_forty_sessions_has_a_light_page(edition):
    busy = make.person("Busy Speaker")
    for number in range(40):
        talk = make.session(f"A talk of theirs with a rather long title, number {number}", of=edition)
        make.appearance(talk, busy, agreed_at=make.NOON)
        make.placement(talk, at(8) + timedelta(hours=number))

    files = releases.files(releases.frozen(edition, edition.secretary))
    (page,) = [
        c
        for path, c in files.items()
        if re.fullmatch(r"en/mlw/2027/programme/people/\w+/", path) and b"Busy" in c
    ]

    assert len(gzip.compress(page, 6)) <= 10 * 1024
