"""XML written again element by element, its prefixes as they were; no entities, comments or instructions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from xml.parsers import expat

from convenor.kernel.documents.reasons import NotCleaned, Reason

_XML = "http://www.w3.org/XML/1998/namespace"
_MOST_DEPTH = 2_000
# A file on somebody's own machine, whose folders tell who that is.
_LOCAL_PATH = re.compile(r"\s*(?:[a-z]:[\\/]|\\\\|file:|/(?:users|home|private|volumes|mnt)/)", re.IGNORECASE)
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_VALUES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


class Outcome(Enum):
    KEPT = auto()
    EMPTIED = auto()  # the element stays, what is inside goes
    LEFT_OUT = auto()


@dataclass(slots=True)
class Attribute:
    written: str
    space: str
    name: str
    value: str


@dataclass(slots=True)
class Element:
    space: str
    name: str
    attributes: list[Attribute]

    def get(self, name: str) -> str:
        return next((each.value for each in self.attributes if each.name == name), "")


Change = Callable[[Element], Outcome]


def is_markup(content: bytes) -> bool:
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<"))


def is_local_path(text: str) -> bool:
    return _LOCAL_PATH.match(text) is not None


def rewritten(content: bytes, change: Change) -> bytes:
    """``content`` after ``change`` saw each element; values that are paths to someone's files are emptied."""
    writer = _Writer(change)
    try:
        return writer.read(content)
    except (expat.ExpatError, LookupError, ValueError) as problem:
        raise NotCleaned(Reason.BROKEN) from problem


class _Writer:
    def __init__(self, change: Change) -> None:
        self._change = change
        self._out = bytearray(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')
        self._scopes = [{"xml": _XML}]
        self._unwritten = 0  # how many open elements are left out

    def read(self, content: bytes) -> bytes:
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)  # noqa: FBT003  # expat knows it by place only: this is all
        return bytes(self._out)

    def _doctype(self, *_declared: Any) -> None:
        raise NotCleaned(Reason.BROKEN)

    def _start(self, written: str, given: list[str]) -> None:
        if self._unwritten:
            self._unwritten += 1
            return
        if len(self._scopes) > _MOST_DEPTH:
            raise NotCleaned(Reason.LARGE)
        pairs = list(zip(given[::2], given[1::2], strict=True))
        scope = self._scope(pairs)
        element = _element(written, pairs, scope)
        outcome = self._change(element)
        if outcome is Outcome.LEFT_OUT:
            self._unwritten = 1
            return
        namespaces = [pair for pair in pairs if _is_namespace(pair[0])]
        attributes = [(each.written, _kept_value(each.value)) for each in element.attributes]
        values = [f' {name}="{value.translate(_IN_VALUES)}"' for name, value in namespaces + attributes]
        self._write(f"<{written}{''.join(values)}>")
        if outcome is Outcome.EMPTIED:
            self._write(f"</{written}>")
            self._unwritten = 1
        else:
            self._scopes.append(scope)

    def _end(self, written: str) -> None:
        if self._unwritten:
            self._unwritten -= 1
            return
        self._scopes.pop()
        self._write(f"</{written}>")

    def _text(self, text: str) -> None:
        if not self._unwritten:
            self._write(text.translate(_IN_TEXT))

    def _write(self, text: str) -> None:
        self._out += text.encode()

    def _scope(self, pairs: list[tuple[str, str]]) -> dict[str, str]:
        here = {name[6:]: value for name, value in pairs if _is_namespace(name)}
        return {**self._scopes[-1], **here} if here else self._scopes[-1]


def _element(written: str, pairs: list[tuple[str, str]], scope: dict[str, str]) -> Element:
    prefix, _colon, name = written.rpartition(":")
    attributes = [_attribute(each, value, scope) for each, value in pairs if not _is_namespace(each)]
    return Element(scope.get(prefix, ""), name, attributes)


def _attribute(written: str, value: str, scope: dict[str, str]) -> Attribute:
    prefix, _colon, name = written.rpartition(":")
    return Attribute(written, scope.get(prefix, "") if prefix else "", name, value)


def _is_namespace(written: str) -> bool:
    return written == "xmlns" or written.startswith("xmlns:")


def _kept_value(value: str) -> str:
    return "" if is_local_path(value) else value
