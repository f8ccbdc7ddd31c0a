"""How a conflict of interest is put into words, and asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from convenor.proposals.kinds import DECLARED_KINDS, ConflictKind, ConflictSource
from convenor.proposals.models import Conflict, Tie
from convenor.web.forms import KeyedForm, Paragraphs

_YEARS: dict[str, Any] = {"min_value": 1900, "max_value": 2100, "required": False}


class ConflictForm(KeyedForm):
    """What kind of conflict, from when to when, and why."""

    kind = forms.ChoiceField(
        label=_("What kind of conflict?"),
        choices=[(kind.value, kind.label) for kind in DECLARED_KINDS],
        initial=ConflictKind.OTHER,
        required=False,
    )
    from_year = forms.IntegerField(label=_("From the year"), **_YEARS)
    to_year = forms.IntegerField(label=_("To the year"), **_YEARS)
    reason = Paragraphs(
        label=_("What else is to be known of it?"),
        help_text=_("Only chairs and the secretariat read this."),
        required=False,
        max_length=2000,
    )

    def clean(self) -> dict[str, Any] | None:
        first, last = self.cleaned_data.get("from_year"), self.cleaned_data.get("to_year")
        if first and last and last < first:
            self.add_error("to_year", ValidationError(now("The last year lies before the first.")))
        return super().clean()

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        years = {name: said[name] for name in ("from_year", "to_year")}
        return {"kind": ConflictKind(said["kind"] or ConflictKind.OTHER), "reason": said["reason"], **years}


def in_words(conflict: Conflict) -> str:
    """Why: its kind, what both have in common, with whom, and when."""
    person = conflict.counterpart.name if conflict.counterpart else ""
    parts = [str(ConflictKind(conflict.kind).label), conflict.detail, person, years_of(conflict)]
    return " · ".join(part for part in parts if part)


def years_of(conflict: Conflict | Tie) -> str:
    """The years as they are written: 2024, 2024–2026, 2024–."""
    first, last = conflict.from_year, conflict.to_year
    if first == last:
        return str(first or "")
    return f"{first or ''}–{last or ''}"


def said_by(conflict: Conflict) -> str:
    """Who says so; of found ones, that they were."""
    name = conflict.declared_by.name if conflict.declared_by else ""
    source = str(ConflictSource(conflict.source).label)
    return f"{source} · {name}" if name else source
