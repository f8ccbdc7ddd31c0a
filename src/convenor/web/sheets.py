"""Rows as files for spreadsheets: CSV and XLSX, in which nothing a stranger typed becomes a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from convenor.kernel.days import offset_of
from convenor.kernel.translated import RIGHT_TO_LEFT, Translated

Cell = str | Promise | Translated | bool | int | float | date | Sequence[str] | None

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BEGINS_A_FORMULA = frozenset("=+-@＝＋－＠")
_BEGINS_A_CELL = ("\t", "\r", "\n")
_MOST_CHARACTERS = 32_767  # of a cell in Excel, which refuses the whole file beyond


def file_of(kind: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """A temporary file of ``kind``, ready to be read: one line of ``headers``, then ``rows``."""
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    (_write_csv if kind == "csv" else _write_xlsx)(file, headers, rows)
    file.seek(0)
    return file


def _write_csv(file: IO[bytes], headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    # With a byte order mark, because Excel takes any other UTF-8 for something else.
    text = TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    sheet = csv.writer(text)
    sheet.writerow(map(_harmless, headers))
    sheet.writerows(map(_written, row) for row in rows)
    text.detach()


def _written(cell: Cell) -> str | int | float:
    match _plain(cell):
        case bool(value):
            return _("yes") if value else _("no")
        case int() | float() as value:
            return value
        case datetime() as value:
            return localtime(value).isoformat(timespec="minutes")
        case date() as value:
            return value.isoformat()
        case text:
            return _harmless(text)


def _harmless(text: str) -> str:
    """``text`` that no spreadsheet computes: an apostrophe makes it text, and is not shown."""
    begins_a_formula = text.lstrip()[:1] in _BEGINS_A_FORMULA
    return f"'{text}" if text and (begins_a_formula or text.startswith(_BEGINS_A_CELL)) else text


def _write_xlsx(file: IO[bytes], headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    book = Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    if (get_language() or "en")[:2] in RIGHT_TO_LEFT:
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headers), 20)
    head = book.add_format({"bold": True})

    @cache
    def shown(pattern: str) -> Format:
        return book.add_format({"num_format": pattern})

    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, head)
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            _put(sheet, row, column, _plain(cell), shown)
    book.close()


def _put(sheet: Worksheet, row: int, column: int, value: Any, shown: Callable[[str], Format]) -> None:
    # Each by its type: xlsxwriter's own guess would make formulas and links of what people typed.
    match value:
        case "":
            pass
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float():
            sheet.write_number(row, column, value)
        case datetime():
            # A spreadsheet knows no zones: how the clock differs from UTC stands beside what it shows.
            local = localtime(value)
            pattern = f'yyyy-mm-dd hh:mm "{offset_of(local)}"'
            sheet.write_datetime(row, column, local.replace(tzinfo=None), shown(pattern))
        case date():
            sheet.write_datetime(row, column, value, shown("yyyy-mm-dd"))
        case text:
            sheet.write_string(row, column, _storable(text))


def _storable(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines.encode("utf-8", "replace").decode()[:_MOST_CHARACTERS]


def in_words(cell: Cell) -> str:
    """What a cell says as a text; nothing for figures and dates, which each reader reads differently."""
    plain = _plain(cell)
    return plain if isinstance(plain, str) else ""


def _plain(cell: Cell) -> str | bool | int | float | date:
    match cell:
        case None:
            return ""
        case str() | Translated() | Promise():
            return str(cell)
        case bool() | int() | float() | date():
            return cell
        case _:
            return "; ".join(map(str, cell))
