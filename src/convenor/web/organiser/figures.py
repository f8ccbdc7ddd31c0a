"""What was counted at the editions of a series, by source: figures entered, corrected and withdrawn."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.archive.actions import add_figure, change_figure, withdraw_figure
from convenor.archive.kinds import Counted, Precision
from convenor.archive.models import Figure, Source
from convenor.archive.queries import editions_beside, figures_of, sources_of
from convenor.editions.models import Edition, Track
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of
from convenor.web.templatetags.convenor import counted, days
from convenor.web.translated import TranslatedForm, TranslatedLine

MOST = 2_000_000_000


class FigureForm(TranslatedForm):
    counted = forms.ChoiceField(label=_("What was counted"), choices=Counted.choices)
    track = forms.ModelChoiceField(
        label=_("Track"),
        help_text=_("Where it was counted in one track only."),
        queryset=Track.objects.none(),
        required=False,
        empty_label="—",
    )
    value = forms.IntegerField(
        label=_("Number"),
        help_text=_("Leave it empty where the source gives none."),
        min_value=0,
        max_value=MOST,
        required=False,
    )
    precision = forms.ChoiceField(
        label=_("How exact"), choices=[("", _("exactly so")), *Precision.choices], required=False
    )
    words = TranslatedLine(
        label=_("Note"),
        help_text=_("What the source says besides the number, or in its place: such as “hundreds”."),
        required=False,
    )
    source = forms.ModelChoiceField(label=_("Source"), queryset=Source.objects.none(), empty_label=None)

    def __init__(self, request: SignedInRequest, kept: Edition, figure: Figure | None = None) -> None:
        names = self.base_fields if figure else ()
        super().__init__(request, initial={name: getattr(figure, name) for name in names})
        if not self.is_translation:
            self._among("track", kept.tracks.order_by("position", "pk"))
            self._among("source", sources_of(kept))
            self.fields["source"].label_from_instance = _told_apart  # type: ignore[attr-defined]  # as above

    def _among(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a field of models has one


def _told_apart(source: Source) -> str:
    """A source among others of its publisher."""
    host = urlsplit(source.url).hostname
    return " · ".join(filter(None, [source.publisher, source.get_kind_display(), host]))


def _figures_of(request: SignedInRequest, kept: Edition) -> str:
    return page(request.edition, "organiser:figures", kept.slug)


PREVIOUS = Table(
    "previous",
    Column("name", _("Edition"), lambda edition: edition.name, link=_figures_of),
    Column("days", _("Days"), lambda edition: days(edition.starts_on, edition.ends_on)),
    Column("figures", _("Figures"), lambda edition: edition.many_figures),
    Column("sources", _("Sources"), lambda edition: edition.many_sources),
)


def _page_of(request: SignedInRequest, figure: Figure) -> str:
    return page(request.edition, "organiser:figure", figure.edition.slug, figure.pk)


LIST = Table(
    "figures",
    Column("counted", _("What was counted"), lambda figure: figure.get_counted_display(), link=_page_of),
    Column("track", _("Track"), lambda figure: figure.track and figure.track.name),
    Column("says", _("Figure"), lambda figure: "" if figure.value is None else counted(figure)),
    Column("note", _("Note"), lambda figure: figure.words),
    Column("source", _("Source"), lambda figure: figure.source.publisher),
    Column("address", _("Address"), lambda figure: figure.source.url, is_for_files=True),
    Column("value", _("Number"), lambda figure: figure.value, is_for_files=True),
    filters=(
        Filter(
            "counted",
            _("What was counted"),
            lambda _request: Counted.choices,
            lambda figure, kind: figure.counted == kind,
        ),
    ),
)


@require_safe
def previous(request: SignedInRequest) -> HttpResponseBase:
    listing = short_listing_of(request, PREVIOUS, editions_beside(request.edition))
    return listing.file() or render(request, "organiser/figures/previous.html", {"listing": listing})


@require_safe
def figures(request: SignedInRequest, of: str) -> HttpResponseBase:
    """What is kept of one edition; sources that contradict each other stand side by side."""
    kept = edition_at(request, of)
    listing = short_listing_of(request, LIST, figures_of(kept).select_related("edition", "track", "source"))
    shown = {"kept": kept, "listing": listing, "sources": sources_of(kept), "public": _public(kept)}
    return listing.file() or render(request, "organiser/figures/figures.html", shown)


@require_http_methods(["GET", "POST"])
def figure_new(request: SignedInRequest, of: str) -> HttpResponse:
    kept = edition_at(request, of)
    form = FigureForm(request, kept)
    if form.is_valid() and done(form, add_figure, request, edition=kept, **form.facts):
        messages.success(request, now("Saved."))
        return redirect(page(request.edition, "organiser:figures", of))
    shown = {"kept": kept, "form": form, "has_sources": sources_of(kept).exists()}
    return render(request, "organiser/figures/figure.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def figure(request: SignedInRequest, of: str, pk: int) -> HttpResponse:
    kept = edition_at(request, of)
    held = get_object_or_404(figures_of(kept), pk=pk)
    form = FigureForm(request, kept, held)
    if form.is_valid() and done(form, change_figure, request, figure=held, **form.facts):
        messages.success(request, now("Saved."))
        return redirect(form.onward(page(request.edition, "organiser:figures", of)))
    shown = {"kept": kept, "figure": held, "form": form, "has_sources": True}
    return render(request, "organiser/figures/figure.html", shown, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def figure_withdrawal(request: SignedInRequest, of: str, pk: int) -> HttpResponse:
    kept = edition_at(request, of)
    held = get_object_or_404(figures_of(kept), pk=pk)
    form = KeyedForm(request)
    if done(form, withdraw_figure, request, figure=held):
        messages.success(request, now("The figure is withdrawn."))
        return redirect(page(request.edition, "organiser:figures", of))
    shown = {"kept": kept, "figure": held, "form": form}
    return render(request, "organiser/figures/withdrawal.html", shown, status=invalid_status(form))


def edition_at(request: SignedInRequest, of: str) -> Edition:
    """The edition of the same series that the address names."""
    kept: Edition = get_object_or_404(editions_beside(request.edition), slug=of)
    return kept


def _public(kept: Edition) -> str:
    return page(kept, "public:edition") + "#figures"
