"""The form in which the desk and the secretariat say who somebody else is who takes part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Attendance
from convenor.registration.actions.registering import Application
from convenor.registration.models import Category
from convenor.registration.queries import rules_of, ways_to_attend
from convenor.web.application import category_label
from convenor.web.forms import KeyedForm, Line
from convenor.web.places import countries
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import language_name

_NOT_THE_BROWSERS_OWN = {"autocomplete": "off"}


class ParticipantForm(KeyedForm):
    """Who takes part, as what, from where. What they need is theirs to say, and stays as it is."""

    name = Line(
        label=pgettext_lazy("person", "Name"),
        help_text=_("As it stands on the badge."),
        widget=forms.TextInput(attrs=_NOT_THE_BROWSERS_OWN),
    )
    category = forms.ChoiceField(label=_("Category"), widget=forms.RadioSelect)
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False)
    organization = Line(
        label=_("Organization"), required=False, widget=forms.TextInput(attrs=_NOT_THE_BROWSERS_OWN)
    )
    language = forms.ChoiceField(label=_("Language they follow best"))

    def __init__(
        self, request: SignedInRequest, categories: Iterable[Category], *, initial: dict[str, Any]
    ) -> None:
        here = (get_language() or "en")[:2]
        super().__init__(request, initial={"language": here, **initial})
        self.categories = {each.slug: each for each in categories}
        self.offer("category", [(slug, category_label(each)) for slug, each in self.categories.items()])
        self.offer("language", [(code, language_name(code)) for code in request.edition.languages])
        ways = ways_to_attend(request.edition)
        self.only_way = ways[0] if len(ways) == 1 else ""
        rules = rules_of(request.edition)
        if rules and not rules.asks_organization:
            del self.fields["organization"]

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice it is

    def application(self, category: Category | None = None, invitation: str = "") -> Application:
        """What was filled in, as the actions take it."""
        said = self.cleaned_data
        return Application(
            category=category or self.categories[said["category"]],
            name=said["name"],
            country=said["country"],
            language=said["language"],
            attendance=said.get("attendance") or self.only_way or Attendance.IN_PERSON,
            organization=said.get("organization", self.initial.get("organization", "")),
            access=None,
            diet=None,
            invitation=invitation,
        )
