"""Sheets of a workbook as plain cells, and refusals that name the sheet and the cell."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?")
ZONE = re.compile(r"GMT(?:([+-])([0-9]{1,2})(?::([0-9]{2}))?)?")
WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
MOST = 10**15
DAY = 24 * 60
FARTHEST = 14 * 60  # minutes from Greenwich

Labels = Mapping[str, int]  # the row or column of each name


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows and columns count from 0 here, and are named as in the file (A1) where something is refused."""

    file: str
    name: str
    rows: Sequence[Sequence[object]]

    def at(self, row: int, column: int) -> object:
        """The cell, or None where it is blank or where there is none."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        value = self.rows[row][column]
        return None if isinstance(value, str) and not value.strip() else value

    def refusal(self, row: int, column: int, what: str) -> ValueError:
        cell = f"{get_column_letter(column + 1)}{row + 1}"
        return ValueError(f"{self.file}, sheet {self.name}, cell {cell}: {what}.")

    def filled(self) -> Iterator[int]:
        """The rows below the header whose first cell is not blank; the others are padding."""
        return (row for row in range(1, len(self.rows)) if self.at(row, 0) is not None)

    def text(self, row: int, column: int) -> str:
        """The exact text of a cell, empty where it is blank; a whole number is written without a point."""
        value = self.at(row, column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value)

    def whole(
        self, row: int, column: int, what: str, *, blank: int | None = None, least: int | None = None
    ) -> int:
        value = self.at(row, column)
        number = blank if value is None else _whole(value)
        if number is None:
            raise self.refusal(row, column, f"{what} must be a whole number, not {_shown(value)}")
        if least is not None and number < least:
            raise self.refusal(row, column, f"{what} must be at least {least}, not {number}")
        return number

    def minute(self, row: int, column: int, what: str) -> int:
        """A time of day as minutes since midnight."""
        value = self.at(row, column)
        minute = _minute(value)
        if minute is None:
            raise self.refusal(row, column, f"{what} must be a time such as 09:30, not {_shown(value)}")
        return minute

    def zone(self, row: int, column: int) -> int:
        """Minutes east of Greenwich: 120 for ``GMT+2``."""
        told = ZONE.fullmatch(self.text(row, column).strip())
        if told is None:
            shown = _shown(self.at(row, column))
            raise self.refusal(row, column, f"a time zone must be written like GMT+2, not {shown}")
        sign, hours, minutes = told.groups(default="0")
        east = (-1 if sign == "-" else 1) * (60 * int(hours) + int(minutes))
        if abs(east) > FARTHEST or int(minutes) >= 60:
            raise self.refusal(row, column, f"there is no time zone {told[0]}")
        return east

    def people(self, row: int, column: int) -> frozenset[str]:
        return frozenset(self.text(row, column).split(", ")) - {""}

    def lines(self, what: str) -> Labels:
        """The names of the first column, without its header."""
        return self._labels(what, ((row, 0) for row in self.filled()), column=False)

    def heads(self, what: str, first: int) -> Labels:
        """The names of the first row, from column ``first`` on."""
        width = len(self.rows[0]) if self.rows else 0
        return self._labels(what, ((0, column) for column in range(first, width)), column=True)

    def _labels(self, what: str, places: Iterable[tuple[int, int]], *, column: bool) -> Labels:
        found: dict[str, int] = {}
        for place in places:
            name = self.text(*place)
            if name in found:
                raise self.refusal(*place, f"the {what} {name!r} is named twice")
            if name:
                found[name] = place[column]
        return found

    def matches(self, labels: Labels, names: Iterable[str], what: str, where: str) -> None:
        """Refuse where the labels are not exactly the names."""
        expected = set(names)
        missing = [name for name in expected if name not in labels]
        unknown = [name for name in labels if name not in expected]
        if unknown:
            raise ValueError(f"{self.file}, sheet {self.name}, {where}: there is no {what} {min(unknown)!r}.")
        if missing:
            raise ValueError(
                f"{self.file}, sheet {self.name}, {where}: the {what} {min(missing)!r} is missing."
            )

    def matrix(self, lines: tuple[str, Labels], heads: tuple[str, Labels]) -> tuple[tuple[int, ...], ...]:
        """The penalties of a sheet with labels, in the order of the names asked for; blank is 0."""
        down, across = self.lines(lines[0]), self.heads(heads[0], 1)
        self.matches(down, lines[1], lines[0], "column A")
        self.matches(across, heads[1], heads[0], "row 1")
        return tuple(self.penalties(down[line], across, heads[1]) for line in lines[1])

    def penalties(self, row: int, columns: Labels, names: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.whole(row, columns[name], "a penalty", blank=0) for name in names)


def sheets(path: Path, names: Iterable[str]) -> dict[str, Sheet]:
    """The sheets of these names; values as last calculated, not formulas."""
    found = _rows(path)
    missing = [name for name in names if name not in found]
    if missing:
        raise ValueError(f"{path.name}: the sheet {missing[0]!r} is missing.")
    return {name: Sheet(path.name, name, found[name]) for name in names}


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    try:
        with warnings.catch_warnings(action="ignore"), path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
            return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    except OSError as error:
        raise ValueError(f"{path.name}: the file cannot be read: {error.strerror or error}.") from error
    except Exception as error:  # openpyxl lets through whatever the parsers below it raise
        raise ValueError(f"{path.name}: this is not an Excel workbook (.xlsx), or a broken one.") from error


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and WHOLE.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, int | float) and abs(value) < MOST and value == int(value):
        return int(value)
    return None


def _minute(value: object) -> int | None:
    if isinstance(value, time | datetime):
        return 60 * value.hour + value.minute
    if isinstance(value, timedelta) and timedelta() <= value < timedelta(days=1):
        return value.seconds // 60
    if isinstance(value, str) and (told := CLOCK.fullmatch(value.strip())):
        minute = 60 * int(told[1]) + int(told[2])
        return minute if minute < DAY and int(told[2]) < 60 else None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        return int(value * DAY + 0.5) % DAY
    return None


def _shown(value: object) -> str:
    return "blank" if value is None else repr(str(value)[:40])
