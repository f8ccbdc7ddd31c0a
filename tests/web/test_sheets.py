"""Files for spreadsheets say what the list says, and compute nothing that a stranger typed."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy, override
from openpyxl import load_workbook

from convenor.kernel.translated import Translated
from convenor.web.sheets import file_of

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|'/c calc'!A1",
]
PLAIN = [
    "Ada",
    "O'Neil",
    'She said "no"',
    "a,b;c",
    "two\nlines",
    "عائشة",
    "李雷",
    "Ёлка",
    "x=1",
    "a" * 40_000,
]


def _bytes(kind, rows):
    with file_of(kind, ["Name"], rows) as file:
        return file.read()


def _csv(rows):
    return list(csv.reader(io.StringIO(_bytes("csv", rows).decode("utf-8-sig"), newline="")))


def _xlsx(rows):
    return load_workbook(io.BytesIO(_bytes("xlsx", rows))).active


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_formula_is_text_in_csv(text):
    lines = _csv([[text]])

    assert lines == [["Name"], [f"'{text}"]]


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_is_in_csv_as_it_is(text):
    lines = _csv([[text]])

    assert lines == [["Name"], [text]]


def test_csv_begins_with_the_mark_that_excel_needs():
    assert _bytes("csv", []) == b"\xef\xbb\xbfName\r\n"


@pytest.mark.parametrize("text", [*HOSTILE, *PLAIN])
def test_text_is_text_in_xlsx(text):
    cell = _xlsx([[text]]).cell(2, 1)

    # Spreadsheets keep line ends as \n, and at most 32,767 characters in a cell.
    assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\n")[:32_767])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_text_breaks_the_file(kind):
    rows = [[f"a{character}b"] for character in ("\x00", "\x0b", "\x1f", "\ud800", "\u202e", "\ufffe")]

    assert _bytes(kind, rows)


def test_values_keep_their_types_in_xlsx():
    noon = datetime(2027, 3, 4, 11, 0, tzinfo=UTC)

    with timezone.override("Europe/Paris"):
        sheet = _xlsx([[3, 2.5, True, noon, date(2027, 3, 4), None, ["Ada", "Bo"], gettext_lazy("Name")]])

    assert [(cell.data_type, cell.value) for cell in sheet[2]] == [
        ("n", 3),
        ("n", 2.5),
        ("b", True),
        ("d", datetime(2027, 3, 4, 12, 0)),  # noqa: DTZ001  # a spreadsheet knows no zones
        ("d", datetime(2027, 3, 4)),  # noqa: DTZ001  # as above
        ("n", None),
        ("s", "Ada; Bo"),
        ("s", "Name"),
    ]


def test_a_moment_shows_how_its_clock_differs_from_utc_in_xlsx():
    winter, summer = datetime(2027, 3, 4, 11, 0, tzinfo=UTC), datetime(2027, 7, 4, 11, 0, tzinfo=UTC)

    with timezone.override("Europe/Paris"):
        sheet = _xlsx([[winter, summer]])

    assert [cell.number_format for cell in sheet[2]] == [
        'yyyy-mm-dd hh:mm "UTC+1"',
        'yyyy-mm-dd hh:mm "UTC+2"',
    ]


def test_values_are_written_for_machines_in_csv():
    noon = datetime(2027, 3, 4, 11, 0, tzinfo=UTC)

    with timezone.override("Europe/Paris"):
        lines = _csv([[3, -2.5, True, noon, date(2027, 3, 4), None, ["=Ada", "Bo"]]])

    assert lines[1] == ["3", "-2.5", "yes", "2027-03-04T12:00+01:00", "2027-03-04", "", "'=Ada; Bo"]


def test_a_text_in_several_languages_is_in_the_readers():
    title = Translated.of("Tides", "en").plus("Marées", "fr")

    with override("fr"):
        lines = _csv([[title]])

    assert lines[1] == ["Marées"]


@pytest.mark.parametrize(("language", "is_right_to_left"), [("ar", True), ("en", None)])
def test_a_sheet_in_arabic_begins_at_the_right(language, is_right_to_left):
    with override(language):
        sheet = _xlsx([["Ada"]])

    assert sheet.sheet_view.rightToLeft is is_right_to_left
