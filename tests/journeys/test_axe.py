"""Every page in a real browser, as wide as a feature phone: no fault that axe knows, none cut off, small."""

import gzip
from importlib.resources import files

import pytest

from tests.routes import names, route
from tests.world import made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 240, "height": 320}
MOST_BYTES = 10 * 1024  # of a page that participants see, compressed, with its style
LOOK = """() => ({
  cut: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  lang: document.documentElement.lang,
  dir: document.documentElement.dir,
  headings: document.querySelectorAll('h1').length,
})"""
PAGES = [name for name in names() if route(name).way.kind == "page" and route(name).way.method == "GET"]


@pytest.fixture(scope="module", autouse=True)
def database_beside_a_browser():
    """The browser's loop runs in this thread, where Django would refuse to ask the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


def tab(browser, world, visitor, server):
    context = browser.new_context(viewport=PHONE)
    if visitor in world.sessions:
        context.add_cookies([{"name": "convenor", "value": world.sessions[visitor], "url": server}])
    return context.new_page()


def faults(page, language, *, is_small):
    """What is wrong with the page that is open."""
    page.evaluate(AXE)
    found = page.evaluate("levels => axe.run({runOnly: levels})", LEVELS)
    yield from (f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"])
    looked = page.evaluate(LOOK)
    if looked["cut"] > 0:
        yield f"{looked['cut']} pixels are cut off"
    expected = {"lang": language, "dir": "rtl" if language == "ar" else "ltr", "headings": 1}
    yield from (f"{name} is {looked[name]!r}" for name, value in expected.items() if looked[name] != value)
    size = len(gzip.compress(page.content().encode()))
    if is_small and size > MOST_BYTES:
        yield f"{size} bytes"


def visited(browser, world, server, name, language):
    page = tab(browser, world, route(name).fitting_visitor(), server)
    address = route(name).address(world.here).replace("/en/", f"/{language}/", 1)
    response = page.goto(server + address)
    wrong = [] if response.status == 200 else [f"status {response.status}"]
    is_small = name.partition(":")[0] in {"public", "me"}
    wrong += faults(page, language, is_small=is_small)
    page.context.close()
    return wrong


@pytest.mark.parametrize("audience", sorted({name.partition(":")[0] for name in PAGES}))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_has_no_fault(browser, live_server, audience, language):
    world, pages = made(), [name for name in PAGES if name.startswith(f"{audience}:")]

    found = {name: visited(browser, world, live_server.url, name, language) for name in pages}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_the_look_sees_a_page_full_of_faults(browser):
    page = browser.new_page(viewport=PHONE)
    page.set_content(
        "<html><body><img src=x style='width:999px;height:1px'><h1>a</h1><h1>b</h1></body></html>"
    )

    found = {each.partition(":")[0] for each in faults(page, "en", is_small=True)}

    assert {"image-alt", "html-has-lang", "headings is 2", "lang is ''"} <= found
    assert any("cut off" in each for each in found)
