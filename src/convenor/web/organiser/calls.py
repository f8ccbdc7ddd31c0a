"""Setting up calls: when each is open, to what, and within which limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions.models import Track, WayIn
from convenor.kernel.refusals import Refused
from convenor.proposals.actions.calls import change_call, create_call
from convenor.proposals.models import Call
from convenor.proposals.queries import calls_of
from convenor.web.cells import in_zones
from convenor.web.forms import Instant, invalid_status
from convenor.web.links import page
from convenor.web.organiser.parts import Slug
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Table, short_listing_of
from convenor.web.templatetags.convenor import language_name
from convenor.web.translated import TranslatedForm, TranslatedLine, TranslatedParagraphs

_MOST = 32_000  # what a small whole number holds in every database


class Several(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class CallForm(TranslatedForm):
    """A call; its short name can be given while it is new."""

    title = TranslatedLine(label=_("Title"))
    slug = Slug()
    text = TranslatedParagraphs(label=_("What is asked for"), required=False, most_words=1500)
    opens_at = Instant(label=_("Opens"), help_text=_("In the time zone of the edition."))
    closes_at = Instant(label=_("Closes"), help_text=_("In the time zone of the edition."))
    tracks = Several(label=_("Tracks"))
    subthemes = Several(label=_("Subthemes"), required=False)
    languages = Several(label=_("Languages"))
    title_characters = forms.IntegerField(
        label=_("Characters in a title, at most"), min_value=10, max_value=300, initial=150
    )
    abstract_words = forms.IntegerField(
        label=_("Words in an abstract, at most"), min_value=10, max_value=3000, initial=300
    )
    most_per_person = forms.IntegerField(
        label=_("Proposals of one person, at most"), min_value=1, max_value=_MOST, required=False
    )
    most_per_organization = forms.IntegerField(
        label=_("Proposals of one organization, at most"), min_value=1, max_value=_MOST, required=False
    )

    def __init__(self, request: SignedInRequest, call: Call | None = None) -> None:
        edition = request.edition
        self.track_of = {track.slug: track for track in edition.tracks.order_by("position", "pk")}
        self.subtheme_of = {each.slug: each for each in edition.subthemes.order_by("position", "pk")}
        super().__init__(request, initial=_facts(call) if call else {"languages": edition.languages})
        if call:
            self.fields.pop("slug", None)
            self._kept.pop("slug", None)
        elif "tracks" in self.fields:
            self.initial["tracks"] = [
                slug for slug, track in self.track_of.items() if track.way_in == WayIn.CALL
            ]
            self.initial["subthemes"] = list(self.subtheme_of)
        self._offer("tracks", [(slug, str(track.name)) for slug, track in self.track_of.items()])
        self._offer("subthemes", [(slug, str(each.name)) for slug, each in self.subtheme_of.items()])
        self._offer("languages", [(code, language_name(code)) for code in edition.languages])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        if name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice it is

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        facts["tracks"] = [self.track_of[slug] for slug in facts["tracks"]]
        facts["subthemes"] = [self.subtheme_of[slug] for slug in facts["subthemes"]]
        return facts


def _page_of(request: SignedInRequest, call: Call) -> str:
    return page(request.edition, "organiser:call", call.slug)


LIST = Table(
    "calls",
    Column("title", _("Title"), lambda call: call.title, link=_page_of),
    Column("slug", _("Short name"), lambda call: call.slug, is_for_files=True),
    Column("opens", _("Opens"), lambda call: call.opens_at, show=in_zones),
    Column("closes", _("Closes"), lambda call: call.closes_at, show=in_zones),
    Column("tracks", _("Tracks"), lambda call: [str(track.name) for track in call.tracks.all()]),
    Column(
        "languages", _("Languages"), lambda call: [*map(language_name, call.languages)], is_for_files=True
    ),
    Column("proposals", _("Proposals"), lambda call: call.handed_in),
)


@require_safe
def calls(request: SignedInRequest) -> HttpResponseBase:
    """The calls, and how many proposals were handed in to each."""
    handed_in = Count("proposals", filter=Q(proposals__submitted_at__isnull=False))
    tracks = Prefetch("tracks", Track.objects.order_by("position", "pk"))
    rows = calls_of(request.edition).annotate(handed_in=handed_in).prefetch_related(tracks)
    listing = short_listing_of(request, LIST, rows)
    return listing.file() or render(request, "organiser/calls/list.html", {"listing": listing})


@require_http_methods(["GET", "POST"])
def call_new(request: SignedInRequest) -> HttpResponse:
    form = CallForm(request)
    if form.is_valid():
        facts = form.facts
        try:
            made = create_call.once(
                form.key, edition=request.edition, by=request.person, at=request.at, **facts
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Saved."))
            return redirect(page(request.edition, "organiser:call", made.slug))
    return render(request, "organiser/calls/call.html", {"form": form}, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def call(request: SignedInRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(calls_of(request.edition), slug=slug)
    form = CallForm(request, shown)
    if form.is_valid():
        try:
            change_call.once(form.key, call=shown, by=request.person, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, now("Saved."))
            return redirect(form.onward(page(request.edition, "organiser:call", slug)))
    context = {"call": shown, "form": form, "proposals": shown.proposals.submitted().count()}
    return render(request, "organiser/calls/call.html", context, status=invalid_status(form))


def _facts(call: Call) -> dict[str, Any]:
    names = [name for name in CallForm.base_fields if name not in {"slug", "tracks", "subthemes"}]
    return {
        **{name: getattr(call, name) for name in names},
        "tracks": list(call.tracks.values_list("slug", flat=True)),
        "subthemes": list(call.subthemes.values_list("slug", flat=True)),
    }
