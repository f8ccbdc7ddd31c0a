"""BibTeX, read tolerantly: of an entry that is broken, what can be read is, and that it is broken is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Lengths are bounded, so that no text takes more than linear time.
_ENTRY = re.compile(r"(?<![\w.])@\s{0,20}([A-Za-z]{1,30})\s{0,20}[{(]")
_NEXT_ENTRY = re.compile(r"\n[ \t]{0,20}@[A-Za-z]{1,30}\s{0,20}[{(]")
_KEY = re.compile(r"\s{0,99}([^\s,={}()\"]{0,300})\s{0,99},")
_BETWEEN = re.compile(r"[\s,]*")
_NAME = re.compile(r"([^\s=,{}\"#()]{1,60})\s{0,99}=\s*")
_BARE = re.compile(r"[^\s,#{}\"()]+")
_JOINED = re.compile(r"\s{0,99}#\s*")
_IN_BRACES = re.compile(r"\\.|[{}]", re.S)
_IN_QUOTES = re.compile(r'\\.|[{}"]', re.S)
_NEXT_FIELD = re.compile(r",\s{0,20}[A-Za-z]{1,30}\s{0,20}=")
_MOST_FIELDS = 200  # of an entry
_NO_ENTRIES = {"comment", "preamble"}


@dataclass(slots=True)
class Entry:
    """``fields`` by small name, as they are written; not ``is_whole`` where some of it could not be read."""

    kind: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    is_whole: bool = True

    @property
    def name(self) -> str:
        """What people find it by: its key or, where that could not be read, its kind."""
        return self.key or f"@{self.kind}"


def entries_of(text: str) -> Iterator[Entry]:
    """Every entry of ``text`` in order, abbreviations put in. Never fails."""
    words: dict[str, str] = {}
    place, line, counted = 0, 1, 0
    while found := _ENTRY.search(text, place):
        line += text.count("\n", counted, found.start())
        place = counted = found.end()
        entry = Entry(found[1].lower(), "", line)
        if entry.kind in _NO_ENTRIES:
            continue
        place = _Fields(text, place, words).read(entry)
        if entry.kind == "string":
            words |= entry.fields
        else:
            yield entry


class _Fields:
    """The fields of the entry whose inside begins at ``place``, up to the line where another one begins."""

    def __init__(self, text: str, place: int, words: dict[str, str]) -> None:
        following = _NEXT_ENTRY.search(text, place)
        self._text, self._place, self._words = text, place, words
        self._end = following.start() if following else len(text)
        self._is_closed = True  # so far, whatever was opened was closed

    def read(self, entry: Entry) -> int:
        """Fill ``entry`` and return where it ends."""
        if key := _KEY.match(self._text, self._place, self._end):
            entry.key, self._place = key[1], key.end()
        for _ in range(_MOST_FIELDS):
            if self._is_over():
                break
            self._read_field(entry)
        entry.is_whole = self._is_closed and self._is_over() and self._place < self._end
        if not entry.is_whole:  # then a value may have taken fields in that follow it
            entry.fields = {name: _NEXT_FIELD.split(value)[0] for name, value in entry.fields.items()}
        return min(self._place + 1, self._end)

    def _read_field(self, entry: Entry) -> None:
        if name := _NAME.match(self._text, self._place, self._end):
            self._place = name.end()
            entry.fields.setdefault(name[1].lower(), self._value())
        else:
            self._is_closed = False
            self._place = self._line_end()

    def _is_over(self) -> bool:
        if between := _BETWEEN.match(self._text, self._place, self._end):
            self._place = between.end()
        return self._place >= self._end or self._text[self._place] in "})"

    def _line_end(self) -> int:
        found = self._text.find("\n", self._place, self._end)
        return self._end if found < 0 else found + 1

    def _value(self) -> str:
        parts = [self._part()]
        while joined := _JOINED.match(self._text, self._place, self._end):
            self._place = joined.end()
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        opening = self._text[self._place : self._place + 1]
        if opening == "{":
            return self._enclosed(_IN_BRACES, "}")
        if opening == '"':
            return self._enclosed(_IN_QUOTES, '"')
        if bare := _BARE.match(self._text, self._place, self._end):
            self._place = bare.end()
            return self._words.get(bare[0].lower(), bare[0])
        return ""

    def _enclosed(self, signs: re.Pattern[str], closing: str) -> str:
        """What stands before ``closing``; where that is missing, the line as far as no field begins in it."""
        start = self._place + 1
        # Once something was not closed, braces are not trusted across lines.
        end = self._end if self._is_closed else self._line_end()
        depth = 0
        for sign in signs.finditer(self._text, start, end):
            if sign[0] == closing and not depth:
                self._place = sign.end()
                return self._text[start : sign.start()]
            depth += (sign[0] == "{") - (sign[0] == "}")
        self._is_closed = False
        following = _NEXT_FIELD.search(self._text, start, self._line_end())
        self._place = following.start() if following else self._line_end()
        return self._text[start : self._place].rstrip(f"\n\t ,{closing}")
