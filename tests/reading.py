"""A page's words in the order of its HTML, and its outline as a screen reader tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

NOT_READ = {"head", "style", "script", "title", "option", "textarea", "template", "datalist"}
LANDMARKS = {"header", "nav", "main", "aside", "footer"}
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]+")


def squeezed(text: str) -> str:
    """``text`` without spaces, line ends and what only steers how it is set."""
    return _UNSEEN.sub("", text)


@dataclass
class Outline:
    pieces: list[str] = field(default_factory=list)  # of text, as they follow one another
    levels: list[int] = field(default_factory=list)  # of the headings
    landmarks: list[tuple[str, str]] = field(default_factory=list)  # what each is, and its name

    def faults(self) -> Iterator[str]:
        """What would make a listener lose the thread."""
        if self.levels[:1] != [1] or self.levels.count(1) != 1:
            yield f"its headings do not begin with the only main one: {self.levels}"
        skipped = [pair for pair in zip(self.levels, self.levels[1:], strict=False) if pair[1] > pair[0] + 1]
        yield from (f"level {before} is followed by level {after}" for before, after in skipped)
        kinds = [kind for kind, _name in self.landmarks]
        yield from (
            f"{kinds.count(kind)} {kind}" for kind in ("header", "main", "footer") if kinds.count(kind) != 1
        )
        named = [each for each in self.landmarks if each[0] in {"nav", "aside"}]
        yield from (f"{kind} has no name" for kind, name in named if not name)
        yield from (
            f"two {kind} named {name}" for kind, name in dict.fromkeys(named) if named.count((kind, name)) > 1
        )


def outline_of(page: str) -> Outline:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.outline


def lost(outline: Outline, shown: str) -> list[str]:
    """The first piece of text that ``shown`` does not have after all those before it."""
    shown, at = squeezed(shown), 0
    for piece in outline.pieces:
        found = shown.find(squeezed(piece), at)
        if found < 0:
            return [piece]
        at = found + len(squeezed(piece))
    return []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in NOT_READ:
            self._silent.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.outline.levels.append(int(tag[1]))
        if tag in LANDMARKS:
            self.outline.landmarks.append((tag, _name(given)))

    def handle_endtag(self, tag: str) -> None:
        if tag in NOT_READ and tag in self._silent:
            self._silent.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.outline.pieces.append(" ".join(data.split()))


def _name(given: Mapping[str, str | None]) -> str:
    return given.get("aria-label") or given.get("aria-labelledby") or ""
