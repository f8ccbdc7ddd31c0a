"""Where it is known from what was counted at an edition."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.archive.actions import add_source, change_source, remove_source
from convenor.archive.kinds import SourceKind
from convenor.archive.models import Source
from convenor.archive.queries import sources_of
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.links import page
from convenor.web.organiser.figures import edition_at
from convenor.web.request import SignedInRequest


class SourceForm(KeyedForm):
    publisher = Line(label=_("Publisher"), help_text=_("Who says it, such as the name of a newspaper."))
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind.choices)
    url = forms.URLField(
        label=_("Address"),
        help_text=_("Leave it empty where it is not known: then the page says so."),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, request: SignedInRequest, source: Source | None = None) -> None:
        names = self.base_fields if source else ()
        super().__init__(request, initial={name: getattr(source, name) for name in names})

    @property
    def facts(self) -> dict[str, str]:
        said = self.cleaned_data
        return {"publisher": said["publisher"], "kind": said["kind"], "url": said["url"]}


@require_http_methods(["GET", "POST"])
def source_new(request: SignedInRequest, of: str) -> HttpResponse:
    kept = edition_at(request, of)
    form = SourceForm(request)
    if form.is_valid() and done(form, add_source, request, edition=kept, **form.facts):
        messages.success(request, now("Saved."))
        return redirect(page(request.edition, "organiser:figures", of))
    shown = {"kept": kept, "form": form}
    return render(request, "organiser/figures/source.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def source(request: SignedInRequest, of: str, pk: int) -> HttpResponse:
    kept = edition_at(request, of)
    held = get_object_or_404(sources_of(kept), pk=pk)
    form = SourceForm(request, held)
    if form.is_valid() and done(form, change_source, request, source=held, **form.facts):
        messages.success(request, now("Saved."))
        return redirect(page(request.edition, "organiser:figures", of))
    shown = {"kept": kept, "source": held, "form": form}
    return render(request, "organiser/figures/source.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def source_removal(request: SignedInRequest, of: str, pk: int) -> HttpResponse:
    kept = edition_at(request, of)
    held = get_object_or_404(sources_of(kept), pk=pk)
    form = KeyedForm(request)
    if done(form, remove_source, request, source=held):
        messages.success(request, now("The source is removed."))
        return redirect(page(request.edition, "organiser:figures", of))
    shown = {"kept": kept, "source": held, "form": form}
    return render(request, "organiser/figures/source_removal.html", shown, status=invalid_status(form))
