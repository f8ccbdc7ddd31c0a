"""Search engines find every page in every language, and nothing that is not for them."""

import re
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client

from convenor.kernel.translated import LANGUAGES
from tests import make, releases
from tests.programme.stage import Stage

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def stage():
    stage = Stage()
    make.subtheme(stage.edition, "inclusion")
    talk = make.session("Phones that teach", of=stage.edition, code="K7TQXM", track=stage.forum)
    make.placement(talk, room=stage.hall)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    stage.accepted("Tides")
    return stage


def read(content):
    return fromstring(content)  # noqa: S314  # our own


def urls(content):
    return {
        url.find("loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("xhtml:link", NAMES)
        }
        for url in read(content).findall("url", NAMES)
    }


def locations(content):
    return [each.text for each in read(content).iterfind("sitemap/loc", NAMES)]


def test_the_sitemap_of_a_release_has_each_of_its_pages_in_each_language(stage):
    files = releases.files(releases.frozen(stage.edition, stage.secretary))

    for language in LANGUAGES:
        below = f"{language}/{stage.edition.path}/programme/"
        twice = re.compile(r"(.*/page-\d+/|print/.*)")
        pages = [path for path in files if path.startswith(below) and path.endswith("/")]
        wanted = {f"{SITE}/{path}" for path in pages if not twice.fullmatch(path.removeprefix(below))}
        found = urls(files[f"{below}sitemap.xml"])
        assert found.keys() == wanted
        assert all(
            others == {other: page.replace(f"/{language}/", f"/{other}/", 1) for other in LANGUAGES}
            for page, others in found.items()
        )


def test_a_session_says_when_it_changed(stage):
    files = releases.files(releases.frozen(stage.edition, stage.secretary))

    root = read(files[f"en/{stage.edition.path}/programme/sitemap.xml"])
    changed = {url.find("loc", NAMES).text: url.findtext("lastmod", "", NAMES) for url in root}
    page = f"{SITE}/en/{stage.edition.path}/programme/"
    assert (changed[f"{page}sessions/K7TQXM/"], changed[f"{page}people/"]) == ("2027-01-15T12:00:00Z", "")


def test_the_index_names_what_is_released_of_announced_editions_and_the_live_pages(stage):
    client, path = Client(), stage.edition.path
    before = locations(client.get("/sitemap.xml").content)

    releases.published(stage.edition, stage.secretary)
    releases.published(stage.edition, stage.secretary, at=make.LATER, note="Again")

    live = f"{SITE}/sitemap-pages.xml"
    assert before == [live]
    assert locations(client.get("/sitemap.xml").content) == [
        live,
        *(f"{SITE}/{language}/{path}/programme/sitemap.xml" for language in LANGUAGES),
    ]


def test_the_live_pages_are_there_and_nothing_of_an_edition_that_nobody_knows(stage):
    make.edition(slug="2031", is_announced=False)

    answer = Client().get("/sitemap-pages.xml")

    path, series = stage.edition.path, stage.edition.path.partition("/")[0]
    pages = ("", "log/", f"{series}/", f"{path}/")
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    assert urls(answer.content).keys() == {f"{SITE}/{code}/{page}" for code in LANGUAGES for page in pages}
    assert {Client().get(page).status_code for page in urls(answer.content)} == {200}


def test_robots_are_told_where_to_look_and_kept_from_a_demonstration(settings):
    settings.IS_DEMO = False
    told = Client().get("/robots.txt").content.decode()
    settings.IS_DEMO = True
    of_a_demonstration = Client().get("/robots.txt").content.decode()

    assert told.splitlines() == [
        "User-agent: *",
        "Disallow: /releases/",
        "Disallow: /m/",
        "Disallow: /s/",
        "Disallow: /*/search/",
        f"Sitemap: {SITE}/sitemap.xml",
    ]
    assert of_a_demonstration.splitlines()[:2] == ["User-agent: *", "Disallow: /"]
