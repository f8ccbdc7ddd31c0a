"""A note in the languages of the edition, written on one page."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language

from convenor.kernel.translated import LANGUAGES, Status, Translated
from convenor.web.forms import KeyedForm, Paragraphs
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import direction_of, language_name


class NotesForm(KeyedForm):
    """Asks for a note in each language; what is written in the reader's own counts as the original."""

    def __init__(self, request: SignedInRequest, *, label: str | Promise, **options: object) -> None:
        super().__init__(request, **options)
        self.languages = [code for code in LANGUAGES if code in request.edition.languages]
        for code in self.languages:
            widget = forms.Textarea(attrs={"rows": 3, "lang": code, "dir": direction_of(code)})
            name = f"{label} ({language_name(code)})"
            self.fields[f"note_{code}"] = Paragraphs(
                label=name, required=False, max_length=2000, widget=widget
            )

    @property
    def note(self) -> Translated:
        here = (get_language() or "en")[:2]
        note = Translated()
        for code in sorted(self.languages, key=lambda code: code != here):
            status = Status.HUMAN if note else Status.ORIGINAL
            note = note.plus(self.cleaned_data[f"note_{code}"], code, status)
        return note
