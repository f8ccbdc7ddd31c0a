"""The data files hold facts with their sources, in six languages, and nothing of anybody's machine."""

import json
from datetime import date
from pathlib import Path

import pytest

from convenor.archive import data
from convenor.archive.kinds import Counted, Precision, SourceKind
from convenor.editions.models import Access, Format, PartnerRole
from convenor.kernel.translated import LANGUAGES
from convenor.programme.models import AppearanceRole, SessionKind

FOLDER = Path(data.__file__).parent / "data"
EDITIONS = [(series, each) for series in data.SERIES for each in data.read(series)["editions"]]
PATHS = [f"{series}/{each['slug']}" for series, each in EDITIONS]
SESSIONS = [
    (path, session) for path, sessions in data.read("programmes")["sessions"].items() for session in sessions
]


def texts_in(value):
    """Every text in several languages: a mapping that has an English one."""
    if isinstance(value, dict) and "en" in value:
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


def names_of_brands():
    return [name for name in data.read("words")["partners"].values() if len(name) == 1]


def untranslated(value):
    return [text for text in texts_in(value) if sorted(text) != sorted(LANGUAGES) or not all(text.values())]


@pytest.mark.parametrize("name", ["words", "programmes", *data.SERIES])
def test_every_text_is_in_six_languages(name):
    facts = data.read(name)

    assert len(list(texts_in(facts))) > 10
    assert [text for text in untranslated(facts) if text not in names_of_brands()] == []


def test_a_missing_translation_is_found():
    assert untranslated({"theme": {"en": "Teachers", "fr": ""}}) == [{"en": "Teachers", "fr": ""}]


def test_the_editions_are_those_of_2011_to_2025():
    mobile, digital = (2011, *range(2013, 2021), "2020-online"), (2023, 2024, 2025)

    expected = [f"mobile-learning-week/{year}" for year in mobile]
    expected += [f"digital-learning-week/{year}" for year in digital]
    assert expected == PATHS


@pytest.mark.parametrize(("series", "edition"), EDITIONS, ids=PATHS)
def test_an_edition_speaks_the_words_of_the_house(series, edition):
    days = [day for track in edition["tracks"] for day in track["days"] or ()]
    sources = [source["key"] for source in edition["sources"]]
    cited = [each["source"] for each in edition["figures"]]
    cited += [key for remark in edition["remarks"] for key in remark["sources"]]

    assert {track["access"] for track in edition["tracks"]} <= {None, *Access.values}
    assert {partner["role"] for partner in edition["partners"]} <= set(PartnerRole.values)
    assert {source["kind"] for source in edition["sources"]} <= set(SourceKind.values)
    assert {figure["counted"] for figure in edition["figures"]} <= set(Counted.values)
    assert {figure["how"] for figure in edition["figures"]} <= {"", *Precision.values}
    assert [day for day in days if not edition["starts_on"] <= day <= edition["ends_on"]] == []
    assert date.fromisoformat(edition["starts_on"]) <= date.fromisoformat(edition["ends_on"])
    assert (set(cited) - set(sources), len(set(sources))) == (set(), len(sources))


def test_sources_are_addresses_on_the_web():
    addresses = [source["url"] for _series, edition in EDITIONS for source in edition["sources"]]

    strange = [url for url in addresses if url and not url.startswith(("https://", "http://"))]
    assert (strange, addresses.count(""), len(addresses) > 70) == ([], 1, True)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: file.name)
def test_no_path_of_a_machine_is_left(file):
    text = file.read_text(encoding="utf-8")

    assert [word for word in ("/farm/", "/work/", "/home/", "/root/", "file:") if word in text] == []


def test_what_is_known_of_programmes_names_parts_that_exist():
    found = {}
    for path, session in SESSIONS:
        edition = next(each for (_series, each), known in zip(EDITIONS, PATHS, strict=True) if known == path)
        people = data.read("programmes")["people"]
        found[session["title"]["en"]] = [
            session.get("track") not in {None, *[track["track"] for track in edition["tracks"]]},
            session.get("subtheme") not in {None, *[each["slug"] for each in edition["subthemes"]]},
            session.get("kind") not in {None, *SessionKind.values},
            session.get("format") not in {None, *Format.values},
            session.get("room") not in {None, *data.read("programmes")["rooms"]},
            set(session.get("notes", [])) - set(data.read("programmes")["notes"]),
            set(session["sources"]) - {source["key"] for source in edition["sources"]},
            set(session.get("people", {})) - set(people),
            set(session.get("people", {}).values()) - set(AppearanceRole.values),
            not session["sources"],
            ("from" in session) != ("to" in session) or ("from" in session and "day" not in session),
        ]

    assert len(found) == 38
    assert {title: wrong for title, wrong in found.items() if any(wrong)} == {}


def test_the_files_are_json_that_people_can_read():
    for file in FOLDER.glob("*.json"):
        assert json.loads(file.read_text(encoding="utf-8"))
        assert "\\u" not in file.read_text(encoding="utf-8")
