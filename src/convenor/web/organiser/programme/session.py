"""One session as those who arrange it see it: its facts, and what they can do with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.editions.models import Attendance, Format, Role, Subtheme, Track
from convenor.programme.actions.happenings import tell
from convenor.programme.actions.sessions import add_session, change_session, is_released, remove_session
from convenor.programme.models import Appearance, Availability, Happening, Session, SessionKind
from convenor.proposals.actions.drafts import MOST_MINUTES
from convenor.web.doing import done, made
from convenor.web.forms import KeyedForm, Line
from convenor.web.links import page
from convenor.web.materials import report_of
from convenor.web.organiser.programme.common import (
    Advice,
    form_page,
    placements_in_order,
    removed_already,
    session_at,
    sessions_of,
    still_there,
)
from convenor.web.organiser.programme.notes import NotesForm
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import language_name
from convenor.web.translated import TranslatedForm, TranslatedLine, TranslatedParagraphs

MOST = 1_000_000
OF_ALL = frozenset({Role.CHAIR, Role.SECRETARY})


class SessionForm(TranslatedForm):
    title = TranslatedLine(label=_("Title"), max_length=300)
    abstract = TranslatedParagraphs(label=_("Description"), required=False, most_words=1000)
    kind = forms.ChoiceField(label=_("Kind"), choices=SessionKind.choices)
    format = forms.ChoiceField(label=_("Format"), choices=[("", "—"), *Format.choices], required=False)
    track = forms.ModelChoiceField(
        label=_("Track"), queryset=Track.objects.none(), empty_label="—", required=False
    )
    subtheme = forms.ModelChoiceField(
        label=_("Subtheme"), queryset=Subtheme.objects.none(), empty_label="—", required=False
    )
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=MOST_MINUTES, initial=60)
    languages = forms.MultipleChoiceField(
        label=_("Spoken languages"), widget=forms.CheckboxSelectMultiple, required=False
    )
    interpretation = forms.MultipleChoiceField(
        label=_("Interpreted into"), widget=forms.CheckboxSelectMultiple, required=False
    )
    attendance = forms.ChoiceField(label=_("How people attend"), choices=Attendance.choices)
    url = forms.URLField(
        label=_("Where it is followed online"), required=False, assume_scheme="https", max_length=200
    )
    expected = forms.IntegerField(
        label=_("How many people are expected"), min_value=0, max_value=MOST, required=False
    )
    places = forms.IntegerField(
        label=_("Places that can be booked"),
        help_text=_("Leave it empty where nobody books."),
        min_value=0,
        max_value=MOST,
        required=False,
    )
    needs_step_free = forms.BooleanField(label=_("It needs a room reached without steps"), required=False)
    needs = Line(
        label=_("What else it needs"),
        help_text=_("For those who prepare the room, kept apart by commas."),
        required=False,
        max_length=300,
    )

    def __init__(self, request: SignedInRequest, session: Session | None = None) -> None:
        names = self.base_fields if session else ()
        facts: dict[str, Any] = {name: getattr(session, name) for name in names}
        super().__init__(request, initial=facts or {"attendance": request.edition.attendance})
        if "track" in self.fields:
            self._offer(request, session)

    def _offer(self, request: SignedInRequest, session: Session | None) -> None:
        fields: Any = self.fields
        edition = request.edition
        fields["track"].queryset = edition.tracks.order_by("position", "pk")
        fields["subtheme"].queryset = edition.subthemes.order_by("position", "pk")
        if not OF_ALL & {office.role for office in request.offices}:
            own = [office.track_id for office in request.offices if office.role == Role.TRACK_CHAIR]
            fields["track"].queryset = fields["track"].queryset.filter(pk__in=own)
            fields["track"].required = True
        spoken = [*session.languages, *session.interpretation] if session else []
        offered = [*edition.languages, *(code for code in spoken if code not in edition.languages)]
        choices = [(code, language_name(code)) for code in dict.fromkeys(offered)]
        fields["languages"].choices = fields["interpretation"].choices = choices


class HappeningForm(NotesForm):
    kind = forms.ChoiceField(label=_("What became of it"), widget=forms.RadioSelect)
    replaced_by = forms.ModelChoiceField(
        label=_("The session that is held in its place"),
        help_text=_("Only where it is replaced."),
        queryset=Session.objects.none(),
        empty_label="—",
        required=False,
    )

    def __init__(self, request: SignedInRequest, session: Session, standing: str) -> None:
        super().__init__(request, label=_("What else people should know"))
        fields: Any = self.fields
        fields["kind"].choices = [choice for choice in Happening.choices if choice[0] != standing]
        fields["replaced_by"].queryset = sessions_of(request).exclude(pk=session.pk).order_by("title_text")


@require_safe
def session(request: SignedInRequest, code: str) -> HttpResponse:
    shown = session_at(request, code)
    answers = Appearance.objects.with_answers().filter(session=shown).select_related("person", "item")
    context = {
        "session": shown,
        "warnings": Advice(request).of(code),
        "placements": placements_in_order(shown),
        "items": shown.items.order_by("position"),
        "people": answers.order_by("position", "pk"),
        "never": set(
            Availability.objects.filter(
                person__in=answers.values("person"), starts_at=None, edition=request.edition
            ).values_list("person", flat=True)
        ),
        "events": shown.events.select_related("replaced_by").order_by("-at", "-pk"),
        "marked": shown.marks.standing().count(),
        "materials": shown.materials.order_by("at", "pk"),
        "report": report_of(shown),
        "is_released": is_released(shown),
        "arranges_all": bool(OF_ALL & {office.role for office in request.offices}),
    }
    return render(request, "organiser/programme/session.html", context)


@require_http_methods(["GET", "POST"])
def session_new(request: SignedInRequest) -> HttpResponse:
    form = SessionForm(request)
    if form.is_valid():
        added = made(form, add_session, request, edition=request.edition, **form.facts)
        if added:
            messages.success(request, now("The session is in the draft of the programme."))
            return redirect(_address(request, added))
    back = (_("Programme"), page(request.edition, "organiser:programme"))
    return form_page(request, form, title=_("New session"), button=_("Save"), back=back)


@require_http_methods(["GET", "POST"])
def session_facts(request: SignedInRequest, code: str) -> HttpResponse:
    shown = session_at(request, code)
    form = SessionForm(request, shown)
    if form.is_valid() and done(form, change_session, request, session=shown, **form.facts):
        messages.success(request, now("Saved."))
        return redirect(form.onward(_address(request, shown)))
    return form_page(
        request, form, title=_("Facts of the session"), button=_("Save"), back=back_to(request, shown)
    )


@require_http_methods(["GET", "POST"])
def session_told(request: SignedInRequest, code: str) -> HttpResponse:
    """What became of it: told to everybody with the next release."""
    shown = session_at(request, code)
    last = shown.events.order_by("-at", "-pk").first()
    form = HappeningForm(request, shown, last.kind if last else Happening.RESTORED)
    if form.is_valid():
        facts = {
            "kind": Happening(form.cleaned_data["kind"]),
            "note": form.note,
            "replaced_by": form.cleaned_data["replaced_by"],
        }
        if done(form, tell, request, session=shown, **facts):
            messages.success(request, now("Readers are told with the next release."))
            return redirect(_address(request, shown))
    return form_page(
        request,
        form,
        title=_("What became of this session"),
        button=_("Save"),
        back=back_to(request, shown),
        lead=_("It stays visible with what became of it. Those who appear in it get a letter."),
    )


@require_http_methods(["GET", "POST"])
def session_removal(request: SignedInRequest, code: str) -> HttpResponse:
    home = page(request.edition, "organiser:programme")
    shown = still_there(request, sessions_of(request).select_related("edition", "proposal"), code=code)
    if shown is None:
        return removed_already(request, home)
    form = KeyedForm(request)
    if form.is_valid() and done(form, remove_session, request, session=shown):
        messages.success(request, now("Removed."))
        return redirect(home)
    return form_page(
        request,
        form,
        title=_("Remove this session?"),
        button=_("Remove"),
        back=back_to(request, shown),
        lead=_("It leaves the draft with its parts, its people and its places."),
        is_grave=True,
    )


def back_to(request: SignedInRequest, session: Session) -> tuple[str, str]:
    return str(session.title), _address(request, session)


def _address(request: SignedInRequest, session: Session) -> str:
    return page(request.edition, "organiser:session", session.code)
