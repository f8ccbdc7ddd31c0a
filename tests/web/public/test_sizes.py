"""The size of each download is stated before it starts, and it is the one that travels."""

import gzip
import re
from html import unescape
from math import ceil
from posixpath import normpath

import pytest
from django.core.files.base import ContentFile

from convenor.programme.models import Licence, Material, MaterialKind
from tests import make, releases
from tests.offline import odd_programme
from tests.programme.stage import TUESDAY, Stage

pytestmark = pytest.mark.django_db

OFFERED = re.compile(r'<a href="([^"]*[^/"])"[^>]*>(?:(?!</a>).)*</a>(?: \(([^)]*)\))?', re.DOTALL)
PRINTED = re.compile(r'<a href="([^"]*print/(?:[\d-]+/)?(?:page-\d+/)?)">[^<]*</a> \(([^)]*)\)')
UNITS = {"en": "{}\xa0kB", "fr": "{}\xa0ko", "ar": "{}\xa0كيلوبايت"}
OF_ONE = re.compile(r".*/(?:sessions|people)/[^/]+/")


@pytest.fixture
def stage():
    stage = Stage()
    odd_programme(stage)
    releases.published(stage.edition, stage.secretary)
    return stage


def travels(path):
    """The bytes that go to a browser which takes gzip."""
    answer = releases.Door().get(f"/{path}", HTTP_ACCEPT_ENCODING="gzip")
    return len(answer.content) if answer.status == 200 else None


def stated(path, pattern=OFFERED):
    """What a page offers: the path of each file and its size in words."""
    page = gzip.decompress(releases.Door().get(f"/{path}", HTTP_ACCEPT_ENCODING="gzip").content).decode()
    main = page.partition('<main id="main">')[2].replace("</footer>", "")
    for href, size in pattern.findall(main):
        if not href.startswith(("http", "#", "/")):
            way = normpath(path + unescape(href))
            yield way + "/" * href.endswith("/"), size


@pytest.mark.parametrize("language", UNITS)
def test_each_file_that_is_offered_has_the_size_that_is_stated(stage, language):
    programme = f"{language}/{stage.edition.path}/programme/"
    found = {
        path: size
        for page in ("", f"{TUESDAY}/", "tracks/forum/", "rooms/hall/")
        for path, size in stated(programme + page)
        if travels(path) is not None
    }

    said = {path: UNITS[language].format(ceil(travels(path) / 1000)) for path in found}
    assert found == said
    ends = {path.rpartition(".")[2] for path in found}
    assert {"txt", "ics", "atom", "xml", "json"} <= ends
    assert len(found) >= 11


def test_the_pages_to_print_have_the_sizes_that_are_stated_and_show_every_session_once(stage):
    programme = f"en/{stage.edition.path}/programme/"
    [(to_print, size)] = list(stated(programme, PRINTED))
    parts = dict(stated(to_print, PRINTED))

    assert size == UNITS["en"].format(ceil(travels(to_print) / 1000))
    assert parts == {path: UNITS["en"].format(ceil(travels(path) / 1000)) for path in parts}
    assert f"{to_print}{TUESDAY}/page-2/" in parts
    shown = [releases.Door().get(f"/{path}").text.count('data-label="When"') for path in parts]
    release = releases.thawed(stage.edition.releases.get())
    assert sum(shown) == len(release.slots) > 40
    assert max(shown) == 40


def test_a_file_of_one_session_or_person_is_smaller_than_its_page_and_says_nothing(stage):
    programme = f"en/{stage.edition.path}/programme/"
    pages = [path for path in releases.files(stage.edition.releases.get()) if OF_ONE.fullmatch(path)]
    pages = [path for path in pages if path.startswith(programme)]

    larger = [
        (page, path)
        for page in pages
        for path, _size in stated(page)
        if path.startswith(programme) and travels(path) >= travels(page)
    ]

    assert len(pages) > 50
    assert larger == []


def test_an_uploaded_material_states_its_size_and_a_link_elsewhere_none(stage):
    session = stage.edition.sessions.get(code=stage.edition.sessions.order_by("code").first().code)
    facts = {"session": session, "kind": MaterialKind.SLIDES, "licence": Licence.CC_BY, "language": "en"}
    by = {"by": stage.secretary, "at": make.NOON}
    file = ContentFile(b"%PDF" + b"x" * 41_000, "slides.pdf")
    Material.objects.create(title="Here", file=file, file_name="slides.pdf", **facts, **by)
    Material.objects.create(title="There", url="https://x.example/", **facts, **by)
    releases.published(stage.edition, stage.secretary, at=make.LATER)

    page = releases.Door().get(f"/ar/{stage.edition.path}/programme/sessions/{session.code}/").text
    kept = re.findall(r"<bdi>(Here|There)</bdi></a>\s*<small>[^<]*?( · \d+\xa0كيلوبايت)?</small>", page)

    assert sorted(kept) == [("Here", " · 42\xa0كيلوبايت"), ("There", "")]
