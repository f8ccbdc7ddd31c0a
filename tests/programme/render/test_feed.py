"""The feed of changes: sound Atom, an entry for each release, links that lead somewhere."""

import re
from urllib.parse import urljoin
from xml.etree.ElementTree import fromstring

import pytest

from convenor.kernel.translated import LANGUAGES, Translated
from convenor.programme.actions.placements import move
from tests import make
from tests.programme.render.stage import files, release
from tests.programme.stage import TUESDAY

ATOM, XHTML, XML = (
    "{http://www.w3.org/2005/Atom}",
    "{http://www.w3.org/1999/xhtml}",
    "{http://www.w3.org/XML/1998/namespace}",
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ONCE = {"id", "title", "updated"}


@pytest.fixture
def talk(stage):
    """On Monday at ten in the hall; released, then moved."""
    talk = make.session("Phones that teach", of=stage.edition, code="K7TQXM", track=stage.forum)
    placement = make.placement(talk, room=stage.hall)
    release(stage, note="The first.")
    where = stage.where(15, 16, TUESDAY, stage.attic)
    move(placement=placement, where=where, by=stage.secretary, at=make.NOON)
    return talk


def feed(of, language="en"):
    """The feed, of which what RFC 4287 demands is found true."""
    content = files(of)[f"{language}/{of.path}/programme/changes.atom"].decode()
    root = fromstring(content)  # noqa: S314  # we wrote it
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        names = [child.tag.removeprefix(ATOM) for child in element]
        assert {name: names.count(name) for name in ONCE} == dict.fromkeys(ONCE, 1)
        assert MOMENT.fullmatch(text(element, "updated"))
    assert text(root, "author/name")
    assert [link.get("href") for link in root.findall(f"{ATOM}link[@rel='self']")] == ["changes.atom"]
    ids = [text(element, "id") for element in (root, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("http://testserver/") for each in ids)
    for entry in entries:
        assert [body.tag for body in entry.findall(f"{ATOM}content/*")] == [f"{XHTML}div"]
    return root


def text(element, path):
    return element.findtext("/".join(ATOM + name for name in path.split("/")))


def said(entry):
    return " ".join("".join(entry.find(f"{ATOM}content").itertext()).split())


def test_each_release_is_an_entry_the_latest_first(stage, talk):
    path = stage.edition.path
    root = feed(release(stage, note="Amina comes later.", at=make.LATER))

    entries = root.findall(f"{ATOM}entry")
    assert [
        (text(entry, "title"), text(entry, "updated"), text(entry, "published"), text(entry, "id"))
        for entry in entries
    ] == [
        (
            "1 change in release 2",
            "2027-01-15T13:00:00Z",
            "2027-01-15T13:00:00Z",
            f"http://testserver/releases/{path}/2/en/{path}/programme/changes/",
        ),
        (
            "Release 1",
            "2027-01-15T12:00:00Z",
            "2027-01-15T12:00:00Z",
            f"http://testserver/releases/{path}/1/en/{path}/programme/changes/",
        ),
    ]
    assert [said(entry) for entry in entries] == [
        "Amina comes later.Phones that teach"
        "Moved from Monday 1 March 2027, 10:00–11:00, Hall to Tuesday 2 March 2027, 15:00–16:00, Attic.",
        "The first.",
    ]
    assert (text(root, "title"), text(root, "updated")) == (
        "Learning Week 2027 · Changes",
        "2027-01-15T13:00:00Z",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_sound_in_each_language_and_its_links_lead_to_files(stage, talk, language):
    made = release(stage, at=make.LATER)
    root = feed(made, language)
    base = root.get(f"{XML}base")

    hrefs = {each.get("href") for each in root.iter() if each.get("href")}
    paths = {urljoin(base, href).removeprefix("http://testserver/") for href in hrefs}
    there = {path for path in paths if not path.startswith("releases/")}

    assert root.get(f"{XML}lang") == language
    assert base == f"http://testserver/{language}/{stage.edition.path}/programme/"
    assert len(there) == 3
    assert there - files(made).keys() == set()


def test_a_title_keeps_its_language_and_what_is_gone_has_no_link(stage, talk):
    talk.title = Translated.of("هواتف تعلّم", "ar")
    talk.save()
    release(stage, at=make.LATER)
    talk.placements.all().delete()
    talk.delete()
    make.session("Another", of=stage.edition)

    root = feed(release(stage, at=make.NEXT_DAY))

    titles = [
        (each.tag.removeprefix(XHTML), each.text, each.get("lang"), each.get("dir"), each.get("href"))
        for each in root.iter()
        if each.get("lang") == "ar"
    ]
    assert titles[0] == ("span", "هواتف تعلّم", "ar", "rtl", None)
    assert "No longer in the programme." in said(root.findall(f"{ATOM}entry")[0])


def test_a_release_without_a_note_and_without_changes_says_so(stage):
    talk = make.session("Phones that teach", of=stage.edition)

    [first] = feed(release(stage, note="")).findall(f"{ATOM}entry")
    talk.materials.all().delete()
    stage.edition.rooms.filter(slug="attic").delete()
    [second, _first] = feed(release(stage, note="", at=make.LATER)).findall(f"{ATOM}entry")

    assert [said(first), said(second)] == [
        "This is the first release of the programme.",
        "No session differs from the release before.",
    ]


def test_what_xml_does_not_have_is_left_out(stage):
    make.session("A\x0bB<&>", of=stage.edition)
    release(stage)

    root = feed(release(stage, at=make.LATER, note="C\x01D"))

    assert said(root.findall(f"{ATOM}entry")[0]) == "CD"
