"""The letters of an edition: the secretariat's own wording or the built-in one, filled in and queued."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from babel.lists import format_list
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from convenor.audit.actions import record, write
from convenor.editions.models import Edition, Letter, LetterKind, Role
from convenor.editions.queries import holds
from convenor.editions.wording import BUILT_IN, NEEDS_LINK, PLACEHOLDERS
from convenor.kernel.days import locale
from convenor.kernel.instants import in_words
from convenor.kernel.links import absolute
from convenor.kernel.refusals import NotAllowed, Refused
from convenor.kernel.text import clean, one_line
from convenor.kernel.translated import LANGUAGES, Translated
from convenor.outbox import actions as outbox
from convenor.outbox.models import Message
from convenor.people.models import Person

_KNOWN = re.compile(rf"\{{({'|'.join(PLACEHOLDERS)})\}}")
_BRACED = re.compile(r"\{([^{}]*)\}")
_AT_THE_END = re.compile(r"\{(\w+)\}[.:!。؟]*$")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours to link to, in the language of the letter's reader."""

    name: str
    args: tuple[object, ...] = ()


Value = str | Promise | Translated | date | Page


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter to somebody. The same ``key`` again is the same letter."""

    kind: LetterKind
    to: Person
    key: str
    values: Mapping[str, Value]


class UnknownPlaceholder(Refused):
    """A wording asks for something that its letter does not know."""


class LinkMissing(Refused):
    """A wording leaves out the link for which the letter is written."""


class StillWaiting(Refused):
    """The message has been sent, or is still being tried."""


def placeholders_of(kind: LetterKind) -> tuple[str, ...]:
    """What letters of ``kind`` can fill in."""
    with override("en"):
        used = set(_KNOWN.findall(f"{BUILT_IN[kind].subject} {BUILT_IN[kind].body}"))
    return tuple(name for name in PLACEHOLDERS if name in used)


def language_for(person: Person, edition: Edition) -> str:
    """The language in which ``edition`` writes to ``person``."""
    return person.language if person.language in edition.languages else "en"


def wording(edition: Edition, kind: LetterKind, language: str) -> tuple[str, str]:
    """Subject and body before anything is filled in: the secretariat's own, else the built-in."""
    return _own_wordings(edition, {kind}).get((kind, language)) or built_in(kind, language)


def built_in(kind: LetterKind, language: str) -> tuple[str, str]:
    with override(language):
        return str(BUILT_IN[kind].subject), str(BUILT_IN[kind].body)


def compose(
    edition: Edition, kind: LetterKind, language: str, values: Mapping[str, Value]
) -> tuple[str, str]:
    """The letter as it is read: values are plain text in it, whatever they contain."""
    return filled(wording(edition, kind, language), edition, language, values)


def in_each_language(edition: Edition, letter: Addressed) -> dict[str, tuple[str, str]]:
    """``letter`` as its reader would get it in each language of ``edition``."""
    own = _own_wordings(edition, {letter.kind})
    values = {"name": letter.to.name, **letter.values}
    return {
        language: filled(
            own.get((letter.kind, language)) or built_in(letter.kind, language), edition, language, values
        )
        for language in LANGUAGES
        if language in edition.languages
    }


def filled(
    words: tuple[str, str], edition: Edition, language: str, values: Mapping[str, Value]
) -> tuple[str, str]:
    """``words`` with ``values`` in place of the placeholders.

    A line that ends in a placeholder without a value is left out, so “Track: {track}” needs no “if”.
    """
    subject, body = words
    with override(language):
        name = values.get("name") or _("colleague")
        said = {"edition": edition.name, "sender": edition.name, **values, "name": name}
        texts = {key: _in_words(value, edition, key == "note") for key, value in said.items()}
    lines = (_with(texts, line) for line in body.split("\n") if not _says_nothing(line, texts))
    return " ".join(_with(texts, subject).split()), re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def send(
    *,
    edition: Edition,
    kind: LetterKind,
    to: Person,
    key: str,
    at: datetime,
    not_before: datetime | None = None,
    **values: Value,
) -> None:
    """Owe ``to`` a letter, in the caller's transaction; the same ``key`` again changes nothing.

    ``values`` fill the placeholders. A ``Translated`` is said in the letter's language, a ``datetime`` in the
    edition's zone and in UTC, a ``Page`` becomes its absolute address in that language.
    """
    send_all(edition=edition, letters=[Addressed(kind, to, key, values)], at=at, not_before=not_before)


