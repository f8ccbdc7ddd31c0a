"""A release on a memory stick: a browser without script and without any server reads it, in Arabic."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from convenor.kernel.translated import Translated
from convenor.programme.shelf import Shelf
from convenor.web.export import export_of, write
from tests import make, releases
from tests.journeys.test_axe import AXE, faults
from tests.programme.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def database_beside_a_browser():
    """The browser's loop runs in this thread, where Django would refuse to ask the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def stick(tmp_path):
    """A folder with a released programme: one session, on Monday at ten."""
    stage = Stage()
    stage.edition.is_fictional = True
    stage.edition.save()
    talk = make.session("Phones that teach", of=stage.edition, code="K7TQXM", track=stage.forum)
    talk.title = Translated.of("Phones that teach", "en").plus("هواتف تعلّم", "ar")
    talk.save()
    make.placement(talk, room=stage.hall)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    releases.published(stage.edition, stage.secretary)
    write(export_of(Shelf(settings.RELEASES), stage.edition.path), tmp_path / "stick")
    return tmp_path / "stick"


@pytest.fixture
def page(browser):
    """240 pixels wide, no script, and no way to any server."""
    context = browser.new_context(
        viewport={"width": 240, "height": 320}, java_script_enabled=False, offline=True
    )
    yield context.new_page()
    context.close()


def test_one_clicks_from_the_root_to_a_session_in_arabic_and_to_its_files(stick, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto((stick / "index.html").as_uri())
    page.get_by_role("link", name="العربية").click()
    page.get_by_role("main").get_by_role("link", name="البرنامج").click()
    page.get_by_role("link", name=re.compile("1 مارس 2027")).click()
    page.get_by_role("link", name="هواتف تعلّم").click()

    html, heading = page.locator("html"), page.get_by_role("heading", level=1)
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    assert heading.inner_text() == "هواتف تعلّم"
    assert urlsplit(page.url).path.endswith("/programme/sessions/K7TQXM/index.html")
    page.get_by_role("link", name="Amina Diop").click()
    assert heading.inner_text() == "Amina Diop"
    page.get_by_role("link", name="Français").click()
    assert html.get_attribute("lang") == "fr"
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="بصيغة نص عادي").click()
    assert "Amina Diop" in page.locator("body").inner_text()
    assert {urlsplit(address).scheme for address in asked} == {"file"}


ITS_PAGES = {
    "index.html": "en",
    "ar/{path}/index.html": "ar",
    "en/{path}/programme/index.html": "en",
    "ar/{path}/programme/2027-03-01/index.html": "ar",
    "fr/{path}/programme/sessions/K7TQXM/index.html": "fr",
    "ar/{path}/programme/print/index.html": "ar",
}


def test_its_front_door_and_the_pages_behind_have_no_fault_that_axe_knows(stick, browser):
    context = browser.new_context(viewport={"width": 240, "height": 320}, offline=True)
    context.add_init_script(AXE)
    page, [front] = context.new_page(), (stick / "en").glob("*/*/index.html")
    path = front.parent.relative_to(stick / "en")

    found = {}
    for address, language in ITS_PAGES.items():
        page.goto((stick / address.format(path=path)).as_uri())
        found[address] = list(faults(page, language, is_small=True))
    context.close()

    assert {address: wrong for address, wrong in found.items() if wrong} == {}
