"""At 240 by 320 pixels: with letters twice the size nothing is cut off, and the keys lead downwards."""

import re
from itertools import pairwise

import pytest

from convenor.web.middleware import moment
from tests import make, releases
from tests.routes import route
from tests.world import made, taken_back

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]

LANGUAGES = ("en", "ar", "ru", "zh")
MADE = (
    "public:register",
    "public:call",
    "public:edition",
    "public:search",
    "public:now",
    "public:marks",
    "me:sign_in",
)
NO_EDITION = ("public:search", "me:sign_in")
RELEASED = ("programme/", "programme/2027-03-01/", "programme/sessions/{code}/")
CUT = """() => {
  document.documentElement.style.fontSize = "200%";
  const wide = document.documentElement.clientWidth;
  const out = element => {
    const box = element.getBoundingClientRect();
    const apart = element.closest(".scroll, .skip");
    return !apart && box.width && (box.left < -1 || box.right > wide + 1);
  };
  const all = [...document.querySelectorAll("body *")];
  return all.filter(out).slice(0, 3).map(each => each.outerHTML.slice(0, 120));
}"""
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect(), style = getComputedStyle(element);
  return [Math.round(box.top + scrollY), element.outerHTML.slice(0, 90), style.outlineStyle !== "none"];
}"""
MOST_STEPS = 80
LOW = """() => [...document.querySelectorAll("nav a, .rows > li > a, .field li > label")].filter(element => {
  const box = element.getBoundingClientRect();
  return box.height && (box.height < 43.5 || (element.closest("nav") && box.width < 43.5));
}).slice(0, 3).map(element => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="session")
def main_pages(django_db_setup, django_db_blocker):
    """Their HTML by name and language; the database is left before a browser comes."""
    with django_db_blocker.unblock(), taken_back(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(moment, "now", lambda: make.NOON)
        here, found = (world := made()).here, {}
        files, visitor = releases.files(here.release), world.client("anonymous")
        for language in LANGUAGES:
            for path in RELEASED:
                address = f"{language}/{here.edition.path}/{path.format(code=here.session.code)}"
                found[path, language] = files[address].decode()
            for name in MADE:
                address = route(name).address(here).replace("/en/", f"/{language}/", 1)
                found[name, language] = visitor.get(address).content.decode()
    return found


@pytest.fixture
def screen(browser):
    page = browser.new_page(viewport={"width": 240, "height": 320}, java_script_enabled=False)
    yield page
    page.close()


def stops(screen):
    """Where the focus comes, key by key: how far down, at what, and whether that is seen."""
    found = []
    for _ in range(MOST_STEPS):
        screen.keyboard.press("Tab")
        at = screen.evaluate(FOCUS)
        if at is None or at in found:
            break
        found.append(at)
    return found


def faults_of(found):
    """Where the focus goes up the page again, and where it cannot be seen."""
    for before, after in pairwise(found):
        if after[0] < before[0] - 5:
            yield f"up from {before[1]} to {after[1]}"
    yield from (f"unseen at {what}" for _top, what, is_seen in found if not is_seen)


@pytest.mark.django_db
def test_the_main_pages_are_there(main_pages):
    assert len(main_pages) == len(LANGUAGES) * (len(MADE) + len(RELEASED))


def test_nothing_is_cut_off_when_letters_are_twice_the_size(main_pages, screen):
    found = {}
    for at, page in main_pages.items():
        screen.set_content(page)
        found[at] = screen.evaluate(CUT)

    assert {at: cut for at, cut in found.items() if cut} == {}


def test_what_is_cut_off_is_found(screen):
    screen.set_content('<main><p style="width: 20rem">Tides</p></main>')

    assert len(screen.evaluate(CUT)) == 1


def test_links_of_lists_and_choices_are_large_enough_for_a_thumb(main_pages, screen):
    found = {}
    for at, page in main_pages.items():
        screen.set_content(page)
        found[at] = screen.evaluate(LOW)

    assert {at: low for at, low in found.items() if low} == {}


def test_a_link_that_is_too_small_for_a_thumb_is_found(screen):
    screen.set_content('<nav><a href="#a">1</a></nav>')

    assert len(screen.evaluate(LOW)) == 1


def test_the_focus_goes_down_the_page_and_is_seen(main_pages, screen):
    found = {}
    for at, page in main_pages.items():
        screen.set_content(page)
        where = stops(screen)
        found[at] = list(faults_of(where)) or ([] if len(where) > 5 else ["few stops"])

    assert {at: faults for at, faults in found.items() if faults} == {}


def test_a_focus_that_goes_up_or_is_not_seen_is_found(screen):
    screen.set_content(
        '<a href="#a" tabindex="2">1</a><br><br><a href="#b" tabindex="1" style="outline: none">2</a>'
    )

    assert [fault.split()[0] for fault in faults_of(stops(screen))] == ["up", "unseen"]


DIGITS = {
    "2": {"Programme"},
    "3": {"Now and next"},
    "4": {"My programme"},
    "5": {"Search", "Search all editions"},
    "6": {"Sign in", "My page"},
}
KEYS = re.compile(r'accesskey="(\d)"[^>]*>\s*([^<]+?)\s*<')


def test_a_digit_leads_to_the_same_on_live_and_released_pages(main_pages):
    found = {at: KEYS.findall(page) for at, page in main_pages.items() if at[1] == "en"}
    strange = {
        at: (digit, label)
        for at, keys in found.items()
        for digit, label in keys
        if digit != "1" and label not in DIGITS[digit]
    }
    assert strange == {}


def test_digits_lead_to_the_main_links(main_pages):
    found = {at: re.findall(r'accesskey="(\d)"', page) for at, page in main_pages.items()}
    needed = {at: {"1", "6"} if at[0] in NO_EDITION else {"1", "2", "4"} for at in found}

    assert {at: keys for at, keys in found.items() if len(set(keys)) < len(keys)} == {}
    assert {at: found[at] for at, keys in needed.items() if not keys <= set(found[at])} == {}
