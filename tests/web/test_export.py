"""A release to take away: each link leads to a file, and it is written whole or not at all."""

import re
import zipfile
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings

from convenor.kernel.translated import LANGUAGES
from convenor.programme.models import Licence, Material, MaterialKind
from convenor.programme.shelf import Shelf
from convenor.web.export import AlreadyThere, NoPlace, NotReleased, export_of, standing_alone, write
from tests import make, releases
from tests.journeys.pages import Page
from tests.programme.stage import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LINK = re.compile(r'(?:href|src)="([^"]*)"')


@pytest.fixture
def stage():
    """An edition whose programme was released twice."""
    stage = Stage()
    make.subtheme(stage.edition, "inclusion")
    talk = make.session("Phones that teach", of=stage.edition, code="K7TQXM", track=stage.forum)
    make.placement(talk, room=stage.hall)
    make.appearance(talk, make.person("Amina Diop"), agreed_at=make.NOON)
    releases.published(stage.edition, stage.secretary, note="First.")
    Material.objects.create(
        session=talk,
        kind=MaterialKind.SLIDES,
        title="Slides",
        licence=Licence.CC_BY,
        file="x",
        by=stage.secretary,
        at=make.NOON,
    )
    stage.release = releases.published(stage.edition, stage.secretary, note="Second.", at=make.LATER)
    return stage


def export(stage, number=None):
    return export_of(Shelf(settings.RELEASES), stage.edition.path, number)


def pages(folder):
    return {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}


def test_every_link_inside_the_folder_leads_to_a_file(stage, tmp_path):
    write(export(stage), tmp_path / "out")

    inside, outside = set(), set()
    for path, page in pages(tmp_path / "out").items():
        for href in map(unescape, LINK.findall(page)):
            address = urlsplit(urljoin(path.as_uri(), href))
            if address.scheme != "file":
                outside.add(href)
            elif href[:1] != "#":
                inside.add((path, Path(unquote(address.path))))

    broken = {(page, target) for page, target in inside if not target.is_file()}
    assert len(inside) > 500
    assert broken == set()
    assert {target for _page, target in inside if tmp_path / "out" not in target.parents} == set()
    uid = Material.objects.get().uid
    site, path = "http://testserver", stage.edition.path
    live = {href for href in outside if href.split("/")[6:7] in (["my"], ["now"], ["times"])}
    assert live != set()
    assert outside - live == {
        f"{site}/{language}/{page}/" for language in LANGUAGES for page in ("log", "search")
    } | {
        f"{site}/releases/{path}/1/{language}/{path}/programme/changes/".removesuffix("changes/")
        for language in LANGUAGES
    } | {f"{site}/{path}/materials/{uid}"}


def test_the_front_door_offers_six_languages_and_the_editions_own_page_stands_in(stage, tmp_path):
    write(export(stage), tmp_path / "out")

    door = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    page = Page(200, "file:///en/index.html", door)
    path = stage.edition.path

    assert page.links == [
        (name, f"file:///en/{language}/{path}/index.html") for language, name in settings.LANGUAGES
    ]
    assert list(page.faults()) == []
    front = Page(200, "file:///", (tmp_path / "out" / "ar" / path / "index.html").read_text(encoding="utf-8"))
    assert (front.dir, front.link("البرنامج")) == ("rtl", "file:///programme/index.html")


def test_all_other_files_are_those_of_the_release(stage, tmp_path):
    count = write(export(stage), tmp_path / "out")

    manifest = Shelf(settings.RELEASES).manifest(stage.edition.path, 2)
    there = {
        str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file()
    }
    assert there == {"index.html", f"{stage.edition.path}/SHA256SUMS"} | {
        path + "index.html" * path.endswith("/") for path in manifest.files
    }
    assert count == len(there)
    document = (tmp_path / "out" / stage.edition.path / "release.json").read_bytes()
    assert sha256(document).hexdigest() == stage.release.digest


def test_the_zip_has_the_same_files_and_the_same_bytes_each_time(stage, tmp_path):
    write(export(stage), tmp_path / "out")
    for name in ("one.zip", "other.ZIP"):
        write(export(stage), tmp_path / name)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.ZIP").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            str(file.relative_to(tmp_path / "out")): file.read_bytes()
            for file in (tmp_path / "out").rglob("*")
            if file.is_file()
        }
        assert {(each.date_time, each.external_attr >> 16) for each in archive.infolist()} == {
            ((2027, 1, 15, 13, 0, 0), 0o100644)
        }


def test_an_earlier_release_can_be_taken_away_too(stage, tmp_path):
    write(export(stage, 1), tmp_path / "out")

    programme = tmp_path / "out" / "en" / stage.edition.path / "programme" / "index.html"
    assert "First." in programme.read_text(encoding="utf-8")


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_release_that_is_not_there_is_refused(stage, number):
    with pytest.raises(NotReleased, match=f"There is no release {number} of .*; the latest is 2"):
        export(stage, number)


def test_an_edition_without_a_release_is_refused():
    with pytest.raises(NotReleased, match="There is no release of mlw/1999"):
        export_of(Shelf(settings.RELEASES), "mlw/1999")


def test_what_is_there_is_not_overwritten(stage, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "mine.zip").write_text("mine")

    for name in ("full", "mine.zip", "full/mine.txt"):
        with pytest.raises(AlreadyThere, match="is there already"):
            write(export(stage), tmp_path / name)
    with pytest.raises(NoPlace, match="There is no folder"):
        write(export(stage), tmp_path / "nowhere" / "out")

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["full", "mine.txt", "mine.zip"]


def test_an_empty_folder_is_filled(stage, tmp_path):
    (tmp_path / "out").mkdir()

    write(export(stage), tmp_path / "out")

    assert (tmp_path / "out" / "index.html").exists()


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_half_an_export_is_none(stage, tmp_path, name):
    broken = export(stage)
    shelf = Shelf(settings.RELEASES)
    entry = shelf.manifest(stage.edition.path, 2).files[f"zh/{stage.edition.path}/programme/"]
    shelf.path_of(entry.blob).unlink()

    with pytest.raises(FileNotFoundError):
        write(broken, tmp_path / name)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("href", "alone"),
    [
        ("", ""),
        ("./", "./index.html"),
        ("../", "../index.html"),
        ("../my/mark/K7TQXM/", "https://c.example/en/mlw/2027/my/mark/K7TQXM/"),
        ("sessions/K7TQXM/", "sessions/K7TQXM/index.html"),
        ("sessions/K7TQXM/#people", "sessions/K7TQXM/index.html#people"),
        ("#languages", "#languages"),
        ("programme.txt", "programme.txt"),
        ("/en/log/", "https://c.example/en/log/"),
        ("https://video.example/", "https://video.example/"),
        ("//video.example/", "//video.example/"),
        ("mailto:desk@c.example", "mailto:desk@c.example"),
    ],
)
def test_links_need_no_server(href, alone):
    here = "en/mlw/2027/programme/"
    files = {here, "en/mlw/2027/", f"{here}sessions/K7TQXM/", f"{here}programme.txt"}
    page = f'<a href="{href}">words href=&quot;/x/&quot;</a>'

    found = standing_alone(page, here, "https://c.example", files)

    assert found == page.replace(f'href="{href}"', f'href="{alone}"')


def test_the_script_stays_where_there_is_a_server():
    page = '<script src="/static/marks.js" data-words="{}" defer></script><p>words</p>'

    assert standing_alone(page, "en/mlw/2027/programme/", "https://c.example", ()) == "<p>words</p>"
