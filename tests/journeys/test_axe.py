"""Every page in a real browser, as wide as a feature phone: no fault that axe knows, none cut off, small.

Each is looked at in English, in Arabic, and in one of the other languages, which take turns. What is the same
in all of them, such as colours and roles, costs most of the time, and is looked at in English only.
"""

import gzip
from functools import cache
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
RUN = "only => axe.run({runOnly: only, resultTypes: ['violations']})"
OF_WORDS = [  # the rules whose outcome a translation can change: names, languages, sizes
    "button-name",
    "empty-heading",
    "html-has-lang",
    "html-lang-valid",
    "label",
    "link-name",
    "list",
    "select-name",
    "summary-name",
    "target-size",
    "valid-lang",
]
PAGES = [name for name in names() if route(name).way.kind == "page" and route(name).way.method == "GET"]


@pytest.fixture(scope="module", autouse=True)
def database_beside_a_browser():
    """The browser's loop runs in this thread, where Django would refuse to ask the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


OTHERS = ("fr", "es", "ru", "zh")
IN_TURN = {name: OTHERS[number % len(OTHERS)] for number, name in enumerate(PAGES)}


@pytest.fixture
def tabs(browser, live_server):
    """One tab for each visitor of a world: a new one for every page took a fifth of the time."""
    contexts = []

    def opened(world):
        @cache
        def tab(visitor):
            context = browser.new_context(viewport=PHONE)
            contexts.append(context)
            context.add_init_script(AXE)
            if visitor in world.sessions:
                cookie = {"name": "convenor", "value": world.sessions[visitor], "url": live_server.url}
                context.add_cookies([cookie])
            return context.new_page()

        return tab

    yield opened
    for context in contexts:
        context.close()


def faults(page, language, *, is_small):
    """What is wrong with the page that is open."""
    found = page.evaluate(RUN, LEVELS if language == "en" else OF_WORDS)
    yield from (f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"])
    looked = page.evaluate(LOOK)
    if looked["cut"] > 0:
        yield f"{looked['cut']} pixels are cut off"
    expected = {"lang": language, "dir": "rtl" if language == "ar" else "ltr", "headings": 1}
    yield from (f"{name} is {looked[name]!r}" for name, value in expected.items() if looked[name] != value)
    size = len(gzip.compress(page.content().encode()))
    if is_small and size > MOST_BYTES:
        yield f"{size} bytes"


def visited(page, address, name, language):
    response = page.goto(address.replace("/en/", f"/{language}/", 1))
    expected = 410 if name == "public:person" else 200  # the page of who asked to be forgotten
    wrong = [] if response.status == expected else [f"status {response.status}"]
    is_small = name.partition(":")[0] in {"public", "me"}
    return wrong + list(faults(page, language, is_small=is_small))


@pytest.mark.parametrize("audience", sorted({name.partition(":")[0] for name in PAGES}))
@pytest.mark.parametrize("language", ["en", "ar", "another"])
def test_every_page_has_no_fault(tabs, live_server, audience, language):
    world, pages = made(), [name for name in PAGES if name.startswith(f"{audience}:")]
    tab = tabs(world)

    found = {}
    for name in pages:
        its = IN_TURN[name] if language == "another" else language
        page, address = tab(route(name).fitting_visitor()), live_server.url + route(name).address(world.here)
        found[f"{name} in {its}"] = visited(page, address, name, its)

    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_the_other_languages_take_turns():
    times = [list(IN_TURN.values()).count(language) for language in OTHERS]

    assert (sum(times), max(times) - min(times) <= 1) == (len(PAGES), True)


def test_the_look_sees_a_page_full_of_faults(browser):
    page = browser.new_page(viewport=PHONE)
    page.add_init_script(AXE)
    page.goto("about:blank")
    page.set_content(
        "<html><body><img src=x style='width:999px;height:1px'><h1>a</h1><h1>b</h1>"
        "<p style='color:#eee;background:#fff'>pale</p></body></html>"
    )

    found = {each.partition(":")[0] for each in faults(page, "en", is_small=True)}

    assert {"image-alt", "html-has-lang", "color-contrast", "headings is 2", "lang is ''"} <= found
    assert any("cut off" in each for each in found)


def test_the_look_in_other_languages_sees_what_nobody_named(browser):
    page = browser.new_page(viewport=PHONE)
    page.add_init_script(AXE)
    page.goto("about:blank")
    page.set_content(
        "<html lang=ar dir=rtl><body><h1>a</h1><button></button><a href=x></a><input></body></html>"
    )

    found = {each.partition(":")[0] for each in faults(page, "ar", is_small=True)}

    assert found == {"button-name", "link-name", "label", "target-size"}
