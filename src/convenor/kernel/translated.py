"""Text in several languages, each saying where it comes from.

Stored as ``{"fr": {"text": "…", "status": "original"}, "en": {"text": "…", "status": "human"}}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
RIGHT_TO_LEFT = frozenset({"ar"})


class Status(models.TextChoices):
    ORIGINAL = "original", _("original")
    HUMAN = "human", _("translated by a person")
    MACHINE = "machine", _("translated by a machine, unchecked")


@dataclass(frozen=True, slots=True)
class Text:
    """One language's version of a text, as it is shown to a reader of language ``wanted``."""

    text: str
    language: str
    status: str
    wanted: str

    @property
    def dir(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def is_fallback(self) -> bool:
        return bool(self.text) and self.language != self.wanted

    @property
    def is_machine(self) -> bool:
        return self.status == Status.MACHINE

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Translated:
    """A text in up to six languages. ``str()`` gives the active language's, or the best there is."""

    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, language: str, status: str = Status.ORIGINAL) -> Translated:
        return cls({language: (text, str(status))} if text else {})

    @classmethod
    def from_json(cls, stored: Mapping[str, Mapping[str, str]] | None) -> Translated:
        return cls({language: (each["text"], each["status"]) for language, each in (stored or {}).items()})

    def to_json(self) -> dict[str, dict[str, str]]:
        return {
            language: {"text": text, "status": status}
            for language, (text, status) in sorted(self.versions.items())
        }

    def plus(self, text: str, language: str, status: str = Status.HUMAN) -> Translated:
        """The same with one language's version put, replaced, or (empty text) taken away."""
        others = {key: version for key, version in self.versions.items() if key != language}
        return Translated({**others, language: (text, str(status))} if text else others)

    def in_(self, wanted: str) -> Text:
        """The version for a reader of ``wanted``: theirs, else English, else the original, else any."""
        for language in self._chain(wanted):
            if language in self.versions:
                text, status = self.versions[language]
                return Text(text, language, status, wanted)
        return Text("", wanted, Status.ORIGINAL, wanted)

    def _chain(self, wanted: str) -> Iterator[str]:
        yield wanted
        by_a_machine = {key for key, (_text, status) in self.versions.items() if status == Status.MACHINE}
        if "en" not in by_a_machine:
            yield "en"
        yield from (key for key, (_text, status) in self.versions.items() if status == Status.ORIGINAL)
        yield from self.versions

    @property
    def here(self) -> Text:
        """The version for the reader whose language is active."""
        return self.in_((get_language() or settings.LANGUAGE_CODE)[:2])

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(language for language in LANGUAGES if language in self.versions)

    @property
    def original_language(self) -> str:
        """The language it was written in; English for an empty text."""
        originals = (key for key, (_text, status) in self.versions.items() if status == Status.ORIGINAL)
        return next(originals, next(iter(self.versions), "en"))

    def __str__(self) -> str:
        return self.here.text

    def __bool__(self) -> bool:
        return bool(self.versions)


class TranslatedField(models.JSONField):
    """A column that holds a ``Translated``."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("default", Translated)
        options.setdefault("blank", True)
        super().__init__(**options)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Translated:
        return Translated.from_json(super().from_db_value(value, expression, connection))

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.to_json() if isinstance(value, Translated) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        return super().get_db_prep_value(
            value.to_json() if isinstance(value, Translated) else value, connection, prepared
        )

    def to_python(self, value: Any) -> Translated:
        if isinstance(value, Translated):
            return value
        try:
            return Translated.from_json(value)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValidationError("not a text in several languages") from error

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value.to_json(), model_instance)