def send_all(
    *, edition: Edition, letters: Iterable[Addressed], at: datetime, not_before: datetime | None = None
) -> None:
    """The same for many at once, in few statements."""
    letters = list(letters)
    own = _own_wordings(edition, {letter.kind for letter in letters})
    messages = []
    for letter in letters:
        language = language_for(letter.to, edition)
        words = own.get((letter.kind, language)) or built_in(letter.kind, language)
        subject, body = filled(words, edition, language, {"name": letter.to.name, **letter.values})
        messages.append(
            Message(
                key=letter.key,
                kind=letter.kind,
                scope=edition.path,
                proposal=str(letter.values.get("proposal_code", "")),
                person=letter.to,
                language=language,
                subject=subject[:250],
                body=body,
                queued_at=at,
                not_before=not_before or at,
            )
        )
    outbox.queue_all(messages)


@write
def reword(
    *, edition: Edition, kind: LetterKind, language: str, subject: str, body: str, by: Person, at: datetime
) -> Letter:
    """Give ``edition`` a wording of its own for a letter in one language."""
    _only_the_secretariat(by, edition, at)
    subject, body = one_line(subject)[:200], clean(body)
    check(kind, subject, body)
    letter, _is_new = Letter.objects.update_or_create(
        edition=edition, kind=kind, language=language, defaults={"subject": subject, "body": body}
    )
    record(
        "letter.reworded", subject=edition, actor=by, at=at, scope=edition.path, kind=kind, language=language
    )
    return letter


@write
def back_to_built_in(*, edition: Edition, kind: LetterKind, language: str, by: Person, at: datetime) -> None:
    """Use the built-in wording again."""
    _only_the_secretariat(by, edition, at)
    deleted, _by_model = Letter.objects.filter(edition=edition, kind=kind, language=language).delete()
    if deleted:
        record(
            "letter.built_in_again",
            subject=edition,
            actor=by,
            at=at,
            scope=edition.path,
            kind=kind,
            language=language,
        )


@write
def send_again(*, edition: Edition, message: Message, by: Person, at: datetime) -> None:
    """Try once more to send a message that was given up."""
    _only_the_secretariat(by, edition, at)
    if message.scope != edition.path or not outbox.try_again(message, at=at):
        raise StillWaiting(_("This message was not given up: it has been sent or is being tried."))
    record("message.sent_again", subject=edition, actor=by, at=at, scope=edition.path, kind=message.kind)


def check(kind: LetterKind, subject: str, body: str) -> None:
    """Refuse a wording that asks for what letters of ``kind`` do not know, or lacks what they are for."""
    known = placeholders_of(kind)
    unknown = sorted({name for name in _BRACED.findall(f"{subject} {body}") if name not in known})
    if unknown:
        sentence = _("This letter does not know %(unknown)s. It can fill in %(known)s.")
        raise UnknownPlaceholder(sentence % {"unknown": _braced(unknown), "known": _braced(known)})
    if kind in NEEDS_LINK and "{link}" not in body:
        raise LinkMissing(_("This letter must contain {link}: without it, nobody can answer."))


def _only_the_secretariat(person: Person, edition: Edition, at: datetime) -> None:
    if not holds(person, edition, Role.SECRETARY, at=at):
        raise NotAllowed(_("Only the secretariat may change letters and messages."))


def _own_wordings(edition: Edition, kinds: Collection[LetterKind]) -> dict[tuple[str, str], tuple[str, str]]:
    letters = Letter.objects.filter(edition=edition, kind__in=kinds)
    return {(letter.kind, letter.language): (letter.subject, letter.body) for letter in letters}


def _with(texts: Mapping[str, str], wording: str) -> str:
    # One pass: what a value contains is never looked at again.
    return _KNOWN.sub(lambda found: texts.get(found[1], ""), wording)


def _says_nothing(line: str, texts: Mapping[str, str]) -> bool:
    found = _AT_THE_END.search(line)
    return found is not None and found[1] in PLACEHOLDERS and not texts.get(found[1])


def _in_words(value: Value, edition: Edition, of_several_lines: bool) -> str:  # noqa: FBT001  # private
    match value:
        case Page():
            return absolute(reverse(value.name, args=value.args))
        case datetime():
            return in_words(value, edition.tzinfo)
        case date():
            return format_date(value, "long", locale=locale())
        case _:
            return str(value).strip() if of_several_lines else " ".join(str(value).split())


def _braced(names: Iterable[str]) -> str:
    return format_list([f"{{{name}}}" for name in names], locale=locale())
