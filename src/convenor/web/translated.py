"""Texts in several languages, edited one language at a time so that a form stays small.

    class TrackForm(TranslatedForm):
        name = TranslatedLine(label=_("Name"), max_length=120)
        description = TranslatedParagraphs(label=_("Description"), required=False)
        minutes = forms.IntegerField(label=_("Minutes"))

    form = TrackForm(request, initial={"name": track.name, "minutes": track.minutes})
    if form.is_valid():
        change_track.once(form.key, track=track, by=request.person, at=request.at, **form.facts)

``initial`` holds values as the action takes them: texts as ``Translated``, choices as their values.
``form.facts`` gives them back, each text with the version of the language at hand put in, and everything
else as it was or was filled in.

The language at hand stands in the address (``?in=fr``): the template says
``{% include "parts/languages.html" %}`` before the form (links to all languages, each with its status), then
``parts/form.html`` inside it as ever. In the language of the original the form asks for everything; in
another one only for the texts, each beside its original and with its status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from convenor.kernel.translated import LANGUAGES, Status, Text, Translated
from convenor.web.forms import KeyedForm, Line, Paragraphs
from convenor.web.request import Request
from convenor.web.templatetags.convenor import direction_of

_STATUS = "_status"  # what the name of a text's companion ends with
_LABELS = dict(Status.choices)
MISSING = _("missing")
INCOMPLETE = _("incomplete")
BEHIND = _("older than the original")


class _InLanguages:
    """What both kinds of text know: every version there is, and the language being written."""

    before: Translated
    writing: str

    def prepare_value(self, value: Any) -> Any:
        return value.versions.get(self.writing, ("", ""))[0] if isinstance(value, Translated) else value

    @property
    def original(self) -> Text | None:
        """What there is to translate; ``None`` while the original itself is being written."""
        original = self.before.original_language
        return self.before.in_(original) if self.before and self.writing != original else None


class TranslatedLine(_InLanguages, Line):
    """One line in several languages: ``initial`` is a ``Translated``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(template_name="parts/translated.html", **options)


class TranslatedParagraphs(_InLanguages, Paragraphs):
    """Text of several lines in several languages: ``initial`` is a ``Translated``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(template_name="parts/translated.html", **options)


@dataclass(frozen=True, slots=True)
class Version:
    """A language in which the texts of a form can be written, and what there is of it."""

    code: str
    name: str
    href: str
    standing: str | Promise
    is_at_hand: bool


class TranslatedForm(KeyedForm):
    """A form whose texts are in several languages. ``writing`` is the one at hand."""

    def __init__(self, request: Request, *, initial: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(request, initial=dict(initial or {}), **options)
        self._request = request
        wanted = request.GET.get("in", "")
        here = (get_language() or settings.LANGUAGE_CODE)[:2]
        self.original_language = next((text.original_language for text in self._texts_before()), "")
        self.writing = wanted if wanted in LANGUAGES else self.original_language or here
        self.is_translation = self.original_language not in {"", self.writing}
        self._kept: dict[str, Any] = {}
        if self.is_translation:
            self._ask_only_for_texts()
        self._add_statuses()

    def _texts_before(self) -> Iterator[Translated]:
        for name in self._names():
            if before := self.initial.get(name):
                yield before

    def _names(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, _InLanguages)]

    def _ask_only_for_texts(self) -> None:
        texts = self._names()
        for name in [name for name in self.fields if name not in texts and name != "key"]:
            del self.fields[name]
            self._kept[name] = self.initial.get(name)

    def _add_statuses(self) -> None:
        fields: dict[str, forms.Field] = {}
        for name, field in self.fields.items():
            fields[name] = field
            if not isinstance(field, _InLanguages):
                continue
            field.before, field.writing = self.initial.get(name) or Translated(), self.writing
            field.widget.attrs.update(lang=self.writing, dir=direction_of(self.writing))
            if field.original is not None:
                field.required = field.widget.is_required = False
                fields[name + _STATUS] = _status_field(field)
                self.initial[name + _STATUS] = field.before.versions.get(self.writing, ("", Status.HUMAN))[1]
        self.fields = fields

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes: every field but the key, texts as ``Translated``."""
        facts = {**self._kept, **self.cleaned_data}
        del facts["key"]
        for name in self._names():
            field: Any = self.fields[name]
            status = facts.pop(name + _STATUS, Status.ORIGINAL)
            facts[name] = field.before.plus(facts[name], self.writing, status)
        return facts

    def onward(self, page: str) -> str:
        """Where to go when it is saved: on with the next language, or to ``page``."""
        return self._request.get_full_path() if self.is_translation else page

    @property
    def versions(self) -> list[Version]:
        """The languages of the edition, and others in which there is a text."""
        texts = list(self._texts_before())
        edition = getattr(self._request, "edition", None)
        offered = {self.writing, *(edition.languages if edition else LANGUAGES)}
        offered.update(language for text in texts for language in text.languages)
        names = dict(settings.LANGUAGES)
        return [
            Version(code, names[code], f"?in={code}", standing_of(texts, code), code == self.writing)
            for code in LANGUAGES
            if code in offered
        ]


def standing_of(texts: list[Translated], language: str) -> str | Promise:
    """What there is of ``texts`` in a language: the worst of their statuses; nothing of no texts."""
    statuses = {text.versions.get(language, ("", ""))[1] for text in texts}
    if "" in statuses:
        return MISSING if statuses == {""} else INCOMPLETE
    return next((_LABELS[s] for s in (Status.MACHINE, Status.HUMAN, Status.ORIGINAL) if s in statuses), "")


def _status_field(text: forms.Field) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("%(text)s: this version is") % {"text": text.label},
        choices=Status.choices,
        error_messages={"invalid_choice": _("Please choose one of the answers offered.")},
    )
