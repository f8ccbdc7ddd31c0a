"""Plain text in columns: as wide as it looks, wrapped in any script, each piece in its own direction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Some readers lay a line out by its first letter, others always from left to right: both put these in order.
_RIGHT_TO_LEFT = "\u200f\u2067"  # right-to-left mark and isolate
_ISOLATE, _END = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
_WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
)
_OPENING = "（【《「『〈“‘"
_CLOSING = "、。，．：；！？）】》」』〉”’…％,.:;!?)"
# A piece of a line: a wide character or a word, with the space before it and the signs that stay with it; a
# dot that parts two facts ends a line and begins none. No line ends at a space that does not break.
_SPACE = r"[^\S\u00a0\u202f]"
_PIECE = re.compile(
    rf"{_SPACE}*(?:[{_ISOLATE}{_OPENING}]*[{_WIDE}]|(?:(?!{_SPACE})[^{_WIDE}])+)[{_CLOSING}{_END}]*(?:{_SPACE}·)?"
)
_AGAINST = {"ltr": frozenset({"R", "AL", "AN"}), "rtl": frozenset({"L", "EN"})}


def width(text: str) -> int:
    """How many columns ``text`` takes: Chinese characters take two, marks and controls none."""
    return len(text) if text.isascii() else sum(_width(character) for character in text)


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrapped(text: str, most: int, indent: str = "") -> list[str]:
    """The lines of ``text``, each at most ``most`` columns wide unless it is a single word."""
    return [
        indent + line
        for paragraph in text.split("\n")
        for line in _balanced(_lines(paragraph, most - len(indent)))
        if line
    ]


def _lines(paragraph: str, most: int) -> Iterator[str]:
    line, taken = "", 0
    for piece in _PIECE.findall(paragraph):
        wide = width(piece)
        if line and taken + wide > most:
            yield line
            line, taken = "", 0
        if not line:
            piece = piece.lstrip()  # noqa: PLW2901  # the space stays behind
            wide = width(piece)
        line, taken = line + piece, taken + wide
    yield line


def _balanced(lines: Iterator[str]) -> Iterator[str]:
    """Each line with its own isolates: they end with the line, so they begin again on the next."""
    open_before = 0
    for line in lines:
        open_after = max(0, open_before + line.count(_ISOLATE) - line.count(_END))
        yield _ISOLATE * open_before + line + _END * open_after
        open_before = open_after


def line_of(text: str, direction: str) -> str:
    """``text`` as a line that runs in ``direction``, whatever it begins with."""
    return f"{_RIGHT_TO_LEFT}{text}{_END}" if direction == "rtl" else text


def isolated(text: str, direction: str) -> str:
    """``text`` to stand in a line that runs in ``direction``, kept apart where it runs against it."""
    against = _AGAINST[direction]
    if direction == "ltr" and text.isascii():
        return text
    if any(unicodedata.bidirectional(character) in against for character in text):
        return f"{_ISOLATE}{text}{_END}"
    return text
