"""What a person says of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from convenor.accounts.actions import change_profile
from convenor.kernel.refusals import Refused
from convenor.people.models import Person
from convenor.web.forms import KeyedForm, Line, Paragraphs, invalid_status
from convenor.web.onward import own_path
from convenor.web.places import countries, organization_kinds, zone_meant_by, zones
from convenor.web.request import SignedInRequest


class ProfileForm(KeyedForm):
    name = Line(label=pgettext_lazy("person", "Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of the mails you get"), choices=settings.LANGUAGES)
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False)
    organization = Line(
        label=_("Organization"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organization_kind = forms.ChoiceField(
        label=_("Kind of organization"), choices=organization_kinds, required=False
    )
    zone = Line(
        label=_("Time zone"),
        help_text=_("Such as Africa/Nairobi: the largest city that keeps your time."),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"list": "zones", "dir": "ltr"}),
    )
    biography = Paragraphs(
        label=_("About you"),
        help_text=_("At most 150 words. Organisers read this, and the public where you speak."),
        required=False,
        max_length=3000,
        most_words=150,
    )

    def clean_zone(self) -> str:
        typed = self.cleaned_data["zone"]
        zone = zone_meant_by(typed)
        if typed and not zone:
            raise ValidationError(_("We do not know this time zone. Please choose one of those suggested."))
        return zone


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request, initial=_said_by(request.person))
    if form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        try:
            change_profile.once(form.key, **facts, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect(own_path(request.GET.get("next", "")) or "me:home")
    page = {"form": form, "zones": zones(), "is_new": not request.person.name}
    return render(request, "me/profile.html", page, status=invalid_status(form))


def _said_by(person: Person) -> dict[str, Any]:
    facts = {field: getattr(person, field) for field in ("name", "language", "zone", "country", "biography")}
    known = person.organization
    return {
        **facts,
        "organization": known.name if known else "",
        "organization_kind": known.kind if known else "",
    }
