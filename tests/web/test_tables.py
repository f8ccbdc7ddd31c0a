"""A list shows, finds, sorts and exports what its reader may see, whatever its address asks for."""

import csv
import importlib
import io
import pkgutil
from dataclasses import dataclass

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from openpyxl import load_workbook

import convenor.web
from convenor.audit.models import Entry
from convenor.config.columns import FIELDS
from convenor.editions.models import Role
from convenor.kernel.translated import Translated
from convenor.people.models import Person
from convenor.web import tables
from convenor.web.middleware.gate import SIGNED_IN, holders_of
from convenor.web.tables import Column, Filter, Table, listing_of, short_listing_of
from tests import make

pytestmark = pytest.mark.django_db

POLICY = {
    "people of a test": {
        "name": SIGNED_IN,
        "language": SIGNED_IN,
        "address": holders_of(Role.SECRETARY),
    }
}


@pytest.fixture
def table(monkeypatch):
    """People by name; their address for the secretariat, their country for nobody: it has no policy."""
    monkeypatch.setattr(tables, "_policy", lambda: POLICY)
    monkeypatch.setattr(Table, "known", {})
    return Table(
        "people of a test",
        Column("name", "Name", lambda row: row.name, sort="name", search=("name",)),
        Column("language", "Language", lambda row: row.language, sort="language"),
        Column(
            "address",
            "Address",
            lambda row: row.contact_points.get().address,
            sort="contact_points__address",
            search=("contact_points__address",),
        ),
        Column("country", "Country", lambda row: row.country, sort="country", search=("country",)),
        filters=(
            Filter(
                "language",
                "Language",
                lambda _: [("en", "English"), ("fr", "French")],
                lambda rows, value: rows.filter(language=value),
            ),
            Filter(
                "address",
                "Address",
                lambda _: [("a@people.example", "a")],
                lambda rows, value: rows.filter(contact_points__address=value),
            ),
        ),
        sort="name",
    )


def _listing(table, query="", *, role=None, dress=list):
    request = RequestFactory().get("/")
    request.GET = QueryDict(query)
    request.person = make.person("Reader", language="zh")
    request.edition = make.edition(is_announced=False)
    request.offices = (make.office(request.edition, request.person, role),) if role else ()
    request.at = make.NOON
    people = Person.objects.exclude(name="Reader")
    return listing_of(request, table, people, dress=dress, tick="name")


def _content(response):
    with response.file_to_stream as file:
        return file.read()


def _names(listing):
    return [row.thing.name for row in listing.page]


def test_every_column_of_every_list_has_a_policy():
    for module in pkgutil.walk_packages(convenor.web.__path__, "convenor.web."):
        importlib.import_module(module.name)

    declared = {name: {column.name for column in table.columns} for name, table in Table.known.items()}

    assert declared == {name: set(columns) for name, columns in FIELDS.items()}


def test_a_list_shows_what_its_reader_may_see(table):
    make.person("Ada", address="a@people.example", country="KE")

    shown = [_listing(table, role=role) for role in (None, Role.SECRETARY)]

    assert [[heading.text for heading in listing.headings] for listing in shown] == [
        ["Name", "Language"],
        ["Name", "Language", "Address"],
    ]
    assert [row.cells for row in shown[0].page] == [
        '<td><input type="checkbox" name="name" value="Ada" aria-label="Choose Ada"></td>'
        '<td data-label="Name"><bdi>Ada</bdi></td><td data-label="Language"><bdi>en</bdi></td>'
    ]
    assert ["a@people.example" in row.cells for listing in shown for row in listing.page] == [False, True]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ada", "Bo"]),
        ("q=a@people", []),
        ("q=KE", []),
        ("sort=-address", ["Ada", "Bo"]),
        ("sort=-country", ["Ada", "Bo"]),
        ("address=a@people.example", ["Ada", "Bo"]),
    ],
)
def test_nothing_hidden_can_be_guessed_by_searching_or_sorting(table, query, names):
    make.person("Ada", address="a@people.example", country="KE")
    make.person("Bo", address="b@people.example", country="ZA")

    assert _names(_listing(table, query)) == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=a@people", ["Ada"]),
        ("sort=-address", ["Bo", "Ada"]),
        ("address=a@people.example", ["Ada"]),
    ],
)
def test_those_who_may_see_it_find_and_sort_by_it(table, query, names):
    make.person("Ada", address="a@people.example")
    make.person("Bo", address="b@people.example")

    assert _names(_listing(table, query, role=Role.SECRETARY)) == names


