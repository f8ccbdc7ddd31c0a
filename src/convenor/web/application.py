"""The form by which one registers and changes a registration. Each personal field says what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from convenor.editions.models import Attendance, Edition
from convenor.kernel.refusals import Refused
from convenor.registration.actions.codes import code_that_works
from convenor.registration.actions.registering import Application
from convenor.registration.models import Category, InvitationCode, Registration, RegistrationRules
from convenor.registration.queries import categories_of, ways_to_attend
from convenor.web.forms import KeyedForm, Line, Paragraphs
from convenor.web.me.sign_in import Address
from convenor.web.places import countries
from convenor.web.request import Request
from convenor.web.templatetags.convenor import day, language_name

_WITH_THE_DESK = _("Read by the secretariat and the desk.")
_ALONE = _("Read by the secretariat only.")
_KEPT = _("Kept with the records of the conference.")


def notice(purpose: Promise | str, readers: Promise | str, kept: Promise | str = _KEPT) -> Any:
    """What a field is for, who reads it, how long it is kept."""
    return format_lazy("{} {} {}", purpose, readers, kept)


class NotInsisted(forms.RadioSelect):
    """A choice that browsers do not insist on, since something else in the form may make it."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class InvitedForm(KeyedForm):
    """Asks for a category and for an invitation code, which may say it."""

    edition: Edition
    at: datetime
    categories: dict[str, Category]
    invited: InvitationCode | None = None

    def clean_invitation(self) -> str:
        typed: str = self.cleaned_data["invitation"]
        if typed:
            try:
                self.invited = code_that_works(self.edition, typed, self.at)
            except Refused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return typed

    @property
    def meant(self) -> Category | None:
        """The category of the invitation code, else the chosen one."""
        if self.invited and self.invited.category:
            return self.invited.category
        return self.categories.get(self.cleaned_data.get("category", ""))


class ApplicationForm(InvitedForm):
    """Who somebody is and what they need. Without ``registration`` a new one is made."""

    address = Address(
        label=_("Your e-mail address"),
        help_text=notice(_("To send you your confirmation and what you need to know."), _ALONE),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    name = Line(
        label=pgettext_lazy("person", "Name"),
        help_text=notice(_("For your badge and for finding you at the desk."), _WITH_THE_DESK),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    category = forms.ChoiceField(
        label=_("You take part as"),
        help_text=notice(_("To plan the conference, and for counts that name nobody."), _WITH_THE_DESK),
        widget=NotInsisted,
    )
    attendance = forms.ChoiceField(
        label=_("How will you take part?"),
        help_text=notice(_("To know who needs a seat."), _WITH_THE_DESK),
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=notice(_("For counts in which small numbers are left out."), _WITH_THE_DESK),
        choices=countries,
        required=False,
    )
    organization = Line(
        label=_("Organization"),
        help_text=notice(_("For your badge."), _WITH_THE_DESK),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    language = forms.ChoiceField(
        label=_("Language you follow best"), help_text=notice(_("To plan the interpretation."), _ALONE)
    )
    access = Paragraphs(
        label=_("What do you need to get there and to follow?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    diet = Line(label=_("What do you not eat?"), required=False, max_length=200)
    invitation = Line(
        label=_("Invitation code"),
        help_text=_("If you were given one."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters", "autocomplete": "off"}),
    )

    def __init__(
        self,
        request: Request,
        rules: RegistrationRules,
        *,
        initial: dict[str, Any],
        registration: Registration | None = None,
    ) -> None:
        here = (get_language() or "en")[:2]
        super().__init__(request, initial={"language": here, **initial})
        self.edition, self.at = request.edition, request.at
        self.categories = _offered(request, registration)
        offered = [(slug, category_label(category)) for slug, category in self.categories.items()]
        self._offer("category", offered)
        self._offer("language", [(code, language_name(code)) for code in request.edition.languages])
        ways = ways_to_attend(request.edition)
        self._offer("attendance", [(way.value, str(way.label)) for way in ways])
        self.only_way = ways[0] if len(ways) == 1 else ""
        deletion = request.edition.ends_on + timedelta(days=rules.needs_days)
        deleted = _("Deleted on %(day)s.") % {"day": day(deletion)}
        self.fields["access"].help_text = notice(_("To prepare the rooms for you."), _ALONE, deleted)
        self.fields["diet"].help_text = notice(_("To order the food."), _ALONE, deleted)
        self._leave_out(request, rules, registration)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice it is

    def _leave_out(
        self, request: Request, rules: RegistrationRules, registration: Registration | None
    ) -> None:
        not_asked: Iterable[str] = [
            *(["address"] if request.person else []),
            *(["attendance"] if self.only_way else []),
            *([] if rules.asks_organization else ["organization"]),
            *([] if rules.asks_needs else ["access", "diet"]),
            *(["invitation"] if registration else []),
        ]
        for name in not_asked:
            del self.fields[name]

    def clean(self) -> None:
        if self.invited and self.invited.category:
            self.errors.pop("category", None)  # the code says it

    def application(self) -> Application:
        """What was filled in, as the actions take it."""
        said = self.cleaned_data
        assert self.meant is not None  # noqa: S101  # ``clean`` saw to it
        return Application(
            category=self.meant,
            name=said["name"],
            country=said["country"],
            language=said["language"],
            attendance=said.get("attendance") or self.only_way or Attendance.IN_PERSON,
            organization=said.get("organization", ""),
            access=said.get("access", ""),
            diet=said.get("diet", ""),
            invitation=said.get("invitation", ""),
        )


def _offered(request: Request, registration: Registration | None) -> dict[str, Category]:
    """Categories open to all; and, of a registration, the one it is in."""
    own = registration.category_id if registration else None
    all_ = categories_of(request.edition)
    return {category.slug: category for category in all_ if category.is_open or category.pk == own}


def category_label(category: Category) -> str:
    if category.needs_approval:
        return str(_("%(category)s (needs approval)") % {"category": category.name})
    return str(category.name)
