"""Catalogues on disk: read, merge with the sources, write, compile."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import generate_po, read_po

from messages import Message


@dataclass(frozen=True, slots=True)
class Plurals:
    count: int
    formula: str


# CLDR's categories of whole numbers, in its order. (Babel's own formula for Arabic swaps the last two.)
PLURALS = {
    "en": Plurals(2, "n != 1"),
    "fr": Plurals(2, "n > 1"),
    "es": Plurals(2, "n != 1"),
    "ar": Plurals(6, "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"),
    "ru": Plurals(3, "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2"),
    "zh": Plurals(1, "0"),
}


# French sets signs apart from words by a space, at which no line may end.
FRENCH_SPACE = re.compile(r"(?<=«) | (?=[:;?!»])")


def path_of(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue at ``path``; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def merged(known: Catalog, messages: Iterable[Message], language: str) -> Catalog:
    """A catalogue of just these messages, with those translations of ``known`` that are theirs."""
    catalog = Catalog(locale=language)
    for message in messages:
        where = [(file, 0) for file in message.where]
        if language == "en":
            strings = message.forms
        else:
            strings = translation_of(message, known) or ("",) * forms_due(message, language)
        is_plural = len(message.forms) > 1
        catalog.add(
            message.forms if is_plural else message.text,
            strings if is_plural else strings[0],
            where,
            context=message.context or None,
        )
    return catalog


def forms_due(message: Message, language: str) -> int:
    """How many texts translate ``message`` into ``language``."""
    return PLURALS[language].count if message.plural else 1


def translation_of(message: Message, catalog: Catalog) -> tuple[str, ...]:
    """Its texts in ``catalog``; none where it is missing, has another plural, or was only guessed."""
    found = catalog.get(message.text, message.context or None)
    if found is None or found.fuzzy or as_forms(found.id) != message.forms:
        return ()
    return as_forms(found.string)


def as_forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Babel's one text or several, always as several."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def write(path: Path, catalog: Catalog, language: str) -> None:
    """Write the catalogue, with nothing in it that changes from day to day."""
    if language == "fr":
        keep_signs_with_words(catalog)
    plurals = PLURALS[language]
    catalog._num_plurals = plurals.count  # type: ignore[assignment]  # noqa: SLF001  # Babel takes no argument for it
    header = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        f'"Plural-Forms: nplurals={plurals.count}; plural=({plurals.formula});\\n"',
    ]
    body = "".join(generate_po(catalog, omit_header=True, include_lineno=False, width=110))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(header) + f"\n\n{body.rstrip()}\n", encoding="utf-8")


def keep_signs_with_words(catalog: Catalog) -> None:
    """Make the spaces beside French signs such that no line ends there."""
    for entry in catalog:
        forms = tuple(FRENCH_SPACE.sub("\N{NO-BREAK SPACE}", form) for form in as_forms(entry.string))
        if entry.id:
            entry.string = forms[0] if isinstance(entry.id, str) else forms


def compile_all(locale: Path) -> None:
    """Compile each catalogue that is newer than its compiled form."""
    for source in locale.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            _compile(source, target, language=source.parent.parent.name)


def _compile(source: Path, target: Path, language: str) -> None:
    # Others may compile at the same time: each writes a file of its own and puts it in place at once.
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".new", delete=False) as written:
        write_mo(written, read(source, language))
    Path(written.name).chmod(0o644)
    Path(written.name).replace(target)