@pytest.mark.parametrize(
    "words", ["ada", "ADA", "lovelace", "Ada love", "lovelace  ada", "d", "ёлка", "ЁЛКА", "Ёлка", "李"]
)
def test_a_word_is_found_in_any_case_and_place(table, words):
    make.person("Ada Lovelace Ёлка 李雷")
    make.person("Bo")

    assert _names(_listing(table, f"q={words}")) == ["Ada Lovelace Ёлка 李雷"]


def test_every_word_must_be_found(table):
    make.person("Ada")

    assert _names(_listing(table, "q=Ada+Bo")) == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ada", "Bo", "Cy"]),
        ("sort=-name", ["Cy", "Bo", "Ada"]),
        ("sort=language", ["Ada", "Cy", "Bo"]),
        ("language=fr", ["Bo"]),
        ("language=fr&q=Ada", []),
        ("language=de", ["Ada", "Bo", "Cy"]),
        ("sort=password&sort=pk", ["Ada", "Bo", "Cy"]),
        ("sort=name;drop", ["Ada", "Bo", "Cy"]),
        ("language__startswith=f&name=Bo", ["Ada", "Bo", "Cy"]),
        ("page=0", ["Ada", "Bo", "Cy"]),
        ("page=-1", ["Ada", "Bo", "Cy"]),
        ("page=999999999999999999999", ["Ada", "Bo", "Cy"]),
        ("page=²", ["Ada", "Bo", "Cy"]),
        ("q=%00%00", ["Ada", "Bo", "Cy"]),
        ("q=%ED%A0%80", []),
        ("q=%25", []),
        ("q=_", []),
        ("sort=%00&language=%00&file=%00", ["Ada", "Bo", "Cy"]),
    ],
)
def test_an_address_asks_for_what_the_list_offers_and_nothing_else(table, query, names):
    for name, language in (("Ada", "en"), ("Bo", "fr"), ("Cy", "en")):
        make.person(name, language=language)

    assert _names(_listing(table, query)) == names


def test_a_page_has_fifty_and_leads_on(table):
    for number in range(101):
        make.person(f"Person {number:03}")

    pages = [_listing(table, f"page={page}&q=person") for page in (1, 2, 3, 4)]

    assert [(page.number, len(page.page), page.count, page.pages) for page in pages] == [
        (1, 50, 101, 3),
        (2, 50, 101, 3),
        (3, 1, 101, 3),
        (3, 1, 101, 3),
    ]
    assert [(page.previous, page.next) for page in pages[:3]] == [
        ("", "?q=person&page=2"),
        ("?q=person&page=1", "?q=person&page=3"),
        ("?q=person&page=2", ""),
    ]


def test_headings_turn_the_order(table):
    listing = _listing(table, "sort=-name&language=fr")

    assert [(heading.href, heading.order) for heading in listing.headings] == [
        ("?language=fr&sort=name", "descending"),
        ("?language=fr&sort=language", ""),
    ]


def test_what_people_typed_is_text_in_a_cell(table):
    make.person('<script>"&')

    (row,) = _listing(table).page

    assert "<bdi>&lt;script&gt;&quot;&amp;</bdi>" in row.cells


def test_rows_are_dressed_page_by_page(table):
    make.person("Ada")

    def dress(people):
        for person in people:
            person.name = person.name.upper()
        return people

    assert _names(_listing(table, dress=dress)) == ["ADA"]


@pytest.mark.parametrize("role", [None, Role.SECRETARY])
def test_an_export_has_all_rows_the_visible_columns_and_a_trace(table, role):
    for number in range(60):
        make.person(f"=Person {number:02}", language="fr" if number else "en", address=f"{number}@x.example")
    listing = _listing(table, "file=csv&language=fr&sort=-name&page=2", role=role)

    response = listing.file()

    lines = list(csv.reader(io.StringIO(_content(response).decode("utf-8-sig"), newline="")))
    assert lines[0] == ["Name", "Language", "Address"][: 3 if role else 2]
    assert [line[0] for line in lines[1:]] == [f"'=Person {number:02}" for number in range(59, 0, -1)]
    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.detail) == (
        "table.exported",
        listing.request.person,
        {"table": "people of a test", "kind": "csv", "count": 59},
    )


def test_an_export_for_excel_opens(table):
    make.person("Ada")

    response = _listing(table, "file=xlsx").file()

    sheet = load_workbook(io.BytesIO(_content(response))).active
    assert [[cell.value for cell in row] for row in sheet.rows] == [["Name", "Language"], ["Ada", "en"]]


@pytest.mark.parametrize("kind", ["", "pdf", "CSV", "../csv", "csv\x00"])
def test_no_other_file_is_made(table, kind):
    listing = _listing(table)
    listing.request.GET = QueryDict(mutable=True)
    listing.request.GET["file"] = kind

    assert (listing.file(), Entry.objects.count()) == (None, 0)


