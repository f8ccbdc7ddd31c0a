"""Files of whole numbers, line by line, and refusals that name the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WHOLE = re.compile(r"[+-]?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Line:
    file: str
    number: int
    fields: tuple[int, ...]

    def refusal(self, what: str) -> ValueError:
        return ValueError(f"{self.file}, line {self.number}: {what}.")

    def within(self, value: int, end: int, what: str) -> int:
        """The value, which must be one of 0, 1, … end - 1."""
        if not 0 <= value < end:
            raise self.refusal(f"{what} must be between 0 and {end - 1}, not {value}")
        return value

    def at_least(self, value: int, least: int, what: str) -> int:
        if value < least:
            raise self.refusal(f"{what} must be at least {least}, not {value}")
        return value


def lines(path: Path) -> Iterator[Line]:
    """The lines that hold numbers: not those that are blank, nor titles, which begin with #."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise ValueError(f"{path.name}: the file cannot be read: {error.strerror}.") from error
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        wrong = [word for word in words if not WHOLE.fullmatch(word)]
        if wrong:
            raise ValueError(f"{path.name}, line {number}: {wrong[0][:40]!r} is not a whole number.")
        yield Line(path.name, number, tuple(map(int, words)))
