"""What each word of ``bin/messages`` does, for the package ``sources`` and its catalogues in ``locale``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from messages.catalogues import PLURALS, as_forms, merged, path_of, read, write
from messages.checks import problems_of, problems_of_translation, same_for_a_reason, too_much_english
from messages.sources import extracted


def update(sources: Path, locale: Path) -> None:
    """Write each catalogue again from the sources, keeping the translations that still fit."""
    messages = extracted(sources)
    for language in PLURALS:
        path = path_of(locale, language)
        write(path, merged(read(path, language), messages, language), language)


def check(sources: Path, locale: Path) -> Iterator[str]:
    """What is missing, guessed, badly formed or still English, one line each."""
    messages = extracted(sources)
    for language in PLURALS:
        catalog = read(path_of(locale, language), language)
        for problem in problems_of(catalog, messages, language):
            yield f"{language}: {problem}"
        if language != "en":
            for text in too_much_english(catalog, messages, same_for_a_reason(locale, language)):
                yield f"{language}: same as the English, without a reason in same.toml: {text!r}"


def missing(sources: Path, locale: Path, language: str) -> list[dict[str, Any]]:
    """The messages that are not translated yet."""
    catalog = merged(read(path_of(locale, language), language), extracted(sources), language)
    return [
        {
            "msgid": as_forms(entry.id)[0],
            "plural": "".join(as_forms(entry.id)[1:]),
            "context": entry.context or "",
            "where": [file for file, _line in entry.locations],
        }
        for entry in catalog
        if entry.id and not all(as_forms(entry.string))
    ]


def fill(sources: Path, locale: Path, language: str, translations: Iterable[dict[str, Any]]) -> list[str]:
    """Put ``translations`` into a catalogue; those that do not fit stay out and are told."""
    path, messages = path_of(locale, language), extracted(sources)
    catalog = merged(read(path, language), messages, language)
    by_key = {message.key: message for message in messages}
    problems = []
    for given in translations:
        text, context, forms = given["msgid"], given.get("context") or "", as_forms(given["msgstr"])
        message = by_key.get((text, context))
        if message is None:
            problems.append(f"no such message: {text!r}")
        elif wrong := list(problems_of_translation(message, forms, language)):
            problems += wrong
        else:
            entry = catalog.get(text, context or None)
            assert entry is not None  # noqa: S101  # it was made from the same messages
            entry.string = forms if message.plural else forms[0]
    write(path, catalog, language)
    return problems