@dataclass
class Boat:
    name: str | Translated
    seats: int | None = None
    owner: str = ""


@pytest.fixture
def boats(monkeypatch):
    """Boats as they were given: their owner for the secretariat, their place in files only."""
    reaches = {"name": SIGNED_IN, "seats": SIGNED_IN, "place": SIGNED_IN, "sail": SIGNED_IN}
    policy = {"boats of a test": {**reaches, "owner": holders_of(Role.SECRETARY)}}
    monkeypatch.setattr(tables, "_policy", lambda: policy)
    monkeypatch.setattr(Table, "known", {})
    return Table(
        "boats of a test",
        Column("name", "Name", lambda boat: boat.name, link=lambda _, boat: boat.seats and "/boat/"),
        Column("seats", "Seats", lambda boat: boat.seats),
        Column("owner", "Owner", lambda boat: boat.owner),
        Column("place", "Place", lambda _boat: "harbour", is_for_files=True),
        Column("sail", "Sail", lambda _boat: "Sail it", is_for_pages=True),
        filters=(
            Filter("size", "Size", lambda _: [("large", "large")], lambda boat, _: (boat.seats or 0) > 9),
        ),
    )


FLEET = [
    Boat("Zephyr", 8, "Ada"),
    Boat(Translated.of("Aurora", "en").plus("Aurore", "fr"), 12, "Bob"),
    Boat("élan", None, "Cy"),
]


def _fleet(table, query="", *, role=None, without=()):
    listing = _listing(table, query, role=role)
    return short_listing_of(listing.request, table, FLEET, kept={"in": "fr"}, without=without)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Zephyr", "Aurora", "élan"]),
        ("sort=name", ["Aurora", "Zephyr", "élan"]),
        ("sort=-name", ["élan", "Zephyr", "Aurora"]),
        ("sort=seats", ["Zephyr", "Aurora", "élan"]),
        ("sort=-seats", ["Aurora", "Zephyr", "élan"]),
        ("sort=owner", ["Zephyr", "Aurora", "élan"]),
        ("sort=sail", ["Zephyr", "Aurora", "élan"]),
        ("q=ÉLAN", ["élan"]),
        ("q=aur harbour", ["Aurora"]),
        ("q=Aurore", []),
        ("q=Sail", []),
        ("q=Bob", []),
        ("size=large", ["Aurora"]),
        ("size=small", ["Zephyr", "Aurora", "élan"]),
        ("size=large&q=zephyr", []),
    ],
)
def test_a_short_list_is_found_and_sorted_by_what_its_reader_reads(boats, query, names):
    assert [str(name) for name in _names(_fleet(boats, query))] == names


@pytest.mark.parametrize(
    ("query", "names"), [("q=Bob", ["Aurora"]), ("sort=-owner", ["élan", "Aurora", "Zephyr"])]
)
def test_those_who_may_read_a_column_of_a_short_list_find_and_sort_by_it(boats, query, names):
    assert [str(name) for name in _names(_fleet(boats, query, role=Role.SECRETARY))] == names


def test_a_short_list_begins_as_it_was_given_and_keeps_what_its_address_says(boats):
    listing = _fleet(boats, "sort=-seats")

    assert [heading.href for heading in listing.headings] == ["?in=fr&sort=name", "?in=fr&sort=seats", ""]
    assert '<option value="">as arranged</option>' in listing.orders
    assert '<option value="-seats" selected>Seats, last to first</option>' in listing.orders
    assert listing.address == "?in=fr&sort=-seats"


def test_a_cell_leads_somewhere_or_nowhere(boats):
    linked, _aurora, unlinked = [row.cells for row in _fleet(boats).page]

    assert linked.startswith('<td data-label="Name"><a href="/boat/"><bdi>Zephyr</bdi></a></td>')
    assert unlinked.startswith('<td data-label="Name"><bdi>élan</bdi></td><td data-label="Seats"></td>')


def test_pages_and_files_have_columns_of_their_own(boats):
    listing = _fleet(boats, "file=csv&sort=name", without={"seats"})

    exported = _content(listing.file()).decode("utf-8-sig").splitlines()

    assert [heading.text for heading in listing.headings] == ["Name", "Sail"]
    assert exported == ["Name,Place", "Aurora,harbour", "Zephyr,harbour", "élan,harbour"]


def test_a_list_of_no_edition_leaves_a_trace_with_its_person(boats):
    listing = _fleet(boats, "file=csv")
    del listing.request.edition

    response = listing.file()
    _content(response)

    person, entry = listing.request.person, Entry.objects.get()
    assert response.headers["Content-Disposition"].endswith('"boats of a test-2027-01-15.csv"')
    assert (entry.subject, entry.scope, entry.actor) == (f"person:{person.uid}", "", person)
