"""Every page in a language that nobody speaks: all went through gettext, and longer words find a place."""

import re

import lxml.html
import pytest
from babel import Locale
from django.apps import apps

from convenor.kernel.countries import names_in
from convenor.web.middleware import moment
from convenor.web.places import zones
from tests import make, releases
from tests.pseudo import pseudo, spoken
from tests.routes import names, route
from tests.world import made, taken_back

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]

PAGES = [name for name in names() if route(name).way.kind == "page" and route(name).way.method == "GET"]
SAID = ("aria-label", "alt", "title", "placeholder", "data-label")
WORD = re.compile(r"[A-Za-z]{3,}")
# Names and codes that are the same in every language, the place of a clock, and how a locale ends a list.
OURS = ("Convenor", "UTC", "CSV", "XLSX", "Français", "Español", "Paris", "and")
ADDRESS = re.compile(r"\S*[@/.]\S+")


@pytest.fixture(scope="session")
def spoken_world(django_db_setup, django_db_blocker):
    """The HTML of every page by its name or path, and the data that may stand there; the database is left."""
    with django_db_blocker.unblock(), taken_back(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(moment, "now", lambda: make.NOON)
        world = made()
        return rendered(world), typed_or_named()


@pytest.fixture
def pages(spoken_world):
    return spoken_world[0]


@pytest.fixture
def data(spoken_world):
    return spoken_world[1]


def rendered(world):
    with spoken():
        found = {
            path: content.decode()
            for path, content in releases.files(world.here.release).items()
            if path.startswith("en/") and path.endswith("/")
        }
        for name in PAGES:
            client = world.client(route(name).fitting_visitor())
            answer = client.get(route(name).address(world.here), follow=True)
            assert answer.status_code in {200, 410}, name  # somebody asked to be forgotten
            found[name] = answer.content.decode()
    return found


def typed_or_named():
    """Finds what somebody typed, and names that a locale has."""
    locale = Locale("en")
    calendars = [*locale.months.values(), *locale.days.values()]
    known = {*OURS, *zones(), *locale.languages.values(), *names_in("en").values()}
    known |= {word for forms in calendars for kind in forms.values() for word in kind.values()}
    for model in apps.get_models():
        known |= {text for row in model._default_manager.values_list() for text in texts_of(row)}
    longest_first = sorted(filter(WORD.search, known), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def texts_of(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)
    elif value is not None:
        yield from (line.strip() for line in str(value).splitlines() if line.strip())


def pieces_of(page):
    """All that a reader is told: texts and the attributes that are read; but what is in another language."""
    tree = lxml.html.document_fromstring(page)
    for element in tree.iter(lxml.etree.Element):
        if element.tag in {"script", "style", "textarea", "bdi", "code", "pre"}:
            yield element.tail or ""
            continue
        foreign = any(each.get("lang") not in {None, "en"} for each in [element, *element.iterancestors()])
        yield from [] if foreign else [element.text or "", *(element.get(name, "") for name in SAID)]
        yield element.tail or ""


def untranslated(page, data):
    for piece in pieces_of(page):
        if WORD.search(piece) and WORD.search(ADDRESS.sub(" ", data.sub(" ", piece))):
            yield " ".join(piece.split())


@pytest.mark.django_db
def test_every_text_of_every_page_went_through_gettext(pages, data):
    found = {name: list(dict.fromkeys(untranslated(page, data))) for name, page in pages.items()}

    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.django_db
def test_a_text_that_did_not_is_found(pages, data):
    planted = pages["public:home"].replace(
        "</main>", '<p>Nobody translated this.</p><a aria-label="Nor this">1</a></main>'
    )

    assert list(untranslated(planted, data)) == ["Nobody translated this.", "Nor this"]


def test_longer_words_push_no_page_sideways(pages, browser):
    screen = browser.new_page(viewport={"width": 240, "height": 320}, java_script_enabled=False)
    cut = {}
    for name, page in pages.items():
        screen.set_content(page)
        cut[name] = screen.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    screen.close()

    assert {name: pixels for name, pixels in cut.items() if pixels > 0} == {}


def test_a_message_keeps_what_is_put_into_it():
    assert pseudo("Ask %(name)s <b>now</b>") == "Áśķ %(name)s <b>ńóŵ</b> ŵóŕđ"
