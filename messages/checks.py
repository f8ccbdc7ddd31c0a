"""What is wrong with a catalogue, one line each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

from messages import Message
from messages.catalogues import as_forms, forms_due, translation_of

MOST_SAME = 0.03
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +\d.]*[a-zA-Z]|\{\w*\}|%%")


def problems_of(catalog: Catalog, messages: list[Message], language: str) -> Iterator[str]:
    """What is missing, left over, only guessed, or badly formed."""
    due = {message.key for message in messages}
    for entry in catalog:
        text = as_forms(entry.id)[0]
        if text and (text, entry.context or "") not in due:
            yield f"no longer in the sources: {text!r}"
        if text and entry.fuzzy:
            yield f"fuzzy: {text!r}"
    for message in messages:
        yield from problems_of_translation(message, translation_of(message, catalog), language)


def problems_of_translation(message: Message, forms: tuple[str, ...], language: str) -> Iterator[str]:
    """What is wrong with the translation of one message; nothing if it can be used."""
    if len(forms) != forms_due(message, language) or not all(forms):
        yield f"not translated: {message.text!r}"
    elif language == "en" and forms != message.forms:
        yield f"English is not the message itself: {message.text!r}"
    else:
        for number, form in enumerate(forms, 1):
            if not has_right_placeholders(message, form, is_general=number == len(forms)):
                yield f"placeholders differ: {message.text!r}: {form!r}"


def has_right_placeholders(message: Message, form: str, *, is_general: bool) -> bool:
    """Whether ``form`` takes the same values; only the special forms of a plural may leave out the number."""
    given = sorted(PLACEHOLDER.findall(form))
    due = [sorted(PLACEHOLDER.findall(text)) for text in message.forms]
    if any(due) and "%" in PLACEHOLDER.sub("", form):
        return False  # formatting it would fail
    if given in due:
        return True
    return not is_general and len(given) == len(due[-1]) - 1 and set(given) < set(due[-1])


def too_much_english(catalog: Catalog, messages: list[Message], excused: Iterable[str]) -> Iterator[str]:
    """The messages left in English, where they are more than a few and no reason is given for them."""
    same = [
        message.text
        for message in messages
        if message.text in translation_of(message, catalog)
        and re.search(r"[^\W\d_]", PLACEHOLDER.sub("", message.text))
        and message.text not in set(excused)
    ]
    if len(same) > MOST_SAME * len(messages):
        yield from same


def same_for_a_reason(locale: Path, language: str) -> list[str]:
    """Messages that may equal the English: the keys of ``[any]`` and ``[language]``, whose values say why."""
    path = locale / "same.toml"
    reasons = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return [*reasons.get("any", {}), *reasons.get(language, {})]
