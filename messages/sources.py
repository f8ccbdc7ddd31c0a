"""Every message of the sources, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from messages import Key, Message, Wrong
from messages.python import messages_of_python
from messages.templates import messages_of_template


def extracted(root: Path) -> list[Message]:
    """The messages under ``root``; what several files say is one message, standing where it is said first."""
    found: dict[Key, Message] = {}
    for file in sorted(root.rglob("*")):
        if read := _reader_of(file):
            for message in read(file):
                _merge(found, message, str(file.relative_to(root)))
    return list(found.values())


def _reader_of(file: Path) -> Callable[[Path], Iterator[Message]] | None:
    if file.suffix == ".py" and "migrations" not in file.parts:
        return messages_of_python
    return messages_of_template if file.suffix in {".html", ".txt"} and "templates" in file.parts else None


def _merge(found: dict[Key, Message], message: Message, where: str) -> None:
    known = found.setdefault(message.key, message)
    if known.plural and message.plural and known.plural != message.plural:
        raise Wrong(f"{where}: {message.text!r} has two plurals, {known.plural!r} and {message.plural!r}.")
    known.plural = known.plural or message.plural
    if where not in known.where:
        known.where.append(where)
