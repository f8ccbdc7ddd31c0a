"""What a session leaves behind: how it is written by those of the session, and how files are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from convenor.kernel.refusals import Refused
from convenor.kernel.translated import LANGUAGES
from convenor.programme.actions.materials import add_material
from convenor.programme.models import Licence, Material, MaterialKind, Report, Session
from convenor.proposals import uploads
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import language_name
from convenor.web.translated import TranslatedForm, TranslatedParagraphs


class MaterialForm(KeyedForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=MaterialKind.choices)
    title = Line(label=_("Title"))
    language = forms.ChoiceField(label=_("Language"), required=False)
    licence = forms.ChoiceField(
        label=_("Licence"), help_text=_("What others may do with it."), choices=Licence.choices
    )
    url = forms.URLField(
        label=_("Link"),
        help_text=_("To a page or a recording elsewhere."),
        required=False,
        assume_scheme="https",
        max_length=200,
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("PDF, PNG, JPEG, DOCX, PPTX, ODT, ODP or plain text."),
        required=False,
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        fields: Any = self.fields
        fields["language"].choices = [("", "—"), *((code, language_name(code)) for code in LANGUAGES)]


class ReportForm(TranslatedForm):
    text = TranslatedParagraphs(label=_("Report"), most_words=3000)
    licence = forms.ChoiceField(label=_("Licence"), choices=Licence.choices)

    def __init__(self, request: SignedInRequest, report: Report | None) -> None:
        facts = {"text": report.text, "licence": report.licence} if report else {}
        super().__init__(request, initial=facts)


class LicenceForm(KeyedForm):
    licence = forms.ChoiceField(
        label=_("Licence"), choices=Licence.choices, help_text=_("What others may do with it.")
    )


def is_added(form: MaterialForm, request: SignedInRequest, session: Session) -> bool:
    """Whether the material is there now; a refusal is said on the form."""
    chosen = form.cleaned_data
    facts = {
        "session": session,
        "kind": MaterialKind(chosen["kind"]),
        "title": chosen["title"],
        "language": chosen["language"],
        "licence": Licence(chosen["licence"]),
        "url": chosen["url"],
    }
    if not chosen["file"]:
        return done(form, add_material, request, **facts)
    try:
        upload = uploads.accept(chosen["file"], folder="materials")
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return False
    with uploads.stored(upload, kept_by=Material):
        return done(form, add_material, request, **facts, upload=upload)


def report_of(session: Session) -> Report | None:
    return Report.objects.filter(session=session).first()


def file_response(material: Material) -> FileResponse:
    """The file of a material, to be saved and never shown inside our pages."""
    response = FileResponse(material.file.open(), as_attachment=True, filename=material.file_name)
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
