"""What an edition, and its series, say of themselves; and the next edition made from this one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from convenor.editions.actions import change_edition, change_series, copy_edition
from convenor.editions.models import Attendance
from convenor.editions.queries import is_announced
from convenor.kernel.refusals import Refused
from convenor.web.forms import Day, KeyedForm, Line, invalid_status
from convenor.web.links import page
from convenor.web.places import countries, zone_meant_by, zones
from convenor.web.request import SignedInRequest
from convenor.web.translated import TranslatedForm, TranslatedLine, TranslatedParagraphs


class SeriesForm(TranslatedForm):
    name = TranslatedLine(label=_("Name of the series"))
    description = TranslatedParagraphs(label=_("What it is"), required=False, most_words=200)


class EditionForm(TranslatedForm):
    name = TranslatedLine(label=_("Name"), help_text=_("With its year, such as Mobile Learning Week 2027."))
    theme = TranslatedLine(label=_("Theme"), required=False)
    description = TranslatedParagraphs(label=_("What it is about"), required=False, most_words=600)
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))
    zone = Line(
        label=_("Time zone"),
        help_text=_("Such as Africa/Nairobi: the largest city that keeps the time of the venue."),
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "dir": "ltr"}),
    )
    attendance = forms.ChoiceField(label=_("Held"), choices=Attendance.choices)
    venue = TranslatedLine(label=_("Venue"), required=False)
    address = Line(label=_("Address"), required=False, max_length=250)
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        help_text=_("In which the edition writes to people and receives proposals."),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    contact = forms.EmailField(label=_("Address for questions"), required=False, max_length=254)
    registration_url = forms.URLField(
        label=_("Where people register"),
        help_text=_("The address of a page, if registration is open elsewhere."),
        required=False,
        assume_scheme="https",
    )

    def __init__(self, request: SignedInRequest) -> None:
        edition = request.edition
        super().__init__(request, initial={name: getattr(edition, name) for name in self.base_fields})
        if is_announced(edition):
            # Dates that people have noted change by postponing only.
            for name in ("starts_on", "ends_on"):
                self.fields.pop(name, None)

    def clean_zone(self) -> str:
        zone = zone_meant_by(self.cleaned_data["zone"])
        if not zone:
            raise ValidationError(_("We do not know this time zone. Please choose one of those suggested."))
        return zone


class CopyForm(KeyedForm):
    slug = Line(
        label=_("Short name"),
        help_text=_(
            "For its address: small letters a to z, digits and hyphens. Leave it empty, and it is the year."
        ),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
    )
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))


@require_http_methods(["GET", "POST"])
def facts(request: SignedInRequest) -> HttpResponse:
    form = EditionForm(request)
    if form.is_valid():
        try:
            change_edition.once(
                form.key, edition=request.edition, by=request.person, at=request.at, **form.facts
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(form.onward(page(request.edition, "organiser:home")))
    context = {"form": form, "zones": zones(), "is_announced": "starts_on" not in form.fields}
    return render(request, "organiser/edition.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def series(request: SignedInRequest) -> HttpResponse:
    series = request.edition.series
    form = SeriesForm(request, initial={"name": series.name, "description": series.description})
    if form.is_valid():
        try:
            change_series.once(form.key, series=series, by=request.person, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(form.onward(page(request.edition, "organiser:home")))
    return render(request, "organiser/series.html", {"form": form}, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def copy(request: SignedInRequest) -> HttpResponse:
    form = CopyForm(request, initial=_a_year_later(request))
    if form.is_valid():
        facts: dict[str, Any] = {name: form.cleaned_data[name] for name in ("slug", "starts_on", "ends_on")}
        year = facts["starts_on"].year
        try:
            made = copy_edition.once(
                form.key, source=request.edition, year=year, by=request.person, at=request.at, **facts
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The edition is made. Nobody but its secretariat sees it yet."))
            return redirect(page(made, "organiser:home"))
    return render(request, "organiser/copy.html", {"form": form}, status=invalid_status(form))


def _a_year_later(request: SignedInRequest) -> dict[str, Any]:
    # 52 weeks: the same weekday.
    first, last = (
        date.fromordinal(day.toordinal() + 364)
        for day in (request.edition.starts_on, request.edition.ends_on)
    )
    return {"slug": str(first.year), "starts_on": first, "ends_on": last}
