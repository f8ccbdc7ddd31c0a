"""The main public pages in three text browsers, 32 columns wide, and read aloud: all of it, in its order."""

import os
import re
import shutil
import subprocess

import pytest

from convenor.web.middleware import moment
from tests import make, releases
from tests.reading import Outline, lost, outline_of

pytestmark = [pytest.mark.slow, pytest.mark.sqlite, pytest.mark.django_db]

COLUMNS = 32
BROWSERS = {
    "w3m": ["-dump", "-cols", f"{COLUMNS}", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8"],
    "lynx": ["-dump", "-nolist", "-nonumbers", f"-width={COLUMNS}", "-display_charset=utf-8"],
    "links": ["-dump", "-width", f"{COLUMNS}", "-codepage", "utf-8", "-html-assume-codepage", "utf-8"],
}
# Lynx's dump spills the box of a list of choices over what follows, where its labels are not Latin.
LISTS = re.compile(r"<select\b.*?</select>", re.DOTALL)
LANGUAGES = ("en", "ar", "zh")
MADE = {
    "front page": "/",
    "call": "/{edition}/call/{call}/",
    "registration": "/{edition}/register/",
    "search": "/search/?q=talk",
    "my programme": "/{edition}/my/",
    "now": "/{edition}/now/",
    "times": "/{edition}/times/",
    "tracks": "/{edition}/tracks/",
    "sign in": "/sign-in/",
}
RELEASED = {
    "edition": "/{edition}/",
    "programme": "/{edition}/programme/",
    "day": "/{edition}/programme/2027-03-01/",
    "session": "/{edition}/programme/sessions/{session}/",
    "person": "/{edition}/programme/people/",
    "changes": "/{edition}/programme/changes/",
}


@pytest.fixture(scope="module")
def pages(world, django_db_blocker):
    """Each page's HTML, by its name and language."""
    here = world.here
    places = {"edition": here.edition.path, "call": here.call.slug, "session": here.session.code}
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(moment, "now", lambda: make.NOON)
        files, visitor = releases.files(here.release), world.client("anonymous")
        found = {}
        for language in LANGUAGES:
            for name, path in MADE.items():
                answer = visitor.get(f"/{language}{path.format(**places)}", follow=True)
                assert answer.status_code == 200, name
                found[name, language] = answer.content.decode()
            for name, path in RELEASED.items():
                found[name, language] = files[f"{language}{path.format(**places)}"].decode()
    return found


def dumped(browser, page, folder):
    """What ``browser`` shows of a page."""
    if not (program := shutil.which(browser)):
        pytest.skip(f"There is no {browser}: on Debian, apt install {browser}.")
    file = folder / "page.html"
    file.write_text(LISTS.sub("", page) if browser == "lynx" else page)
    command = [program, *BROWSERS[browser], str(file)]
    environment = os.environ | {"LC_ALL": "C.UTF-8", "HOME": str(folder)}
    done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=30)
    return done.stdout.decode(errors="replace")  # Lynx cuts a long label of a choice amid a letter


@pytest.mark.parametrize("browser", BROWSERS)
def test_all_text_of_the_main_pages_is_shown_in_its_order(browser, pages, tmp_path):
    found = {at: lost(outline_of(page), dumped(browser, page, tmp_path)) for at, page in pages.items()}

    assert {at: pieces for at, pieces in found.items() if pieces} == {}


@pytest.mark.parametrize("browser", BROWSERS)
def test_what_is_not_shown_or_out_of_order_is_found(browser, pages, tmp_path):
    shown = dumped(browser, pages["call", "ar"], tmp_path)
    pieces = outline_of(pages["call", "ar"]).pieces

    assert lost(Outline([*pieces[::-1]]), shown) != []
    assert lost(Outline([*pieces, "Nobody wrote this."]), shown) == ["Nobody wrote this."]


def test_the_main_pages_have_an_outline(pages):
    found = {at: list(outline_of(page).faults()) for at, page in pages.items()}

    assert {at: faults for at, faults in found.items() if faults} == {}


def test_faults_of_an_outline_are_told():
    page = """<header></header><nav></nav><nav aria-label="Days"></nav><nav aria-label="Days"></nav>
        <main><h2>Tides</h2><h1>Moss</h1><h3>Fern</h3></main>"""

    assert list(outline_of(page).faults()) == [
        "its headings do not begin with the only main one: [2, 1, 3]",
        "level 1 is followed by level 3",
        "0 footer",
        "nav has no name",
        "two nav named Days",
    ]
