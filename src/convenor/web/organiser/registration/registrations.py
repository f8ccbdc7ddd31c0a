"""The list of registrations, for the secretariat: searched, narrowed, exported; answered many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from convenor.kernel.refusals import Refused
from convenor.people.models import ContactPoint
from convenor.registration.actions.answering import NothingAnswered, answer_registrations
from convenor.registration.models import (
    WAYS_TO_ATTEND,
    Answer,
    Entitlement,
    NeedKind,
    Registration,
    RegistrationQuerySet,
    Standing,
)
from convenor.registration.queries import categories_of, registrations_in
from convenor.web.forms import KeyedForm, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.sheets import Cell
from convenor.web.tables import Column, Filter, LongListing, Table, listing_of
from convenor.web.templatetags.convenor import country, language_name

MOST_AT_ONCE = 500
A_CODE = 8


class AnswerForm(KeyedForm):
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(Answer.APPROVED, _("Approve")), (Answer.REFUSED, _("Do not approve"))],
        widget=forms.RadioSelect,
    )
    note = Paragraphs(
        label=_("Note to the participants"),
        help_text=_("It stands in the letter."),
        required=False,
        max_length=2000,
    )
    codes = forms.CharField(widget=forms.HiddenInput, required=False)


def _page_of(request: SignedInRequest, registration: Registration) -> str:
    return page(request.edition, "organiser:participant", registration.code)


def _need(kind: NeedKind) -> Any:
    return lambda row: next((need.text for need in row.needs.all() if need.kind == kind), "")


def _address(row: Any) -> Cell:
    return next((point.address for point in row.person.first_points), "")


def _tracks(row: Any) -> Cell:
    return [str(each.track.name) for each in row.granted]


def _categories(request: SignedInRequest) -> Iterable[tuple[str, str]]:
    return [(each.slug, str(each.name)) for each in categories_of(request.edition)]


def _as_they_stand(rows: Any, standing: str) -> RegistrationQuerySet:
    found: RegistrationQuerySet = rows.as_they_stand(standing)
    return found


def _came(row: Any) -> Any:
    return row.check_in.at if hasattr(row, "check_in") else None


LIST = Table(
    "registrations",
    Column("code", _("Code"), lambda row: row.code, "code", ("code",), _page_of),
    Column("name", pgettext_lazy("person", "Name"), lambda row: row.name, "name", ("name",), _page_of),
    Column("category", _("Category"), lambda row: row.category.name, "category__position"),
    Column(
        "organization",
        _("Organization"),
        lambda row: row.organization and row.organization.name,
        "organization__name",
        ("organization__name",),
    ),
    Column("country", _("Country"), lambda row: row.country and country(row.country), "country"),
    Column("standing", _("Standing"), lambda row: row.standing.label),
    Column(
        "registered",
        pgettext_lazy("registration", "Registered"),
        lambda row: row.registered_at,
        "registered_at",
    ),
    Column("checked_in", pgettext_lazy("registration", "Checked in"), _came, "check_in__at"),
    Column("attendance", _("Takes part"), lambda row: row.get_attendance_display(), is_for_files=True),
    Column("language", _("Language"), lambda row: language_name(row.language), is_for_files=True),
    Column("tracks", _("Tracks"), _tracks, is_for_files=True),
    Column(
        "address",
        _("E-mail address"),
        _address,
        search=("person__contact_points__address",),
        is_for_files=True,
    ),
    Column("access", _("Access needs"), _need(NeedKind.ACCESS), is_for_files=True),
    Column("diet", _("Dietary needs"), _need(NeedKind.DIET), is_for_files=True),
    filters=(
        Filter("category", _("Category"), _categories, lambda rows, slug: rows.filter(category__slug=slug)),
        Filter(
            "standing",
            _("Standing"),
            lambda _request: Standing.choices,
            _as_they_stand,
        ),
        Filter(
            "attendance",
            _("Takes part"),
            lambda _request: WAYS_TO_ATTEND,
            lambda rows, value: rows.filter(attendance=value),
        ),
        Filter(
            "checked_in",
            pgettext_lazy("registration", "Checked in"),
            lambda _request: [("yes", _("yes")), ("no", _("no"))],
            lambda rows, value: rows.filter(check_in__isnull=value == "no"),
        ),
        Filter(
            "needs",
            _("Needs"),
            lambda _request: NeedKind.choices,
            lambda rows, kind: rows.filter(needs__kind=kind),
        ),
    ),
    sort="-registered",
)


def listing(request: SignedInRequest) -> LongListing:
    points = ContactPoint.objects.filter(is_first=True)
    granted = Entitlement.objects.granted().filter(track__isnull=False).select_related("track")
    rows = (
        registrations_in(request.edition)
        .select_related("category", "organization", "person", "check_in")
        .prefetch_related(
            "needs",
            Prefetch("person__contact_points", queryset=points, to_attr="first_points"),
            Prefetch("entitlements", queryset=granted, to_attr="granted"),
        )
    )
    return listing_of(request, LIST, rows, tick="code")


@require_safe
def registrations(request: SignedInRequest) -> HttpResponseBase:
    shown = listing(request)
    return shown.file() or render(request, "organiser/registration/list.html", {"listing": shown})


@require_http_methods(["GET", "POST"])
def answers(request: SignedInRequest) -> HttpResponse:
    """Approve, or not, those ticked in the list, or all that the list shows."""
    chosen = _chosen(request)
    codes = " ".join(registration.code for registration in chosen)
    form = AnswerForm(request, initial={"codes": codes, "answer": Answer.APPROVED})
    if form.is_valid():
        answer = Answer(form.cleaned_data["answer"])
        try:
            count = answer_registrations.once(
                form.key,
                edition=request.edition,
                registrations=chosen,
                answer=answer,
                note=form.cleaned_data["note"],
                by=request.person,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, why(refusal))
        else:
            messages.success(request, told(count))
            return redirect(page(request.edition, "organiser:registrations") + "?standing=waiting")
    shown = {"form": form, "registrations": chosen}
    return render(request, "organiser/registration/answers.html", shown, status=invalid_status(form))


def why(refusal: Refused) -> ValidationError:
    """What a refusal says, with the sentence of each registration that it is about."""
    problems = refusal.problems if isinstance(refusal, NothingAnswered) else []
    return ValidationError([str(refusal), *(f"{code}: {sentence}" for code, sentence in problems)])


def told(count: int) -> str:
    if not count:
        return now("Nothing was to be changed.")
    said = ngettext(
        "%(count)s registration is answered, and its person told.",
        "%(count)s registrations are answered, and their people told.",
        count,
    )
    return said % {"count": count}


def _chosen(request: SignedInRequest) -> Sequence[Any]:
    shown = listing(request)
    if request.method == "POST":
        codes = request.POST.get("codes", "").split()
    elif "all" in request.GET:
        return shown.things(shown.keys[:MOST_AT_ONCE])
    else:
        codes = request.GET.getlist("code")
    known = [
        code for code in codes[:MOST_AT_ONCE] if code.isascii() and code.isalnum() and len(code) <= A_CODE
    ]
    return list(shown.rows.filter(code__in=known).order_by("code"))
