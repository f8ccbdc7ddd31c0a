"""Who is entrusted with what in the edition."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from convenor.editions.actions import end_office, give_office
from convenor.editions.models import Office, Role, Track
from convenor.editions.queries import offices_held_in
from convenor.kernel.refusals import Refused
from convenor.people.models import ContactPoint
from convenor.web.forms import KeyedForm, Line, invalid_status
from convenor.web.links import page
from convenor.web.organiser.home import is_secretary
from convenor.web.organiser.proposals import tracks
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Filter, Table, short_listing_of


class OfficeForm(KeyedForm):
    role = forms.ChoiceField(label=_("Office"), choices=Role.choices)
    track = forms.ModelChoiceField(
        label=_("Track"),
        help_text=_("For track chairs and reviewers."),
        queryset=Track.objects.none(),
        required=False,
        empty_label="—",
    )
    address = forms.EmailField(label=_("Mail address"), max_length=254)
    name = Line(
        label=pgettext_lazy("person", "Name"),
        help_text=_("If we do not know this person yet."),
        required=False,
    )

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request)
        tracks = request.edition.tracks.order_by("position", "pk")
        self.fields["track"].queryset = tracks  # type: ignore[attr-defined]  # a field of models has one


def _address(office: Office) -> str:
    return next((point.address for point in office.person.contact_points.all()), "")


def _end_of(request: SignedInRequest, office: Office) -> str:
    return page(request.edition, "organiser:office_end", office.pk)


LIST = Table(
    "offices",
    Column("name", _("Person"), lambda office: office.person.name),
    Column("address", _("Mail address"), _address),
    Column("role", _("Office"), lambda office: office.get_role_display()),
    Column("track", _("Track"), lambda office: office.track and office.track.name),
    Column("since", _("Since"), lambda office: office.given_at, is_for_files=True),
    Column("until", _("Until"), lambda office: office.until_date),
    Column("end", _("Change"), lambda _office: _("End"), link=_end_of, is_for_pages=True),
    filters=(
        Filter("role", _("Office"), lambda _request: Role.choices, lambda office, role: office.role == role),
        Filter("track", _("Track"), tracks, lambda office, slug: office.track and office.track.slug == slug),
    ),
)


@require_http_methods(["GET", "POST"])
def offices(request: SignedInRequest) -> HttpResponseBase:
    edition, form = request.edition, OfficeForm(request)
    if is_secretary(request) and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("track", "address", "name")}
        role = Role(form.cleaned_data["role"])
        try:
            give_office.once(form.key, edition=edition, role=role, by=request.person, at=request.at, **facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The office is given, and a letter tells them."))
            return redirect(page(edition, "organiser:offices"))
    addresses = Prefetch("person__contact_points", ContactPoint.objects.filter(is_first=True))
    held = offices_held_in(edition, at=request.at).prefetch_related(addresses)
    listing = short_listing_of(request, LIST, held)
    context = {"listing": listing, "form": form, "is_secretary": is_secretary(request)}
    return listing.file() or render(request, "organiser/offices.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def office_end(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(offices_held_in(request.edition, at=request.at), pk=pk)
    form = KeyedForm(request)
    if form.is_valid():
        try:
            end_office.once(form.key, office=office, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The office has ended."))
            return redirect(page(request.edition, "organiser:offices"))
    return render(
        request, "organiser/office_end.html", {"office": office, "form": form}, status=invalid_status(form)
    )
