"""The people in a session: named and asked, changed, taken out; and when they can be scheduled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from convenor.people.models import Person
from convenor.programme.actions.appearances import (
    add_appearance,
    change_appearance,
    remove_appearance,
    set_availability,
)
from convenor.programme.models import AppearanceRole, Item, Session
from convenor.web.availability import AvailabilityForm
from convenor.web.doing import done
from convenor.web.forms import KeyedForm, Line, Paragraphs
from convenor.web.links import page
from convenor.web.organiser.programme.common import (
    form_page,
    removed_already,
    session_at,
    sessions_of,
    still_there,
)
from convenor.web.organiser.programme.session import back_to
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import language_name


class RoleForm(KeyedForm):
    role = forms.ChoiceField(label=_("Role"), choices=AppearanceRole.choices)
    item = forms.ModelChoiceField(
        label=_("In which part"),
        queryset=Item.objects.none(),
        empty_label=_("the whole session"),
        required=False,
    )
    is_remote = forms.BooleanField(label=_("Takes part from afar"), required=False)

    def __init__(self, request: SignedInRequest, session: Session, **options: Any) -> None:
        super().__init__(request, **options)
        fields: Any = self.fields
        fields["item"].queryset = session.items.order_by("position")

    @property
    def facts(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {
            "role": AppearanceRole(chosen["role"]),
            "item": chosen["item"],
            "is_remote": chosen["is_remote"],
        }


class InvitationForm(RoleForm):
    name = Line(
        label=pgettext_lazy("person", "Name"),
        help_text=_("As the programme shows it until they say it themselves."),
    )
    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We ask them at this address whether they will come. It is shown to nobody."),
        max_length=254,
    )
    note = Paragraphs(
        label=_("Note in the letter"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        help_text=_("Whom we know already is written to in the language that they chose."),
        choices=[],
    )
    field_order = ("name", "address", "language", "role", "item", "is_remote", "note")

    def __init__(self, request: SignedInRequest, session: Session) -> None:
        super().__init__(request, session)
        fields: Any = self.fields
        fields["language"].choices = [(each, language_name(each)) for each in request.edition.languages]


@require_http_methods(["GET", "POST"])
def appearance_new(request: SignedInRequest, code: str) -> HttpResponse:
    session = session_at(request, code)
    form = InvitationForm(request, session)
    title, address = back_to(request, session)
    if form.is_valid():
        named = {name: form.cleaned_data[name] for name in ("name", "address", "language", "note")}
        if done(form, add_appearance, request, session=session, **named, **form.facts):
            messages.success(request, now("We have written to %(name)s.") % {"name": named["name"]})
            return redirect(address)
    return form_page(
        request,
        form,
        title=_("Invite somebody"),
        button=_("Name and write to them"),
        back=(title, address),
    )


@require_http_methods(["GET", "POST"])
def appearance(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    session = session_at(request, code)
    shown = get_object_or_404(session.appearances.select_related("person"), pk=pk)
    facts = {"role": shown.role, "item": shown.item, "is_remote": shown.is_remote}
    form = RoleForm(request, session, initial=facts)
    title, address = back_to(request, session)
    if form.is_valid() and done(form, change_appearance, request, appearance=shown, **form.facts):
        messages.success(request, now("Saved."))
        return redirect(address)
    return form_page(
        request,
        form,
        title=shown.shown_name,
        button=_("Save"),
        back=(title, address),
        removal="removal/",
    )


@require_http_methods(["GET", "POST"])
def appearance_removal(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    session = session_at(request, code)
    shown = still_there(request, session.appearances.select_related("person"), pk=pk)
    if shown is None:
        return removed_already(request, back_to(request, session)[1])
    form = KeyedForm(request)
    title, address = back_to(request, session)
    if form.is_valid() and done(form, remove_appearance, request, appearance=shown):
        messages.success(request, now("Removed."))
        return redirect(address)
    return form_page(
        request,
        form,
        title=_("Take this person out?"),
        button=_("Take out"),
        back=(title, address),
        thing=shown.shown_name,
        lead=_("They get no letter about it."),
        is_grave=True,
    )


@require_http_methods(["GET", "POST"])
def availability(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """When somebody can be scheduled. Whose sessions are all kept from the reader, is not found."""
    appearing = Person.objects.filter(appearances__session__in=sessions_of(request)).distinct()
    person = get_object_or_404(appearing, uid=uid)
    form = AvailabilityForm(request, request.edition, person)
    home = page(request.edition, "organiser:programme")
    if form.is_valid():
        facts = {"edition": request.edition, "person": person, **form.facts}
        if done(form, set_availability, request, **facts):
            messages.success(request, now("Saved."))
            return redirect(home)
    return form_page(
        request,
        form,
        title=_("When somebody can be scheduled"),
        button=_("Save"),
        back=(_("Programme"), home),
        thing=person.name,
        lead=_("In the time of the edition. Leave all days empty for somebody who can always come."),
    )
