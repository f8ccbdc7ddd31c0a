"""The parts of an edition: tracks, subthemes, rooms, partners. Each kind has its form; pages are the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions import actions
from convenor.editions.models import Access, Format, Partner, PartnerRole, Room, Subtheme, Track, WayIn
from convenor.kernel.refusals import Refused
from convenor.web.forms import Day, KeyedForm, Line, invalid_status
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.organiser.part_tables import TABLES
from convenor.web.request import SignedInRequest
from convenor.web.tables import short_listing_of
from convenor.web.translated import TranslatedForm, TranslatedLine, TranslatedParagraphs

_MOST = 32_000  # what a small whole number holds in every database


class Slug(Line):
    """A short name for addresses, given once; made of the name where it is left empty."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Short name"),
            help_text=_(
                "For addresses: small letters a to z, digits and hyphens. It does not change later."
                " Leave it empty, and it is made for you."
            ),
            required=False,
            max_length=40,
            widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none"}),
        )


class Position(forms.IntegerField):
    """Where a part stands among its kind."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Place in the list"),
            help_text=_("Lower numbers come first. Leave it empty for the last place."),
            min_value=0,
            max_value=_MOST,
            required=False,
        )


class PartForm(TranslatedForm):
    """A part; its short name can be given while it is new."""

    def __init__(self, request: SignedInRequest, part: models.Model | None = None) -> None:
        names = self.base_fields if part else ()
        super().__init__(request, initial={name: getattr(part, name) for name in names})
        if part:
            self.fields.pop("slug", None)
            self._kept.pop("slug", None)


class TrackForm(PartForm):
    name = TranslatedLine(label=_("Name"))
    slug = Slug()
    description = TranslatedParagraphs(label=_("What it is for"), required=False, most_words=300)
    starts_on = Day(label=_("First day"), required=False)
    ends_on = Day(label=_("Last day"), required=False)
    access = forms.ChoiceField(label=_("Who may attend"), choices=Access.choices)
    way_in = forms.ChoiceField(label=_("How sessions enter"), choices=WayIn.choices)
    formats = forms.MultipleChoiceField(
        label=_("What can be proposed"),
        choices=Format.choices,
        initial=Format.values,
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.IntegerField(
        label=_("Usual length in minutes"), min_value=1, max_value=24 * 60, initial=60
    )
    may_overlap = forms.BooleanField(
        label=_("Other tracks may run at the same time"), required=False, initial=True
    )
    position = Position()


class SubthemeForm(PartForm):
    name = TranslatedLine(label=_("Name"))
    slug = Slug()
    description = TranslatedParagraphs(label=_("What it is about"), required=False, most_words=300)
    position = Position()


class RoomForm(PartForm):
    name = TranslatedLine(label=_("Name"))
    slug = Slug()
    seats = forms.IntegerField(
        label=_("Seats"),
        help_text=_("Leave it empty where nothing is known of the room but its name."),
        min_value=0,
        max_value=1_000_000,
        required=False,
    )
    is_step_free = forms.BooleanField(label=_("One gets there without steps"), required=False)
    booths = forms.IntegerField(label=_("Interpretation booths"), min_value=0, max_value=_MOST, initial=0)
    equipment = TranslatedLine(
        label=_("Equipment"), help_text=_("Such as captions, hearing loop, projector."), required=False
    )
    position = Position()


class PartnerForm(PartForm):
    name = TranslatedLine(label=_("Name"))
    role = forms.ChoiceField(label=_("Role"), choices=PartnerRole.choices)
    url = forms.URLField(label=_("Its page"), required=False, assume_scheme="https")
    position = Position()


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of part is called, asked for and written."""

    noun: str
    one: str | Promise
    model: type[Track | Subtheme | Room | Partner]
    form: type[PartForm]
    title: str | Promise
    new: str | Promise
    help: str | Promise


KINDS: Mapping[str, Kind] = {
    "tracks": Kind(
        "track", _("Track"), Track, TrackForm, _("Tracks"), _("New track"),
        _("The programmes of the edition: workshops, a symposium, a policy forum. They may overlap in time."),
    ),
    "subthemes": Kind(
        "subtheme", _("Subtheme"), Subtheme, SubthemeForm, _("Subthemes"), _("New subtheme"),
        _("The topics of the edition. A proposal belongs to one."),
    ),
    "rooms": Kind(
        "room", _("Room"), Room, RoomForm, _("Rooms"), _("New room"),
        _("Where sessions are held. Seats and access are told to the public."),
    ),
    "partners": Kind(
        "partner", _("Partner"), Partner, PartnerForm, _("Partners"), _("New partner"),
        _("The organizations that convene, host or support the edition."),
    ),
}  # fmt: skip


@require_safe
def parts(request: SignedInRequest, kind: str) -> HttpResponseBase:
    described = _kind(kind)
    in_order = described.model.objects.filter(edition=request.edition).order_by("position", "pk")
    listing = short_listing_of(request, TABLES[kind], in_order)
    context = {
        "kind": kind,
        "described": described,
        "listing": listing,
        "is_secretary": is_secretary(request),
    }
    return listing.file() or render(request, "organiser/parts.html", context)


@require_http_methods(["GET", "POST"])
def part_new(request: SignedInRequest, kind: str) -> HttpResponse:
    described = _kind(kind)
    form = described.form(request)
    if form.is_valid():
        add = getattr(actions, f"add_{described.noun}")
        try:
            add.once(form.key, edition=request.edition, by=request.person, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(page(request.edition, "organiser:parts", kind))
    context = {"kind": kind, "described": described, "form": form}
    return render(request, "organiser/part.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def part(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    described = _kind(kind)
    part = get_object_or_404(described.model, edition=request.edition, pk=pk)
    form = described.form(request, part)
    if form.is_valid():
        change = getattr(actions, f"change_{described.noun}")
        try:
            change.once(form.key, **{described.noun: part}, by=request.person, at=request.at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(form.onward(page(request.edition, "organiser:parts", kind)))
    context = {"kind": kind, "described": described, "part": part, "form": form}
    return render(request, "organiser/part.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def part_removal(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    described = _kind(kind)
    part = get_object_or_404(described.model, edition=request.edition, pk=pk)
    form = KeyedForm(request)
    if form.is_valid():
        remove = getattr(actions, f"remove_{described.noun}")
        try:
            remove.once(form.key, **{described.noun: part}, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Removed."))
            return redirect(page(request.edition, "organiser:parts", kind))
    context = {"kind": kind, "described": described, "part": part, "form": form}
    return render(request, "organiser/part_removal.html", context, status=invalid_status(form))


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]
