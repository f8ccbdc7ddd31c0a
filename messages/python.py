"""Messages in Python: ``gettext`` and its kin, by name, as an attribute, or under an alias."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from messages import Message, Wrong

# Which arguments of each function are the message, its plural and its context.
FUNCTIONS: dict[str, tuple[int, int | None, int | None]] = {
    "gettext": (0, None, None),
    "ngettext": (0, 1, None),
    "pgettext": (1, None, 0),
    "npgettext": (1, 2, 0),
}
NAMES = {name + end: name for name in FUNCTIONS for end in ("", "_lazy", "_noop")}


def messages_of_python(file: Path) -> Iterator[Message]:
    """The messages of one module, in the order of its lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
    names = NAMES | aliases_in(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in names:
            yield from message_of(call, names[name], file)


def aliases_in(tree: ast.AST) -> dict[str, str]:
    imports = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
    ]
    return {
        name.asname: NAMES[name.name]
        for each in imports
        for name in each.names
        if name.asname and name.name in NAMES
    }


def message_of(call: ast.Call, function: str, file: Path) -> Iterator[Message]:
    text, plural, context = (
        "" if place is None else constant(call, place, file) for place in FUNCTIONS[function]
    )
    if text:
        yield Message(text, plural, context)


def constant(call: ast.Call, place: int, file: Path) -> str:
    # A variable was marked where its text stands; an f-string can never be found in a catalogue.
    given = call.args[place] if place < len(call.args) else None
    if isinstance(given, ast.JoinedStr):
        raise Wrong(f"{file}:{given.lineno}: an f-string cannot be translated; use placeholders.")
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else ""
